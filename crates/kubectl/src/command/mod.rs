//! A kubectl command line, as a user types it, answered from a trace: `get`, `describe`, `logs`, `events`.

mod events;
mod get;
mod resource;
pub mod words;

use std::time::Duration;

use trace::Trace;

use crate::describe::{DescribeOptions, describe_all, describe_matching};
use crate::logs::{LogOptions, logs};
use crate::reply::Reply;
use resource::{Described, Request};
use words::{Words, read, split};

/// What is answered here.
pub const VERBS: &[&str] = &["get", "describe", "logs", "events"];

/// Verbs that change the cluster: actions of the scenario, not views of its history.
const ACTIONS: &[&str] = &[
    "apply", "create", "delete", "edit", "patch", "replace", "rollout", "run", "scale", "set", "annotate",
    "label", "exec", "wait",
];

/// Runs a command line (with or without `kubectl` in front) at `now`. What watches (`-w`) was started at
/// `started`, and has printed what it would have up to `now`.
pub fn run(trace: &Trace, line: &str, started: Duration, now: Duration) -> Reply {
    let mut args = match split(line) {
        Ok(args) => args,
        Err(error) => return Reply::error(error),
    };
    for prompt in ["$", "kubectl", "k"] {
        if args.first().is_some_and(|first| first == prompt) {
            args.remove(0);
        }
    }
    let Some((verb, args)) = args.split_first() else {
        return Reply::error(format!("Known here: kubectl {}", VERBS.join(", ")));
    };
    let moment = Moment { trace, started, now };
    let words = match read(verb, args) {
        Ok(words) => words,
        Err(error) if VERBS.contains(&verb.as_str()) => {
            return Reply::error(format!("{error}\nSee 'kubectl {verb} --help' for usage."));
        }
        Err(_) => Words::default(),
    };
    let answer = match verb.as_str() {
        "get" => get::get(&moment, &words),
        "describe" => describe(&moment, &words),
        "logs" | "log" => logs_of(&moment, &words),
        "events" => events::events(&moment, &words),
        verb => Err(unknown(verb)),
    };
    answer.unwrap_or_else(Reply::error)
}

fn unknown(verb: &str) -> String {
    if ACTIONS.contains(&verb) {
        return format!(
            "kubectl {verb} changes the cluster or runs in it: it cannot be asked of a history. Known here: kubectl {}",
            VERBS.join(", ")
        );
    }
    format!(
        "error: unknown command \"{verb}\" for \"kubectl\"\nKnown here: kubectl {}",
        VERBS.join(", ")
    )
}

/// When a command runs.
struct Moment<'a> {
    trace: &'a Trace,
    started: Duration,
    now: Duration,
}

fn describe(moment: &Moment<'_>, words: &Words) -> Result<Reply, String> {
    let request = Request::read(words)?;
    let options = DescribeOptions {
        show_events: words.value("show-events").map(|value| value != "false"),
        version: moment.trace.version(),
    };
    let text = match request.described(moment.trace, moment.now)? {
        Described::Exactly(found) if found.is_empty() => {
            let mut reply = Reply::default();
            reply.note(request.nothing_found());
            return Ok(reply);
        }
        Described::Exactly(found) => describe_all(moment.trace, &found, moment.now, options),
        Described::Beginning(found) => describe_matching(moment.trace, &found, moment.now, options),
    };
    Ok(Reply::stdout(text))
}

fn logs_of(moment: &Moment<'_>, words: &Words) -> Result<Reply, String> {
    let options = log_options(words)?;
    let pods = resource::pods_of_logs(moment.trace, words, moment.now)?;
    let mut all = Reply::default();
    if pods.found > pods.pods.len()
        && let Some(pod) = pods.pods.first()
    {
        all.note(format!(
            "Found {} pods, using pod/{}",
            pods.found, pod.metadata.name
        ));
    }
    if pods.pods.is_empty() {
        let namespace = words.value("namespace").unwrap_or("default");
        all.note(format!("No resources found in {namespace} namespace."));
    }
    for pod in pods.pods {
        let reply = logs(moment.trace, pod, moment.now, &options);
        all.parts.extend(reply.parts);
        all.code = all.code.max(reply.code);
        if all.code != 0 {
            break;
        }
    }
    Ok(all)
}

fn log_options(words: &Words) -> Result<LogOptions, String> {
    let tail = match words.value("tail") {
        None if words.value("selector").is_some() => Some(10),
        None | Some("-1") => None,
        Some(number) => Some(number.parse().map_err(|_| {
            format!("error: invalid argument \"{number}\" for \"--tail\" flag: strconv.ParseInt: parsing \"{number}\": invalid syntax")
        })?),
    };
    let since = words.value("since").map(|text| {
        go_duration(text).ok_or_else(|| {
            format!(
                "error: invalid argument \"{text}\" for \"--since\" flag: time: invalid duration \"{text}\""
            )
        })
    });
    let named = words.words.get(1).cloned();
    Ok(LogOptions {
        container: words.value("container").map(str::to_owned).or(named),
        previous: words.on("previous"),
        all_containers: words.on("all-containers"),
        timestamps: words.on("timestamps"),
        prefix: words.on("prefix"),
        tail,
        since: since.transpose()?,
    })
}

/// `90s`, `5m`, `1h30m` as Go reads durations; whole numbers only.
fn go_duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let number: u32 = rest[..digits].parse().ok()?;
        let units = [("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];
        let (unit, millis) = units.iter().find(|(unit, _)| rest[digits..].starts_with(unit))?;
        total = total.checked_add(Duration::from_millis(*millis).checked_mul(number)?)?;
        rest = &rest[digits + unit.len()..];
    }
    (!text.is_empty()).then_some(total)
}
