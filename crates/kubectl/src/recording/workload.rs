//! The workloads of a recording: changes of their status, and their events.

use sorted::Map;
use std::time::Duration;

use api::{Kind, ObjectKey};
use serde_json::{Value, json};
use trace::{Fact, Trace, Verb};

use super::seconds;

/// `[t, "MODIFIED", "Job/x", status]` for every change of a workload's status.
pub fn conditions(trace: &Trace) -> Vec<Value> {
    let mut last: Map<ObjectKey, Value> = Map::new();
    let mut changes = Vec::new();
    for record in trace.records() {
        let Fact::Object { verb, object } = &record.fact else {
            continue;
        };
        if !is_workload(object.kind()) {
            continue;
        }
        let word = match verb {
            Verb::Added => "ADDED",
            Verb::Modified => "MODIFIED",
            Verb::Deleted => "DELETED",
        };
        let status = without_times(object.to_json()["status"].take());
        let key = object.key();
        if *verb == Verb::Modified && last.get(&key) == Some(&status) {
            continue;
        }
        changes.push(json!([
            seconds(record.at, Duration::ZERO),
            word,
            key.to_string(),
            status
        ]));
        last.insert(key, status);
    }
    changes
}

fn is_workload(kind: Kind) -> bool {
    !matches!(kind, Kind::Pod | Kind::ConfigMap | Kind::Secret | Kind::Service)
}

/// The status with only type, status, reason and message of each condition.
fn without_times(mut status: Value) -> Value {
    if status.is_null() {
        return json!({});
    }
    let conditions = status.get_mut("conditions").and_then(Value::as_array_mut);
    for condition in conditions.into_iter().flatten().filter_map(Value::as_object_mut) {
        condition.retain(|key, _| matches!(key.as_str(), "type" | "status" | "reason" | "message"));
    }
    status
}

/// `[t, "Job/x", type, reason, message]` for every event about anything but a pod.
pub fn events(trace: &Trace) -> Vec<Value> {
    let entry = |record: &trace::Record| match &record.fact {
        Fact::Event(event) if event.involved_object.kind != "Pod" => Some(json!([
            seconds(record.at, Duration::ZERO),
            format!("{}/{}", event.involved_object.kind, event.involved_object.name),
            event.kind.name(),
            event.reason,
            event.message,
        ])),
        _ => None,
    };
    trace.records().iter().filter_map(entry).collect()
}
