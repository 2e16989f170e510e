//! Upstream's printer and duration tables (tests/conformance/upstream) against our printers.

use api::core_v1::Event;
use api::meta_v1::Time;
use api::{Kind, Object};
use kubectl::{duration, get};
use serde_json::{Map, Value, json};

const PRINTER_CASES: &str = include_str!("../../../tests/conformance/upstream/printer_cases.json");
const DURATION_CASES: &str = include_str!("../../../tests/conformance/upstream/duration_cases.json");

/// The time of printing; on a whole second, as the tables count in whole seconds.
const NOW: Time = Time(1_800_000_000_000_000);

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the table is JSON")
}

/// `now-60s` → an API timestamp; literal phases of the tests (`podPhase`) → a phase that exists.
fn adapt(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("now") => {
            let offset = text.trim_start_matches("now").trim_end_matches('s');
            let seconds: i64 = offset.parse().unwrap_or(0);
            Value::String(Time(NOW.0 + seconds * 1_000_000).to_string())
        }
        Value::String(text) if text == "podPhase" => "Pending".into(),
        Value::Array(items) => items.into_iter().map(adapt).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, adapt(value))).collect(),
        other => other,
    }
}

fn expected(case: &Value) -> Vec<Vec<String>> {
    let cell = |cell: &Value| match cell {
        Value::String(text) if text == "podPhase" => "Pending".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows = case["expect"].as_array().expect("rows");
    rows.iter()
        .map(|row| row["cells"].as_array().expect("cells").iter().map(cell).collect())
        .collect()
}

/// Our events always have both timestamps and a count; upstream's table also prints half-filled ones, whose
/// missing fields the printer takes from `eventTime` and `series`.
fn event(mut object: Map<String, Value>) -> Event {
    let time = |object: &Map<String, Value>, keys: [&str; 2]| {
        keys.iter()
            .find_map(|key| object.get(*key).cloned())
            .expect("a time")
    };
    let series = object.remove("series");
    let first = time(&object, ["firstTimestamp", "eventTime"]);
    let last = match &series {
        Some(series) => series["lastObservedTime"].clone(),
        None => time(&object, ["lastTimestamp", "eventTime"]),
    };
    object.insert("firstTimestamp".into(), first);
    object.insert("lastTimestamp".into(), last);
    let count = series.map_or(json!(1), |series| series["count"].clone());
    object.entry("count").or_insert(count);
    serde_json::from_value(Value::Object(object)).expect("an event")
}

fn printed(case: &Value) -> Vec<Vec<String>> {
    let wide = case["options"]["Wide"].as_bool().unwrap_or(false);
    let kind = case["kind"].as_str().expect("kind");
    let object = adapt(case["object"].clone());
    if kind == "Event" {
        let event = event(object.as_object().expect("object").clone());
        let cells = if wide {
            get::event::wide_cells
        } else {
            get::event::cells
        };
        return vec![cells(&event, NOW)];
    }
    let (kind, items) = match kind.strip_suffix("List") {
        Some(kind) => (kind, object["items"].as_array().expect("items").clone()),
        None => (kind, vec![object]),
    };
    let kind = Kind::from_argument(kind).expect("a known kind");
    let row = |item| get::cells(&Object::from_json(kind, &item).expect("decodes"), NOW, wide);
    items.into_iter().map(row).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
fn printers_agree_with_upstream() {
    let table = read(PRINTER_CASES);
    let cases = ["cases", "derived"].map(|part| table[part].as_array().expect("cases").clone());
    let mut failures = Vec::new();
    let mut run = 0;
    for case in cases.iter().flatten() {
        run += 1;
        let (expect, got) = (expected(case), printed(case));
        if got != expect {
            let name = [&case["name"], &case["test"], &case["line"]];
            failures.push(format!("{name:?}\n  expect {expect:?}\n  got    {got:?}"));
        }
    }
    println!("table kubectl_get {} {run}", run - failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(run > 0, "no cases");
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
fn durations_agree_with_upstream() {
    let table = read(DURATION_CASES);
    let mut run = 0;
    for part in ["HumanDuration", "HumanDuration_derived"] {
        for case in table[part].as_array().expect("cases") {
            let nanos = case["ns"].as_i64().expect("nanoseconds");
            // Go divides towards zero.
            let got = duration::human_duration(nanos / 1000);
            assert_eq!(got, case["want"].as_str().expect("want"), "{case}");
            run += 1;
        }
    }
    println!("table HumanDuration {run} {run}");
    assert!(run > 0, "no cases");
}
