//! `sidecar-ends`: a native sidecar that ends by itself with 0 is started again, for ever.

use api::core_v1::ContainerRole;
use trace::{Instance, RecordId};
use variants::VariantId;

use super::{Context, Finding, Severity, take};
use crate::life;
use crate::words::times;

/// Once may be an accident.
const ENDS: usize = 2;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    cx.sidecars()
        .filter_map(|sidecar| finding(cx, &sidecar.name))
        .collect()
}

fn finding(cx: &Context<'_>, name: &str) -> Option<Finding> {
    let lives = life::lives(cx.trace, cx.id, name);
    let done = |life: &&Instance| {
        life.container.role == ContainerRole::Sidecar && life.exited.is_some_and(|(_, code, _)| code == 0)
    };
    let records: Vec<RecordId> = lives
        .iter()
        .filter(done)
        .filter_map(|life| life.exit_record)
        .collect();
    let killed = cx.killings(name, "");
    if records.len() < ENDS || !killed.is_empty() {
        return None;
    }
    Some(Finding {
        code: "sidecar-ends",
        severity: Severity::Problem,
        title: format!(
            "{name} ends by itself {} and is started again",
            times(records.len())
        ),
        text: format!(
            "restartPolicy: Always restarts a sidecar after a success, too, with longer and longer pauses. If {name} \
             is meant to end, it is a plain init container."
        ),
        container: Some(name.to_owned()),
        place: cx.place(name, "restartPolicy"),
        records,
        fixes: vec![take(
            format!("Make {name} a plain init container"),
            VariantId::PlainInit,
        )],
    })
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
