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

/// The newest pod of a set of rows.
struct Row {
    /// Its index among the placed ones.
    newest: usize,
    /// When it has become history.
    free: Micros,
}

/// The pods with rows, in order of creation, and how many have none.
pub(crate) fn place(trace: &Trace) -> (Vec<Placed>, usize) {
    let mut placed: Vec<Placed> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut hidden = 0;
    for (pod, info) in trace.pod_ids() {
        let from = micros(info.created);
        let row = rows.iter().position(|row| row.free <= from).unwrap_or(rows.len());
        if row >= ROWS_MAX {
            hidden += 1;
            continue;
        }
        let (removed, free) = end(trace, pod);
        let new = Row {
            newest: placed.len(),
            free,
        };
        match rows.get_mut(row) {
            Some(old) => {
                placed[old.newest].to = from;
                *old = new;
            }
            None => rows.push(new),
        }
        placed.push(Placed {
            pod,
            row,
            from,
            to: removed.unwrap_or(micros(trace.end())),
        });
    }
    (placed, hidden)
}

/// When the API server dropped the pod, and when it has become history: removed or in a terminal phase.
fn end(trace: &Trace, pod: PodId) -> (Option<Micros>, Micros) {
    let revisions = trace.pod_revisions(pod);
    let first = |wanted: fn(Verb, bool) -> bool| {
        let found = revisions
            .iter()
            .find(|(_, verb, pod)| wanted(*verb, pod.status.phase.is_terminal()));
        found.map(|(at, _, _)| micros(*at))
    };
    let removed = first(|verb, _| verb == Verb::Deleted);
    let over = first(|verb, terminal| verb == Verb::Deleted || terminal);
    (removed, over.unwrap_or(Micros::MAX))
}
