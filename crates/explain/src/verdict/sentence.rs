//! An outcome in words.

use std::time::Duration;

use api::Kind;
use api::core_v1::ContainerRole;
use trace::{PodId, Stream, Trace};

use super::{Failure, Judged, Outcome, Symbol, Verdict, aside};
use crate::life;
use crate::race::{Race, RaceOutcome, client_failed, races};
use crate::subject::Subject;
use crate::words::{Names, count, seconds, times};

/// The exit code of what is killed: what it wrote before has nothing to do with it.
const SIGKILLED: i32 = 137;

/// Adds symbol, race and sentences to a judgement.
pub(super) fn put_in_words(trace: &Trace, subject: &Subject, judged: Judged) -> Verdict {
    let Judged { pod, outcome, record } = judged;
    let race = pod.and_then(|pod| deciding_race(trace, pod, &outcome));
    let stopped = aside::stopped(trace, subject, pod, &outcome);
    let stopped = stopped.filter(|_| race.as_ref().is_none_or(|race| !race.is_lost()));
    let (short, long) = stopped.unzip();
    let sentence = short
        .flatten()
        .unwrap_or_else(|| sentence(trace, pod, &outcome, race.as_ref()));
    let detail = long.unwrap_or_else(|| detail(trace, subject, pod, &outcome, race.as_ref()));
    let symbol = symbol(&outcome, race.as_ref());
    let lost = race
        .as_ref()
        .filter(|race| race.is_lost())
        .map(|race| race.attempt_record);
    Verdict {
        subject: subject.key.clone(),
        pod,
        outcome,
        symbol,
        sentence,
        detail,
        record: lost.or(record),
        race,
    }
}

/// The lost race after which its client failed; else, when all went well, the first one of the app's that was won.
fn deciding_race(trace: &Trace, pod: PodId, outcome: &Outcome) -> Option<Race> {
    let races = races(trace, pod);
    let lost = races
        .iter()
        .find(|race| race.is_lost() && client_failed(trace, race));
    let good = matches!(
        outcome,
        Outcome::Completed { .. } | Outcome::RunningAndReady { .. }
    );
    let from_app = |race: &&Race| race.client.role == ContainerRole::App && race.outcome == RaceOutcome::Won;
    lost.or_else(|| races.iter().filter(|_| good).find(from_app))
        .cloned()
}

fn symbol(outcome: &Outcome, race: Option<&Race>) -> Symbol {
    let lost = race.is_some_and(Race::is_lost);
    match outcome {
        Outcome::Completed { .. } | Outcome::RunningAndReady { .. } => Symbol::Success,
        Outcome::NeverCompletes { ended, .. } => {
            if lost || ended.iter().any(|(_, code)| *code != 0) {
                Symbol::Failure
            } else {
                Symbol::Endless
            }
        }
        Outcome::Failed { .. } | Outcome::NotReady { .. } | Outcome::CrashLooping { .. } => Symbol::Failure,
        Outcome::Stuck { .. } => Symbol::Endless,
        Outcome::Deleted { .. }
        | Outcome::Unfinished { .. }
        | Outcome::EndsLater { .. }
        | Outcome::NoPod { .. } => Symbol::Open,
    }
}

/// `Race lost by 6.4 s`.
fn lost_by(trace: &Trace, race: &Race) -> String {
    match (race.margin(), &race.server) {
        (_, Some(server)) if race.closed.is_some() => {
            format!("{server} is gone when {} asks it", race.client.name)
        }
        (Some(margin), _) => format!("Race lost by {}", seconds(margin)),
        (None, Some(server)) if life::first_start(trace, race.client.pod, server).is_none() => {
            format!("Race lost: {server} does not run yet")
        }
        (None, _) => format!("Race lost: port {} never opens", race.port),
    }
}

fn sentence(trace: &Trace, pod: Option<PodId>, outcome: &Outcome, race: Option<&Race>) -> String {
    let lost = race
        .filter(|race| race.is_lost())
        .map(|race| lost_by(trace, race));
    match (outcome, lost) {
        (Outcome::NeverCompletes { .. }, Some(lost)) => format!("{lost}, then never ends"),
        (Outcome::Failed { .. }, Some(lost)) => lost,
        (
            Outcome::CrashLooping {
                container, restarts, ..
            },
            Some(lost),
        ) => {
            format!("{lost}, {container} restarts {}", times(*restarts))
        }
        (Outcome::RunningAndReady { at, restarts }, Some(lost)) => {
            format!(
                "{lost}, ready at {} after {}",
                seconds(*at),
                count(*restarts, "restart")
            )
        }
        (Outcome::Completed { at }, Some(lost)) => format!("{lost}, completed at {} after all", seconds(*at)),
        (_, Some(lost)) => format!(
            "{lost}; {}",
            lower_first(&without_race(trace, pod, outcome, None))
        ),
        (_, None) => without_race(trace, pod, outcome, race),
    }
}

