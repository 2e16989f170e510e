//! `waits-for-elsewhere`: a container waits for a server that is not in the manifest, or fails without it. On a real
//! cluster it may be there; here nothing is but what the manifest holds.

use api::core_v1::{ContainerRole, RestartPolicy};
use variants::BEHAVIOUR_ANNOTATION;

use super::{Context, Finding, Fix, Place, Severity, set};
use crate::life;
use crate::verdict::{Failure, Outcome};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let (name, waits) = match &cx.verdict.outcome {
        Outcome::Stuck {
            container: Some(name),
            ..
        } => (name, true),
        Outcome::CrashLooping { container, .. }
        | Outcome::Failed {
            reason: Failure::Exit { container, .. },
            ..
        } => (container, false),
        _ => return Vec::new(),
    };
    let lives = life::lives(cx.trace, cx.id, name);
    let last = lives.iter().rev().find(|run| run.exited.is_none() == waits);
    let Some(asked) = last.and_then(|run| life::asks_in_vain(cx.trace, &run.container)) else {
        return Vec::new();
    };
    if !asked.is_elsewhere() {
        return Vec::new();
    }
    vec![Finding {
        code: "waits-for-elsewhere",
        severity: Severity::Problem,
        title: format!(
            "{name} {} {asked}, which is not in this manifest",
            if waits { "waits for" } else { "needs" }
        ),
        text: format!(
            "The simulated cluster holds only what the manifest holds, and no Service or pod in it answers as {}. Add \
             it to the manifest, or say how long {name} waits in a cluster that has it.",
            asked.host
        ),
        container: Some(name.clone()),
        place: cx.place(name, ""),
        records: vec![asked.record],
        fixes: assume(cx, name, &asked.to_string()).into_iter().collect(),
    }]
}

/// The fix that lets the wait end.
fn assume(cx: &Context<'_>, name: &str, server: &str) -> Option<Fix> {
    // A server would go on: how long it runs is nothing to assume.
    let ends =
        cx.role(name) == Some(ContainerRole::Init) || cx.pod.spec.restart_policy != RestartPolicy::Always;
    let spec = cx.spec_place().filter(|_| ends)?;
    let metadata = Place {
        object: spec.object,
        path: format!("{}metadata", spec.path.strip_suffix("spec")?),
    };
    Some(set(
        format!("Assume that {server} is there: {name} ends after 2 s"),
        &metadata,
        &[(
            &format!("annotations[{BEHAVIOUR_ANNOTATION}{name}]"),
            "exit 0 after 2s".to_owned(),
        )],
    ))
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn init_that_waits_for_another_pod() {
        let story = || {
            Story::pod(&["wait!", "app"])
                .at(500)
                .start("wait")
                .outlook("wait", trace::Outlook::NeverEnds)
        };
        let found = [(
            "waits-for-elsewhere",
            "wait waits for db:5432, which is not in this manifest",
        )];
        check(&story().connect_to("wait", "db", 5432).end(), &found);
        // It was not that: it got its answer.
        let answered = story()
            .connect_to("wait", "db", 5432)
            .connect("wait", 5432, Some("app"));
        check(
            &answered.end(),
            &[(
                "init-never-ends",
                "wait never ends, and everything waits for its end",
            )],
        );
    }
}
