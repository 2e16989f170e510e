//! `lost-race`: a container asked for a port of its pod before anybody listened there, and gave up.

use api::core_v1::ContainerRole;
use variants::VariantId;

use super::{Context, Finding, Severity, take};
use crate::life;
use crate::race::Race;
use crate::words::seconds;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let lost = cx
        .races
        .iter()
        .filter(|race| race.is_lost() && race.closed.is_none() && race.client.role != ContainerRole::Sidecar);
    // One remark per client: a container that is restarted loses the same race again.
    lost.take(1).filter_map(|race| finding(cx, race)).collect()
}

fn finding(cx: &Context<'_>, race: &Race) -> Option<Finding> {
    let client = &race.client.name;
    let server = race.server.as_deref()?;
    let (role, container) = cx.pod.spec.container(server)?;
    // An init container above its server is another matter.
    life::first_start(cx.trace, cx.id, server)
        .filter(|started| race.client.role == ContainerRole::App || *started <= race.attempt)?;
    let probe = take(
        format!("Let {client} wait: native sidecar with a startupProbe"),
        VariantId::NativeStartupProbe,
    );
    let (because, fixes) = match role {
        ContainerRole::App => (
            "Containers in containers are started one right after the other; none waits for another to be ready."
                .to_owned(),
            vec![probe],
        ),
        ContainerRole::Sidecar if container.startup_probe.is_none() => (
            format!(
                "Without a startupProbe a native sidecar counts as started as soon as its process runs. {server} \
                 ran, but did not listen yet."
            ),
            vec![probe],
        ),
        ContainerRole::Sidecar => (
            format!("The startupProbe of {server} succeeded before port {} was open: it asks for something else.", race.port),
            Vec::new(),
        ),
        ContainerRole::Init => return None,
    };
    let early = match race.margin() {
        Some(margin) => format!("{} too early", seconds(margin)),
        None => "and the port was never opened".to_owned(),
    };
    Some(Finding {
        code: "lost-race",
        severity: Severity::Problem,
        title: format!("{client} asks {server} {early}"),
        text: format!("{} {because}", crate::verdict::race_in_full(race)),
        container: Some(server.to_owned()),
        place: cx.place(server, ""),
        records: [Some(race.attempt_record), race.opened_record]
            .into_iter()
            .flatten()
            .collect(),
        fixes,
    })
}

#[cfg(test)]
mod tests {
    use variants::VariantId;

    use crate::findings::testing::check;
    use crate::findings::{Remedy, findings};
    use crate::testing::{Story, classic};

    #[test]
    fn classic_race() {
        check(
            &classic(),
            &[
                ("sidecar-blocks-completion", "slow keeps the pod from ending"),
                ("lost-race", "user asks slow 6.4 s too early"),
            ],
        );
        let fixes = &findings(&classic())[0].fixes;
        assert_eq!(fixes[0].remedy, Remedy::Variant(VariantId::Native));
    }

    #[test]
    fn native_sidecar_that_is_too_slow() {
        let story = Story::pod(&["proxy*", "app"])
            .at(500)
            .start("proxy")
            .at(700)
            .start("app");
        let story = story
            .connect("app", 80, None)
            .exit("app", 1)
            .at(5_000)
            .open("proxy", 80);
        check(&story.end(), &[("lost-race", "app asks proxy 4.3 s too early")]);
    }

    #[test]
    fn init_container_below_a_sidecar_that_is_too_slow() {
        let story = Story::pod(&["proxy*", "migrate!", "app"]).at(500).start("proxy");
        let story = story
            .start("migrate")
            .connect("migrate", 80, None)
            .exit("migrate", 1);
        let trace = story.at(3_000).open("proxy", 80).end();
        check(&trace, &[("lost-race", "migrate asks proxy 2.5 s too early")]);
    }
}
