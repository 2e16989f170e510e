//! `batch/v1`: Job and CronJob. Mirrors staging/src/k8s.io/api/batch/v1/types.go (v1.36.2).

use crate::json::Json;
use crate::{Shared, Text};

use crate::core_v1::{ObjectReference, PodTemplateSpec};
use crate::meta_v1::{Condition, LabelSelector, ObjectMeta, Time};

/// Runs pods until enough of them have succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Job {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<JobSpec>,
    /// Seen.
    pub status: JobStatus,
}

/// What a Job shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct JobSpec {
    /// Seconds after `startTime` when the Job is failed.
    #[json(omitempty)]
    pub active_deadline_seconds: Option<i64>,
    /// Failures allowed; 6 by default.
    #[json(omitempty)]
    pub backoff_limit: Option<i32>,
    /// Failures allowed per index.
    #[json(omitempty)]
    pub backoff_limit_per_index: Option<i32>,
    /// `NonIndexed` or `Indexed`.
    #[json(omitempty)]
    pub completion_mode: Option<String>,
    /// Successes wanted; none: one success of any pod ends the Job.
    #[json(omitempty)]
    pub completions: Option<i32>,
    /// Another controller's name.
    #[json(omitempty)]
    pub managed_by: Option<String>,
    /// The user makes selector and labels himself.
    #[json(omitempty)]
    pub manual_selector: Option<bool>,
    /// Failed indexes allowed.
    #[json(omitempty)]
    pub max_failed_indexes: Option<i32>,
    /// Pods at a time.
    #[json(omitempty)]
    pub parallelism: Option<i32>,
    /// What a failed pod means.
    #[json(omitempty)]
    pub pod_failure_policy: Option<PodFailurePolicy>,
    /// `TerminatingOrFailed` or `Failed`.
    #[json(omitempty)]
    pub pod_replacement_policy: Option<String>,
    /// Which pods count.
    #[json(omitempty)]
    pub selector: Option<LabelSelector>,
    /// When the Job is a success before all completions.
    #[json(omitempty)]
    pub success_policy: Option<SuccessPolicy>,
    /// No pods while true.
    #[json(omitempty)]
    pub suspend: Option<bool>,
    /// The pods.
    pub template: PodTemplateSpec,
    /// Seconds after the end when the Job is deleted.
    #[json(omitempty)]
    pub ttl_seconds_after_finished: Option<i32>,
}

/// Rules about failed pods, first match wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodFailurePolicy {
    /// The rules.
    pub rules: Vec<PodFailurePolicyRule>,
}

/// One rule about failed pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodFailurePolicyRule {
    /// `FailJob`, `FailIndex`, `Ignore` or `Count`.
    pub action: String,
    /// Matches exit codes.
    #[json(omitempty)]
    pub on_exit_codes: Option<PodFailurePolicyOnExitCodesRequirement>,
    /// Matches pod conditions.
    #[json(omitempty)]
    pub on_pod_conditions: Vec<PodFailurePolicyOnPodConditionsPattern>,
}

/// Matches a container's exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodFailurePolicyOnExitCodesRequirement {
    /// Only this container, or any.
    #[json(omitempty)]
    pub container_name: Option<String>,
    /// `In` or `NotIn`.
    pub operator: String,
    /// Exit codes.
    pub values: Vec<i32>,
}

/// Matches a pod condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodFailurePolicyOnPodConditionsPattern {
    /// `True` by default.
    #[json(omitempty)]
    pub status: Option<String>,
    /// E.g. `DisruptionTarget`.
    #[json(rename = "type")]
    pub kind: String,
}

/// When an indexed Job is a success.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct SuccessPolicy {
    /// The rules; one is enough.
    pub rules: Vec<SuccessPolicyRule>,
}

/// One way to succeed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct SuccessPolicyRule {
    /// How many.
    #[json(omitempty)]
    pub succeeded_count: Option<i32>,
    /// Of which, e.g. `0,2-5`.
    #[json(omitempty)]
    pub succeeded_indexes: Option<String>,
}

/// What the Job controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct JobStatus {
    /// Pods pending or running, not being deleted.
    #[json(omitempty)]
    pub active: i32,
    /// Indexes that succeeded, e.g. `0-2,4`.
    #[json(omitempty)]
    pub completed_indexes: String,
    /// Set with the Complete condition.
    #[json(omitempty)]
    pub completion_time: Option<Time>,
    /// Suspended, SuccessCriteriaMet, FailureTarget, Complete, Failed.
    #[json(omitempty)]
    pub conditions: Vec<Condition>,
    /// Pods that failed and were counted.
    #[json(omitempty)]
    pub failed: i32,
    /// Indexes that failed.
    #[json(omitempty)]
    pub failed_indexes: Option<String>,
    /// Active pods that are Ready.
    #[json(omitempty)]
    pub ready: Option<i32>,
    /// First sync of the unsuspended Job.
    #[json(omitempty)]
    pub start_time: Option<Time>,
    /// Pods that succeeded and were counted.
    #[json(omitempty)]
    pub succeeded: i32,
    /// Pods being deleted.
    #[json(omitempty)]
    pub terminating: Option<i32>,
    /// Finished pods not yet counted.
    #[json(omitempty)]
    pub uncounted_terminated_pods: Option<UncountedTerminatedPods>,
}

/// UIDs of finished pods that still have the tracking finalizer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct UncountedTerminatedPods {
    /// Failed.
    #[json(omitempty)]
    pub failed: Vec<Text>,
    /// Succeeded.
    #[json(omitempty)]
    pub succeeded: Vec<Text>,
}

/// Starts Jobs by a schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct CronJob {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<CronJobSpec>,
    /// Seen.
    pub status: CronJobStatus,
}

/// What a CronJob shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct CronJobSpec {
    /// `Allow`, `Forbid` or `Replace`.
    pub concurrency_policy: String,
    /// Failed Jobs kept; 1 by default.
    #[json(omitempty)]
    pub failed_jobs_history_limit: Option<i32>,
    /// The Jobs.
    pub job_template: JobTemplateSpec,
    /// Five fields or a macro.
    pub schedule: String,
    /// How late a Job may start, seconds.
    #[json(omitempty)]
    pub starting_deadline_seconds: Option<i64>,
    /// Complete Jobs kept; 3 by default.
    #[json(omitempty)]
    pub successful_jobs_history_limit: Option<i32>,
    /// No Jobs while true.
    #[json(omitempty)]
    pub suspend: Option<bool>,
    /// IANA name; UTC when absent.
    #[json(omitempty)]
    pub time_zone: Option<String>,
}

/// A Job without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct JobTemplateSpec {
    /// Labels and annotations of the Jobs.
    pub metadata: ObjectMeta,
    /// The Jobs' spec.
    pub spec: Shared<JobSpec>,
}

/// What the CronJob controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct CronJobStatus {
    /// References to unfinished Jobs; one revision shares them with the next.
    #[json(omitempty)]
    pub active: Vec<Shared<ObjectReference>>,
    /// The last scheduled time for which a Job was made.
    #[json(omitempty)]
    pub last_schedule_time: Option<Time>,
    /// The last completion.
    #[json(omitempty)]
    pub last_successful_time: Option<Time>,
}
