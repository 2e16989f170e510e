//! `kubectl get` for Jobs and CronJobs. Mirrors printJob and printCronJob of
//! pkg/printers/internalversion/printers.go (v1.36.2).

use api::batch_v1::{CronJob, Job};
use api::meta_v1::{Condition, Time};

use super::{container_cells, format_selector};
use crate::duration::{age, human_duration};

/// Columns of Jobs; the last three only with `-o wide`.
pub const JOB: &[&str] = &[
    "NAME",
    "STATUS",
    "COMPLETIONS",
    "DURATION",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
];

/// Columns of CronJobs; the last three only with `-o wide`.
pub const CRON_JOB: &[&str] = &[
    "NAME",
    "SCHEDULE",
    "TIMEZONE",
    "SUSPEND",
    "ACTIVE",
    "LAST SCHEDULE",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
];

/// A Job's cells.
pub fn job(job: &Job, now: Time) -> Vec<String> {
    let mut cells = vec![
        job.metadata.name.to_string(),
        job_status(job).to_owned(),
        completions(job),
        duration(job, now),
        age(job.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&job.spec.template.spec));
    cells.push(
        job.spec
            .selector
            .as_ref()
            .map_or_else(|| "<none>".to_owned(), format_selector),
    );
    cells
}

/// The STATUS column: the first condition that is true, in order of weight.
pub fn job_status(job: &Job) -> &'static str {
    if has(&job.status.conditions, "Complete") {
        "Complete"
    } else if has(&job.status.conditions, "Failed") {
        "Failed"
    } else if job.metadata.deletion_timestamp.is_some() {
        "Terminating"
    } else if has(&job.status.conditions, "Suspended") {
        "Suspended"
    } else if has(&job.status.conditions, "FailureTarget") {
        "FailureTarget"
    } else if has(&job.status.conditions, "SuccessCriteriaMet") {
        "SuccessCriteriaMet"
    } else {
        "Running"
    }
}

fn has(conditions: &[Condition], kind: &str) -> bool {
    conditions
        .iter()
        .any(|condition| condition.kind == kind && condition.status == "True")
}

fn completions(job: &Job) -> String {
    let succeeded = job.status.succeeded;
    match (job.spec.completions, job.spec.parallelism.unwrap_or(0)) {
        (Some(completions), _) => format!("{succeeded}/{completions}"),
        (None, parallelism) if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        (None, _) => format!("{succeeded}/1"),
    }
}

/// A failed Job has no completion time, so that its duration goes on growing.
fn duration(job: &Job, now: Time) -> String {
    let Some(start) = job.status.start_time else {
        return String::new();
    };
    let end = job.status.completion_time.map_or(now, Time::truncated);
    human_duration(end.0.saturating_sub(start.truncated().0))
}

/// A CronJob's cells.
pub fn cron_job(cron: &CronJob, now: Time) -> Vec<String> {
    let suspend = match cron.spec.suspend {
        Some(true) => "True",
        Some(false) => "False",
        None => "<unset>",
    };
    let last = cron.status.last_schedule_time;
    let job = &cron.spec.job_template.spec;
    let mut cells = vec![
        cron.metadata.name.to_string(),
        cron.spec.schedule.clone(),
        cron.spec.time_zone.clone().unwrap_or_else(|| "<none>".to_owned()),
        suspend.to_owned(),
        cron.status.active.len().to_string(),
        last.map_or_else(|| "<none>".to_owned(), |last| age(Some(last), now)),
        age(cron.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&job.template.spec));
    cells.push(
        job.selector
            .as_ref()
            .map_or_else(|| "<none>".to_owned(), format_selector),
    );
    cells
}
