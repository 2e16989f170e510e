//! `init-never-ends`: a server as a plain init container. An init container must end with 0 before the next
//! container starts.

use api::core_v1::ContainerRole;
use trace::Outlook;

use super::{Context, Finding, Severity};
use crate::life;
use crate::verdict::Outcome;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let Outcome::Stuck {
        container: Some(name),
        why,
        ..
    } = &cx.verdict.outcome
    else {
        return Vec::new();
    };
    if cx.role(name) != Some(ContainerRole::Init) {
        return Vec::new();
    }
    let Some(run) = life::running(cx.trace, cx.id, name) else {
        return Vec::new();
    };
    // One that waits in vain would end: another rule has the reason.
    let waits = life::asks_in_vain(cx.trace, &run.container).is_some();
    if waits || life::outlook(cx.trace, &run.container) != Some(Outlook::NeverEnds) {
        return Vec::new();
    }
    vec![Finding {
        code: "init-never-ends",
        severity: Severity::Problem,
        title: format!("{name} never ends, and everything waits for its end"),
        text: format!(
            "{why} An init container has to end with exit code 0. With restartPolicy: Always it becomes a native \
             sidecar: it starts first and runs on beside the others."
        ),
        container: Some(name.clone()),
        place: cx.place(name, ""),
        records: run.start_record.into_iter().collect(),
        fixes: cx.make_native(name),
    }]
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn server_as_init_container() {
        let trace = Story::job(&["slow!", "user"])
            .at(1_000)
            .start("slow")
            .at(6_000)
            .open("slow", 8081)
            .end();
        check(
            &trace,
            &[(
                "init-never-ends",
                "slow never ends, and everything waits for its end",
            )],
        );
    }
}
