//! One pod of a recording: containers, phase, conditions, status changes, columns, probes, events.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{ContainerRole, ContainerState, ContainerStateTerminated, ContainerStatus, Pod};
use serde_json::{Map, Value, json};
use trace::{Fact, Instance, PodId, PodInfo, ProbeOutcome, Trace, Verb};

use super::{seconds, text_or_null};
use crate::watch::WatchRow;

type Revisions<'a> = [(Duration, Verb, &'a Arc<Pod>)];

/// The record of one pod. `rows` are the distinct rows of all pods' watch.
pub fn record(trace: &Trace, id: PodId, info: &PodInfo, rows: &[&WatchRow<'_>]) -> Value {
    let revisions = trace.pod_revisions(id);
    let created = info.created;
    json!({
        "name": info.name,
        "createdAfterApply": seconds(created, Duration::ZERO),
        "containers": containers(trace, id, created, &revisions),
        "phase": phases(created, &revisions),
        "conditions": conditions(created, &revisions),
        "statusChanges": status_changes(created, &revisions),
        "columns": columns(info, rows),
        "probes": probes(trace, id, created),
        "events": events(trace, info),
    })
}

/// The containers' lives that really began, in order of start.
fn containers(trace: &Trace, id: PodId, created: Duration, revisions: &Revisions<'_>) -> Vec<Value> {
    let mut lives = trace.instances(id);
    lives.retain(|life| life.started.is_some());
    lives.sort_by_key(|life| life.started);
    lives
        .iter()
        .map(|life| container(life, created, revisions))
        .collect()
}

/// The runtime's view (start, finish, exit code) and, where the API ever showed that end, the status's.
fn container(life: &Instance, created: Duration, revisions: &Revisions<'_>) -> Value {
    let kind = match life.container.role {
        ContainerRole::App => "app",
        ContainerRole::Init | ContainerRole::Sidecar => "init",
    };
    let mut map = Map::new();
    map.insert("container".into(), (*life.container.name).into());
    map.insert("kind".into(), kind.into());
    if let Some(start) = life.started {
        map.insert("start".into(), seconds(start, created));
    }
    if let Some((finish, code, _)) = life.exited {
        map.insert("finish".into(), seconds(finish, created));
        map.insert("exitCode".into(), code.into());
        if let Some(end) = reported_end(life, revisions) {
            map.insert("reason".into(), text_or_null(&end.reason));
            map.insert("statusExitCode".into(), end.exit_code.into());
        }
    }
    map.insert("attempt".into(), life.container.attempt.into());
    Value::Object(map)
}

/// The end of this life as a revision of the pod told it: as `state` while it is the current attempt, as
/// `lastState` after the restart.
fn reported_end<'a>(life: &Instance, revisions: &Revisions<'a>) -> Option<&'a ContainerStateTerminated> {
    let attempt = i32::try_from(life.container.attempt).ok()?;
    revisions.iter().find_map(|(_, _, pod)| {
        let status = statuses(pod).find(|status| status.name == *life.container.name)?;
        match status.restart_count - attempt {
            0 => status
                .terminated()
                .or_else(|| status.waiting().and(status.last_terminated()))
                // Removed to be restarted in place: that is the end of the attempt before.
                .filter(|end| end.reason != "RestartingAllContainers"),
            1 => status.last_terminated(),
            _ => None,
        }
    })
}

fn statuses(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let init = pod.status.init_container_statuses.iter();
    init.chain(&pod.status.container_statuses).map(|status| &**status)
}

fn phases(created: Duration, revisions: &Revisions<'_>) -> Vec<Value> {
    let mut last = String::new();
    let mut changes = Vec::new();
    for (at, verb, pod) in revisions {
        let deleted = if *verb == Verb::Deleted { "(DELETED) " } else { "" };
        let phase = format!("{deleted}{}", pod.status.phase);
        if phase != last {
            changes.push(json!([seconds(*at, created), phase]));
            last = phase;
        }
    }
    changes
}

fn conditions(created: Duration, revisions: &Revisions<'_>) -> Vec<Value> {
    let mut last: BTreeMap<&str, (&str, &str, &str)> = BTreeMap::new();
    let mut changes = Vec::new();
    for (at, _, pod) in revisions {
        for condition in &pod.status.conditions {
            let now = (&*condition.status, &*condition.reason, condition.message.as_str());
            if last.insert(&condition.kind, now) != Some(now) {
                let (status, reason, message) = now;
                let time = seconds(*at, created);
                let (reason, message) = (text_or_null(reason), text_or_null(message));
                changes.push(json!([time, condition.kind, status, reason, message]));
            }
        }
    }
    changes
}

