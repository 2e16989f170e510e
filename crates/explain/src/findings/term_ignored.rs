//! `term-ignored`: a container ignores SIGTERM and uses up the whole grace period before it is killed.

use std::time::Duration;

use trace::{ContainerRef, Fact, RecordId, SignalEffect};

use super::{Context, Finding, Severity, set};
use crate::words::seconds;

/// A shorter wait than this is not worth a word.
const WORTH_IT: Duration = Duration::from_secs(6);
/// What the fix proposes instead of 30 s.
const SHORT_GRACE: &str = "5";

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for record in cx.trace.records() {
        let Fact::Signal {
            container,
            signal: "SIGTERM",
            effect: effect @ (SignalEffect::Ignored | SignalEffect::Handled),
        } = &record.fact
        else {
            continue;
        };
        let known = findings
            .iter()
            .any(|finding| finding.container.as_deref() == Some(&*container.name));
        if container.pod == cx.id && !known {
            let ignored = *effect == SignalEffect::Ignored;
            findings.extend(killed_later(cx, container, (record.at, record.id), ignored));
        }
    }
    findings
}

fn killed_later(
    cx: &Context<'_>,
    container: &ContainerRef,
    (term, record): (Duration, RecordId),
    ignored: bool,
) -> Option<Finding> {
    let exit = cx.trace.records().iter().find(|record| {
        matches!(&record.fact, Fact::Exited { container: ended, exit_code: 137, .. } if ended == container)
    })?;
    let waited = exit.at.checked_sub(term).filter(|waited| *waited >= WORTH_IT)?;
    let name = &container.name;
    let place = cx.spec_place();
    // Who has a handler may need the time.
    let fixes = place.iter().filter(|_| ignored).map(|place| {
        let title = format!("Wait only {SHORT_GRACE} s (terminationGracePeriodSeconds)");
        set(
            title,
            place,
            &[("terminationGracePeriodSeconds", SHORT_GRACE.to_owned())],
        )
    });
    Some(Finding {
        code: "term-ignored",
        severity: Severity::Advice,
        title: format!(
            "{name} {}: {} of waiting",
            if ignored {
                "ignores SIGTERM"
            } else {
                "does not end on SIGTERM"
            },
            seconds(waited)
        ),
        text: format!(
            "{} {name} got the signal at {} and was killed at {} (exit code 137{}). {}",
            if ignored {
                "The first process of a container does not react to SIGTERM unless it has a handler; a shell without a \
                 trap has none."
            } else {
                "A handler of SIGTERM ran, but the process went on."
            },
            seconds(term),
            seconds(exit.at),
            if cx.is_sidecar(container) {
                ", which does not count for a sidecar"
            } else {
                ""
            },
            if ignored {
                "Start the program with exec, set a trap in the script, or shorten the grace period."
            } else {
                "Let the handler end it, or allow more time: terminationGracePeriodSeconds."
            },
        ),
        container: Some(name.to_string()),
        fixes: fixes.collect(),
        place: cx.place(name, ""),
        records: vec![record, exit.id],
    })
}
