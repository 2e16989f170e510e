//! A pod that has not got past its start when the history ends.

use std::time::Duration;

use api::core_v1::{Container, ContainerRole, ContainerStatus};
use trace::{Fact, Instance, Outlook, ProbeKind, RecordId};

use super::Outcome;
use super::judge::PodEnd;
use crate::words::{Names, seconds, times};
use crate::{life, pod};

/// How the kubelet's message about a volume begins.
const MOUNT_FAILED: &str = "MountVolume.SetUp failed for volume ";

/// Why a pod is still Pending.
pub(super) fn judge(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    if let Some(outcome) = unscheduled(end) {
        return (outcome, None);
    }
    if let Some(unmounted) = unmounted(end) {
        return unmounted;
    }
    match pod::blocker(end.pod) {
        Some((position, container)) => blocked(end, position, container),
        None => app_waits(end),
    }
}

fn unscheduled(end: &PodEnd<'_>) -> Option<Outcome> {
    let refused = end.pod.status.condition("PodScheduled");
    let refused = refused.filter(|condition| condition.status == "False");
    let why = match (refused, pod::waits_for_node(end.pod)) {
        (Some(condition), _) => format!("No node takes the pod: {}", condition.message),
        (None, Some(node)) => format!("The manifest binds the pod to node {node}, which is not here."),
        (None, None) => return None,
    };
    Some(Outcome::Stuck {
        status: "Pending".into(),
        since: created(end),
        container: None,
        why,
    })
}

/// No container has started, and the kubelet said why: a volume.
fn unmounted(end: &PodEnd<'_>) -> Option<(Outcome, Option<RecordId>)> {
    let pod = end.trace.pod_info(end.id)?;
    if !end.trace.instances(end.id).is_empty() {
        return None;
    }
    let failed = |record: &&trace::Record| match &record.fact {
        Fact::Event(event) => {
            event.reason == "FailedMount"
                && event.involved_object.uid == pod.uid
                && event.message.starts_with(MOUNT_FAILED)
        }
        _ => false,
    };
    let first = end.trace.records().iter().find(failed)?;
    let Fact::Event(event) = &first.fact else {
        return None;
    };
    let status = match pod::blocker(end.pod) {
        Some((position, container)) => pod::init_column(end.pod, position, &container.name),
        None => "ContainerCreating".to_owned(),
    };
    let outcome = Outcome::Stuck {
        status,
        since: first.at,
        container: None,
        why: mount_error(&event.message),
    };
    Some((outcome, Some(first.id)))
}

/// `MountVolume.SetUp failed for volume "conf" : configmap "x" not found` in a sentence.
fn mount_error(message: &str) -> String {
    let parts = message
        .strip_prefix(MOUNT_FAILED)
        .and_then(|rest| rest.split_once(" : "));
    match parts {
        Some((volume, why)) => format!("Volume {} cannot be mounted: {why}.", volume.trim_matches('"')),
        None => message.to_owned(),
    }
}

fn created(end: &PodEnd<'_>) -> Duration {
    end.trace
        .pod_info(end.id)
        .map_or(Duration::ZERO, |info| info.created)
}

/// An init container or sidecar holds up the rest.
fn blocked(end: &PodEnd<'_>, position: usize, container: &Container) -> (Outcome, Option<RecordId>) {
    let name = &container.name;
    let status = pod::init_column(end.pod, position, name);
    let held = after(end, position);
    if let Some(outcome) = error_waiting(end, name, &status) {
        return (outcome, None);
    }
    let Some(run) = life::running(end.trace, end.id, name) else {
        let what = format!(
            "{name} has not started yet, so {held} {}.",
            held.verb("waits", "wait")
        );
        return (Outcome::Unfinished { what }, None);
    };
    let since = run.started.unwrap_or_default();
    let stuck = |why: String| Outcome::Stuck {
        status: status.clone(),
        since,
        container: Some(name.clone()),
        why,
    };
    let outcome = if container.is_sidecar_policy() {
        sidecar_not_started(end, container, &run, &held).map(stuck)
    } else {
        init_runs_on(end, &run, &held).map(stuck)
    };
    let unfinished = || Outcome::Unfinished {
        what: format!(
            "{name} still runs, and {held} {} for its end.",
            held.verb("waits", "wait")
        ),
    };
    (outcome.unwrap_or_else(unfinished), run.start_record)
}

