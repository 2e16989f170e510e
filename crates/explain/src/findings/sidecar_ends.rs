//! `sidecar-ends`: a container that is always started again ends by itself with 0, again and again.

use api::core_v1::{Container, ContainerRole};
use trace::RecordId;
use variants::VariantId;

use super::{Context, Finding, take};
use crate::pod;
use crate::words::times;

/// Once may be an accident.
const ENDS: usize = 2;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    all.filter_map(|(role, container)| finding(cx, role, container))
        .collect()
}

fn finding(cx: &Context<'_>, role: ContainerRole, container: &Container) -> Option<Finding> {
    let name = &container.name;
    let ends = cx.lives.iter().filter(|life| *life.container.name == **name);
    let done = ends.filter(|life| life.exited.is_some_and(|(_, code, _)| code == 0));
    let records: Vec<RecordId> = done.filter_map(|life| life.exit_record).collect();
    let again = match role {
        ContainerRole::Init => false,
        ContainerRole::Sidecar => true,
        ContainerRole::App => !pod::stays_ended(cx.pod, container, 0),
    };
    if !again || records.len() < ENDS || !cx.killings(name, "").is_empty() {
        return None;
    }
    let own = container.restart_policy.is_some();
    let native = role == ContainerRole::App && own;
    let alone = role == ContainerRole::App && cx.pod.spec.containers.len() == 1;
    let (help, fix) = match () {
        () if native => (
            "On a container of containers it makes no sidecar.".to_owned(),
            Some((format!("Make {name} a native sidecar"), VariantId::Native)),
        ),
        () if alone => ("Work that ends belongs in a Job.".to_owned(), None),
        () => (
            format!("If {name} is meant to end, it is a plain init container."),
            Some((
                format!("Make {name} a plain init container"),
                VariantId::PlainInit,
            )),
        ),
    };
    let mut finding = cx.problem(
        "sidecar-ends",
        (name, if own { "restartPolicy" } else { "" }),
        format!("{name} ends by itself {} and is started again", times(records.len())),
        format!("restartPolicy: Always starts a container again after a success, too, with longer and longer pauses. {help}"),
        fix.map(|(title, variant)| take(title, variant)).into_iter().collect(),
    );
    finding.records = records;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn sidecar_that_ends() {
        let mut story = Story::pod(&["warmup*", "app"])
            .at(500)
            .start("warmup")
            .start("app");
        for n in 1..=2 {
            story = story.at(n * 1_000).exit("warmup", 0).start("warmup");
        }
        check(
            &story.end(),
            &[("sidecar-ends", "warmup ends by itself twice and is started again")],
        );
    }
}
