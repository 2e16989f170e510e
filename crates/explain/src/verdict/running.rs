//! A pod that runs when the history ends.

use std::time::Duration;

use api::Shared;
use api::core_v1::ContainerStatus;
use trace::{Outlook, RecordId};

use super::Outcome;
use super::judge::PodEnd;
use crate::words::{Names, list};
use crate::{life, pod};

/// Is a running pod as it should be?
pub(super) fn judge(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    if let Some(found) = ended_in_part(end) {
        return found;
    }
    if end.should_end {
        return runs_to_end(end);
    }
    serving(end)
}

/// The names of the app containers that still run.
fn running_apps<'a>(end: &PodEnd<'a>) -> Vec<&'a str> {
    let runs = |name: &&str| life::running(end.trace, end.id, name).is_some();
    end.pod
        .spec
        .containers
        .iter()
        .map(|container| container.name.as_str())
        .filter(runs)
        .collect()
}

/// Some app containers ended for good: what of the others?
fn ended_in_part(end: &PodEnd<'_>) -> Option<(Outcome, Option<RecordId>)> {
    let mut ended: Vec<(String, i32)> = Vec::new();
    for container in &end.pod.spec.containers {
        let status = pod::status(end.pod, &container.name).and_then(ContainerStatus::terminated);
        if let Some(status) = status.filter(|status| pod::stays_ended(end.pod, container, status.exit_code)) {
            ended.push((container.name.clone(), status.exit_code));
        }
    }
    let (first, _) = ended.first()?;
    let record = life::lives(end.trace, end.id, first)
        .last()
        .and_then(|life| life.exit_record);
    let running = running_apps(end);
    if running.is_empty() {
        let sidecars: Vec<&str> = end
            .pod
            .spec
            .sidecars()
            .map(|sidecar| sidecar.name.as_str())
            .collect();
        let what = format!("The work is done; {} is being stopped.", list(&sidecars));
        return Some((Outcome::Unfinished { what }, record));
    }
    let outcome = match first_end(end, &running) {
        Some(later) => later,
        None => {
            let running = running.iter().map(ToString::to_string).collect();
            Outcome::NeverCompletes {
                ended,
                running,
                deadline: end.pod.spec.active_deadline_seconds,
            }
        }
    };
    Some((outcome, record))
}

/// What will end the pod later; `None` when nothing will.
fn first_end(end: &PodEnd<'_>, running: &[&str]) -> Option<Outcome> {
    let unfinished = |what: String| Some(Outcome::Unfinished { what });
    let endless = running.iter().any(|name| {
        let life = life::running(end.trace, end.id, name);
        life.is_some_and(|life| life::outlook(end.trace, &life.container) == Some(Outlook::NeverEnds))
    });
    if endless {
        return None;
    }
    if let Some(limit) = end.pod.spec.active_deadline_seconds {
        return unfinished(format!("activeDeadlineSeconds ends the pod after {limit} s."));
    }
    let later = running.iter().find_map(|name| {
        let life = life::running(end.trace, end.id, name)?;
        match life::outlook(end.trace, &life.container)? {
            Outlook::Ends(at) => Some((name, at)),
            Outlook::NeverEnds => None,
        }
    });
    match later {
        Some((name, at)) => Some(Outcome::EndsLater {
            container: (*name).to_owned(),
            at,
        }),
        None => {
            let names = Names::new(running);
            let (runs, it) = (names.verb("runs", "run"), names.verb("its end", "their ends"));
            unfinished(format!("{names} still {runs}, and the pod waits for {it}."))
        }
    }
}

/// Nothing has ended, though the pod should end some day.
fn runs_to_end(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    let running = running_apps(end);
    let outcome = match first_end(end, &running) {
        Some(later) => later,
        None => {
            let running = running.iter().map(ToString::to_string).collect();
            Outcome::NeverCompletes {
                ended: Vec::new(),
                running,
                deadline: end.pod.spec.active_deadline_seconds,
            }
        }
    };
    (outcome, None)
}

/// A pod that shall go on for ever.
fn serving(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    if end.pod.status.condition_is_true("Ready") {
        let restarts = |status: &Shared<ContainerStatus>| usize::try_from(status.restart_count).unwrap_or(0);
        let statuses = end
            .pod
            .status
            .init_container_statuses
            .iter()
            .chain(&end.pod.status.container_statuses);
        let restarts = statuses.map(restarts).sum();
        return (
            Outcome::RunningAndReady {
                at: ready_since(end),
                restarts,
            },
            None,
        );
    }
    let unready = pod::unready(end.pod).iter().map(ToString::to_string).collect();
    (Outcome::NotReady { unready }, None)
}

/// Since when the pod is Ready without a break.
fn ready_since(end: &PodEnd<'_>) -> Duration {
    let revisions = end.trace.pod_revisions(end.id);
    let ready = revisions
        .iter()
        .rev()
        .take_while(|(_, _, pod)| pod.status.condition_is_true("Ready"));
    ready.last().map_or(Duration::ZERO, |(at, ..)| *at)
}
