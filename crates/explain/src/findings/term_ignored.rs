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
            effect: SignalEffect::Ignored,
        } = &record.fact
        else {
            continue;
        };
        let known = findings
            .iter()
            .any(|finding| finding.container.as_deref() == Some(&*container.name));
        if container.pod == cx.id && !known {
            findings.extend(killed_later(cx, container, record.at, record.id));
        }
    }
    findings
}

fn killed_later(
    cx: &Context<'_>,
    container: &ContainerRef,
    term: Duration,
    record: RecordId,
) -> Option<Finding> {
    let exit = cx.trace.records().iter().find(|record| {
        matches!(&record.fact, Fact::Exited { container: ended, exit_code: 137, .. } if ended == container)
    })?;
    let waited = exit.at.checked_sub(term).filter(|waited| *waited >= WORTH_IT)?;
    let name = &container.name;
    let place = cx.spec_place();
    let fixes = place.iter().map(|place| {
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
        title: format!("{name} ignores SIGTERM: {} of waiting", seconds(waited)),
        text: format!(
            "The first process of a container does not react to SIGTERM unless it has a handler; a shell without a \
             trap has none. {name} got the signal at {} and was killed at {} (exit code 137). Start the program \
             with exec, set a trap in the script, or shorten the grace period.",
            seconds(term),
            seconds(exit.at)
        ),
        container: Some(name.to_string()),
        fixes: fixes.collect(),
        place: cx.place(name, ""),
        records: vec![record, exit.id],
    })
}
