//! What became of one pod.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Pod, PodPhase};
use trace::{PodId, RecordId, Trace, Verb};

use super::{Failure, Outcome, looping, pending, running};

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
        PodPhase::Failed => return failed(end),
        PodPhase::Pending | PodPhase::Running | PodPhase::Unknown => {}
    }
    if let Some(at) = end.gone {
        return (Outcome::Deleted { at, gone: true }, None);
    }
    if end.pod.metadata.deletion_timestamp.is_some() {
        return (
            Outcome::Deleted {
                at: deleted_at(end),
                gone: false,
            },
            None,
        );
    }
    if let Some(found) = looping::judge(end) {
        return found;
    }
    match phase {
        PodPhase::Pending => pending::judge(end),
        _ => running::judge(end),
    }
}

/// When the deletion was asked for.
fn deleted_at(end: &PodEnd<'_>) -> Duration {
    let revisions = end.trace.pod_revisions(end.id);
    let first = revisions
        .iter()
        .find(|(_, _, pod)| pod.metadata.deletion_timestamp.is_some());
    first.map_or(Duration::ZERO, |(at, ..)| *at)
}

/// The first container that failed for good: an init container, else the first app container by time.
fn failed(end: &PodEnd<'_>) -> (Outcome, Option<RecordId>) {
    let status = &end.pod.status;
    let at = end.phase_since();
    if !status.reason.is_empty() {
        let reason = Failure::Reason {
            reason: status.reason.clone(),
            message: status.message.clone(),
        };
        return (Outcome::Failed { at, reason }, None);
    }
    let culprit = end
        .trace
        .instances(end.id)
        .into_iter()
        .filter(|life| life.container.role != api::core_v1::ContainerRole::Sidecar)
        .filter_map(|life| life.exited.map(|(when, code, reason)| (when, code, reason, life)))
        .filter(|(_, code, ..)| *code != 0)
        .min_by_key(|(when, ..)| *when);
    match culprit {
        Some((_, exit_code, reason, life)) => {
            let container = life.container.name.to_string();
            let reason = Failure::Exit {
                container,
                exit_code,
                reason: reason.to_owned(),
            };
            (Outcome::Failed { at, reason }, life.exit_record)
        }
        None => {
            let reason = Failure::Reason {
                reason: "Error".into(),
                message: String::new(),
            };
            (Outcome::Failed { at, reason }, None)
        }
    }
}

/// The end of the app container that ended last.
fn last_exit(end: &PodEnd<'_>) -> Option<RecordId> {
    let mut lives = end.trace.instances(end.id);
    lives.retain(|life| life.container.role == api::core_v1::ContainerRole::App);
    lives.iter().filter_map(|life| life.exit_record).max()
}
