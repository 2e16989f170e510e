//! `kubectl describe job` and `cronjob`. Mirrors describeJob and describeCronJob of
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2). Conditions are not shown.

use api::batch_v1::{CronJob, Job};
use api::core_v1::ObjectReference;
use api::{KubernetesVersion, Shared};

use super::template::template;
use super::writer::{Writer, rfc1123z, truth};
use crate::duration::human;
use crate::get::format_selector;

/// A list of completed indexes is cut after this many bytes.
const MAX_INDEXES: usize = 50;

/// A Job, without its events.
pub fn job(writer: &mut Writer, job: &Job) {
    let (spec, status) = (&job.spec, &job.status);
    writer.field(0, "Name", &job.metadata.name);
    writer.field(0, "Namespace", &job.metadata.namespace);
    writer.selector(spec.selector.as_ref());
    writer.meta(&job.metadata);
    writer.controlled_by(&job.metadata);
    writer.field_some(0, "Parallelism", spec.parallelism);
    writer.field(0, "Completions", or_unset(spec.completions));
    writer.field_some(0, "Completion Mode", spec.completion_mode.as_ref());
    writer.field_some(0, "Suspend", spec.suspend);
    writer.field_some(0, "Backoff Limit", spec.backoff_limit);
    writer.field_some(0, "TTL Seconds After Finished", spec.ttl_seconds_after_finished);
    if status.start_time.is_some() {
        writer.field(0, "Start Time", rfc1123z(status.start_time));
    }
    if status.completion_time.is_some() {
        writer.field(0, "Completed At", rfc1123z(status.completion_time));
    }
    if let (Some(start), Some(end)) = (status.start_time, status.completion_time) {
        writer.field(0, "Duration", human(end.truncated().since(start.truncated())));
    }
    let deadline = spec.active_deadline_seconds;
    writer.field_some(
        0,
        "Active Deadline Seconds",
        deadline.map(|seconds| format!("{seconds}s")),
    );
    let ready = status
        .ready
        .map_or_else(String::new, |ready| format!(" ({ready} Ready)"));
    let (active, succeeded, failed) = (status.active, status.succeeded, status.failed);
    let statuses = format!("{active} Active{ready} / {succeeded} Succeeded / {failed} Failed");
    writer.field(0, "Pods Statuses", statuses);
    if spec.completion_mode.as_deref() == Some("Indexed") {
        writer.field(0, "Completed Indexes", indexes(&status.completed_indexes));
    }
    template(writer, &spec.template);
}

/// Whole ranges, as many as fit.
fn indexes(text: &str) -> String {
    if text.is_empty() {
        return "<none>".to_owned();
    }
    if text.len() <= MAX_INDEXES {
        return text.to_owned();
    }
    let end = text[..MAX_INDEXES].rfind(',').map_or(0, |comma| comma + 1);
    format!("{}...", &text[..end])
}

/// A CronJob, without its events. Its time zone is printed since 1.36.
pub fn cron_job(writer: &mut Writer, cron: &CronJob, version: KubernetesVersion) {
    let (spec, job) = (&cron.spec, &cron.spec.job_template.spec);
    writer.field(0, "Name", &cron.metadata.name);
    writer.field(0, "Namespace", &cron.metadata.namespace);
    writer.meta(&cron.metadata);
    writer.field(0, "Schedule", &spec.schedule);
    writer.field(0, "Concurrency Policy", &spec.concurrency_policy);
    writer.field(0, "Suspend", or_unset(spec.suspend.map(truth)));
    if version >= KubernetesVersion::V1_36 {
        writer.field(0, "Time Zone", or_unset(spec.time_zone.as_ref()));
    }
    writer.field(
        0,
        "Successful Job History Limit",
        or_unset(spec.successful_jobs_history_limit),
    );
    writer.field(
        0,
        "Failed Job History Limit",
        or_unset(spec.failed_jobs_history_limit),
    );
    let deadline = spec
        .starting_deadline_seconds
        .map(|seconds| format!("{seconds}s"));
    writer.field(0, "Starting Deadline Seconds", or_unset(deadline));
    writer.field(
        0,
        "Selector",
        or_unset(job.selector.as_ref().map(format_selector)),
    );
    writer.field(0, "Parallelism", or_unset(job.parallelism));
    writer.field(0, "Completions", or_unset(job.completions));
    let deadline = job.active_deadline_seconds.map(|seconds| format!("{seconds}s"));
    writer.field_some(0, "Active Deadline Seconds", deadline);
    template(writer, &job.template);
    let last = cron.status.last_schedule_time;
    writer.field(
        0,
        "Last Schedule Time",
        or_unset(last.map(|time| rfc1123z(Some(time)))),
    );
    writer.field(0, "Active Jobs", active_jobs(&cron.status.active));
}

fn active_jobs(active: &[Shared<ObjectReference>]) -> String {
    if active.is_empty() {
        return "<none>".to_owned();
    }
    let names: Vec<&str> = active.iter().map(|job| &*job.name).collect();
    names.join(", ")
}

fn or_unset(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "<unset>".to_owned(), |value| value.to_string())
}