fn status_changes(created: Duration, revisions: &Revisions<'_>) -> Vec<Value> {
    let mut last = None;
    let mut changes = Vec::new();
    for (at, _, pod) in revisions {
        let mut texts: Vec<String> = statuses(pod).map(status_text).collect();
        if pod.metadata.deletion_timestamp.is_some() {
            let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
            texts.push(format!("deleting grace={grace}"));
        }
        if last.as_ref() != Some(&texts) {
            changes.push(json!([seconds(*at, created), texts]));
            last = Some(texts);
        }
    }
    changes
}

/// `app=running started=True ready=True rc=1 last=Error(1)`
fn status_text(status: &ContainerStatus) -> String {
    let end = |end: &ContainerStateTerminated| format!("{}({})", end.reason, end.exit_code);
    let state = match &status.state {
        Some(ContainerState::Running(_)) => "running".to_owned(),
        Some(ContainerState::Terminated(state)) => format!("terminated:{}", end(state)),
        Some(ContainerState::Waiting(state)) => format!("waiting:{}", state.reason),
        None => "None".to_owned(),
    };
    let truth = |value: bool| if value { "True" } else { "False" };
    let started = status.started.map_or("None", truth);
    let last = status
        .last_terminated()
        .map_or_else(String::new, |state| format!(" last={}", end(state)));
    let (name, ready, restarts) = (&status.name, truth(status.ready), status.restart_count);
    format!("{name}={state} started={started} ready={ready} rc={restarts}{last}")
}

fn columns(info: &PodInfo, rows: &[&WatchRow<'_>]) -> Vec<Value> {
    rows.iter()
        .filter(|row| row.object.meta().uid == info.uid)
        .map(|row| {
            let mut entry = vec![seconds(row.at, info.created)];
            entry.extend(row.cells[1..].iter().map(|cell| Value::from(cell.as_str())));
            Value::Array(entry)
        })
        .collect()
}

fn probes(trace: &Trace, id: PodId, created: Duration) -> Vec<Value> {
    let started = starts(trace, id);
    let mut probes = Vec::new();
    for record in trace.records() {
        let Fact::Probe {
            container,
            kind,
            outcome,
            ..
        } = &record.fact
        else {
            continue;
        };
        if container.pod != id {
            continue;
        }
        let (message, result, output) = match outcome {
            ProbeOutcome::Success => ("Probe succeeded", None, None),
            ProbeOutcome::Failure(output) => ("Probe failed", Some("failure"), Some(output)),
            ProbeOutcome::Error(_) => ("Probe errored", Some("unknown"), None),
        };
        let mut entry = json!({
            "t": seconds(record.at, created),
            "msg": message,
            "probeType": kind.name(),
            "containerName": &*container.name,
        });
        if let Some(start) = started.get(&(&*container.name, container.attempt)) {
            entry["sinceStart"] = seconds(record.at, *start);
        }
        if let Some(result) = result {
            entry["probeResult"] = result.into();
        }
        if let Some(output) = output {
            // The kubelet logs it as a quoted Go string.
            entry["output"] = format!("{output:?}").into();
        }
        probes.push(entry);
    }
    probes
}

fn starts(trace: &Trace, id: PodId) -> BTreeMap<(&str, u32), Duration> {
    let starts = trace.records().iter().filter_map(|record| match &record.fact {
        Fact::Started { container } if container.pod == id => {
            Some(((&*container.name, container.attempt), record.at))
        }
        _ => None,
    });
    starts.collect()
}

/// One entry per occurrence, with the count that it reached.
fn events(trace: &Trace, info: &PodInfo) -> Vec<Value> {
    let entry = |record: &trace::Record| match &record.fact {
        Fact::Event(event) if event.involved_object.uid == info.uid => Some(json!([
            seconds(record.at, info.created),
            event.kind.name(),
            event.reason,
            event.source.component,
            event.involved_object.field_path,
            event.message,
            event.count,
        ])),
        _ => None,
    };
    trace.records().iter().filter_map(entry).collect()
}
