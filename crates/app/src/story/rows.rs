//! Which pods share rows: pods that live one after the other (a Job's retries) use the same lanes, pods
//! that live side by side get lanes of their own.

use trace::{PodId, Trace, Verb};

use crate::text::{Micros, micros};

/// So many pods can be drawn side by side; more are counted.
const ROWS_MAX: usize = 3;

/// A pod's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub pod: PodId,
    /// Which set of rows.
    pub row: usize,
    /// Creation and end on the trace's clock: the end of all its processes, its removal, or the next pod
    /// that takes its rows.
    pub from: Micros,
    pub to: Micros,
}

/// The pods with rows, in order of creation, and how many have none.
pub(crate) fn place(trace: &Trace) -> (Vec<Placed>, usize) {
    let mut placed: Vec<Placed> = Vec::new();
    let mut hidden = 0;
    for (pod, info) in trace.pod_ids() {
        let from = micros(info.created);
        let free = |row: &usize| {
            placed
                .iter()
                .all(|other| other.row != *row || last_sign(trace, other.pod) <= from)
        };
        let Some(row) = (0..ROWS_MAX).find(free) else {
            hidden += 1;
            continue;
        };
        if let Some(before) = placed.iter_mut().rev().find(|other| other.row == row) {
            before.to = from;
        }
        placed.push(Placed {
            pod,
            row,
            from,
            to: removed(trace, pod).unwrap_or(micros(trace.end())),
        });
    }
    (placed, hidden)
}

/// When the API server dropped the pod.
fn removed(trace: &Trace, pod: PodId) -> Option<Micros> {
    let revisions = trace.pod_revisions(pod);
    revisions
        .iter()
        .find(|(_, verb, _)| *verb == Verb::Deleted)
        .map(|(at, _, _)| micros(*at))
}

/// When the pod has become history: removed or in a terminal phase.
fn last_sign(trace: &Trace, pod: PodId) -> Micros {
    let revisions = trace.pod_revisions(pod);
    let over = revisions
        .iter()
        .find(|(_, verb, pod)| *verb == Verb::Deleted || pod.status.phase.is_terminal());
    over.map_or(Micros::MAX, |(at, _, _)| micros(*at))
}
