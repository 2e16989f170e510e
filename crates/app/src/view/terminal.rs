//! kubectl's texts as lines, with the words that matter in their tone.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::Pod;
use api::meta_v1::ObjectMeta;
use api::{KubernetesVersion, Object};
use kubectl::describe::{DescribeOptions, describe};
use kubectl::events::{EventOrder, sort, stored, table};
use kubectl::select::Selection;
use trace::{Stream, Trace};

use super::PaneLine;
use super::panes::LINES_MAX;
use crate::chart::Tone;
use crate::text::{Micros, micros};

/// A line of a watch and the time it was printed, on the trace's clock.
pub type WatchLine = (Micros, PaneLine);

/// All lines that `kubectl get pods -w` prints: they only become more, so they are made once.
pub fn watch_lines(trace: &Trace) -> Vec<WatchLine> {
    let watch = kubectl::watch::pods(trace);
    let first = watch
        .rows
        .first()
        .map(|row| (micros(row.at), PaneLine::header(&watch.header)));
    let rows = watch
        .rows
        .iter()
        .map(|row| (micros(row.at), status_toned(&row.line, &row.cells)));
    first.into_iter().chain(rows).collect()
}

/// The newest lines printed up to `at`, with their chart times.
pub(crate) fn watch(lines: &[WatchLine], at: Micros, origin: Micros) -> Vec<PaneLine> {
    let printed = lines.partition_point(|(printed, _)| *printed <= at);
    let header = lines
        .first()
        .filter(|(_, line)| line.header && printed > LINES_MAX);
    let from = printed.saturating_sub(LINES_MAX);
    let gone = from.saturating_sub(1);
    let mut shown: Vec<PaneLine> = header.map(|(_, line)| line.clone()).into_iter().collect();
    shown.extend(Some(PaneLine::earlier(gone)).filter(|_| gone > 0));
    shown.extend(lines[from..printed].iter().map(|(printed, line)| PaneLine {
        at: (!line.header).then_some(printed - origin),
        ..line.clone()
    }));
    shown
}

/// NAME READY **STATUS** RESTARTS AGE.
fn status_toned(line: &str, cells: &[String]) -> PaneLine {
    let parts = cells.get(1).zip(cells.get(2)).and_then(|(ready, status)| {
        let ready_at = cells[0].len() + line[cells[0].len()..].find(ready.as_str())?;
        let at = ready_at + ready.len() + line[ready_at + ready.len()..].find(status.as_str())?;
        let (before, rest) = line.split_at_checked(at)?;
        let (word, after) = rest.split_at_checked(status.len())?;
        Some([
            (Tone::Neutral, before),
            (status_tone(status), word),
            (Tone::Neutral, after),
        ])
    });
    match parts {
        Some(parts) => PaneLine {
            parts: parts.map(|(tone, text)| (tone, text.to_owned())).into(),
            ..PaneLine::default()
        },
        None => PaneLine::plain(line),
    }
}

/// How a STATUS sounds.
pub(crate) fn status_tone(status: &str) -> Tone {
    let word = status.rsplit(':').next().unwrap_or_default();
    match word {
        "Completed" | "Succeeded" | "Running" => Tone::Good,
        "Pending" | "ContainerCreating" | "PodInitializing" | "Terminating" => Tone::Neutral,
        "NotReady" | "CrashLoopBackOff" | "ImagePullBackOff" => Tone::Stuck,
        _ if word.contains('/') => Tone::Neutral,
        _ => Tone::Bad,
    }
}

/// `kubectl get events` at `at`, each line with the container that it is about and the time of its first occurrence.
pub(crate) fn events(trace: &Trace, at: Duration, origin: Micros) -> Vec<PaneLine> {
    let mut events = stored(trace, &Selection::all(), at);
    if events.is_empty() {
        return Vec::new();
    }
    sort(&mut events, EventOrder::Created);
    let text = table(&events, trace.wall(at), false).to_text(true);
    let rows: Vec<&str> = text.lines().collect();
    // A message of several lines has its fields on the first; then rows and events cannot be told apart.
    let known = rows.len() == events.len() + 1;
    let line = |(index, row): (usize, &&str)| {
        let event = index.checked_sub(1).filter(|_| known).map(|index| events[index]);
        PaneLine {
            header: index == 0,
            container: event.and_then(|event| container_of(&event.involved_object.field_path)),
            at: event.map(|event| event.first_timestamp.0 - trace.epoch().0 - origin),
            ..event_toned(row)
        }
    };
    rows.iter().enumerate().map(line).collect()
}

/// The container of `spec.initContainers{name}`.
fn container_of(path: &str) -> Option<String> {
    let (_, rest) = path.split_once('{')?;
    Some(rest.strip_suffix('}')?.to_owned())
}

