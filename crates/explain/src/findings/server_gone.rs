//! `server-gone`: a container failed because a port of its pod was no longer open: the server had ended before it.

use api::core_v1::ContainerRole;
use variants::VariantId;

use super::{Context, Finding, Severity, take};
use crate::race::{Race, client_failed};
use crate::{life, pod};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    // Who came too early before that has another remark.
    let mut lost = cx
        .races
        .iter()
        .filter(|race| race.is_lost() && client_failed(cx.trace, race));
    let gone = lost.next().filter(|race| race.closed.is_some());
    gone.and_then(|race| finding(cx, race)).into_iter().collect()
}

fn finding(cx: &Context<'_>, race: &Race) -> Option<Finding> {
    let client = &race.client.name;
    let server = race.server.as_deref()?;
    let (role, container) = cx.pod.spec.container(server)?;
    let deleted = pod::deleted_at(cx.trace, cx.id).is_some_and(|at| race.closed >= Some(at));
    let ends = life::lives(cx.trace, cx.id, server);
    let end = ends
        .iter()
        .rev()
        .find_map(|life| life.exited.filter(|(at, ..)| *at <= race.attempt));
    let stays = end.is_some_and(|(_, code, _)| pod::stays_ended(cx.pod, container, code));
    let (because, fixes) = match role {
        ContainerRole::App if deleted => (
            format!(
                "When a pod is deleted, all of containers get SIGTERM at once, and {server} does not wait for \
                 {client}. A native sidecar gets it only when {client} has ended."
            ),
            cx.make_native(server),
        ),
        ContainerRole::App if stays => (
            format!(
                "{server} had ended, and the pod's restartPolicy leaves it so. A native sidecar is always started again."
            ),
            cx.make_native(server),
        ),
        ContainerRole::Init => return None,
        _ if deleted => return None,
        _ => {
            // With one app container and the sidecar last, the kubelet looks at the startupProbe before it starts the app
            // again (kuberuntime_container.go computeInitContainerActions).
            let spec = &cx.pod.spec;
            let last = spec
                .init_containers
                .last()
                .is_some_and(|last| last.name == server);
            let helps = last && spec.containers.len() == 1 && container.startup_probe.is_none();
            let probe = || {
                take(
                    format!("Let {client} wait: native sidecar with a startupProbe"),
                    VariantId::NativeStartupProbe,
                )
            };
            (
                format!(
                    "{server} was being started again. A startupProbe holds {client} back when the pod starts; when \
                     {client} is started again, only if no other app container runs and the sidecar is the last of \
                     initContainers. Let {client} try again by itself."
                ),
                helps.then(probe).into_iter().collect(),
            )
        }
    };
    Some(Finding {
        code: "server-gone",
        severity: Severity::Problem,
        title: format!("{client} still needs {server}, which has ended"),
        text: format!("{} {because}", crate::verdict::race_in_full(race)),
        container: Some(server.to_owned()),
        place: cx.place(server, ""),
        records: vec![race.attempt_record],
        fixes,
    })
}

#[cfg(test)]
mod tests {
    use variants::VariantId;

    use crate::findings::testing::check;
    use crate::findings::{Remedy, findings};
    use crate::testing::Story;

    #[test]
    fn server_that_has_ended() {
        let story = Story::job(&["proxy", "app"])
            .at(500)
            .start("proxy")
            .open("proxy", 80)
            .start("app")
            .connect("app", 80, Some("proxy"));
        let story = story.at(4_000).close("proxy", 80).exit("proxy", 0);
        let trace = story.at(6_000).connect("app", 80, None).exit("app", 1).end();
        check(
            &trace,
            &[("server-gone", "app still needs proxy, which has ended")],
        );
        let finding = findings(&trace).remove(0);
        assert_eq!(finding.fixes[0].remedy, Remedy::Variant(VariantId::Native));
        assert_eq!(
            finding.text,
            "proxy closes port 80 at 4.0 s, app connects at 6.0 s. proxy had ended, and the pod's restartPolicy leaves \
             it so. A native sidecar is always started again."
        );
    }

    #[test]
    fn who_asks_again_or_goes_on_without() {
        for server in [Some("proxy"), None] {
            let story = Story::pod(&["proxy", "app"]).at(500).start("proxy").start("app");
            let story = story
                .open("proxy", 80)
                .close("proxy", 80)
                .connect("app", 80, None);
            let story = story.at(600).open("proxy", 80).connect("app", 80, server);
            check(&story.end(), &[]);
        }
    }
}
