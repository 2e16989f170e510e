//! `waits-for-elsewhere`: a container waits for a server that is not in the manifest. On a real cluster it may be there;
//! here nothing is but what the manifest holds.

use variants::{BEHAVIOUR_ANNOTATION, Change, Edit};

use super::{Context, Finding, Fix, Remedy, Severity};
use crate::life;
use crate::verdict::Outcome;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let Outcome::Stuck {
        container: Some(name),
        ..
    } = &cx.verdict.outcome
    else {
        return Vec::new();
    };
    let run = life::running(cx.trace, cx.id, name);
    let Some(asked) = run.and_then(|run| life::asks_in_vain(cx.trace, &run.container)) else {
        return Vec::new();
    };
    if !asked.is_elsewhere() {
        return Vec::new();
    }
    vec![Finding {
        code: "waits-for-elsewhere",
        severity: Severity::Problem,
        title: format!("{name} waits for {asked}, which is not in this manifest"),
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
    let spec = cx.spec_place()?;
    let change = Change {
        object: spec.object,
        path: format!("{}metadata", spec.path.strip_suffix("spec")?),
        edit: Edit::Set {
            key: format!("annotations[{BEHAVIOUR_ANNOTATION}{name}]"),
            yaml: "exit 0 after 2s".to_owned(),
        },
    };
    Some(Fix {
        title: format!("Assume that {server} is there: {name} ends after 2 s"),
        remedy: Remedy::Changes(vec![change]),
    })
}
