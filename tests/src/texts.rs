//! The texts that kubectl printed at the end of each recorded run, held against what our printers print from our own
//! simulation of it. What differs from run to run is left out: generated names, UIDs, addresses, dates, ages.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kubectl::To;
use serde_json::Value;
use trace::{Fact, Stream, Trace};

use crate::compare::norm::norm;
use crate::conformance::{Case, root};

/// A recorded text, and where ours departs from it.
#[derive(Clone, Debug)]
pub struct Text {
    /// The file's name: `describe.txt`, or one of `logs/`.
    pub file: String,
    /// The first difference; `None` when the texts agree.
    pub difference: Option<Difference>,
}

/// Where two texts part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Our line; empty when we print too little.
    pub ours: String,
    /// The recorded line; empty when we print too much.
    pub recorded: String,
}

/// The texts were asked for before a recording's last moment: in the two recordings that tell, an event 0.17 s
/// (q09a) and one 0.28 s before the end (c13-z-probe-wrong-port) are not in them yet. The watch went on to the end.
const ASKED_BEFORE_END: Duration = Duration::from_millis(300);

/// What was asked, and how the answer is compared.
const FILES: [(&str, &str, Order); 5] = [
    ("get-pods-w.txt", "get pods -w", Order::Rows),
    ("describe.txt", "describe pods", Order::Events),
    (
        "describe-workloads.txt",
        "describe cronjobs,jobs,deployments",
        Order::Events,
    ),
    ("events.txt", "get events --sort-by=.lastTimestamp", Order::Any),
    (
        "workloads.txt",
        "get cronjobs,jobs,deployments,replicasets,statefulsets,daemonsets",
        Order::Strict,
    ),
];

/// How the lines of a text are put in order before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// As they are.
    Strict,
    /// Sorted: what happens within a second has no order.
    Any,
    /// As they are, but for lines of events.
    Events,
    /// Rows of a watch: each different row of each pod once.
    Rows,
}

/// All texts of a case.
pub fn texts(case: &Case) -> Vec<Text> {
    let folder = root().join("recorded").join(&case.name);
    let trace = case.simulate_alone();
    let end = case.scenario().horizon;
    let mut all = Vec::new();
    for (file, command, order) in FILES {
        let Ok(recorded) = fs::read_to_string(folder.join(file)) else {
            continue;
        };
        if recorded.starts_with("Error from server") {
            // Asked by a name that was gone by then.
            continue;
        }
        // Some were asked one by one, with their events.
        let many = recorded.matches("\nName:").count() > 0;
        let asked = if many && recorded.contains("\nEvents:") {
            format!("{command} --show-events=true")
        } else {
            command.to_owned()
        };
        let at = match order {
            Order::Rows => end,
            Order::Strict | Order::Any | Order::Events => end.saturating_sub(ASKED_BEFORE_END),
        };
        let ours = kubectl::run(&trace, &asked, Duration::ZERO, at).written(To::Stdout);
        let difference = first_difference(&lines(&ours, order), &lines(&recorded, order));
        all.push(Text {
            file: file.to_owned(),
            difference,
        });
    }
    all.extend(answers(case, &trace));
    all.extend(logs(&folder.join("logs"), case, &trace));
    all
}

/// Commands that were asked during the first run, and what they printed.
fn answers(case: &Case, trace: &Trace) -> Vec<Text> {
    const ASKED: [&str; 2] = ["kubectl logs", "kubectl get pod"];
    let first = case.reps.first().unwrap_or(&Value::Null);
    let actions = first["actions"].as_array().into_iter().flatten();
    let answer = |action: &Value| {
        let command = action["cmd"]
            .as_str()
            .filter(|command| ASKED.iter().any(|asked| command.starts_with(asked)))?;
        let at = Duration::try_from_secs_f64(action["t"].as_f64()?).ok()?;
        let reply = kubectl::run(trace, command, at, at);
        // Recorded as standard output, then standard error.
        let ours = format!("{}{}", reply.written(To::Stdout), reply.written(To::Stderr));
        let recorded = action["out"].as_str()?;
        Some(Text {
            file: format!("answers/{}", command.trim_start_matches("kubectl ").trim()),
            difference: first_difference(&lines(&ours, Order::Strict), &lines(recorded, Order::Strict)),
        })
    };
    actions.filter_map(answer).collect()
}