/// A warning stands out.
fn event_toned(line: &str) -> PaneLine {
    match line.find("Warning") {
        Some(at) if line[..at].split_whitespace().count() == 1 => {
            let (before, rest) = line.split_at(at);
            let (word, after) = rest.split_at("Warning".len());
            let parts = [(Tone::Neutral, before), (Tone::Bad, word), (Tone::Neutral, after)];
            PaneLine {
                parts: parts.map(|(tone, text)| (tone, text.to_owned())).into(),
                ..PaneLine::default()
            }
        }
        _ => PaneLine::plain(line),
    }
}

/// `kubectl describe pod` at `at`.
pub(crate) fn describe_pod(
    trace: &Trace,
    pod: &Arc<Pod>,
    at: Duration,
    version: KubernetesVersion,
) -> Vec<PaneLine> {
    let pod = Object::Pod(Arc::clone(pod));
    let options = DescribeOptions {
        version,
        ..DescribeOptions::default()
    };
    let text = describe(trace, &pod, at, options);
    let mut container = None;
    let line = |line: &str| {
        // `  name:` begins a container's block, anything at the margin ends it.
        match line.strip_prefix("  ").and_then(|rest| rest.strip_suffix(':')) {
            Some(name) if !name.starts_with(' ') => container = Some(name.to_owned()),
            _ if !line.starts_with(' ') => container = None,
            _ => {}
        }
        PaneLine {
            container: container.clone(),
            ..PaneLine::plain(line)
        }
    };
    text.lines().map(line).collect()
}

/// A pod's status at `at`, as `kubectl get pod -o yaml` prints it.
pub(crate) fn status(trace: &Trace, pod: &ObjectMeta, at: Duration) -> Vec<PaneLine> {
    let command = format!("kubectl get pod {} -n {} -o yaml", pod.name, pod.namespace);
    let text = kubectl::run(trace, &command, Duration::ZERO, at).text();
    let status = text.lines().skip_while(|line| *line != "status:");
    status.map(PaneLine::plain).collect()
}

/// The newest lines that the containers of all pods wrote up to `at`, with the container in front.
pub(crate) fn logs(trace: &Trace, at: Duration, origin: Micros) -> Vec<PaneLine> {
    let logs = || {
        trace
            .records_until(at)
            .iter()
            .filter(|record| matches!(record.fact, trace::Fact::Log { .. }))
    };
    let gone = logs().count().saturating_sub(LINES_MAX);
    let mut lines: Vec<PaneLine> = Some(PaneLine::earlier(gone))
        .into_iter()
        .filter(|_| gone > 0)
        .collect();
    for record in logs().skip(gone) {
        let trace::Fact::Log {
            container,
            stream,
            line,
        } = &record.fact
        else {
            continue;
        };
        let pod = trace.pod_info(container.pod).map_or("", |pod| &pod.name);
        let tone = if *stream == Stream::Stderr {
            Tone::Bad
        } else {
            Tone::Neutral
        };
        let prefix = format!("[pod/{pod}/{}] {} ", container.name, trace.wall(record.at));
        lines.push(PaneLine {
            parts: vec![(Tone::Neutral, prefix), (tone, line.clone())],
            header: false,
            container: Some(container.name.to_string()),
            at: Some(micros(record.at) - origin),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_has_its_tone() {
        let lines = watch_lines(&crate::fixture::classic());
        assert!(lines[0].1.header);
        let (_, last) = lines.last().expect("a line");
        assert_eq!(last.parts[1], (Tone::Bad, "Error".to_owned()));
        let whole: String = last.parts.iter().map(|part| part.1.as_str()).collect();
        assert!(whole.starts_with("sidecar-job-26bz2   1/2"), "{whole}");
        for (status, tone) in [
            ("Init:0/1", Tone::Neutral),
            ("Init:Error", Tone::Bad),
            ("Init:CrashLoopBackOff", Tone::Stuck),
        ] {
            assert_eq!(status_tone(status), tone);
        }
    }

    #[test]
    fn of_many_lines_the_newest_are_shown_and_the_others_counted() {
        let line = |at: Micros| (at, PaneLine::plain("a line"));
        let header = (0, PaneLine::header("NAME"));
        let lines: Vec<WatchLine> = std::iter::once(header).chain((1..=1_000).map(line)).collect();
        let check = |at: Micros, count: usize, said: Option<&str>| {
            let shown = watch(&lines, at, 0);
            assert_eq!(shown.len(), count);
            assert!(shown[0].header && shown.last().and_then(|line| line.at) == Some(at));
            let second = &shown[1].parts[0].1;
            assert_eq!(Some(second.as_str()).filter(|text| text.starts_with('…')), said);
        };
        let max = Micros::try_from(LINES_MAX).unwrap();
        check(5, 6, None);
        check(max, LINES_MAX + 1, None);
        check(max + 1, LINES_MAX + 2, Some("… 1 earlier line not shown"));
        check(1_000, LINES_MAX + 2, Some("… 600 earlier lines not shown"));
    }
}
