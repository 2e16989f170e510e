//! Scenarios in prose (`tests/suite/**/*.md`): a manifest, what is done to it, what then is seen.
//!
//! A `##` heading begins a scenario. Its fenced blocks, by the words after the backquotes:
//!
//! - `yaml 60s`: the manifest, and how long it lives; a version (`1.33`) may follow.
//! - `at`: a command per line, after its time (`10s kubectl delete pod p --wait=false`).
//! - `rows`: the distinct READY, STATUS, RESTARTS of `kubectl get pods -w`.
//! - `containers`: every life of every container.
//! - `events`: every event by its first time, with its last count.
//! - `kubectl 20s`: `$` lines are commands, the rest is what they print then.
//!
//! Times are compared with a tolerance, all other words exactly. With `UPDATE_SUITE=1` the blocks are written anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::KubernetesVersion;
use serde_json::Value;
use sim::{Action, Scenario, TimedAction};
use trace::Trace;

use crate::compare::norm;

/// How far a time may be off, in seconds.
const TOLERANCE: f64 = 0.35;

/// A fenced block: its info words, its lines, the number of its first line.
#[derive(Debug)]
struct Block {
    info: String,
    lines: Vec<String>,
    line: usize,
}

/// One scenario.
#[derive(Debug, Default)]
struct Story {
    title: String,
    blocks: Vec<Block>,
}

/// All files below `tests/suite`.
///
/// # Panics
/// When a folder cannot be read.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("suite")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("tests/suite").filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Runs the scenarios of a text: one sentence per difference, and the text with the blocks as they came out.
pub fn run(text: &str) -> (Vec<String>, String) {
    let mut differences = Vec::new();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for story in stories(text).iter().rev() {
        let Some(trace) = simulate(story) else {
            continue;
        };
        for block in story.blocks.iter().rev() {
            let Some(mine) = print(&trace, block) else {
                continue;
            };
            let mut own = compare(&story.title, block, &mine);
            own.append(&mut differences);
            differences = own;
            lines.splice(block.line..block.line + block.lines.len(), mine);
        }
    }
    (differences, lines.join("\n") + "\n")
}

fn stories(text: &str) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => {
                let block = open.take();
                if let Some(story) = stories.last_mut() {
                    story.blocks.extend(block);
                }
            }
            (Some(info), None) => {
                open = Some(Block {
                    info: info.to_owned(),
                    lines: Vec::new(),
                    line: number + 1,
                });
            }
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {
                if let Some(title) = line.strip_prefix("## ") {
                    stories.push(Story {
                        title: title.to_owned(),
                        blocks: Vec::new(),
                    });
                }
            }
        }
    }
    stories
}

fn seconds(word: &str) -> Option<Duration> {
    let number: f64 = word.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(number).ok()
}

fn simulate(story: &Story) -> Option<Trace> {
    let find = |name: &str| story.blocks.iter().find(|block| block.info.starts_with(name));
    let yaml = find("yaml")?;
    let parsed = manifest::parse(&yaml.lines.join("\n"), &manifest::ParseOptions::default());
    let mut scenario = Scenario::default();
    for word in yaml.info.split_whitespace().skip(1) {
        if let Some(horizon) = seconds(word) {
            scenario.horizon = horizon;
        } else if let Some(minor) = word.strip_prefix("1.").and_then(|minor| minor.parse().ok()) {
            scenario.kubernetes = KubernetesVersion::from_minor(minor).unwrap_or(KubernetesVersion::NEWEST);
        }
    }
    for line in find("at").iter().flat_map(|block| &block.lines) {
        if let Some((time, command)) = line.split_once(' ') {
            scenario.actions.push(TimedAction {
                at: seconds(time)?,
                action: Action::Command(command.to_owned()),
            });
        }
    }
    Some(sim::simulate(&parsed.manifest_objects(), &scenario))
}