fn first_difference(ours: &[String], recorded: &[String]) -> Option<Difference> {
    let longest = ours.len().max(recorded.len());
    let line = |lines: &[String], at: usize| lines.get(at).cloned().unwrap_or_default();
    let at = (0..longest).find(|at| ours.get(*at) != recorded.get(*at))?;
    Some(Difference {
        ours: line(ours, at),
        recorded: line(recorded, at),
    })
}

/// The lines of a text without what varies, in the order in which they are compared.
fn lines(text: &str, order: Order) -> Vec<String> {
    let lines = without_open_shift(text).map(normal);
    let mut lines = pulls_together(lines.collect());
    match order {
        Order::Strict => {}
        Order::Any => lines.sort(),
        Order::Events => sort_events(&mut lines),
        Order::Rows => {
            let mut rows: Vec<String> = Vec::new();
            for line in lines {
                // The age is the last cell.
                let row = line
                    .rsplit_once(' ')
                    .map_or(line.as_str(), |(row, _)| row)
                    .to_owned();
                let row = row.split(" (").next().unwrap_or_default().to_owned();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
            return rows;
        }
    }
    lines
}

/// Two pulls are one event when they took the same milliseconds, which is chance: a table's lines about equal pulls are
/// taken as one, without a count. (`Pulling` still counts them.)
fn pulls_together(lines: Vec<String>) -> Vec<String> {
    let mut pulls: Vec<String> = Vec::new();
    let mut kept = Vec::with_capacity(lines.len());
    for line in lines {
        if is_ruler(&line) {
            pulls.clear();
        }
        if !line.contains("Successfully pulled image") {
            kept.push(line);
            continue;
        }
        let line = match (line.find(" (x"), line.find(" over AGE)")) {
            (Some(start), Some(end)) => format!("{}{}", &line[..start], &line[end + " over AGE)".len()..]),
            _ => line,
        };
        if !pulls.contains(&line) {
            pulls.push(line.clone());
            kept.push(line);
        }
    }
    kept
}

/// The line below the titles of an event table.
fn is_ruler(line: &str) -> bool {
    line.trim_start().starts_with("---- ------ ---- ----")
}

/// Sorts each block of lines that follows the ruler of an event table.
fn sort_events(lines: &mut [String]) {
    let mut start = 0;
    while let Some(ruler) = lines[start..].iter().position(|line| is_ruler(line)) {
        start += ruler + 1;
        let length = lines[start..]
            .iter()
            .take_while(|line| line.starts_with(' '))
            .count();
        lines[start..start + length].sort();
    }
}

/// The recorded cluster was an OpenShift build: its token volumes hold one more config map, two lines each.
fn without_open_shift(text: &str) -> impl Iterator<Item = &str> {
    let mut skip_next = false;
    text.lines().filter(move |line| {
        let is_its = line.contains("openshift-service-ca.crt");
        let kept = !is_its && !skip_next;
        skip_next = is_its;
        kept
    })
}

/// A line without names' suffixes, times, ages, addresses; single blanks between words.
fn normal(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let words: Vec<String> = norm(&without_date(line)).split_whitespace().map(word).collect();
    format!("{}{}", " ".repeat(indent), words.join(" "))
}

fn word(word: &str) -> String {
    let (open, inner) = match word.strip_prefix('(') {
        Some(inner) => ("(", inner),
        None => ("", word),
    };
    let (inner, close) = match inner.strip_suffix(')') {
        Some(inner) => (inner, ")"),
        None => (inner, ""),
    };
    let inner = if is_age(inner) {
        "AGE".to_owned()
    } else if let Some(at) = inner.find("@sha256:") {
        format!("{}@DIGEST", &inner[..at])
    } else if inner.starts_with("containerd://") {
        "containerd://ID".to_owned()
    } else {
        inner.to_owned()
    };
    format!("{open}{inner}{close}")
}

/// `9m59s`, `45s`, `<invalid>`.
fn is_age(word: &str) -> bool {
    let units = word
        .chars()
        .filter(|character| "smhdy".contains(*character))
        .count();
    let plain = word
        .chars()
        .all(|character| character.is_ascii_digit() || "smhdy".contains(character));
    word == "<invalid>" || (plain && units > 0 && word.starts_with(|first: char| first.is_ascii_digit()))
}

/// `Sat, 21 Nov 2026 10:03:43 +0000` as `DATE`.
fn without_date(line: &str) -> String {
    const DAYS: [&str; 7] = ["Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "];
    const LENGTH: usize = "Sat, 21 Nov 2026 10:03:43 +0000".len();
    match DAYS.iter().find_map(|day| line.find(day)) {
        Some(at) => format!(
            "{}DATE{}",
            &line[..at],
            line.get(at + LENGTH..).unwrap_or_default()
        ),
        None => line.to_owned(),
    }
}

/// The files of `logs/`: `POD__CONTAINER__ATTEMPT.log`. Pods are told apart by the order of their creation.
fn logs(folder: &Path, case: &Case, trace: &Trace) -> Vec<Text> {
    let names: Vec<String> = case.reps.first().map(pod_names).unwrap_or_default();
    let mut files: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|file| {
            let recorded = fs::read_to_string(folder.join(&file)).ok()?;
            let mut parts = file.strip_suffix(".log")?.split("__");
            let pod = names
                .iter()
                .position(|name| Some(name.as_str()) == parts.clone().next())?;
            let (container, attempt) = (parts.nth(1)?, parts.next()?.parse().ok()?);
            let ours = log(trace, pod, container, attempt);
            let recorded: Vec<String> = recorded.lines().map(normal).collect();
            let difference = first_log_difference(&ours, &recorded);
            Some(Text {
                file: format!("logs/{file}"),
                difference,
            })
        })
        .collect()
}

