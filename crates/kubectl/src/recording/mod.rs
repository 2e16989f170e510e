//! A whole run in the form of one entry of `reps` in `recording.json`: the form in which runs of real
//! clusters were recorded, so that the two can be held against each other.
//!
//! Pods' times are seconds since the pod's creation, workloads' times seconds since `kubectl apply`; both
//! with three decimals.

mod pod;
mod workload;

use std::time::Duration;

use serde_json::{Number, Value, json};
use trace::{Fact, Trace};

use crate::watch;

/// The recording of a run.
pub fn recording(trace: &Trace) -> Value {
    let watch = watch::pods(trace);
    let rows = watch.distinct();
    let pods: Vec<Value> = trace
        .pod_ids()
        .map(|(id, info)| pod::record(trace, id, info, &rows))
        .collect();
    json!({
        "rep": "1",
        "namespace": trace.pods().first().map_or("default", |pod| pod.namespace.as_str()),
        "recordedFor": seconds(trace.end(), Duration::ZERO),
        "actions": actions(trace),
        "pods": pods,
        "workloadConditions": workload::conditions(trace),
        "workloadEvents": workload::events(trace),
    })
}

fn actions(trace: &Trace) -> Vec<Value> {
    let action = |record: &trace::Record| match &record.fact {
        Fact::Action { command, output } => Some(json!({
            "t": seconds(record.at, Duration::ZERO),
            "cmd": command,
            "out": output,
            "took": 0,
        })),
        _ => None,
    };
    trace.records().iter().filter_map(action).collect()
}

/// `at - origin` in seconds with three decimals. (Built as text: no floats below the page.)
fn seconds(at: Duration, origin: Duration) -> Value {
    let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    let millis = (micros(at) - micros(origin) + 500).div_euclid(1000);
    let sign = if millis < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", millis.abs() / 1000, millis.abs() % 1000);
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// A text, or null for an empty one.
fn text_or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_three_decimals() {
        let micros = Duration::from_micros;
        assert_eq!(seconds(micros(1_234_567), micros(0)).to_string(), "1.235");
        assert_eq!(seconds(micros(0), micros(20_000)).to_string(), "-0.02");
    }
}