/// What a block should say; `None` for blocks that say nothing about the run.
fn print(trace: &Trace, block: &Block) -> Option<Vec<String>> {
    let mut words = block.info.split_whitespace();
    let kind = words.next()?;
    if kind == "kubectl" {
        let at = words.next().and_then(seconds)?;
        let mut out = Vec::new();
        for line in block.lines.iter().filter(|line| line.starts_with('$')) {
            let command = line.trim_start_matches('$').trim();
            out.push(line.clone());
            let reply = kubectl::run(trace, command, Duration::ZERO, at);
            out.extend(reply.text().lines().map(str::to_owned));
        }
        return Some(out);
    }
    let print = match kind {
        "rows" => rows,
        "containers" => containers,
        "events" => events,
        _ => return None,
    };
    let run = kubectl::recording::recording(trace);
    let pods = run["pods"].as_array().cloned().unwrap_or_default();
    let mut out = Vec::new();
    for (number, pod) in pods.iter().enumerate() {
        if pods.len() > 1 {
            out.push(format!("pod {}", number + 1));
        }
        out.extend(print(pod));
    }
    Some(out)
}

fn list<'a>(pod: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    pod[field].as_array().into_iter().flatten()
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn time(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(|| "-".to_owned(), |time| format!("{time:.1}"))
}

fn rows(pod: &Value) -> Vec<String> {
    let mut out: Vec<(String, String)> = Vec::new();
    for row in list(pod, "columns") {
        let restarts = word(&row[3]);
        let count = restarts.split(' ').next().unwrap_or_default();
        let cells = format!("{} {} {count}", word(&row[1]), word(&row[2]));
        if out.last().is_none_or(|(_, last)| *last != cells) {
            out.push((time(&row[0]), cells));
        }
    }
    out.into_iter()
        .map(|(time, cells)| format!("{time} {cells}"))
        .collect()
}

fn containers(pod: &Value) -> Vec<String> {
    let life = |one: &Value| {
        let end = if one["exitCode"].is_null() {
            "runs".to_owned()
        } else {
            format!(
                "{} exit {} {}",
                time(&one["finish"]),
                one["exitCode"],
                word(&one["reason"])
            )
        };
        format!(
            "{}#{} {} {end}",
            word(&one["container"]),
            one["attempt"],
            time(&one["start"])
        )
    };
    list(pod, "containers").map(life).collect()
}

fn events(pod: &Value) -> Vec<String> {
    let mut out: Vec<(String, String, i64)> = Vec::new();
    for event in list(pod, "events") {
        let place = word(&event[4]);
        let place = place.split(['{', '}']).nth(1).unwrap_or("pod");
        let text = format!(
            "{} {} {place}: {}",
            word(&event[1]),
            word(&event[2]),
            norm(&word(&event[5]))
        );
        let count = event[6].as_i64().unwrap_or(1);
        match out.iter_mut().find(|(_, known, _)| *known == text) {
            Some(known) => known.2 = known.2.max(count),
            None => out.push((time(&event[0]), text, count)),
        }
    }
    let line = |(time, text, count): (String, String, i64)| match count {
        1 => format!("{time} {text}"),
        _ => format!("{time} {text} (x{count})"),
    };
    out.into_iter().map(line).collect()
}

fn compare(title: &str, block: &Block, mine: &[String]) -> Vec<String> {
    let same = |one: &String, other: &String| {
        let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
        one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| is_near(one, other))
    };
    let mut out = Vec::new();
    for position in 0..mine.len().max(block.lines.len()) {
        let (have, want) = (mine.get(position), block.lines.get(position));
        if !matches!((have, want), (Some(have), Some(want)) if same(have, want)) {
            let show = |line: Option<&String>| line.map_or("nothing", String::as_str).to_owned();
            let (have, want, info) = (show(have), show(want), &block.info);
            out.push(format!(
                "{title}, {info}, line {}: {have}\n    expected {want}",
                position + 1
            ));
            break;
        }
    }
    out
}

/// Equal words, or times (numbers with a point) that are near each other.
fn is_near(one: &str, other: &str) -> bool {
    let time = |word: &str| word.parse::<f64>().ok().filter(|_| word.contains('.'));
    one == other
        || matches!((time(one), time(other)), (Some(one), Some(other)) if (one - other).abs() <= TOLERANCE)
}
