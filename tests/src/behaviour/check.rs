//! One assertion of a case against what was lived through.
//!
//! An assertion with a time holds when it holds at some moment within its tolerance. The states of containers are those
//! of the processes or those that the API shows: while a pod is deleted the API learns of ends only at the very end.

use std::time::Duration;

use api::{Kind, Object};
use kubectl::get::pod::pod_row;
use process::{Behaviour, Source};
use serde_json::{Map, Value};
use trace::{Fact, PodId, Trace};

use super::{Lived, TOLERANCE, time};

/// Checks one assertion.
///
/// # Errors
/// What is not so, as a line.
pub(super) fn check(lived: &Lived, expectation: &Value) -> Result<(), String> {
    let Some(fields) = expectation.as_object() else {
        return Err(format!("no assertion: {expectation}"));
    };
    let holds = if fields.contains_key("log") {
        log(lived, fields)
    } else if fields.contains_key("event") {
        event(lived, fields)
    } else if fields.contains_key("file") {
        file(lived, fields)
    } else if fields.contains_key("diagnostic") {
        diagnostic(lived, fields)
    } else if fields.contains_key("source_of") {
        source(lived, fields)
    } else {
        timed(lived, fields)
    };
    holds.map_err(|found| format!("{expectation}: {found}"))
}

fn text<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    fields.get(key)?.as_str()
}

/// From when to when an assertion may hold, in the trace's time.
fn window(lived: &Lived, fields: &Map<String, Value>) -> (Duration, Duration) {
    let inner = ["pod", "job"]
        .iter()
        .find_map(|key| fields.get(*key)?.as_object());
    let tolerance = text(fields, "tol")
        .or(inner.and_then(|inner| text(inner, "tol")))
        .map_or(TOLERANCE, time);
    let at = lived.zero + text(fields, "t").map_or(Duration::ZERO, time);
    (at.saturating_sub(tolerance), at + tolerance)
}

/// The moments of a window at which something changed.
fn moments(trace: &Trace, (from, to): (Duration, Duration)) -> Vec<Duration> {
    let inside = trace.records_between(from, to).iter().map(|record| record.at);
    let mut moments: Vec<Duration> = std::iter::once(from).chain(inside).chain([to]).collect();
    moments.dedup();
    moments
}

/// An assertion that must hold at some moment of its window.
fn timed(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let mut last = String::from("no moment");
    for at in moments(&lived.trace, window(lived, fields)) {
        match at_moment(lived, fields, at) {
            Ok(()) => return Ok(()),
            Err(found) => last = found,
        }
    }
    Err(last)
}

fn at_moment(lived: &Lived, fields: &Map<String, Value>, at: Duration) -> Result<(), String> {
    if let Some(name) = text(fields, "container") {
        return container(lived, fields, name, at);
    }
    if let Some(pod) = fields.get("pod").and_then(Value::as_object) {
        return pod_at(lived, pod, at);
    }
    if let Some(job) = fields.get("job").and_then(Value::as_object) {
        return job_at(lived, job, at);
    }
    if let Some(count) = fields.get("jobs") {
        let jobs = lived.trace.objects_at(Kind::Job, at).len();
        return equal("jobs", &Value::from(jobs), count);
    }
    Err("an assertion that is not understood".to_owned())
}

fn equal(what: &str, found: &Value, expect: &Value) -> Result<(), String> {
    if found == expect {
        Ok(())
    } else {
        Err(format!("{what} is {found}"))
    }
}

/// What is known of a container at a moment: by its processes, and by the API.
fn container(lived: &Lived, fields: &Map<String, Value>, name: &str, at: Duration) -> Result<(), String> {
    let mut found = Vec::new();
    for (id, _) in lived.trace.pod_ids() {
        for seen in [
            by_process(&lived.trace, id, name, at),
            by_api(&lived.trace, id, name, at),
        ]
        .into_iter()
        .flatten()
        {
            match fits(&seen, fields) {
                Ok(()) => return Ok(()),
                Err(why) => found.push(why),
            }
        }
    }
    found.dedup();
    Err(if found.is_empty() {
        format!("no container {name}")
    } else {
        found.join(" | ")
    })
}

fn fits(seen: &Map<String, Value>, fields: &Map<String, Value>) -> Result<(), String> {
    for (key, expect) in fields {
        let nothing = Value::Null;
        let found = seen.get(key).unwrap_or(&nothing);
        match key.as_str() {
            "t" | "tol" | "container" => {}
            "state" if expect == "any" => {}
            "restartsAtLeast" => {
                let restarts = seen.get("restarts").and_then(Value::as_u64).unwrap_or(0);
                if restarts < expect.as_u64().unwrap_or(u64::MAX) {
                    return Err(format!("{restarts} restarts"));
                }
            }
            "restarts" | "started" | "ready" | "message" if found.is_null() => {
                return Err(format!("{key} is not known"));
            }
            _ => equal(key, found, expect).map_err(|why| format!("{why} ({})", Value::from(seen.clone())))?,
        }
    }
    Ok(())
}

