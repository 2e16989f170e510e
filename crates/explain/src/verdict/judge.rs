//! What became of one pod.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Pod, PodPhase};
use trace::{PodId, RecordId, Trace, Verb};

use super::{Failure, Outcome, looping, pending, running};
use crate::pod;

/// What is known about one pod at the end of the history.
pub(crate) struct PodEnd<'a> {
    pub trace: &'a Trace,
    pub id: PodId,
    /// Its last revision.
    pub pod: &'a Arc<Pod>,
    /// When the API server dropped it.
    pub gone: Option<Duration>,
    /// True when the pod's end is wanted: it belongs to a Job, or its policy does not restart everything.
    pub should_end: bool,
}

impl<'a> PodEnd<'a> {
    pub fn new(trace: &'a Trace, id: PodId, should_end: bool) -> Option<Self> {
        let (at, verb, pod) = trace.pod_revisions(id).last().copied()?;
        let gone = (verb == Verb::Deleted).then_some(at);
        Some(PodEnd {
            trace,
            id,
            pod,
            gone,
            should_end,
        })
    }

    /// When the pod's phase first became what it is at the end.
    fn phase_since(&self) -> Duration {
        let revisions = self.trace.pod_revisions(self.id);
        let mut same = revisions
            .iter()
            .rev()
            .take_while(|(_, _, pod)| pod.status.phase == self.pod.status.phase);
        let mut since = Duration::ZERO;
        if let Some((at, ..)) = same.next() {
            since = *at;
        }
        same.last().map_or(since, |(at, ..)| *at)
    }
}

/// The outcome of a pod and the record that decided.
pub(crate) fn judge(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    let phase = end.pod.status.phase;
    match phase {
        PodPhase::Succeeded => {
            return (
                Outcome::Completed {
                    at: end.phase_since(),
                },
                last_exit(end),
            );
        }
        PodPhase::Failed => {
            if let Some(found) = failed(end) {
                return found;
            }
        }
        PodPhase::Pending | PodPhase::Running | PodPhase::Unknown => {}
    }
    if let Some(at) = end.gone {
        return (Outcome::Deleted { at, gone: true }, None);
    }
    if let Some(at) = pod::deleted_at(end.trace, end.id) {
        return (Outcome::Deleted { at, gone: false }, None);
    }
    if let Some(found) = looping::judge(end) {
        return found;
    }
    match phase {
        PodPhase::Pending => pending::judge(end),
        _ => running::judge(end),
    }
}

/// The first container that failed for good: an init container, else the first app container by time. `None` when the pod
/// failed only because it was deleted before its app containers ran.
fn failed(end: &PodEnd<'_>) -> Option<(Outcome, Option<RecordId>)> {
    let status = &end.pod.status;
    let at = end.phase_since();
    if !status.reason.is_empty() {
        let reason = Failure::Reason {
            reason: status.reason.clone(),
            message: status.message.clone(),
        };
        return Some((Outcome::Failed { at, reason }, None));
    }
    let culprit = end
        .trace
        .instances(end.id)
        .into_iter()
        .filter(|life| life.container.role != api::core_v1::ContainerRole::Sidecar)
        .filter_map(|life| life.exited.map(|(when, code, reason)| (when, code, reason, life)))
        .filter(|(_, code, ..)| *code != 0)
        .min_by_key(|(when, ..)| *when);
    let (reason, record) = match culprit {
        Some((_, exit_code, reason, life)) => {
            let container = life.container.name.to_string();
            let reason = reason.to_owned();
            (
                Failure::Exit {
                    container,
                    exit_code,
                    reason,
                },
                life.exit_record,
            )
        }
        None if end.pod.metadata.deletion_timestamp.is_some() => return None,
        None => {
            let reason = Failure::Reason {
                reason: "Error".into(),
                message: String::new(),
            };
            (reason, None)
        }
    };
    Some((Outcome::Failed { at, reason }, record))
}

/// The end of the app container that ended last.
fn last_exit(end: &PodEnd<'_>) -> Option<RecordId> {
    let mut lives = end.trace.instances(end.id);
    lives.retain(|life| life.container.role == api::core_v1::ContainerRole::App);
    lives.iter().filter_map(|life| life.exit_record).max()
}
