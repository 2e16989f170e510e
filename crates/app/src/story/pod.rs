//! The pod's own lane: its phase and the STATUS column that `kubectl get pods` shows.

use api::core_v1::{Pod, PodPhase};
use trace::{Fact, Record, Trace, Verb};

use super::{Look, Phase};
use crate::columns::{Columns, columns};
use crate::story::rows::Placed;
use crate::text::{Micros, micros};

/// The pod's phases while it has the row, on chart time.
pub(crate) fn phases(trace: &Trace, records: &[&Record], place: &Placed, origin: Micros) -> Vec<Phase> {
    let end = micros(trace.end());
    let mut phases: Vec<Phase> = Vec::new();
    for record in records {
        let Fact::Object { verb, object } = &record.fact else {
            continue;
        };
        let Some(pod) = object.as_pod() else { continue };
        let at = micros(record.at);
        if at > place.to {
            break;
        }
        close(&mut phases, at - origin, false);
        if *verb == Verb::Deleted {
            return phases;
        }
        let columns = columns(pod);
        let (labels, title) = words(pod, &columns);
        let look = look(pod, &columns);
        match phases.last_mut() {
            // A revision that changes none of the words goes on with the old phase.
            Some(last) if last.title == title && last.look == look => {}
            _ => phases.push(Phase {
                from: at - origin,
                to: at - origin,
                open: false,
                look,
                labels,
                title,
                record: Some(record.id),
            }),
        }
    }
    close(&mut phases, place.to - origin, place.to >= end);
    phases
}

fn close(phases: &mut [Phase], at: Micros, open: bool) {
    if let Some(last) = phases.last_mut() {
        (last.to, last.open) = (at, open);
    }
}

/// `Running · 1/2 Error`, and shorter.
fn words(pod: &Pod, columns: &Columns) -> (Vec<String>, String) {
    let (phase, Columns { ready, status }) = (pod.status.phase.name(), columns);
    let title = format!("phase {phase}, READY {ready}, STATUS {status}");
    let labels = if status == phase {
        vec![format!("{phase} · {ready}"), phase.to_owned()]
    } else {
        vec![
            format!("{phase} · {ready} {status}"),
            format!("{ready} {status}"),
            status.clone(),
        ]
    };
    (labels, title)
}

fn look(pod: &Pod, columns: &Columns) -> Look {
    let status = columns.status.as_str();
    let broken = ["Error", "Err", "OOMKilled", "Unknown"]
        .iter()
        .any(|word| status.contains(word));
    if pod.metadata.deletion_timestamp.is_some() && !pod.status.phase.is_terminal() {
        return Look::Terminating;
    }
    match pod.status.phase {
        PodPhase::Succeeded => Look::Succeeded,
        PodPhase::Failed => Look::Failed,
        _ if status.contains("BackOff") => Look::BackOff,
        _ if broken => Look::Failed,
        PodPhase::Pending | PodPhase::Unknown => Look::Waiting,
        PodPhase::Running if status == "Completed" => Look::Succeeded,
        PodPhase::Running if columns.is_ready() => Look::Ready,
        PodPhase::Running => Look::NotReady,
    }
}