fn without_race(trace: &Trace, pod: Option<PodId>, outcome: &Outcome, won: Option<&Race>) -> String {
    match outcome {
        Outcome::Completed { at } => {
            let start = pod
                .zip(won)
                .and_then(|(pod, race)| life::first_start(trace, pod, &race.client.name));
            match start {
                Some(start) => format!("Completed, app starts at {}", seconds(start)),
                None => format!("Completed at {}", seconds(*at)),
            }
        }
        Outcome::Failed { reason, .. } => match reason {
            Failure::Exit {
                container, reason, ..
            } if reason == "OOMKilled" => {
                format!("{container} runs out of memory")
            }
            Failure::Exit {
                container, exit_code, ..
            } => format!("{container} fails with exit code {exit_code}"),
            Failure::Reason { reason, .. } => format!("Failed: {reason}"),
        },
        Outcome::NeverCompletes {
            ended,
            running,
            deadline,
        } => match ended.iter().find(|(_, code)| *code != 0) {
            Some((name, code)) => format!("{name} fails with exit code {code}, then never ends"),
            None => {
                let running = Names::new(running);
                let what = match deadline {
                    Some(_) => "Ends only by its deadline",
                    None => "Never completes",
                };
                format!("{what}: {running} {} on", running.verb("runs", "run"))
            }
        },
        Outcome::RunningAndReady { at, restarts: 0 } => format!("Ready at {}", seconds(*at)),
        Outcome::RunningAndReady { at, restarts } => {
            format!("Ready at {} after {}", seconds(*at), count(*restarts, "restart"))
        }
        Outcome::NotReady { unready } => {
            let unready = Names::new(unready);
            format!("Runs, but {unready} {} not ready", unready.verb("is", "are"))
        }
        Outcome::Stuck { status, .. } => format!("Stuck in {status}"),
        Outcome::CrashLooping {
            container, restarts, ..
        } => {
            format!(
                "{container} keeps restarting ({} in {})",
                times(*restarts),
                seconds(trace.end())
            )
        }
        Outcome::Deleted { at, gone: true } => format!("Deleted, gone at {}", seconds(*at)),
        Outcome::Deleted { at, gone: false } => format!("Being deleted since {}", seconds(*at)),
        Outcome::Unfinished { .. } => format!("Not finished after {}", seconds(trace.end())),
        Outcome::EndsLater { at, .. } => format!("Not finished before {}", seconds(*at)),
        Outcome::NoPod { .. } => "No pod yet".to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        std::iter::once(first.to_ascii_lowercase())
            .chain(letters)
            .collect()
    })
}

/// The times behind the sentence.
fn detail(
    trace: &Trace,
    subject: &Subject,
    pod: Option<PodId>,
    outcome: &Outcome,
    race: Option<&Race>,
) -> String {
    let mut parts: Vec<String> = race.map(race_in_full).into_iter().collect();
    let kind = ending_kind(subject.key.kind);
    match outcome {
        Outcome::Completed { at } => parts.push(completed_in_full(trace, pod, kind, *at)),
        Outcome::Failed { at, reason } => {
            parts.push(failed_in_full(*at, reason));
            if let (Failure::Exit { container, .. }, None) = (reason, race) {
                parts.extend(last_words(trace, pod, container));
            }
            parts.extend(aside::tries(trace, subject, pod));
        }
        Outcome::NeverCompletes {
            running, deadline, ..
        } => {
            let running = Names::new(running);
            let runs_on = running.verb("runs on by itself", "run on by themselves");
            parts.push(format!("{running} {runs_on}, so the {kind} never completes."));
            parts.extend(deadline.map(|limit| format!("activeDeadlineSeconds fails it after {limit} s.")));
            parts.extend(aside::pile(trace, subject));
        }
        Outcome::RunningAndReady { restarts: 0, .. } => {}
        Outcome::RunningAndReady { .. } => parts.extend(pod.and_then(|pod| aside::restarts(trace, pod))),
        Outcome::NotReady { unready } => {
            let (unready, end) = (Names::new(unready), seconds(trace.end()));
            parts.push(format!(
                "{unready} {} not ready at {end}.",
                unready.verb("is", "are")
            ));
        }
        Outcome::Stuck { why, .. } | Outcome::NoPod { why } => parts.push(why.clone()),
        Outcome::CrashLooping {
            container, exit_code, ..
        } => {
            parts.push(format!("{container} last ended with exit code {exit_code}."));
            parts.extend(last_words(trace, pod, container));
            parts.extend(pod.and_then(|pod| aside::restarts(trace, pod)));
        }
        Outcome::Deleted { .. } => {}
        Outcome::Unfinished { what } => parts.push(what.clone()),
        Outcome::EndsLater { container, at } => parts.push(format!(
            "{container} ends only at {}; the pod waits for it.",
            seconds(*at)
        )),
    }
    if let (Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet | Kind::DaemonSet, Some(_)) =
        (subject.key.kind, pod)
    {
        parts.push(replicas_in_full(trace, subject));
    }
    if let (Kind::CronJob, Some(info)) = (subject.key.kind, pod.and_then(|pod| trace.pod_info(pod))) {
        parts.push(format!("This is about the first run, pod {}.", info.name));
    }
    parts.join(" ")
}