/// A container as its processes are.
fn by_process(trace: &Trace, pod: PodId, name: &str, at: Duration) -> Option<Map<String, Value>> {
    let lives = trace.instances(pod);
    let lives: Vec<_> = lives
        .iter()
        .filter(|life| &*life.container.name == name)
        .filter(|life| life.started.or(life.exited.map(|e| e.0)).is_some_and(|t| t <= at))
        .collect();
    let newest = lives.last()?;
    let mut seen = Map::new();
    seen.insert("restarts".into(), newest.container.attempt.into());
    let end = newest.exited.filter(|end| end.0 <= at);
    seen.insert(
        "state".into(),
        if end.is_some() { "terminated" } else { "running" }.into(),
    );
    if let Some((_, code, reason)) = end {
        seen.insert("exitCode".into(), code.into());
        seen.insert("reason".into(), reason.into());
    }
    let ended = lives
        .iter()
        .rev()
        .find_map(|life| life.exited.filter(|end| end.0 <= at));
    if let Some((_, code, reason)) = ended {
        seen.insert("lastExitCode".into(), code.into());
        seen.insert("lastReason".into(), reason.into());
    }
    Some(seen)
}

/// A container as the API shows it.
fn by_api(trace: &Trace, pod: PodId, name: &str, at: Duration) -> Option<Map<String, Value>> {
    let pod = Object::Pod(trace.pod_at(pod, at)?.clone()).to_json();
    let lists = ["containerStatuses", "initContainerStatuses"].map(|list| &pod["status"][list]);
    let status = lists
        .iter()
        .filter_map(|list| list.as_array())
        .flatten()
        .find(|status| status["name"] == name)?;
    let mut seen = Map::new();
    let (state, details) = status["state"].as_object()?.iter().next()?;
    seen.insert("state".into(), state.as_str().into());
    for key in ["exitCode", "reason", "message"] {
        if !details[key].is_null() {
            seen.insert(key.into(), details[key].clone());
        }
    }
    let ended = if state == "terminated" {
        details
    } else {
        &status["lastState"]["terminated"]
    };
    if !ended.is_null() {
        seen.insert("lastExitCode".into(), ended["exitCode"].clone());
        seen.insert("lastReason".into(), ended["reason"].clone());
    }
    seen.insert("restarts".into(), status["restartCount"].clone());
    seen.insert(
        "started".into(),
        status["started"].as_bool().unwrap_or(false).into(),
    );
    seen.insert("ready".into(), status["ready"].as_bool().unwrap_or(false).into());
    Some(seen)
}

fn pod_at(lived: &Lived, fields: &Map<String, Value>, at: Duration) -> Result<(), String> {
    let mut found = Vec::new();
    for pod in lived.trace.pods_at(at) {
        let row = pod_row(pod);
        let differs = fields.iter().find_map(|(key, expect)| {
            let cell = match key.as_str() {
                "phase" => Value::from(pod.status.phase.name()),
                "status" => row.status.clone().into(),
                "ready" => row.ready_cell().into(),
                "restarts" => row.restarts.into(),
                "reason" => pod.status.reason.clone().into(),
                "tol" => return None,
                _ => Value::Null,
            };
            equal(key, &cell, expect).err()
        });
        match differs {
            None => return Ok(()),
            Some(why) => found.push(why),
        }
    }
    Err(if found.is_empty() {
        "no pod".to_owned()
    } else {
        found.join(" | ")
    })
}

fn job_at(lived: &Lived, fields: &Map<String, Value>, at: Duration) -> Result<(), String> {
    let mut found = Vec::new();
    for job in lived.trace.objects_at(Kind::Job, at) {
        let status = &job.to_json()["status"];
        let condition = |kind: &str| {
            let conditions = status["conditions"].as_array().into_iter().flatten();
            conditions
                .clone()
                .find(|c| c["type"] == kind && c["status"] == "True")
                .cloned()
        };
        let ended = condition("Complete").or(condition("Failed"));
        let differs = fields.iter().find_map(|(key, expect)| {
            let cell = match key.as_str() {
                "status" => ended.as_ref().map_or("Running".into(), |end| end["type"].clone()),
                "reason" => ended.as_ref().map_or(Value::Null, |end| end["reason"].clone()),
                "active" | "succeeded" | "failed" => status[key].as_i64().unwrap_or(0).into(),
                "tol" => return None,
                _ => Value::Null,
            };
            equal(key, &cell, expect).err()
        });
        match differs {
            None => return Ok(()),
            Some(why) => found.push(why),
        }
    }
    Err(if found.is_empty() {
        "no job".to_owned()
    } else {
        found.join(" | ")
    })
}

