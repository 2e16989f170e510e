//! Recorded runs of a real cluster, read into a trace and recorded again: what comes out is what went in.
//! The columns are not read in but printed from the recorded statuses, so that every recording also tests
//! `kubectl get pods`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::core_v1::{ContainerRole, PodSpec};
use api::meta_v1::Time;
use api::{Kind, Object};
use kubectl::recording::recording;
use serde_json::{Value, json};
use trace::{
    Cause, ContainerRef, Ended, Fact, PodId, PodInfo, ProbeKind, ProbeOutcome, Recorder, Trace, Verb,
};

/// Some recorded times lie before the pod's creation as the recorder saw it.
const LEAD: Duration = Duration::from_secs(1);

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/recorded")
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `created` plus recorded seconds (a decimal number, which may be a little negative).
fn after(created: Duration, seconds: &Value) -> Duration {
    let text = seconds.to_string();
    let (negative, text) = text
        .strip_prefix('-')
        .map_or((false, text.as_str()), |text| (true, text));
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<u64>().expect("a decimal number");
    let span = Duration::from_micros(number(whole) * 1_000_000 + number(&format!("{part:0<6}")[..6]));
    if negative {
        created.saturating_sub(span)
    } else {
        created + span
    }
}

/// The pod specs of a manifest with the names of their objects.
fn specs(manifest: &str) -> Vec<(String, Value)> {
    let documents = serde_yaml::Deserializer::from_str(manifest);
    let documents = documents.map(|document| serde::Deserialize::deserialize(document).expect("YAML"));
    let objects = documents.flat_map(|object: Value| match items(&object["items"]) {
        [] => vec![object],
        items => items.to_vec(),
    });
    let spec_of = |object: Value| {
        let paths = [
            "/spec/jobTemplate/spec/template/spec",
            "/spec/template/spec",
            "/spec",
        ];
        let mut specs = paths.iter().filter_map(|path| object.pointer(path));
        let spec = specs.find(|spec| !items(&spec["containers"]).is_empty())?;
        Some((text(&object["metadata"]["name"]), spec.clone()))
    };
    objects.filter_map(spec_of).collect()
}

/// `app=terminated:Error(1) started=False ready=False rc=1 last=Error(1)` as the API's container status.
fn status(line: &str) -> Value {
    let (name, rest) = line.split_once('=').expect("a name");
    let words: Vec<&str> = rest.split(' ').collect();
    let end = |text: &str| {
        let (reason, code) = text.trim_end_matches(')').split_once('(').expect("a code");
        json!({"terminated": {"reason": reason, "exitCode": code.parse::<i32>().expect("a number")}})
    };
    let state = match words[0].split_once(':') {
        None => json!({"running": {}}),
        Some(("waiting", reason)) => json!({"waiting": {"reason": reason}}),
        Some((_, terminated)) => end(terminated),
    };
    let mut status = json!({"name": name, "state": state, "lastState": {}});
    for (key, value) in words[1..].iter().filter_map(|word| word.split_once('=')) {
        match key {
            "started" => status["started"] = (value == "True").into(),
            "ready" => status["ready"] = (value == "True").into(),
            "rc" => status["restartCount"] = value.parse::<i32>().expect("a number").into(),
            "last" => status["lastState"] = end(value),
            _ => panic!("unknown word in {line}"),
        }
    }
    status
}

/// The revisions that the API delivered, put together from the changes recorded.
fn revisions(pod: &Value, spec: &PodSpec, created: Duration, uid: &str) -> Vec<(Duration, Fact)> {
    let changes = ["phase", "conditions", "statusChanges"].map(|field| items(&pod[field]));
    // Two changes of one kind at one time are two revisions.
    let mut times: BTreeMap<(Duration, usize), Vec<(usize, &Value)>> = BTreeMap::new();
    for (kind, changes) in changes.iter().enumerate() {
        for (number, change) in changes.iter().enumerate() {
            let at = after(created, &change[0]);
            let round = changes[..number]
                .iter()
                .filter(|earlier| after(created, &earlier[0]) == at)
                .count();
            let round = if kind == 2 { round } else { 0 };
            times.entry((at, round)).or_default().push((kind, change));
        }
    }
    let mut object = json!({
        "metadata": {"name": pod["name"], "namespace": "default", "uid": uid},
        "spec": serde_json::to_value(spec).expect("a spec"),
        "status": {"phase": "Pending", "conditions": []},
    });
    let mut facts = Vec::new();
    for ((at, _), changes) in times {
        let mut verb = if facts.is_empty() {
            Verb::Added
        } else {
            Verb::Modified
        };
        for (kind, change) in changes {
            match kind {
                0 => {
                    let phase = text(&change[1]);
                    if phase.starts_with("(DELETED) ") {
                        verb = Verb::Deleted;
                    }
                    object["status"]["phase"] = phase.trim_start_matches("(DELETED) ").into();
                }
                1 => set_condition(&mut object, change),
                _ => set_statuses(&mut object, change, spec.init_containers.len()),
            }
        }
        let object = Object::from_json(Kind::Pod, &object).expect("a pod");
        facts.push((at, Fact::Object { verb, object }));
    }
    facts
}