/// `pi ends at 5.6 s; the Job is complete at 9.6 s.`
fn completed_in_full(trace: &Trace, pod: Option<PodId>, kind: &str, at: Duration) -> String {
    let lives = pod.map(|pod| trace.instances(pod)).unwrap_or_default();
    let apps = lives
        .iter()
        .filter(|life| life.container.role == ContainerRole::App);
    let last = apps
        .filter_map(|life| Some((life.exited?.0, &life.container.name)))
        .max();
    match last {
        Some((end, name)) => {
            format!(
                "{name} ends at {}; the {kind} is complete at {}.",
                seconds(end),
                seconds(at)
            )
        }
        None => format!("The {kind} is complete at {}.", seconds(at)),
    }
}

/// What is complete or not: a CronJob's runs are Jobs.
fn ending_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Job | Kind::CronJob => "Job",
        _ => "pod",
    }
}

/// `slow-sidecar opens port 8081 at 6.6 s, sidecar-user connects at 7.2 s.`
pub(crate) fn race_in_full(race: &Race) -> String {
    let client = &race.client.name;
    let attempt = seconds(race.attempt);
    let port = race.port;
    let server = race.server.as_deref().unwrap_or("nobody");
    if let Some(closed) = race.closed {
        let again = race
            .opened
            .map(|opened| format!("; it opens again at {}", seconds(opened)));
        return format!(
            "{server} closes port {port} at {}, {client} connects at {attempt}{}.",
            seconds(closed),
            again.unwrap_or_default()
        );
    }
    match (race.outcome, race.opened) {
        (RaceOutcome::Won, Some(opened)) => {
            format!(
                "{server} opens port {port} at {}, {client} connects at {attempt}.",
                seconds(opened)
            )
        }
        (_, Some(opened)) => {
            format!(
                "{client} connects at {attempt}, {server} opens port {port} only at {}.",
                seconds(opened)
            )
        }
        (RaceOutcome::Lost, None) if race.missed.is_some() => format!(
            "{client} connects at {attempt}, {server} would open port {port} only at {} and ends before.",
            race.missed.map(seconds).unwrap_or_default()
        ),
        (RaceOutcome::Won, None) => format!("{client} connects to {server} at {attempt}."),
        (_, None) => format!("{client} connects at {attempt}, and port {port} is never opened."),
    }
}

fn failed_in_full(at: Duration, reason: &Failure) -> String {
    match reason {
        Failure::Exit {
            container, exit_code, ..
        } => {
            format!(
                "{container} ends with exit code {exit_code}; failed at {}.",
                seconds(at)
            )
        }
        Failure::Reason { reason, message } if message.is_empty() => format!("{reason} at {}.", seconds(at)),
        Failure::Reason { message, .. } => format!("{} ({}).", message.trim_end_matches('.'), seconds(at)),
    }
}

/// What a container that failed wrote last to its standard error: mostly the reason.
fn last_words(trace: &Trace, pod: Option<PodId>, container: &str) -> Option<String> {
    /// Longer lines are cut.
    const MOST: usize = 120;
    let lives = life::lives(trace, pod?, container);
    let last = lives.iter().rev().find(|life| life.exited.is_some())?;
    let (at, code, _) = last.exited.filter(|(_, code, _)| *code != 0)?;
    let attempt = last.container.attempt;
    let said = trace.logs(pod?, container, at);
    let said = said.filter(|(_, of, stream, _)| *of == attempt && *stream == Stream::Stderr);
    let (.., line) = said.last()?;
    let line = line.trim();
    let cut: String = line.chars().take(MOST).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    (!line.is_empty() && code != SIGKILLED).then(|| format!("Its last line: \"{cut}{more}\"."))
}

/// `2 of 3 pods are ready at 120.0 s.`
fn replicas_in_full(trace: &Trace, subject: &Subject) -> String {
    let at = trace.end();
    let there: Vec<_> = subject
        .pods
        .iter()
        .filter_map(|&pod| trace.pod_at(pod, at))
        .collect();
    let ready = there
        .iter()
        .filter(|pod| pod.status.condition_is_true("Ready"))
        .count();
    format!(
        "{ready} of {} ready at {}.",
        count(there.len(), "pod"),
        seconds(at)
    )
}
