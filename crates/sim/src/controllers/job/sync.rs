//! One sync of a Job as a plan: what to delete, create, report, and in which two writes.
//! Mirrors syncJob and trackJobStatusAndRemoveFinalizers in pkg/controller/job/job_controller.go (v1.36.2).

use sorted::Map;
use std::sync::Arc;
use std::time::Duration;

use api::Text;
use api::batch_v1::{Job, JobStatus, UncountedTerminatedPods};
use api::core_v1::{Pod, PodPhase};
use api::meta_v1::{Condition, Time};

use super::backoff::BackoffRecord;
use super::census::{Census, completions, is_failed, is_indexed, is_tracked};
use super::failure_policy::{Verdict, judge};
use super::finish::{Finish, compute_finish, deadline_left, new_condition, true_condition};
use super::indexes::{Indexes, completion_index};
use super::manage::{Managed, NewPod, compute_delayed, compute_failed_indexes, compute_managed};
use crate::context::Context;
use crate::controllers::pods::is_ready;
use crate::versions::Difference;

/// What a sync sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The Job as stored.
    pub job: &'a Job,
    /// Its pods.
    pub pods: &'a [Arc<Pod>],
    /// Now, with its fraction of a second.
    pub now: Time,
    /// What the controller remembers of failures.
    pub backoff: BackoffRecord,
    /// How the version of Kubernetes does it.
    pub ways: Ways,
}

/// What differs between versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ways {
    /// [`Difference::InterimJobConditions`]
    pub interim_conditions: bool,
    /// [`Difference::CompleteHasReason`]
    pub complete_has_reason: bool,
    /// [`Difference::JobTerminating`]
    pub counts_terminating: bool,
    /// [`Difference::SuspendClearsStartTime`]
    pub suspend_clears_start_time: bool,
}

impl Ways {
    /// The scenario's.
    pub fn of(context: &Context) -> Ways {
        Ways {
            interim_conditions: context.has(Difference::InterimJobConditions),
            complete_has_reason: context.has(Difference::CompleteHasReason),
            counts_terminating: context.has(Difference::JobTerminating),
            suspend_clears_start_time: context.has(Difference::SuspendClearsStartTime),
        }
    }
}

/// What a sync does.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The first write: counts of pods, uncounted ones, the interim condition.
    pub status: JobStatus,
    /// Pods that lose their finalizer between the two writes.
    pub release: Vec<Arc<Pod>>,
    /// The Job's end, decided now or before.
    pub finish: Option<Finish>,
    /// Pods to delete.
    pub delete: Vec<Arc<Pod>>,
    /// Pods to create.
    pub create: Vec<NewPod>,
    /// Look again after this time.
    pub requeue: Vec<Duration>,
    /// Failures, for the next sync.
    pub backoff: BackoffRecord,
    /// An event about suspension: reason and message.
    pub event: Option<(&'static str, &'static str)>,
    /// More pods succeeded than were wanted.
    pub too_many: bool,
    /// The field of the spec behind the creations.
    pub rule: &'static str,
}

/// Decides.
pub(crate) fn compute_sync(view: View<'_>) -> Plan {
    let View { job, pods, now, .. } = view;
    let mut status = job.status.clone();
    let uncounted = status
        .uncounted_terminated_pods
        .get_or_insert_with(UncountedTerminatedPods::default)
        .clone();
    let census = Census::new(job, pods, &uncounted);
    if status.start_time.is_none() && job.spec.suspend != Some(true) {
        status.start_time = Some(now.truncated());
    }
    let backoff = view.backoff.with(&census.new_succeeded, &census.new_failed);
    let failed_indexes = compute_failed_indexes(job, pods);
    let delayed = compute_delayed(job, pods, &census, &failed_indexes);
    let mut plan = Plan {
        finish: compute_finish(job, &status, pods, &census, &failed_indexes, now),
        status,
        release: Vec::new(),
        delete: Vec::new(),
        create: Vec::new(),
        requeue: Vec::new(),
        backoff,
        event: None,
        too_many: false,
        rule: created_by(job, backoff),
    };
    let active = if plan.finish.is_some() {
        plan.delete.clone_from(&census.active);
        0
    } else {
        plan.requeue
            .extend(deadline_left(job, &plan.status, now).filter(|left| !left.is_zero()));
        let managed = compute_managed(job, &census, &delayed, &failed_indexes, backoff, now);
        apply_managed(&mut plan, view, &census, managed)
    };
    report(&mut plan, &census, active, view.ways);
    track(&mut plan, view, &census, &delayed, &failed_indexes);
    plan
}

/// The field behind a creation: none for a Job's first pods.
fn created_by(job: &Job, backoff: BackoffRecord) -> &'static str {
    match (&job.status.start_time, backoff.failures) {
        (None, _) => "",
        (Some(_), 0) => "completions",
        (Some(_), _) => "backoffLimit",
    }
}

/// Takes over what is to be done about the number of pods; returns the active ones.
fn apply_managed(plan: &mut Plan, view: View<'_>, census: &Census, managed: Managed) -> i32 {
    let job = view.job;
    let Managed {
        active,
        delete,
        create,
        wait,
    } = managed;
    plan.delete = delete;
    plan.create = create;
    plan.requeue
        .extend(wait.map(|wait| wait.max(super::SYNC_BATCH_PERIOD)));
    let complete = active == 0
        && match job.spec.completions {
            None => census.succeeded > 0,
            Some(completions) => census.succeeded >= completions,
        };
    if complete {
        plan.too_many = job
            .spec
            .completions
            .is_some_and(|completions| census.succeeded > completions);
        plan.finish = Some(Finish::completed(view.ways.complete_has_reason));
    } else {
        set_suspended(plan, view);
    }
    active
}

