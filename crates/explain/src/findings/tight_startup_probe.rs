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

#[cfg(test)]
mod tests {
    use variants::Edit;

    use crate::findings::testing::{check, tcp_probe};
    use crate::findings::{Remedy, findings};
    use crate::testing::Story;

    #[test]
    fn startup_probe_that_gives_up() {
        let story =
            Story::pod(&["slow*", "app"]).with("slow", |slow| slow.startup_probe = Some(tcp_probe(80)));
        let story = story
            .at(500)
            .start("slow")
            .killing("slow", "Init container slow failed startup probe");
        check(
            &story.end(),
            &[("tight-startup-probe", "The startupProbe kills slow once")],
        );
        let trace =
            Story::pod(&["slow", "app"]).with("slow", |slow| slow.startup_probe = Some(tcp_probe(80)));
        let words = "Container slow failed startup probe, will be restarted";
        let finding = findings(&trace.killing("slow", words).end()).remove(0);
        let Remedy::Changes(changes) = &finding.fixes[0].remedy else {
            panic!("changes")
        };
        assert_eq!(
            changes[0].edit,
            Edit::Set {
                key: "failureThreshold".into(),
                yaml: "30".into()
            }
        );
    }
}
