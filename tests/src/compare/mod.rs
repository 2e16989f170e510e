//! Does a simulated run agree with the recorded runs of a real cluster?
//!
//! Both have the form of an entry of `reps` in `recording.json`. A run agrees when its distinct
//! READY/STATUS/RESTARTS rows come in the order of one of the recorded runs, exit codes and reasons are ones
//! that were recorded, times lie within the recorded spread plus some slack, and events agree per container,
//! type and message. What happens in the last seconds of a recording is left out, as it may be cut.

pub mod norm;
mod python;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use norm::norm;
use python::{repr, show};

/// How far a time may lie outside the recorded spread, in seconds.
const SLACK: f64 = 0.5;
/// The same where the runs differ by a relist of the kubelet, or are too few to tell.
const RELIST: f64 = 1.5;
/// Recordings without an end are taken as endless.
const ENDLESS: f64 = 1e9;

type Row = (String, String, String);
type Attempt = (String, i64);
type EventKey = (String, String);
type Messages = BTreeSet<String>;

/// What in `run` agrees with none of `reps`: one sentence per disagreement, none when they agree.
pub fn disagreements(run: &Value, reps: &[Value]) -> Vec<String> {
    let mut out = Vec::new();
    let counts: BTreeSet<usize> = reps.iter().map(|rep| list(rep, "pods").len()).collect();
    let pods = list(run, "pods");
    if !counts.contains(&pods.len()) {
        out.push(format!(
            "pods: {}, recorded {:?}",
            pods.len(),
            counts.iter().collect::<Vec<_>>()
        ));
    }
    for (number, pod) in pods.iter().enumerate() {
        let reals: Vec<&Value> = reps
            .iter()
            .filter_map(|rep| list(rep, "pods").get(number))
            .collect();
        let ends = reps
            .iter()
            .filter(|rep| list(rep, "pods").len() > number)
            .map(recorded_for);
        let end = ends.fold(recorded_for(run), f64::min);
        if !reals.is_empty() {
            let comparison = Comparison {
                number,
                end,
                pod,
                reals,
            };
            comparison.columns(&mut out);
            comparison.containers(&mut out);
            comparison.events(&mut out);
        }
    }
    workload_events(run, reps, &mut out);
    out
}

/// One pod of a run and the same pod of the recorded runs.
struct Comparison<'a> {
    number: usize,
    /// When the shortest of the recordings ends.
    end: f64,
    pod: &'a Value,
    reals: Vec<&'a Value>,
}