/// A container that writes all the time has written a line more or less at the end.
fn first_log_difference(ours: &[String], recorded: &[String]) -> Option<Difference> {
    const LINES: usize = 2;
    let common = ours.len().min(recorded.len());
    let found = first_difference(&ours[..common], &recorded[..common]);
    if found.is_some() || ours.len().abs_diff(recorded.len()) <= LINES && common > 0 {
        return found;
    }
    first_difference(ours, recorded)
}

fn pod_names(rep: &Value) -> Vec<String> {
    let pods = rep["pods"].as_array().into_iter().flatten();
    pods.filter_map(|pod| Some(pod["name"].as_str()?.to_owned()))
        .collect()
}

/// The lines of one instance, each with its stream in front.
fn log(trace: &Trace, pod: usize, name: &str, attempt: u32) -> Vec<String> {
    let lines = trace.records().iter().filter_map(|record| match &record.fact {
        Fact::Log {
            container,
            stream,
            line,
        } if usize::try_from(container.pod.0) == Ok(pod)
            && *container.name == *name
            && container.attempt == attempt =>
        {
            let stream = match stream {
                Stream::Stdout => "stdout",
                Stream::Stderr => "stderr",
            };
            Some(normal(&format!("{stream}: {line}")))
        }
        _ => None,
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_left_out() {
        for (line, expect) in [
            (
                "Start Time:       Sat, 21 Nov 2026 10:03:43 +0000",
                "Start Time: DATE",
            ),
            ("  IP:           10.244.0.75", "  IP: IP"),
            (
                "web   1/1   Running   1 (13s ago)   2m31s",
                "web 1/1 Running 1 (AGE ago) AGE",
            ),
            (
                "    Image ID: docker.io/alpine@sha256:74bc",
                "    Image ID: docker.io/alpine@DIGEST",
            ),
        ] {
            assert_eq!(normal(line), expect);
        }
        let pull = |age: &str, name: &str| {
            format!("  Normal Pulled {age} kubelet {name}: Successfully pulled image in T")
        };
        let twice = vec![pull("AGE", "a"), pull("AGE", "a"), pull("AGE", "b")];
        let once = vec![pull("AGE (x2 over AGE)", "a"), pull("AGE", "b")];
        assert_eq!(pulls_together(twice), pulls_together(once));
        let text = "    ConfigMapName: kube-root-ca.crt\n    Optional: false\n    DownwardAPI: true\n    ConfigMapName: openshift-service-ca.crt\n    Optional: false\nQoS Class: BestEffort\n";
        assert_eq!(without_open_shift(text).count(), 4);
    }
}