fn set_condition(object: &mut Value, change: &Value) {
    let field = |index: usize| text(&change[index]);
    let condition = json!({"type": field(1), "status": field(2), "reason": field(3), "message": field(4)});
    let conditions = object["status"]["conditions"].as_array_mut().expect("conditions");
    conditions.retain(|known| known["type"] != condition["type"]);
    conditions.push(condition);
}

fn set_statuses(object: &mut Value, change: &Value, init: usize) {
    let lines: Vec<&str> = items(&change[1]).iter().filter_map(Value::as_str).collect();
    let (deleting, lines): (Vec<&str>, Vec<&str>) = lines
        .into_iter()
        .partition(|line| line.starts_with("deleting grace="));
    if let Some(grace) = deleting.first().and_then(|line| line.rsplit('=').next()) {
        object["metadata"]["deletionTimestamp"] = "2026-11-21T10:00:00Z".into();
        object["metadata"]["deletionGracePeriodSeconds"] = grace.parse::<i64>().expect("seconds").into();
    }
    let statuses: Vec<Value> = lines.into_iter().map(status).collect();
    let (init, apps) = statuses.split_at(init.min(statuses.len()));
    object["status"]["initContainerStatuses"] = init.into();
    object["status"]["containerStatuses"] = apps.into();
}

/// Starts and ends of processes, probes and events.
fn facts(pod: &Value, spec: &PodSpec, id: PodId, created: Duration, uid: &str) -> Vec<(Duration, Fact)> {
    let reference = |name: &str, attempt: u64| ContainerRef {
        pod: id,
        name: name.into(),
        role: spec.container(name).map_or(ContainerRole::App, |(role, _)| role),
        attempt: u32::try_from(attempt).expect("an attempt"),
    };
    let mut facts = Vec::new();
    for life in items(&pod["containers"]) {
        let container = reference(&text(&life["container"]), life["attempt"].as_u64().unwrap_or(0));
        facts.push((
            after(created, &life["start"]),
            Fact::Started {
                container: container.clone(),
            },
        ));
        if !life["finish"].is_null() {
            let exit_code = i32::try_from(life["exitCode"].as_i64().expect("a code")).expect("a code");
            let reason = if exit_code == 0 { "Completed" } else { "Error" };
            let fact = Fact::Exited {
                container,
                exit_code,
                reason,
            };
            facts.push((after(created, &life["finish"]), fact));
        }
    }
    for probe in items(&pod["probes"]) {
        let kinds = [ProbeKind::Startup, ProbeKind::Liveness, ProbeKind::Readiness];
        let kind = kinds
            .into_iter()
            .find(|kind| kind.name() == text(&probe["probeType"]));
        let outcome = match text(&probe["msg"]).as_str() {
            "Probe succeeded" => ProbeOutcome::Success,
            "Probe failed" => ProbeOutcome::Failure(String::new()),
            _ => ProbeOutcome::Error(String::new()),
        };
        let at = after(created, &probe["t"]);
        let container = reference(&text(&probe["containerName"]), 0);
        facts.push((
            at,
            Fact::Probe {
                container,
                kind: kind.expect("a probe"),
                began: at,
                outcome,
            },
        ));
    }
    for event in items(&pod["events"]) {
        let at = after(created, &event[0]);
        let json = json!({
            "metadata": {"name": text(&event[5])}, "type": event[1], "reason": event[2], "message": event[5],
            "source": {"component": event[3]}, "count": event[6],
            "involvedObject": {"kind": "Pod", "uid": uid, "fieldPath": event[4]},
            "firstTimestamp": "2026-11-21T10:00:00Z", "lastTimestamp": "2026-11-21T10:00:00Z",
        });
        facts.push((at, Fact::Event(serde_json::from_value(json).expect("an event"))));
    }
    facts
}

