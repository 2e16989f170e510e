//! The moments on a container's lane, and the connection attempts between lanes.

use trace::{
    ConnectOutcome, ContainerRef, Fact, HookKind, PodId, ProbeOutcome, Record, RecordId, SignalEffect,
    endpoint,
};

use super::container::subject;
use super::{LinkStory, MarkKind, MarkStory, failed};
use crate::story::rows::Placed;
use crate::text::{Micros, Px10, ellipsis, micros, seconds};

/// So many marks of one lane are kept; the rest of a very long run is not drawn.
const MARKS_MAX: usize = 4_000;

/// So many lines written are kept as marks.
const LINES_MAX: usize = 2_000;
/// A line is told up to this width.
const LINE_WIDTH: Px10 = 6_000;

/// The marks of one container of one pod, on chart time.
pub(crate) fn marks(records: &[&Record], place: &Placed, name: &str, origin: Micros) -> Vec<MarkStory> {
    let own = |record: &&&Record| {
        micros(record.at) <= place.to
            && subject(&record.fact).is_some_and(|container| *container.name == *name)
    };
    let mine: Vec<&Record> = records.iter().filter(own).copied().collect();
    let (lines, others): (Vec<&Record>, Vec<&Record>) = mine
        .iter()
        .copied()
        .partition(|record| matches!(record.fact, Fact::Log { .. }));
    let others = others.iter().filter_map(|record| mark(&mine, record, origin));
    // A chatty container does not crowd out what happens to it.
    let lines = lines.iter().filter_map(|record| mark(&mine, record, origin));
    let mut marks: Vec<MarkStory> = others.take(MARKS_MAX).chain(lines.take(LINES_MAX)).collect();
    marks.sort_by_key(|mark| mark.record);
    marks
}

/// `mine`: the records about the container.
fn mark(mine: &[&Record], record: &Record, origin: Micros) -> Option<MarkStory> {
    let (kind, captions, title) = match &record.fact {
        Fact::Exited {
            container,
            exit_code,
            reason,
        } => (
            exit_kind(mine, container, record.id, *exit_code),
            exit_captions(mine, container, record.id, *exit_code),
            format!("exit {exit_code} ({reason})"),
        ),
        Fact::StartFailed { message, .. } => (
            MarkKind::Exit(128),
            vec!["start failed".into()],
            format!("could not be started: {message}"),
        ),
        Fact::Probe { kind, outcome, .. } => {
            let name = format!("{} probe", kind.name().to_ascii_lowercase());
            match outcome {
                ProbeOutcome::Success => (
                    MarkKind::ProbeOk,
                    vec![format!("{name} ok")],
                    format!("{name} succeeded"),
                ),
                ProbeOutcome::Failure(text) => (
                    MarkKind::ProbeFailed,
                    vec![format!("{name} failed")],
                    format!("{name} failed: {text}"),
                ),
                ProbeOutcome::Error(text) => (
                    MarkKind::ProbeError,
                    vec![format!("{name} errored")],
                    format!("{name} could not run: {text}"),
                ),
            }
        }
        Fact::PortOpened { port, local, .. } => {
            let only = if *local { " (only for localhost)" } else { "" };
            (
                MarkKind::Port(*port),
                Vec::new(),
                format!("opened port {port}{only}"),
            )
        }
        Fact::Signal { signal, effect, .. } => {
            let effect = match effect {
                SignalEffect::Ignored => "ignored: process 1 has no handler",
                SignalEffect::Handled => "handled",
                SignalEffect::Fatal => "the process ended",
            };
            (MarkKind::Signal, Vec::new(), format!("{signal}: {effect}"))
        }
        Fact::HookStarted { kind, .. } => {
            let name = hook(*kind);
            (MarkKind::Hook, vec![name.into()], format!("{name} hook began"))
        }
        Fact::Log { line, .. } => (
            MarkKind::Log,
            Vec::new(),
            format!("wrote: {}", ellipsis(line, LINE_WIDTH)),
        ),
        _ => return None,
    };
    Some(MarkStory {
        at: micros(record.at) - origin,
        kind,
        captions,
        title,
        record: record.id,
    })
}