/// The names of the containers that wait behind init container `position`.
fn after(end: &PodEnd<'_>, position: usize) -> Names {
    let later = end.pod.spec.all_containers().skip(position + 1);
    Names::new(later.map(|(_, container)| container.name.as_str()))
}

/// A plain init container that does not end.
fn init_runs_on(end: &PodEnd<'_>, run: &Instance, held: &Names) -> Option<String> {
    let name = &run.container.name;
    if let Some(asked) = life::asks_in_vain(end.trace, &run.container) {
        let place = if asked.is_elsewhere() {
            ", which is not in this manifest"
        } else {
            ""
        };
        return Some(format!(
            "{name} waits for {asked}{place}, so {held} {} not start.",
            held.verb("does", "do")
        ));
    }
    match life::outlook(end.trace, &run.container) {
        Some(Outlook::NeverEnds) => Some(format!(
            "{name} is a plain init container and never ends, so {held} never {}.",
            held.verb("starts", "start")
        )),
        Some(Outlook::Ends(_)) | None => None,
    }
}

/// A sidecar that runs but does not count as started.
fn sidecar_not_started(
    end: &PodEnd<'_>,
    sidecar: &Container,
    run: &Instance,
    held: &Names,
) -> Option<String> {
    let name = &sidecar.name;
    if let Some(since) = life::post_start_since(end.trace, &run.container) {
        let since = seconds(since);
        return Some(format!(
            "The postStart hook of {name} runs since {since} and has not returned, so {held} {}.",
            held.verb("waits", "wait")
        ));
    }
    let (failures, succeeded) = life::probe_results(end.trace, end.id, name, ProbeKind::Startup);
    if sidecar.startup_probe.is_some() && !succeeded && failures > 0 {
        let often = times(failures);
        return Some(format!(
            "The startupProbe of {name} failed {often} and never succeeded, so {held} {} not start.",
            held.verb("does", "do")
        ));
    }
    None
}

/// A container that waits for something that does not come: an image, a config map.
fn error_waiting(end: &PodEnd<'_>, name: &str, column: &str) -> Option<Outcome> {
    let waiting = pod::status(end.pod, name).and_then(ContainerStatus::waiting)?;
    let harmless = ["", "PodInitializing", "ContainerCreating", "CrashLoopBackOff"];
    if harmless.contains(&&*waiting.reason) {
        return None;
    }
    let message = if waiting.message.is_empty() {
        &*waiting.reason
    } else {
        &*waiting.message
    };
    Some(Outcome::Stuck {
        status: column.to_owned(),
        since: created(end),
        container: Some(name.to_owned()),
        why: format!("{name} cannot start: {}.", message.trim_end_matches('.')),
    })
}

/// All init containers are done, but an app container does not start.
fn app_waits(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    for container in &end.pod.spec.containers {
        let reason = pod::status(end.pod, &container.name)
            .and_then(ContainerStatus::waiting)
            .map_or("", |waiting| &*waiting.reason);
        if let Some(outcome) = error_waiting(end, &container.name, reason) {
            return (outcome, None);
        }
    }
    for life in end.trace.instances(end.id) {
        let Some(since) = life::post_start_since(end.trace, &life.container) else {
            continue;
        };
        if life.container.role == ContainerRole::App && life.exited.is_none() {
            let name = &life.container.name;
            let why = format!(
                "The postStart hook of {name} runs since {} and has not returned; the containers after it wait.",
                seconds(since)
            );
            let container = Some(name.to_string());
            let status = "ContainerCreating".to_owned();
            return (
                Outcome::Stuck {
                    status,
                    since,
                    container,
                    why,
                },
                life.start_record,
            );
        }
    }
    (
        Outcome::Unfinished {
            what: "The pod is still being started.".into(),
        },
        None,
    )
}
