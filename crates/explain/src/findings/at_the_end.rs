//! When a pod is stopped: `pre-stop-at-once` (a sidecar's preStop hook does not wait for the app), `no-time-left` (the
//! app has used up the grace period), `no-drain` (a server closes its port while the Service still sends requests).

use std::time::Duration;

use api::Object;
use api::core_v1::{Container, ContainerRole};
use trace::{ContainerRef, Fact, HookKind, PodId, RecordId, SignalEffect};

use super::{Context, Finding, Severity, set};
use crate::pod;
use crate::words::seconds;

/// What is shorter is no matter.
const WORTH_IT: Duration = Duration::from_secs(1);
/// What the kubelet allows at least: minimumGracePeriodInSeconds (kuberuntime_container.go).
const MINIMUM: Duration = Duration::from_secs(2);
/// How soon a server that does not drain has closed its port.
const AT_ONCE: Duration = Duration::from_millis(500);
/// How long the fix lets it go on, in seconds: news of the endpoint travels that long.
const DRAIN: &str = "5";

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = no_drain(cx).into_iter().collect();
    let apps = cx
        .lives
        .iter()
        .filter(|life| life.container.role == ContainerRole::App);
    let Some((last, code, app)) = apps
        .filter_map(|life| life.exited.map(|(at, code, _)| (at, code, &*life.container.name)))
        .max()
    else {
        return findings;
    };
    for record in cx.trace.records() {
        match &record.fact {
            Fact::HookStarted {
                container,
                kind: HookKind::PreStop,
            } if cx.is_sidecar(container) && record.at + WORTH_IT <= last => {
                findings.push(pre_stop(cx, container, (record.at, record.id), (last, app)));
            }
            Fact::Signal {
                container,
                signal: "SIGTERM",
                effect: SignalEffect::Handled,
            } if cx.is_sidecar(container) && record.at >= last => {
                findings.extend(no_time_left(cx, container, (record.at, record.id), (code, app)));
            }
            _ => {}
        }
    }
    findings
}

fn pre_stop(
    cx: &Context<'_>,
    hooked: &ContainerRef,
    (at, record): (Duration, RecordId),
    (last, app): (Duration, &str),
) -> Finding {
    let name = &*hooked.name;
    let life = cx.lives.iter().find(|life| life.container == *hooked);
    let ended = life
        .and_then(|life| life.exited)
        .filter(|(end, ..)| *end + WORTH_IT <= last);
    let (then, severity) = match ended {
        Some((end, ..)) => (
            format!(
                "{name} ended with it at {}, is not started again, and {app} runs on without it.",
                seconds(end)
            ),
            Severity::Problem,
        ),
        None => (
            format!("What {name} has to do after {app} belongs in its handler of SIGTERM."),
            Severity::Advice,
        ),
    };
    let fix = ended.and_then(|_| cx.leave_out(name, "preStop"));
    let mut finding = cx.problem(
        "pre-stop-at-once",
        (name, "lifecycle.preStop"),
        format!("The preStop hook of {name} does not wait for {app}"),
        format!(
            "All preStop hooks begin as soon as the pod is deleted, here at {}; {app} ends only at {}. Only SIGTERM comes \
             to a sidecar after the others have ended. {then}",
            seconds(at),
            seconds(last)
        ),
        fix.into_iter().collect(),
    );
    finding.severity = severity;
    finding.records.push(record);
    finding
}

fn no_time_left(
    cx: &Context<'_>,
    told: &ContainerRef,
    (at, record): (Duration, RecordId),
    (code, app): (i32, &str),
) -> Option<Finding> {
    let name = &*told.name;
    let life = cx.lives.iter().find(|life| life.container == *told)?;
    let (end, _, _) = life.exited.filter(|(_, code, _)| *code == 137)?;
    let (deleted, grace) = pod::deletion(cx.trace, cx.id)?;
    let whole = Duration::from_secs(u64::try_from(grace).ok()?);
    let over = at
        .checked_sub(deleted)
        .filter(|used| *used + MINIMUM >= whole && *used >= WORTH_IT)?;
    let more = grace.saturating_mul(2);
    let place = cx.spec_place();
    // Whoever had to be killed would use up a longer one, too.
    let fixes = place.iter().filter(|_| code != 137).map(|place| {
        let title = format!("Allow {more} s (terminationGracePeriodSeconds)");
        set(
            title,
            place,
            &[("terminationGracePeriodSeconds", more.to_string())],
        )
    });
    let mut finding = cx.problem(
        "no-time-left",
        (name, ""),
        format!("{app} leaves {name} no time to end"),
        format!(
            "The grace period of {grace} s is one budget for all. {app} took {} of it; only then {name} got SIGTERM, and \
             was killed {} later. Let {app} end sooner, or raise terminationGracePeriodSeconds.",
            seconds(over),
            seconds(end.saturating_sub(at))
        ),
        fixes.collect(),
    );
    finding.records.push(record);
    Some(finding)
}

/// Any pod of the history: in a rollout it is not the newest.
fn no_drain(cx: &Context<'_>) -> Option<Finding> {
    cx.trace.records().iter().find_map(|record| {
        let Fact::PortClosed { container, port } = &record.fact else {
            return None;
        };
        let (role, spec) = cx.pod.spec.container(&container.name)?;
        let hooked = spec
            .lifecycle
            .as_ref()
            .is_some_and(|hooks| hooks.pre_stop.is_some());
        let deleted = pod::deleted_at(cx.trace, container.pod)?;
        let soon = record.at.checked_sub(deleted)? < AT_ONCE;
        (role == ContainerRole::App && soon && !hooked && is_served(cx, container.pod))
            .then(|| drain(cx, spec, *port, record.id))
    })
}

/// Whether a Service sends requests to a pod.
fn is_served(cx: &Context<'_>, id: PodId) -> bool {
    let Some((_, _, pod)) = cx.trace.pod_revisions(id).last().copied() else {
        return false;
    };
    cx.trace.records().iter().any(|record| match &record.fact {
        Fact::Object {
            object: Object::Service(service),
            ..
        } => {
            let selector = &service.spec.selector;
            let labels = &pod.metadata.labels;
            !selector.is_empty() && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
        }
        _ => false,
    })
}

fn drain(cx: &Context<'_>, container: &Container, port: u16, record: RecordId) -> Finding {
    let name = &container.name;
    let place = cx.place(name, "").filter(|_| container.lifecycle.is_none());
    let fixes = place.iter().map(|place| {
        let yaml = format!("preStop:\n  sleep:\n    seconds: {DRAIN}");
        set(
            format!("Let {name} go on for {DRAIN} s (preStop sleep)"),
            place,
            &[("lifecycle", yaml)],
        )
    });
    let mut finding = cx.problem(
        "no-drain",
        (name, ""),
        format!("{name} closes port {port} while requests still come"),
        format!(
            "SIGTERM and the news that the endpoint is gone go out at the same time, and the news needs longer. {name} \
             does not listen any more, so requests that are sent meanwhile are refused. A preStop sleep bridges it."
        ),
        fixes.collect(),
    );
    finding.severity = Severity::Advice;
    finding.records.push(record);
    finding
}
