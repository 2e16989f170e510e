//! `slow-first-look`: the sidecar answers, but its startupProbe looks only every few seconds, and the pod waits.

use std::time::Duration;

use api::core_v1::{Container, Probe};
use trace::{Fact, ProbeKind, ProbeOutcome, Record};

use super::{Context, Finding, Severity, set};
use crate::life;
use crate::words::seconds;

/// A shorter wait than this is not worth a word.
const WORTH_IT: Duration = Duration::from_secs(2);

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    cx.sidecars()
        .filter_map(|sidecar| finding(cx, sidecar, sidecar.startup_probe.as_ref()?))
        .collect()
}

fn finding(cx: &Context<'_>, sidecar: &Container, probe: &Probe) -> Option<Finding> {
    let name = &sidecar.name;
    let success = cx
        .trace
        .records()
        .iter()
        .find(|record| is_success(cx, record, name))?;
    let Fact::Probe { container, began, .. } = &success.fact else {
        return None;
    };
    let opened = cx.trace.records().iter().find(
        |record| matches!(&record.fact, Fact::PortOpened { container: server, .. } if server == container),
    );
    let able = match opened {
        Some(opened) => opened.at,
        None => life::first_start(cx.trace, cx.id, name)?,
    };
    let waited = began.checked_sub(able).filter(|waited| *waited >= WORTH_IT)?;
    let place = cx.place(name, "startupProbe");
    let fixes = place.iter().map(|place| {
        let title = format!("Let the startupProbe of {name} look every second");
        set(title, place, &quicker(probe))
    });
    Some(Finding {
        code: "slow-first-look",
        severity: Severity::Advice,
        title: format!("The startupProbe of {name} looks {} late", seconds(waited)),
        text: format!(
            "{name} could answer at {}, but the probe asked only at {}: it looks every {} s{}. Everything after \
             {name} waits for that look.",
            seconds(able),
            seconds(*began),
            probe.period_seconds,
            delay(probe),
        ),
        container: Some(name.clone()),
        fixes: fixes.collect(),
        place,
        records: opened
            .into_iter()
            .chain([success])
            .map(|record| record.id)
            .collect(),
    })
}

fn is_success(cx: &Context<'_>, record: &Record, name: &str) -> bool {
    match &record.fact {
        Fact::Probe {
            container,
            kind: ProbeKind::Startup,
            outcome: ProbeOutcome::Success,
            ..
        } => container.pod == cx.id && &*container.name == name,
        _ => false,
    }
}

fn delay(probe: &Probe) -> String {
    match probe.initial_delay_seconds {
        0 => String::new(),
        delay => format!(", not before {delay} s after the start"),
    }
}

/// Look every second without a delay, with the same patience in all.
fn quicker(probe: &Probe) -> Vec<(&'static str, String)> {
    let patience = probe
        .initial_delay_seconds
        .saturating_add(probe.period_seconds.saturating_mul(probe.failure_threshold));
    let mut keys = vec![
        ("periodSeconds", "1".to_owned()),
        ("failureThreshold", patience.max(1).to_string()),
    ];
    if probe.initial_delay_seconds > 0 {
        keys.push(("initialDelaySeconds", "0".to_owned()));
    }
    keys
}

#[cfg(test)]
mod tests {
    use variants::Edit;

    use crate::findings::testing::check;
    use crate::findings::{Remedy, findings};
    use crate::testing::probed;

    #[test]
    fn probe_with_the_default_period() {
        check(
            &probed(),
            &[
                ("slow-first-look", "The startupProbe of slow looks 4.3 s late"),
                ("term-ignored", "slow ignores SIGTERM: 30.0 s of waiting"),
            ],
        );
        let Remedy::Changes(changes) = &findings(&probed())[0].fixes[0].remedy else {
            panic!("changes")
        };
        assert_eq!(changes[0].path, "spec.initContainers[0].startupProbe");
        assert_eq!(
            changes[1].edit,
            Edit::Set {
                key: "failureThreshold".into(),
                yaml: "30".into()
            }
        );
    }
}
