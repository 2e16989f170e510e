//! How many pods a Job wants, and which. Mirrors manageJob in pkg/controller/job/job_controller.go and
//! indexed_job_utils.go (v1.36.2).

use sorted::Map;
use std::sync::Arc;
use std::time::Duration;

use api::batch_v1::Job;
use api::core_v1::Pod;
use api::meta_v1::Time;

use super::backoff::{self, BackoffRecord, finish_time};
use super::census::{Census, completions, is_failed, is_indexed, is_tracked, replaces_only_failed};
use super::failure_policy::{Verdict, judge};
use super::indexes::{Indexes, completion_index};
use crate::controllers::pods::{Ages, BURST, sort_for_deletion};

/// Failures of an index so far, on its pods.
pub(crate) const FAILURE_COUNT: &str = "batch.kubernetes.io/job-index-failure-count";
/// Failures of an index that a rule ignored.
pub(crate) const IGNORED_FAILURE_COUNT: &str = "batch.kubernetes.io/job-index-ignored-failure-count";

/// A pod to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NewPod {
    /// Without an index.
    Plain,
    /// Of an index.
    Indexed {
        /// The index.
        index: i32,
        /// Failures and ignored failures before it, with `backoffLimitPerIndex`.
        failures: Option<(i32, i32)>,
    },
}

/// What to do about the number of pods.
#[derive(Clone, Debug, Default)]
pub(crate) struct Managed {
    /// Active pods as the status reports them.
    pub active: i32,
    /// To delete.
    pub delete: Vec<Arc<Pod>>,
    /// To create.
    pub create: Vec<NewPod>,
    /// Not before this delay.
    pub wait: Option<Duration>,
}

/// Decides about creations or deletions, never both.
pub(crate) fn compute_managed(
    job: &Job,
    census: &Census,
    delayed: &Map<i32, Arc<Pod>>,
    failed_indexes: &Indexes,
    record: BackoffRecord,
    now: Time,
) -> Managed {
    let active = i32::try_from(census.active.len()).unwrap_or(i32::MAX);
    let want = wanted(job, census, active);
    let surplus = usize::try_from(active - want).unwrap_or(0);
    let delete = pods_to_remove(job, census, surplus, now);
    if !delete.is_empty() {
        let deleted = i32::try_from(delete.len()).unwrap_or(i32::MAX);
        return Managed {
            active: active - deleted,
            delete,
            ..Managed::default()
        };
    }
    let terminating = if replaces_only_failed(job) {
        census.terminating
    } else {
        0
    };
    let missing = usize::try_from(want - terminating - active)
        .unwrap_or(0)
        .min(BURST);
    if missing == 0 {
        return Managed {
            active,
            ..Managed::default()
        };
    }
    let (create, wait) = creations(job, census, delayed, failed_indexes, record, missing, now);
    if !wait.is_zero() {
        // Upstream's early return reports no active pods while it waits.
        return Managed {
            wait: Some(wait),
            ..Managed::default()
        };
    }
    Managed {
        active: active + i32::try_from(create.len()).unwrap_or(0),
        create,
        ..Managed::default()
    }
}

fn wanted(job: &Job, census: &Census, active: i32) -> i32 {
    let parallelism = job.spec.parallelism.unwrap_or(1);
    if job.spec.suspend == Some(true) {
        return 0;
    }
    match job.spec.completions {
        None if census.succeeded > 0 => active,
        None => parallelism,
        Some(completions) => (completions - census.succeeded).min(parallelism).max(0),
    }
}

fn creations(
    job: &Job,
    census: &Census,
    delayed: &Map<i32, Arc<Pod>>,
    failed_indexes: &Indexes,
    record: BackoffRecord,
    missing: usize,
    now: Time,
) -> (Vec<NewPod>, Duration) {
    let per_index = job.spec.backoff_limit_per_index.is_some();
    if !per_index && !record.remaining(now).is_zero() {
        return (Vec::new(), record.remaining(now));
    }
    if !is_indexed(job) {
        return (vec![NewPod::Plain; missing], Duration::ZERO);
    }
    let pending = first_pending(job, census, failed_indexes, missing);
    let mut create = Vec::new();
    let mut shortest = Duration::MAX;
    for index in pending {
        let last = delayed.get(&index).filter(|_| per_index);
        let wait = last.map_or(Duration::ZERO, |pod| {
            let (failures, ignored) = failure_counts(job, pod);
            let failures = u32::try_from(failures.saturating_add(ignored)).unwrap_or(0);
            backoff::remaining(failures, finish_time(pod), now)
        });
        if wait.is_zero() {
            let failures = per_index.then(|| last.map_or((0, 0), |pod| failure_counts(job, pod)));
            create.push(NewPod::Indexed { index, failures });
        } else {
            shortest = shortest.min(wait);
        }
    }
    let wait = if create.is_empty() && shortest < Duration::MAX {
        shortest
    } else {
        Duration::ZERO
    };
    (create, wait)
}