fn set_suspended(plan: &mut Plan, view: View<'_>) {
    let View { job, now, ways, .. } = view;
    let suspended = job.spec.suspend == Some(true);
    let mut known = plan.status.conditions.iter();
    if !suspended && !known.any(|condition| condition.kind == "Suspended") {
        // It was never suspended.
        return;
    }
    let (status, reason, message, event) = if suspended {
        ("True", "JobSuspended", "Job suspended", "Suspended")
    } else {
        ("False", "JobResumed", "Job resumed", "Resumed")
    };
    let condition = new_condition("Suspended", status, reason, message, now);
    if ensure_condition(&mut plan.status.conditions, condition) {
        plan.event = Some((event, message));
        if !suspended {
            plan.status.start_time = Some(now.truncated());
        } else if ways.suspend_clears_start_time {
            plan.status.start_time = None;
        }
    }
}

/// Sets a condition; one that is absent is not added as `False`. True when something changed.
fn ensure_condition(conditions: &mut Vec<Condition>, new: Condition) -> bool {
    match conditions.iter_mut().find(|known| known.kind == new.kind) {
        Some(known) if known.status == new.status && known.reason == new.reason => false,
        Some(known) => {
            *known = new;
            true
        }
        None if new.status == "False" => false,
        None => {
            conditions.push(new);
            true
        }
    }
}

/// Active, ready and terminating pods as they will be after the deletions.
fn report(plan: &mut Plan, census: &Census, active: i32, ways: Ways) {
    let count = |pods: usize| i32::try_from(pods).unwrap_or(i32::MAX);
    let deleted_ready = count(plan.delete.iter().filter(|pod| is_ready(pod)).count());
    plan.status.active = active;
    plan.status.ready = Some(census.ready - deleted_ready);
    plan.status.terminating = ways
        .counts_terminating
        .then(|| census.terminating + count(plan.delete.len()));
}

/// Notes finished pods as uncounted and says which ones can lose their finalizer.
fn track(
    plan: &mut Plan,
    view: View<'_>,
    census: &Census,
    delayed: &Map<i32, Arc<Pod>>,
    failed_indexes: &Indexes,
) {
    let View { job, pods, now, .. } = view;
    let indexed = is_indexed(job);
    let mut uncounted = plan.status.uncounted_terminated_pods.take().unwrap_or_default();
    let failing = plan.finish.as_ref().is_some_and(|finish| !finish.success);
    for pod in pods.iter().filter(|pod| is_tracked(pod)) {
        if !can_release(plan, job, pod, delayed) {
            continue;
        }
        let uid = &pod.metadata.uid;
        plan.release.push(Arc::clone(pod));
        if pod.status.phase == PodPhase::Succeeded {
            if !indexed && !uncounted.succeeded.contains(uid) && !uncounted.failed.contains(uid) {
                uncounted.succeeded.push(uid.clone());
            }
        } else if is_failed(pod, job) || failing {
            let counts = (!indexed || completion_index(pod, completions(job)).is_some())
                && judge(job.spec.pod_failure_policy.as_ref(), pod) != Verdict::Ignore;
            if counts && !uncounted.failed.contains(uid) {
                uncounted.failed.push(uid.clone());
            }
        }
    }
    plan.status.uncounted_terminated_pods = Some(uncounted);
    if indexed {
        plan.status.succeeded = census.succeeded_indexes.total();
        plan.status.completed_indexes = census.succeeded_indexes.to_string();
        if job.spec.backoff_limit_per_index.is_some() {
            plan.status.failed_indexes = Some(failed_indexes.to_string());
        }
    }
    if let Some(finish) = plan
        .finish
        .as_ref()
        .filter(|finish| finish.shows_interim(view.ways.interim_conditions))
    {
        let interim = finish.interim(now);
        if true_condition(&plan.status, &interim.kind).is_none() {
            plan.status.conditions.push(interim);
        }
    }
}

fn can_release(plan: &Plan, job: &Job, pod: &Pod, delayed: &Map<i32, Arc<Pod>>) -> bool {
    if job.metadata.deletion_timestamp.is_some()
        || plan.finish.is_some()
        || pod.status.phase == PodPhase::Succeeded
    {
        return true;
    }
    let held = delayed.values().any(|last| last.metadata.uid == pod.metadata.uid);
    is_failed(pod, job) && !held
}

/// The second write: pods without a finalizer are counted; when none is left and nothing is ending, the Job
/// gets its last condition. `tracked` says whether a pod (by UID) still has its finalizer.
pub(crate) fn compute_settled(
    status: &JobStatus,
    finish: Option<&Finish>,
    tracked: &dyn Fn(&str) -> bool,
    indexed: bool,
    ways: Ways,
    now: Time,
) -> JobStatus {
    let mut status = status.clone();
    let mut uncounted = status.uncounted_terminated_pods.take().unwrap_or_default();
    let settle = |list: &mut Vec<Text>| {
        let before = list.len();
        list.retain(|uid| tracked(uid));
        i32::try_from(before - list.len()).unwrap_or(i32::MAX)
    };
    let succeeded = settle(&mut uncounted.succeeded);
    status.failed += settle(&mut uncounted.failed);
    if !indexed {
        status.succeeded += succeeded;
    }
    let waits = ways.interim_conditions && status.terminating.unwrap_or(0) > 0;
    let nothing_open = uncounted == UncountedTerminatedPods::default() && !waits;
    status.uncounted_terminated_pods = Some(uncounted);
    if let Some(finish) = finish.filter(|_| nothing_open) {
        let terminal = finish.terminal(now);
        if finish.success {
            status.completion_time = terminal.last_transition_time;
        }
        ensure_condition(&mut status.conditions, terminal);
    }
    status
}
