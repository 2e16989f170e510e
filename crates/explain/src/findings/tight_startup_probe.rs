//! `tight-startup-probe`: the startupProbe gives up before the container is up, and the kubelet kills it.

use api::core_v1::{Container, Probe};

use super::{Context, Finding, Severity, probe_in_vain, set};
use crate::words::times;

/// How much longer the fix waits.
const MORE: i32 = 6;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    all.filter_map(|(_, container)| finding(cx, container, container.startup_probe.as_ref()?))
        .collect()
}

fn finding(cx: &Context<'_>, container: &Container, probe: &Probe) -> Option<Finding> {
    let name = &container.name;
    let kills = cx.killings(name, "failed startup probe");
    // Patience does not help where nobody will ever answer.
    if kills.is_empty() || probe_in_vain::asks_in_vain(cx, container, probe) {
        return None;
    }
    let threshold = probe.failure_threshold;
    let patience = probe
        .initial_delay_seconds
        .saturating_add(probe.period_seconds.saturating_mul(threshold));
    let more = threshold.saturating_mul(MORE);
    let place = cx.place(name, "startupProbe");
    let fixes = place.iter().map(|place| {
        let title = format!("Allow {more} failures instead of {threshold}");
        set(title, place, &[("failureThreshold", more.to_string())])
    });
    Some(Finding {
        code: "tight-startup-probe",
        severity: Severity::Problem,
        title: format!("The startupProbe kills {name} {}", times(kills.len())),
        text: format!(
            "It allows about {patience} s ({threshold} failures, one look every {} s) and {name} was not up by then, so \
             the kubelet killed it. Raise failureThreshold: a probe that succeeds early costs nothing.",
            probe.period_seconds
        ),
        container: Some(name.clone()),
        fixes: fixes.collect(),
        place,
        records: kills,
    })
}
