//! The process cases: a manifest lived through with the user's actions, and what must be seen of it.

mod check;
mod times;

use std::fs;
use std::time::Duration;

use api::{Kind, ManifestObject, Object};
use manifest::{ParseOptions, Parsed};
use serde_json::Value;
use sim::{Action, Scenario, TimedAction};
use trace::{Fact, Trace};

use crate::conformance::{Expectation, root};
pub use times::time;

/// How long a case is simulated at least.
const LEAST: Duration = Duration::from_secs(60);
/// How long it is simulated beyond the last assertion.
const BEYOND: Duration = Duration::from_secs(10);
/// How far an assertion's time may be off when it does not say.
const TOLERANCE: Duration = Duration::from_secs(2);

/// One case.
#[derive(Debug)]
pub struct Case {
    /// Its letter and number.
    pub id: String,
    /// What it is about.
    pub title: String,
    manifest: String,
    actions: Vec<Value>,
    expect: Vec<Value>,
    /// How long a pull takes, when the case's circumstances say.
    pull: Option<Duration>,
}

/// A case lived through.
struct Lived {
    parsed: Parsed,
    trace: Trace,
    /// The time of the trace at which the case's clock begins: when the first pod is bound to its node.
    zero: Duration,
}

fn read_index() -> toml::Table {
    let path = root().join("behaviour/index.toml");
    let text = fs::read_to_string(path).expect("tests/conformance/behaviour/index.toml exists");
    text.parse().expect("behaviour/index.toml is TOML")
}

/// All cases, as the file lists them.
///
/// # Panics
/// When the data cannot be read: the repository is damaged.
pub fn cases() -> Vec<Case> {
    let text = fs::read_to_string(root().join("behaviour/cases.json")).expect("cases.json exists");
    cases_of(&text)
}

/// The cases of a file in the form of `cases.json`.
///
/// # Panics
/// When the text is no such file.
pub fn cases_of(text: &str) -> Vec<Case> {
    let data: Value = serde_json::from_str(text).expect("cases.json is JSON");
    let index = read_index();
    let pulls = index.get("pull").and_then(toml::Value::as_table);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let case = |value: &Value| Case {
        id: word(&value["id"]),
        title: word(&value["title"]),
        manifest: word(&value["manifest"]),
        actions: list(&value["actions"]),
        expect: list(&value["expect"]),
        pull: pulls
            .and_then(|pulls| pulls.get(value["id"].as_str()?)?.as_str())
            .map(time),
    };
    list(&data["cases"]).iter().map(case).collect()
}

/// What is expected of each case.
///
/// # Panics
/// When the index cannot be read.
pub fn index() -> Vec<(String, Expectation)> {
    let index = read_index();
    let cases = index["cases"].as_table().expect("[cases]");
    let expectation = |value: &toml::Value| match value.as_str() {
        Some("pass") => Expectation::Pass,
        other => Expectation::KnownDifference(other.unwrap_or_default().to_owned()),
    };
    cases
        .iter()
        .map(|(id, value)| (id.clone(), expectation(value)))
        .collect()
}

impl Case {
    /// What is not as the case says; empty when it passes.
    pub fn failures(&self) -> Vec<String> {
        let lived = self.live();
        self.expect
            .iter()
            .filter_map(|expectation| check::check(&lived, expectation).err())
            .collect()
    }

    /// The run as lines, for a person who wants to know why.
    pub fn story(&self) -> String {
        let lived = self.live();
        let shown = |record: &trace::Record| {
            let at = record.at.checked_sub(lived.zero)?;
            let plain = !matches!(record.fact, Fact::Object { .. });
            plain.then(|| format!("{:>9.3} {:?}\n", at.as_secs_f64(), record.fact))
        };
        lived.trace.records().iter().filter_map(shown).collect()
    }

    fn live(&self) -> Lived {
        let parsed = manifest::parse(&self.manifest, &ParseOptions::default());
        let objects = parsed.manifest_objects();
        let mut scenario = self.scenario();
        // Once without actions: names of pods and the time at which the clock begins.
        let first = sim::simulate(&objects, &scenario);
        let zero = bound(&first).unwrap_or_default();
        scenario.horizon += zero;
        scenario.actions = self.timed_actions(&first, &objects, zero);
        let trace = sim::simulate(&objects, &scenario);
        Lived { parsed, trace, zero }
    }

    fn scenario(&self) -> Scenario {
        let times = self.expect.iter().flat_map(|e| [&e["t"], &e["by"]]);
        let last = times
            .chain(self.actions.iter().map(|a| &a["t"]))
            .filter_map(|t| t.as_str().map(time))
            .max();
        let mut scenario = Scenario {
            horizon: last.unwrap_or_default().max(LEAST) + BEYOND,
            ..Scenario::default()
        };
        if let Some(pull) = self.pull {
            scenario.timing.pull = pull;
        }
        scenario
    }

    fn timed_actions(&self, first: &Trace, objects: &[ManifestObject], zero: Duration) -> Vec<TimedAction> {
        let mut timed = Vec::new();
        let mut add = |at: Duration, line: String| {
            timed.push(TimedAction {
                at: at + zero,
                action: Action::Command(line),
            });
        };
        let mut earliest = self.scenario().horizon;
        for action in &self.actions {
            let at = time(action["t"].as_str().unwrap_or_default());
            earliest = earliest.min(at);
            for line in command_lines(
                action["do"].as_str().unwrap_or_default(),
                first,
                objects,
                at + zero,
            ) {
                add(at, line);
            }
        }
        // A file is looked at before anything is deleted.
        for expectation in &self.expect {
            if let Some((container, path)) = expectation["file"].as_str().and_then(|f| f.split_once(':')) {
                let at = expectation["t"].as_str().map_or(earliest, time);
                let at = at.saturating_sub(Duration::from_secs(1));
                for pod in pods(first, at + zero) {
                    add(at, format!("kubectl exec {pod} -c {container} -- cat {path}"));
                }
            }
        }
        timed.sort_by_key(|action| action.at);
        timed
    }
}

/// When the first pod is bound to its node.
fn bound(trace: &Trace) -> Option<Duration> {
    trace.records().iter().find_map(|record| match &record.fact {
        Fact::Object {
            object: Object::Pod(pod),
            ..
        } if !pod.spec.node_name.is_empty() => Some(record.at),
        _ => None,
    })
}

fn pods(trace: &Trace, at: Duration) -> Vec<String> {
    trace
        .pods_at(at)
        .iter()
        .map(|pod| pod.metadata.name.to_string())
        .collect()
}

/// What a user types to do what the case says.
fn command_lines(action: &str, first: &Trace, objects: &[ManifestObject], at: Duration) -> Vec<String> {
    let words: Vec<&str> = action.split_whitespace().collect();
    match words.as_slice() {
        ["delete", "pod"] => pods(first, at)
            .into_iter()
            .map(|pod| format!("kubectl delete pod {pod}"))
            .collect(),
        ["delete", kind] => objects
            .iter()
            .filter(|object| Kind::from_argument(kind) == Some(object.object.kind()))
            .map(|object| format!("kubectl delete {kind} {}", object.object.meta().name))
            .collect(),
        ["create", "service", name] => vec![format!("kubectl create service clusterip {name} --tcp=80:80")],
        ["kubectl", ..] => vec![action.to_owned()],
        _ => vec![format!("kubectl {action}")],
    }
}