fn trace(rep: &Value, specs: &[(String, Value)]) -> Trace {
    let mut recorder = Recorder::new(Time::from_unix(1_800_000_000));
    let mut all = Vec::new();
    for (number, pod) in items(&rep["pods"]).iter().enumerate() {
        let (name, uid) = (text(&pod["name"]), format!("uid-{number}"));
        let created = after(LEAD, &pod["createdAfterApply"]);
        let mut fitting = specs
            .iter()
            .filter(|(prefix, _)| name.starts_with(prefix.as_str()));
        let spec = fitting.next().expect("the pod's spec").1.clone();
        let spec: PodSpec = serde_json::from_value(spec).expect("decodes");
        let (namespace, origin) = ("default", None);
        let id = recorder.add_pod(PodInfo {
            name: name.into(),
            namespace: namespace.into(),
            uid: uid.as_str().into(),
            created,
            origin,
        });
        all.extend(revisions(pod, &spec, created, &uid));
        all.extend(facts(pod, &spec, id, created, &uid));
    }
    all.sort_by_key(|(at, _)| *at);
    for (at, fact) in all {
        recorder.record(at, Cause::Clock("recorded"), fact);
    }
    recorder.finish(after(LEAD, &rep["recordedFor"]), Ended::Horizon)
}

/// READY, STATUS and the count of RESTARTS, without repetitions.
fn rows(pod: &Value) -> Vec<String> {
    let row = |column: &Value| {
        let restarts = text(&column[3]);
        format!(
            "{} {} {}",
            text(&column[1]),
            text(&column[2]),
            restarts.split(' ').next().unwrap_or_default()
        )
    };
    let mut rows: Vec<String> = items(&pod["columns"]).iter().map(row).collect();
    rows.dedup();
    rows
}

fn without<const N: usize>(list: &Value, keys: [&str; N]) -> Vec<Value> {
    let mut list = items(list).to_vec();
    for entry in list.iter_mut().filter_map(Value::as_object_mut) {
        entry.retain(|key, _| !keys.contains(&key.as_str()));
    }
    list
}

#[test]
fn recordings_survive_the_round_trip() {
    let mut pods = 0;
    let mut failures = Vec::new();
    for entry in fs::read_dir(recorded()).expect("the recordings") {
        let folder = entry.expect("an entry").path();
        let (Ok(json), Ok(manifest)) = (
            fs::read_to_string(folder.join("recording.json")),
            fs::read_to_string(folder.join("manifest.yaml")),
        ) else {
            continue;
        };
        let recorded: Value = serde_json::from_str(&json).expect("JSON");
        let specs = specs(&manifest);
        for rep in items(&recorded["reps"]) {
            let again = recording(&trace(rep, &specs));
            for (real, ours) in items(&rep["pods"]).iter().zip(items(&again["pods"])) {
                pods += 1;
                let mut hold = |what: &str, real: String, ours: String| {
                    if real != ours {
                        let case = folder
                            .file_name()
                            .unwrap_or_default()
                            .to_string_lossy()
                            .into_owned();
                        failures.push(format!("{case} {what}\n  real {real}\n  ours {ours}"));
                    }
                };
                let list = |value: &[Value]| Value::from(value).to_string();
                let plain = |value: &Value| value.to_string().replace("[-0.0,", "[0.0,");
                for field in ["phase", "conditions", "statusChanges", "events"] {
                    hold(field, plain(&real[field]), plain(&ours[field]));
                }
                hold("columns", rows(real).join(", "), rows(ours).join(", "));
                let [a, b] = [real, ours].map(|pod| list(&without(&pod["containers"], ["oom"])));
                hold("containers", a, b);
                let keys = ["sinceStart", "output"];
                let [a, b] = [real, ours].map(|pod| list(&without(&pod["probes"], keys)));
                hold("probes", a, b);
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {pods} pods:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(pods > 250, "only {pods} pods");
}
