//! Whether a Job has ended, and why. Mirrors the finish decision of syncJob in
//! pkg/controller/job/job_controller.go (v1.36.2).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use api::batch_v1::{Job, JobStatus};
use api::core_v1::{Pod, PodPhase, RestartPolicy};
use api::meta_v1::{Condition, Time};

use super::census::{Census, completions, is_failed, is_indexed};
use super::failure_policy::{Verdict, judge};
use super::indexes::Indexes;
use super::success_policy;

/// Why a Job ends: its two conditions and the field that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finish {
    /// Success or failure.
    pub success: bool,
    /// E.g. `BackoffLimitExceeded`.
    pub reason: Cow<'static, str>,
    /// For people.
    pub message: String,
    /// The field of the Job's spec that decided; empty when decided in an earlier sync.
    pub rule: &'static str,
}

impl Finish {
    fn failure(reason: &'static str, message: &str, rule: &'static str) -> Finish {
        Finish {
            success: false,
            reason: reason.into(),
            message: message.to_owned(),
            rule,
        }
    }

    /// Enough pods have succeeded; older versions give no reason.
    pub fn completed(has_reason: bool) -> Finish {
        let (reason, message) = if has_reason {
            ("CompletionsReached", "Reached expected number of succeeded pods")
        } else {
            ("", "")
        };
        Finish {
            success: true,
            reason: reason.into(),
            message: message.into(),
            rule: "completions",
        }
    }

    /// Whether the interim condition is shown: always, or in versions before 1.31 only for a policy's decision.
    pub fn shows_interim(&self, always: bool) -> bool {
        always || matches!(&*self.reason, "PodFailurePolicy" | "SuccessPolicy")
    }

    /// The interim condition: decided, but pods may still be ending.
    pub fn interim(&self, now: Time) -> Condition {
        let kind = if self.success {
            "SuccessCriteriaMet"
        } else {
            "FailureTarget"
        };
        self.condition(kind, now)
    }

    /// The last condition.
    pub fn terminal(&self, now: Time) -> Condition {
        let kind = if self.success { "Complete" } else { "Failed" };
        self.condition(kind, now)
    }

    fn condition(&self, kind: &'static str, now: Time) -> Condition {
        new_condition(kind, "True", self.reason.clone(), &self.message, now)
    }
}

/// A Job condition as of `now`.
pub(crate) fn new_condition(
    kind: &'static str,
    status: &'static str,
    reason: impl Into<Cow<'static, str>>,
    message: &str,
    now: Time,
) -> Condition {
    Condition {
        kind: kind.into(),
        status: status.into(),
        reason: reason.into(),
        message: message.to_owned(),
        last_probe_time: Some(now.truncated()),
        last_transition_time: Some(now.truncated()),
        ..Condition::default()
    }
}

/// The condition of a type that is True.
pub(crate) fn true_condition<'a>(status: &'a JobStatus, kind: &str) -> Option<&'a Condition> {
    let mut conditions = status.conditions.iter();
    conditions.find(|condition| condition.kind == kind && condition.status == "True")
}

/// True once the Job is Complete or Failed.
pub(crate) fn is_finished(status: &JobStatus) -> bool {
    true_condition(status, "Complete").is_some() || true_condition(status, "Failed").is_some()
}

/// Decides whether the Job ends for another reason than its completions.
pub(crate) fn compute_finish(
    job: &Job,
    status: &JobStatus,
    pods: &[Arc<Pod>],
    census: &Census,
    failed_indexes: &Indexes,
    now: Time,
) -> Option<Finish> {
    for (kind, success) in [("SuccessCriteriaMet", true), ("FailureTarget", false)] {
        if let Some(condition) = true_condition(status, kind) {
            return Some(Finish {
                success,
                reason: condition.reason.clone(),
                message: condition.message.clone(),
                rule: "",
            });
        }
    }
    if let Some(message) = fail_job_message(job, pods) {
        return Some(Finish::failure("PodFailurePolicy", &message, "podFailurePolicy"));
    }
    if census.failed > backoff_limit(job) || past_backoff_limit_on_failure(job, pods) {
        return Some(Finish::failure(
            "BackoffLimitExceeded",
            "Job has reached the specified backoff limit",
            "backoffLimit",
        ));
    }
    if deadline_left(job, status, now) == Some(Duration::ZERO) {
        return Some(Finish::failure(
            "DeadlineExceeded",
            "Job was active longer than specified deadline",
            "activeDeadlineSeconds",
        ));
    }
    if is_indexed(job) {
        return compute_indexed_finish(job, census, failed_indexes);
    }
    None
}

