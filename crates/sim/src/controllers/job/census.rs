//! Which of a Job's pods are active, ending, newly finished. Mirrors the first half of syncJob in
//! pkg/controller/job/job_controller.go (v1.36.2).

use std::sync::Arc;

use api::Text;
use api::batch_v1::{Job, UncountedTerminatedPods};
use api::core_v1::{Pod, PodPhase};

use super::failure_policy::{Verdict, judge};
use super::indexes::{Indexes, completion_index};
use crate::controllers::pods::{is_active, is_ready, is_terminating};

/// Holds a pod until its Job has counted it.
pub(crate) const TRACKING: &str = "batch.kubernetes.io/job-tracking";

/// A Job's pods, sorted out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census {
    /// Neither finished nor being deleted.
    pub active: Vec<Arc<Pod>>,
    /// Active ones that are Ready.
    pub ready: i32,
    /// Being deleted, not finished.
    pub terminating: i32,
    /// Succeeded, not yet counted.
    pub new_succeeded: Vec<Arc<Pod>>,
    /// Failed, not yet counted.
    pub new_failed: Vec<Arc<Pod>>,
    /// Counted and to be counted; pods that a rule ignores are not among the failed.
    pub succeeded: i32,
    /// See `succeeded`.
    pub failed: i32,
    /// Indexed Jobs: indexes with a success.
    pub succeeded_indexes: Indexes,
    /// Indexed Jobs: indexes of pods that are being deleted.
    pub terminating_indexes: Indexes,
}

/// True when the Job replaces a pod only once it has failed, not while it is being deleted.
pub(crate) fn replaces_only_failed(job: &Job) -> bool {
    job.spec.pod_replacement_policy.as_deref() == Some("Failed") || job.spec.pod_failure_policy.is_some()
}

/// `completionMode: Indexed`.
pub(crate) fn is_indexed(job: &Job) -> bool {
    job.spec.completion_mode.as_deref() == Some("Indexed")
}

/// The number of indexes of an indexed Job.
pub(crate) fn completions(job: &Job) -> i32 {
    job.spec.completions.unwrap_or(i32::MAX)
}

/// True for a pod that counts as failed.
pub(crate) fn is_failed(pod: &Pod, job: &Job) -> bool {
    match pod.status.phase {
        PodPhase::Failed => true,
        PodPhase::Succeeded => false,
        PodPhase::Pending | PodPhase::Running | PodPhase::Unknown => {
            pod.metadata.deletion_timestamp.is_some() && !replaces_only_failed(job)
        }
    }
}

/// True while the pod waits to be counted.
pub(crate) fn is_tracked(pod: &Pod) -> bool {
    pod.metadata.finalizers.iter().any(|name| name == TRACKING)
}

impl Census {
    /// Sorts out the pods of a Job.
    pub fn new(job: &Job, pods: &[Arc<Pod>], uncounted: &UncountedTerminatedPods) -> Census {
        let of = |keep: &dyn Fn(&Pod) -> bool| -> Vec<Arc<Pod>> {
            pods.iter().filter(|pod| keep(pod)).cloned().collect()
        };
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let indexed = is_indexed(job);
        let limit = completions(job);
        let waits = |pod: &Pod, known: &[Text]| {
            is_tracked(pod)
                && !known.contains(&pod.metadata.uid)
                && (!indexed || completion_index(pod, limit).is_some())
        };
        let active = of(&is_active);
        let new_succeeded =
            of(&|pod| pod.status.phase == PodPhase::Succeeded && waits(pod, &uncounted.succeeded));
        let new_failed = of(&|pod| is_failed(pod, job) && waits(pod, &uncounted.failed));
        let counting = new_failed
            .iter()
            .filter(|pod| judge(job.spec.pod_failure_policy.as_ref(), pod) != Verdict::Ignore);
        let mut succeeded_indexes = Indexes::default();
        if indexed {
            succeeded_indexes = Indexes::parse(&job.status.completed_indexes, limit);
            for index in new_succeeded
                .iter()
                .filter_map(|pod| completion_index(pod, limit))
            {
                succeeded_indexes.insert(index, index);
            }
        }
        let ending = of(&is_terminating);
        let plain = job.status.succeeded + count(new_succeeded.len()) + count(uncounted.succeeded.len());
        Census {
            ready: count(active.iter().filter(|pod| is_ready(pod)).count()),
            terminating: count(ending.len()),
            terminating_indexes: ending
                .iter()
                .filter_map(|pod| completion_index(pod, limit))
                .collect(),
            succeeded: if indexed { succeeded_indexes.total() } else { plain },
            failed: job.status.failed + count(counting.count()) + count(uncounted.failed.len()),
            active,
            new_succeeded,
            new_failed,
            succeeded_indexes,
        }
    }
}