impl Comparison<'_> {
    fn columns(&self, out: &mut Vec<String>) {
        let mine = distinct_rows(self.pod);
        if self
            .reals
            .iter()
            .any(|real| self.same_rows(&mine, &distinct_rows(real)))
        {
            return;
        }
        let words = |rows: &[(f64, Row)]| {
            let texts: Vec<String> = rows.iter().map(|(_, row)| row_text(row)).collect();
            texts.join(" > ")
        };
        let recorded = distinct_rows(self.reals[0]);
        out.push(format!(
            "pod{} columns: {}   recorded: {}",
            self.number,
            words(&mine),
            words(&recorded)
        ));
    }

    /// Equal as far as the shorter one goes; what one has more must lie at the very end.
    fn same_rows(&self, one: &[(f64, Row)], other: &[(f64, Row)]) -> bool {
        let shared = one.len().min(other.len());
        let equal = one.iter().zip(other).all(|((_, a), (_, b))| a == b);
        let rest = one[shared..].iter().chain(&other[shared..]);
        equal && rest.into_iter().all(|(time, _)| *time > self.end - 4.0)
    }

    fn containers(&self, out: &mut Vec<String>) {
        let mine = attempts(self.pod);
        let reals: Vec<_> = self.reals.iter().map(|real| attempts(real)).collect();
        let keys: BTreeSet<&Attempt> = mine.keys().chain(reals.iter().flat_map(BTreeMap::keys)).collect();
        for key in keys {
            let have: Vec<&Value> = reals.iter().filter_map(|real| real.get(key).copied()).collect();
            let what = format!("pod{} {}#{}", self.number, key.0, key.1);
            let started_early = |one: &Value| number(one, "start").unwrap_or(0.0) < self.end - 3.0;
            match mine.get(key) {
                None => {
                    if have.len() == reals.len() && have.iter().all(|one| started_early(one)) {
                        out.push(format!(
                            "{what}: never started, recorded at {}",
                            show(&have[0]["start"])
                        ));
                    }
                }
                Some(one) if have.is_empty() => {
                    if started_early(one) {
                        out.push(format!(
                            "{what}: started at {}, recorded never",
                            show(&one["start"])
                        ));
                    }
                }
                Some(one) => {
                    self.ends(&what, one, &have, out);
                    times(&what, key.1, one, &have, out);
                }
            }
        }
    }

    fn ends(&self, what: &str, one: &Value, have: &[&Value], out: &mut Vec<String>) {
        let finishes = have.iter().chain([&one]).filter_map(|one| number(one, "finish"));
        let near_the_end = finishes
            .reduce(f64::min)
            .is_some_and(|finish| finish > self.end - 3.0);
        for field in ["exitCode", "reason"] {
            if have.iter().any(|real| real[field] == one[field]) || near_the_end {
                continue;
            }
            let recorded: BTreeSet<String> = have.iter().map(|real| show(&real[field])).collect();
            out.push(format!(
                "{what} {field}: {}, recorded {}",
                show(&one[field]),
                repr(recorded.iter())
            ));
        }
    }

    fn events(&self, out: &mut Vec<String>) {
        let mine = messages(self.pod, self.end);
        let reals: Vec<_> = self.reals.iter().map(|real| messages(real, self.end)).collect();
        let keys: BTreeSet<&EventKey> = mine.keys().chain(reals.iter().flat_map(BTreeMap::keys)).collect();
        let none = Messages::new();
        for key in keys {
            let said = mine.get(key).unwrap_or(&none);
            if reals.iter().any(|real| real.get(key).unwrap_or(&none) == said) {
                continue;
            }
            let ever: Messages = reals
                .iter()
                .filter_map(|real| real.get(key))
                .flatten()
                .cloned()
                .collect();
            let missing_somewhere = reals.iter().any(|real| !real.contains_key(key));
            if said.is_subset(&ever) && may_be_missing(&key.1) && missing_somewhere {
                continue;
            }
            let recorded = reals[0].get(key).unwrap_or(&none);
            let (said, recorded) = (repr(said.iter().take(2)), repr(recorded.iter().take(2)));
            out.push(format!(
                "pod{} event {} {}: {said}, recorded {recorded}",
                self.number, key.0, key.1
            ));
        }
    }
}

/// Start and finish within the recorded spread; a back-off is jittered by up to half.
fn times(what: &str, attempt: i64, one: &Value, have: &[&Value], out: &mut Vec<String>) {
    for field in ["start", "finish"] {
        let recorded: Vec<f64> = have.iter().filter_map(|real| number(real, field)).collect();
        let (Some(time), false) = (number(one, field), recorded.is_empty()) else {
            continue;
        };
        let low = recorded.iter().copied().fold(f64::INFINITY, f64::min);
        let high = recorded.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let wide = high - low > 0.6 || recorded.len() < 3;
        let jitter = if attempt >= 2 { 0.25 * high } else { 0.0 };
        let slack = if wide { RELIST } else { SLACK } + jitter;
        if !(low - slack..=high + slack).contains(&time) {
            out.push(format!("{what} {field}: {time:.2}, recorded {low:.2}-{high:.2}"));
        }
    }
}

/// Events that a real cluster sometimes drops or is too late for.
fn may_be_missing(reason: &str) -> bool {
    matches!(
        reason,
        "Unhealthy" | "BackOff" | "FailedSync" | "Failed" | "Killing" | "Pulled" | "Started" | "Created"
    )
}

fn workload_events(run: &Value, reps: &[Value], out: &mut Vec<String>) {
    let mine = workload_messages(run);
    let reals: Vec<_> = reps.iter().map(workload_messages).collect();
    if reals.is_empty() || reals.contains(&mine) {
        return;
    }
    let tuples = |from: &BTreeSet<EventKey>, without: &BTreeSet<EventKey>| {
        let texts: Vec<String> = from
            .difference(without)
            .take(3)
            .map(|(reason, message)| format!("({}, {})", python::quote(reason), python::quote(message)))
            .collect();
        format!("[{}]", texts.join(", "))
    };
    let (extra, missing) = (tuples(&mine, &reals[0]), tuples(&reals[0], &mine));
    out.push(format!("workload events: {extra} extra, {missing} missing"));
}