/// The lowest indexes without a pod, a success or a final failure. A pod being deleted holds its index while only failed
/// pods are replaced.
fn first_pending(job: &Job, census: &Census, failed: &Indexes, count: usize) -> Vec<i32> {
    let limit = completions(job);
    let taken: Indexes = census
        .active
        .iter()
        .filter_map(|pod| completion_index(pod, limit))
        .collect();
    let waits = replaces_only_failed(job);
    let is_taken = |index| {
        taken.contains(index)
            || census.succeeded_indexes.contains(index)
            || failed.contains(index)
            || (waits && census.terminating_indexes.contains(index))
    };
    (0..limit).filter(|index| !is_taken(*index)).take(count).collect()
}

/// The number in one of the annotations above.
fn counted(pod: &Pod, name: &str) -> i32 {
    let text = pod.metadata.annotations.get(name);
    let number = text.and_then(|text| text.parse::<i32>().ok());
    number.unwrap_or(0).max(0)
}

/// Failures of an index before this pod, ignored ones too (getIndexAbsoluteFailureCount).
fn failures_before(pod: &Pod) -> i32 {
    counted(pod, FAILURE_COUNT).saturating_add(counted(pod, IGNORED_FAILURE_COUNT))
}

/// Failures and ignored failures of an index when its last pod has failed too.
pub(crate) fn failure_counts(job: &Job, last: &Pod) -> (i32, i32) {
    let (failures, ignored) = (counted(last, FAILURE_COUNT), counted(last, IGNORED_FAILURE_COUNT));
    match judge(job.spec.pod_failure_policy.as_ref(), last) {
        Verdict::Ignore => (failures, ignored.saturating_add(1)),
        _ => (failures.saturating_add(1), ignored),
    }
}

/// Indexes that have used up their `backoffLimitPerIndex` (calculateFailedIndexes).
pub(crate) fn compute_failed_indexes(job: &Job, pods: &[Arc<Pod>]) -> Indexes {
    let limit = completions(job);
    let Some(allowed) = job.spec.backoff_limit_per_index else {
        return Indexes::default();
    };
    let mut failed = Indexes::parse(job.status.failed_indexes.as_deref().unwrap_or_default(), limit);
    for pod in pods.iter().filter(|pod| is_tracked(pod) && is_failed(pod, job)) {
        let Some(index) = completion_index(pod, limit) else {
            continue;
        };
        let fails_index = match judge(job.spec.pod_failure_policy.as_ref(), pod) {
            Verdict::FailIndex => true,
            Verdict::Ignore => false,
            _ => failure_counts(job, pod).0 > allowed,
        };
        if fails_index {
            failed.insert(index, index);
        }
    }
    failed
}

/// With `backoffLimitPerIndex`: the last failed pod of each index that has no successor yet; it keeps its
/// finalizer, for it carries the count (getPodsWithDelayedDeletionPerIndex).
pub(crate) fn compute_delayed(
    job: &Job,
    pods: &[Arc<Pod>],
    census: &Census,
    failed_indexes: &Indexes,
) -> Map<i32, Arc<Pod>> {
    let limit = completions(job);
    let mut last: Map<i32, Arc<Pod>> = Map::new();
    if job.spec.backoff_limit_per_index.is_none() {
        return last;
    }
    let active = census.active.iter();
    let live: Indexes = active.filter_map(|pod| completion_index(pod, limit)).collect();
    for pod in pods.iter().filter(|pod| is_tracked(pod) && is_failed(pod, job)) {
        let Some(index) = completion_index(pod, limit) else {
            continue;
        };
        if live.contains(index) || failed_indexes.contains(index) || census.succeeded_indexes.contains(index)
        {
            continue;
        }
        let newer = last.get(&index).is_none_or(|known| {
            failures_before(known) <= failures_before(pod) && finish_time(known) <= finish_time(pod)
        });
        if newer {
            last.insert(index, Arc::clone(pod));
        }
    }
    last
}

/// At least `surplus` active pods to delete; of an indexed Job also those of doubled or impossible indexes
/// (activePodsForRemoval).
fn pods_to_remove(job: &Job, census: &Census, surplus: usize, now: Time) -> Vec<Arc<Pod>> {
    let mut rest = census.active.clone();
    sort_for_deletion(&mut rest, Ages::Exact, now);
    let mut remove = Vec::new();
    if is_indexed(job) {
        let limit = completions(job);
        let mut seen = Indexes::default();
        let mut keep = Vec::new();
        // The best pod of an index stays: it is the last in the order of deletion.
        for pod in rest.into_iter().rev() {
            match completion_index(&pod, limit) {
                Some(index) if !seen.contains(index) => {
                    seen.insert(index, index);
                    keep.push(pod);
                }
                _ => remove.push(pod),
            }
        }
        keep.reverse();
        rest = keep;
    }
    let missing = surplus.saturating_sub(remove.len());
    remove.extend(rest.into_iter().take(missing));
    remove.truncate(BURST);
    remove
}