fn hook(kind: HookKind) -> &'static str {
    match kind {
        HookKind::PostStart => "postStart",
        HookKind::PreStop => "preStop",
    }
}

/// An end after a stop signal is what was asked for.
fn exit_kind(mine: &[&Record], container: &ContainerRef, exit: RecordId, code: i32) -> MarkKind {
    let mut before = mine.iter().take_while(|record| record.id < exit);
    let told = before.any(|record| match &record.fact {
        Fact::Signal { container: to, .. } => to == container,
        Fact::HookStarted {
            container: to,
            kind: HookKind::PreStop,
        } => to == container,
        _ => false,
    });
    if told {
        MarkKind::Stopped(code)
    } else {
        MarkKind::Exit(code)
    }
}

/// `exit 1: localhost:8081 refused`, `exit 0: reached localhost:8081`.
fn exit_captions(mine: &[&Record], container: &ContainerRef, exit: RecordId, code: i32) -> Vec<String> {
    let before = mine.iter().take_while(|record| record.id < exit);
    let asked = before.filter_map(|record| match &record.fact {
        Fact::Connection {
            from,
            host,
            port,
            outcome,
            exec: false,
        } if from == container => Some((endpoint(host, *port), port, outcome)),
        _ => None,
    });
    let plain = format!("exit {code}");
    match asked.last() {
        Some((server, port, ConnectOutcome::Accepted(_))) if code == 0 => {
            vec![
                format!("{plain}: reached {server}"),
                format!("reached :{port}"),
                plain,
            ]
        }
        Some((server, _, outcome)) if failed(outcome) && code != 0 => {
            let word = outcome_word(outcome);
            vec![
                format!("{plain}: {server} {word}"),
                format!("{plain}: {word}"),
                plain,
            ]
        }
        _ => vec![plain],
    }
}

/// What came of an attempt, in two words.
pub(crate) fn outcome_word(outcome: &ConnectOutcome) -> &'static str {
    match outcome {
        ConnectOutcome::Accepted(_) => "answered",
        ConnectOutcome::Refused => "connection refused",
        ConnectOutcome::NoSuchHost => "no such host",
        ConnectOutcome::TimedOut => "timed out",
    }
}

/// The connection attempts of a pod's containers. `lane` finds the lane of one of its containers.
pub(crate) fn links(
    records: &[&Record],
    pod: PodId,
    origin: Micros,
    lane: impl Fn(&str) -> Option<usize>,
) -> Vec<LinkStory> {
    let mut links = Vec::new();
    for record in records {
        let Fact::Connection {
            from,
            host,
            port,
            outcome,
            ..
        } = &record.fact
        else {
            continue;
        };
        let Some(asker) = (from.pod == pod).then(|| lane(&from.name)).flatten() else {
            continue;
        };
        if links.len() >= MARKS_MAX {
            break;
        }
        let target = match outcome {
            ConnectOutcome::Accepted(Some(name)) => lane(name),
            ConnectOutcome::Refused => opener(records, *port, record.at).and_then(&lane),
            _ => None,
        };
        links.push(LinkStory {
            at: micros(record.at) - origin,
            from: asker,
            to: target.filter(|target| *target != asker),
            ok: !failed(outcome),
            title: format!(
                "{} asked {}: {}",
                from.name,
                endpoint(host, *port),
                outcome_word(outcome)
            ),
            record: record.id,
        });
    }
    links
}

/// Who opens (or opened) a port of the pod, nearest after `at` first: the one that a refused attempt meant.
fn opener<'a>(records: &[&'a Record], wanted: u16, at: std::time::Duration) -> Option<&'a str> {
    let mut last = None;
    for record in records {
        if let Fact::PortOpened { container, port, .. } = &record.fact
            && *port == wanted
        {
            last = Some(&*container.name);
            if record.at >= at {
                break;
            }
        }
    }
    last
}

/// `lost by 3.9 s`.
pub(crate) fn margin(attempt: Micros, opened: Micros) -> String {
    let word = if attempt < opened { "lost" } else { "won" };
    format!("{word} by {}", seconds((attempt - opened).abs()))
}