fn workload_messages(run: &Value) -> BTreeSet<EventKey> {
    let end = recorded_for(run);
    let events = list(run, "workloadEvents").iter();
    events
        .filter(|event| event[0].as_f64().unwrap_or(0.0) < end - 3.0)
        .map(|event| (text(&event[3]), norm::without_suffix(&norm(&text(&event[4])))))
        .collect()
}

/// Rows that differ from the row before; of RESTARTS only the count.
fn distinct_rows(pod: &Value) -> Vec<(f64, Row)> {
    let mut rows: Vec<(f64, Row)> = Vec::new();
    for column in list(pod, "columns") {
        let restarts = show(&column[3]);
        let restarts = restarts.split(' ').next().unwrap_or_default().to_owned();
        let row = (text(&column[1]), text(&column[2]), restarts);
        if rows.last().is_none_or(|(_, last)| *last != row) {
            rows.push((column[0].as_f64().unwrap_or(0.0), row));
        }
    }
    rows
}

fn row_text((ready, status, restarts): &Row) -> String {
    match restarts.as_str() {
        "0" => format!("{ready} {status}"),
        restarts => format!("{ready} {status} r{restarts}"),
    }
}

fn attempts(pod: &Value) -> BTreeMap<Attempt, &Value> {
    let containers = list(pod, "containers").iter();
    containers
        .map(|one| {
            (
                (text(&one["container"]), one["attempt"].as_i64().unwrap_or(0)),
                one,
            )
        })
        .collect()
}

/// Messages by field path and reason, without those of the last three seconds.
fn messages(pod: &Value, end: f64) -> BTreeMap<EventKey, Messages> {
    let mut messages: BTreeMap<EventKey, Messages> = BTreeMap::new();
    for event in list(pod, "events") {
        if event[0].as_f64().is_some_and(|time| time > end - 3.0) {
            continue;
        }
        let key = (text(&event[4]), text(&event[2]));
        messages.entry(key).or_default().insert(norm(&text(&event[5])));
    }
    messages
}

fn recorded_for(rep: &Value) -> f64 {
    rep["recordedFor"].as_f64().unwrap_or(ENDLESS)
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value, field: &str) -> Option<f64> {
    value[field].as_f64()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn read(path: &str) -> Value {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("conformance")
            .join(path);
        serde_json::from_str(&fs::read_to_string(path).expect("the file")).expect("JSON")
    }

    fn reps(case: &str) -> Vec<Value> {
        let recording = read(&format!("recorded/{case}/recording.json"));
        list(&recording, "reps").to_vec()
    }

    #[test]
    fn changed_runs_are_told_from_recorded_ones() {
        let cases = read("compare_cases.json");
        let changed = list(&cases, "changed");
        assert!(changed.len() >= 20);
        for case in changed {
            let reps = reps(&text(&case["case"]));
            let mut run = reps[0].clone();
            for (pointer, value) in case["set"].as_object().expect("changes") {
                *run.pointer_mut(pointer).expect("a place in the recording") = value.clone();
            }
            let expect: Vec<String> = list(case, "says").iter().map(text).collect();
            assert_eq!(disagreements(&run, &reps), expect, "{}", case["set"]);
        }
    }

    #[test]
    fn a_cluster_agrees_with_itself_as_far_as_it_does() {
        let cases = read("compare_cases.json");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/recorded");
        let mut seen = 0;
        for entry in fs::read_dir(folder).expect("the recordings") {
            let case = entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name");
            if !case.starts_with(['c', 'q']) {
                continue;
            }
            let reps = reps(&case);
            let mut said = Vec::new();
            for (number, rep) in reps.iter().enumerate() {
                let mut others = reps.clone();
                others.remove(number);
                if !others.is_empty() {
                    let lines = disagreements(rep, &others);
                    said.extend(lines.into_iter().map(|line| format!("rep{} {line}", number + 1)));
                }
            }
            let expect: Vec<String> = list(&cases["self"], &case).iter().map(text).collect();
            assert_eq!(said, expect, "{case}");
            seen += 1;
        }
        assert!(seen > 100, "only {seen} recordings found");
    }
}
