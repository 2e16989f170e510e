//! `tight-startup-probe`, `startup-probe-in-vain`: the startupProbe gives up before the container is up, and the kubelet
//! kills it; in vain when its command can never succeed.

use api::core_v1::{Container, Probe, ProbeHandler};
use trace::{Fact, ProbeKind, ProbeOutcome};

use super::{Context, Finding, Severity, probe_in_vain, probe_on_client, set, startup_deadlock};
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
    if kills.is_empty()
        || probe_in_vain::asks_in_vain(cx, container, probe)
        || startup_deadlock::probes_later(cx, container).is_some()
        || probe_on_client::asks_another(cx, container).is_some()
    {
        return None;
    }
    if matches!(probe.handler, ProbeHandler::Exec(_))
        && let Some(words) = last_words(cx, name).filter(|words| is_for_ever(words))
    {
        return Some(Finding {
            code: "startup-probe-in-vain",
            severity: Severity::Problem,
            title: format!("The startupProbe of {name} can never succeed"),
            text: format!(
                "Its command fails with \"{words}\". That does not change with time, so no threshold is high enough, and \
                 the kubelet kills {name} each time. Ask with a command that the container can run."
            ),
            container: Some(name.clone()),
            place: cx.place(name, "startupProbe"),
            records: kills,
            fixes: Vec::new(),
        });
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

/// What the startupProbe's last failure ended with.
fn last_words<'a>(cx: &Context<'a>, container: &str) -> Option<&'a str> {
    let mut failures = cx
        .trace
        .records()
        .iter()
        .rev()
        .filter_map(|record| match &record.fact {
            Fact::Probe {
                container: who,
                kind: ProbeKind::Startup,
                outcome: ProbeOutcome::Failure(words),
                ..
            } if who.pod == cx.id && *who.name == *container => Some(words),
            _ => None,
        });
    failures.next()?.trim_end().lines().next_back()
}

/// Whether a shell says that there is no such command, or that it must not be run.
fn is_for_ever(words: &str) -> bool {
    let ends = [": not found", ": command not found", ": Permission denied"];
    ends.iter().any(|end| words.ends_with(end)) || words.contains(": can't execute '")
}

#[cfg(test)]
mod tests {
    use api::core_v1::{ExecAction, Probe, ProbeHandler};
    use trace::ProbeKind;
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
    #[test]
    fn command_that_can_never_succeed() {
        let codes = |words: &str| -> Vec<&str> {
            let command = ExecAction {
                command: vec!["sh".into(), "-c".into(), "pg_isready".into()],
            };
            let probe = Probe {
                handler: ProbeHandler::Exec(command),
                failure_threshold: 3,
                ..Probe::default()
            };
            let story = Story::pod(&["db*", "app"])
                .with("db", |db| db.startup_probe = Some(probe))
                .at(500)
                .start("db")
                .probe_fails("db", ProbeKind::Startup, words)
                .killing("db", "Init container db failed startup probe");
            let findings = findings(&story.end());
            findings.iter().map(|finding| finding.code).collect()
        };
        assert_eq!(codes("sh: pg_isready: not found\n"), ["startup-probe-in-vain"]);
        assert_eq!(
            codes("looking\nsh: 1: /probe: Permission denied"),
            ["startup-probe-in-vain"]
        );
        assert_eq!(codes("localhost:5432 - no response\n"), ["tight-startup-probe"]);
        assert_eq!(codes(""), ["tight-startup-probe"]);
    }
}