/// `index` of an indexed Job chooses the pod; `previous` means an instance that has ended.
fn log(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let container = text(fields, "log").unwrap_or_default();
    let by = text(fields, "by").map_or(lived.trace.end(), |by| lived.zero + time(by) + TOLERANCE);
    let mut lines = Vec::new();
    for (id, _) in lived.trace.pod_ids() {
        let revisions = lived.trace.pod_revisions(id);
        let Some((_, _, pod)) = revisions.last() else {
            continue;
        };
        let index = pod
            .metadata
            .annotations
            .get("batch.kubernetes.io/job-completion-index");
        if let Some(wanted) = fields.get("index")
            && index.map(String::as_str) != Some(&wanted.to_string())
        {
            continue;
        }
        let newest = lived.trace.logs(id, container, by).map(|line| line.1).max();
        let previous = fields.get("previous") == Some(&Value::Bool(true));
        let ended = |attempt: u32| {
            let lives = lived.trace.instances(id);
            lives.iter().any(|life| {
                &*life.container.name == container
                    && life.container.attempt == attempt
                    && life.exited.is_some_and(|end| end.0 <= by)
            })
        };
        lines.extend(
            lived
                .trace
                .logs(id, container, by)
                .filter(|line| !previous || Some(line.1) < newest || ended(line.1))
                .map(|line| line.3.to_owned()),
        );
    }
    contains(fields, &lines.join("\n"))
}

fn contains(fields: &Map<String, Value>, found: &str) -> Result<(), String> {
    let shown = || format!("found {:?}", found.chars().take(300).collect::<String>());
    if let Some(expect) = text(fields, "contains")
        && !found.contains(expect)
    {
        return Err(shown());
    }
    for key in ["notContains", "not_contains"] {
        if text(fields, key).is_some_and(|unwanted| found.contains(unwanted)) {
            return Err(shown());
        }
    }
    Ok(())
}

fn event(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let reason = text(fields, "event").unwrap_or_default();
    let (from, to) = if fields.contains_key("t") {
        window(lived, fields)
    } else {
        (Duration::ZERO, lived.trace.end())
    };
    let mut other = Vec::new();
    for record in lived.trace.records() {
        let Fact::Event(event) = &record.fact else {
            continue;
        };
        if event.reason != reason {
            continue;
        }
        let inside = from <= record.at && record.at <= to;
        if inside && contains(fields, &event.message).is_ok() {
            return Ok(());
        }
        other.push(format!(
            "{:.1} s: {}",
            record.at.saturating_sub(lived.zero).as_secs_f64(),
            event.message
        ));
    }
    Err(format!("only {other:?}"))
}

/// What `cat` printed in the container (see `Case::timed_actions`).
fn file(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let (container, path) = text(fields, "file")
        .and_then(|file| file.split_once(':'))
        .unwrap_or_default();
    let end = format!("-c {container} -- cat {path}");
    let printed = lived
        .trace
        .records()
        .iter()
        .find_map(|record| match &record.fact {
            Fact::Action { command, output } if command.ends_with(&end) => Some(output.clone()),
            _ => None,
        });
    contains(fields, &printed.unwrap_or_default())
}

fn diagnostic(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let severity = text(fields, "diagnostic").unwrap_or_default();
    let all: Vec<String> = lived
        .parsed
        .diagnostics
        .iter()
        .map(|d| format!("{:?}: {} (bytes {:?})", d.severity, d.message, d.span).to_lowercase())
        .collect();
    let hit = all
        .iter()
        .any(|line| line.starts_with(severity) && contains(fields, line).is_ok());
    if hit { Ok(()) } else { Err(format!("{all:?}")) }
}

fn source(lived: &Lived, fields: &Map<String, Value>) -> Result<(), String> {
    let name = text(fields, "source_of").unwrap_or_default();
    let Some(behaviour) = describe(lived, name) else {
        return Err(format!("no container {name}"));
    };
    let wanted = text(fields, "aspect");
    let aspects = behaviour
        .aspects
        .iter()
        .filter(|aspect| wanted.is_none_or(|w| format!("{:?}", aspect.kind).to_lowercase() == w));
    let sources: Vec<String> = aspects.map(|aspect| source_word(&aspect.source)).collect();
    let expect = text(fields, "source").unwrap_or_default();
    if sources.iter().any(|source| source == expect) {
        Ok(())
    } else {
        Err(format!("{sources:?}"))
    }
}

fn describe(lived: &Lived, name: &str) -> Option<Behaviour> {
    let objects = lived
        .parsed
        .objects
        .iter()
        .filter_map(|parsed| parsed.object.as_ref());
    let behaviours = objects.flat_map(|object| sim::behaviours(object, &[]));
    let mut behaviours = behaviours.map(|container| container.behaviour);
    behaviours.find(|behaviour| behaviour.container == name)
}

fn source_word(source: &Source) -> String {
    match source {
        Source::Set => "set",
        Source::Script {
            emulated,
            commands,
            opaque,
        } if emulated < commands || opaque.is_some() => "script+assumed",
        Source::Script { .. } => "script",
        Source::Image { .. } => "image",
        Source::Assumed => "assumed",
    }
    .to_owned()
}