fn compute_indexed_finish(job: &Job, census: &Census, failed: &Indexes) -> Option<Finish> {
    let (succeeded, limit) = (&census.succeeded_indexes, completions(job));
    if job.spec.backoff_limit_per_index.is_some() {
        let total = failed.total();
        if job.spec.max_failed_indexes.is_some_and(|max| total > max) {
            return Some(Finish::failure(
                "MaxFailedIndexesExceeded",
                "Job has exceeded the specified maximal number of failed indexes",
                "maxFailedIndexes",
            ));
        }
        if total > 0 && total + succeeded.total() >= limit {
            return Some(Finish::failure(
                "FailedIndexes",
                "Job has failed indexes",
                "backoffLimitPerIndex",
            ));
        }
    }
    let message = success_policy::met(job.spec.success_policy.as_ref(), limit, succeeded)?;
    Some(Finish {
        success: true,
        reason: "SuccessPolicy".into(),
        message,
        rule: "successPolicy",
    })
}

/// What is left until `activeDeadlineSeconds`; `None` without one, or while suspended.
pub(crate) fn deadline_left(job: &Job, status: &JobStatus, now: Time) -> Option<Duration> {
    let deadline = u64::try_from(job.spec.active_deadline_seconds?).ok()?;
    if job.spec.suspend == Some(true) {
        return None;
    }
    Some(Duration::from_secs(deadline).saturating_sub(now.since(status.start_time?)))
}

fn backoff_limit(job: &Job) -> i32 {
    job.spec.backoff_limit.unwrap_or(6)
}

fn fail_job_message(job: &Job, pods: &[Arc<Pod>]) -> Option<String> {
    let policy = job.spec.pod_failure_policy.as_ref()?;
    let failed = pods.iter().filter(|pod| is_failed(pod, job));
    let mut verdicts = failed.map(|pod| judge(Some(policy), pod));
    verdicts.find_map(|verdict| match verdict {
        Verdict::FailJob(message) => Some(message),
        _ => None,
    })
}

/// With restartPolicy OnFailure every restart of every container counts, sidecars' too.
fn past_backoff_limit_on_failure(job: &Job, pods: &[Arc<Pod>]) -> bool {
    if job.spec.template.spec.restart_policy != RestartPolicy::OnFailure {
        return false;
    }
    let restarts = |pod: &Pod| -> i32 {
        let status = &pod.status;
        let all = status
            .init_container_statuses
            .iter()
            .chain(&status.container_statuses);
        all.map(|status| status.restart_count).sum()
    };
    let live = pods
        .iter()
        .filter(|pod| matches!(pod.status.phase, PodPhase::Pending | PodPhase::Running));
    let sum: i32 = live.map(|pod| restarts(pod)).sum();
    match backoff_limit(job) {
        0 => sum > 0,
        limit => sum >= limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Shared;
    use api::core_v1::ContainerStatus;

    /// A pod whose containers (sidecars first) were restarted so often.
    fn pod(phase: PodPhase, sidecars: &[i32], apps: &[i32]) -> Arc<Pod> {
        let status = |count: &i32| {
            Shared::new(ContainerStatus {
                restart_count: *count,
                ..ContainerStatus::default()
            })
        };
        let mut pod = Pod::default();
        pod.status.phase = phase;
        pod.status.init_container_statuses = sidecars.iter().map(status).collect();
        pod.status.container_statuses = apps.iter().map(status).collect();
        Arc::new(pod)
    }

    #[test]
    fn restarts_count_with_on_failure() {
        use PodPhase::{Failed, Running};
        for (limit, pods, expect) in [
            (2, vec![pod(Running, &[], &[1])], false),
            (2, vec![pod(Running, &[], &[2])], true),
            (2, vec![pod(Running, &[2], &[0])], true),
            (2, vec![pod(Running, &[1], &[0]), pod(Running, &[], &[1])], true),
            (2, vec![pod(Failed, &[], &[5])], false),
            (0, vec![pod(Running, &[], &[0])], false),
            (0, vec![pod(Running, &[], &[1])], true),
        ] {
            let mut job = Job::default();
            job.spec.backoff_limit = Some(limit);
            let policy = |policy| RestartPolicy::clone(&policy);
            job.spec.template.spec.restart_policy = policy(RestartPolicy::OnFailure);
            assert_eq!(
                past_backoff_limit_on_failure(&job, &pods),
                expect,
                "{limit} {pods:?}"
            );
            job.spec.template.spec.restart_policy = policy(RestartPolicy::Never);
            assert!(!past_backoff_limit_on_failure(&job, &pods));
        }
    }
}
