//! The CronJob controller. Mirrors pkg/controller/cronjob/{cronjob_controllerv2,utils}.go (v1.36.2).

mod schedule;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upstream;

use sorted::Map;
use std::sync::Arc;

use api::batch_v1::{CronJob, Job};
use api::core_v1::{EventType, ObjectReference};
use api::cron::{Schedule, is_time_zone};
use api::meta_v1::{Condition, Time};
use api::zone::Zone;
use api::{Kind, Object, ObjectKey, Shared};
use trace::Verb;

pub(crate) use self::schedule::format_schedule;
use self::schedule::{compute_due, compute_wait, has_zone, is_too_late};
use super::pods::{controller_ref, owner_key};
use super::queue::WorkQueue;
use super::{Controller, cause};
use crate::api_server::Watch;
use crate::context::Context;
use crate::events;

const COMPONENT: &str = "cronjob-controller";
/// The annotation with the time for which a Job was made.
const SCHEDULED: &str = "batch.kubernetes.io/cronjob-scheduled-timestamp";

/// The controller.
pub(crate) struct CronJobController {
    pub(super) queue: WorkQueue,
    /// Schedules as last seen, each with its zone in front.
    schedules: Map<ObjectKey, String>,
}

impl CronJobController {
    pub fn new() -> CronJobController {
        CronJobController {
            queue: WorkQueue::new(Controller::CronJob),
            schedules: Map::new(),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::CronJob(_) if watch.verb == Verb::Deleted => {
                self.schedules.remove(&watch.object.key());
            }
            Object::CronJob(cron) => self.watch_cron_job(context, watch.object.key(), cron),
            Object::Job(_) => {
                if let Some(key) = owner_key(&watch.object, Kind::CronJob) {
                    self.queue.add(context, key);
                }
            }
            _ => {}
        }
    }

    /// Another schedule waits for its next time (updateCronJob): what it would have started before is not made up for.
    fn watch_cron_job(&mut self, context: &mut Context, key: ObjectKey, cron: &CronJob) {
        let schedule = format_schedule(cron);
        let known = self.schedules.insert(key.clone(), schedule.clone().into_owned());
        let wait = known.filter(|known| *known != schedule).and_then(|_| {
            let schedule = Schedule::parse(&schedule).ok()?;
            compute_wait(cron, &schedule, context.wall())
        });
        match wait {
            Some(wait) => self.queue.add_after(context, key, wait),
            None => self.queue.add(context, key),
        }
    }

    /// Brings a CronJob forward: history, finished Jobs, the Job that is due.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::CronJob(stored)) = context.store.get(key) else {
            return;
        };
        let mut cron = CronJob::clone(stored);
        // Upstream lists once: a Job that is cleaned up in this sync still counts as seen.
        let jobs = jobs_of(context, &cron);
        clean_up(context, key, &mut cron, &jobs);
        watch_jobs(context, key, &mut cron, &jobs);
        let wait = schedule(context, key, &mut cron);
        let uid = cron.metadata.uid.clone();
        if let Some(Object::CronJob(stored)) = context.store.get_uid(key, &uid)
            && stored.status != cron.status
        {
            let mut new = CronJob::clone(stored);
            new.status = cron.status;
            context.update(new.into());
        }
        if let Some(wait) = wait {
            self.queue.add_after(context, key.clone(), wait);
        }
    }
}

/// The CronJob's Jobs, by name.
fn jobs_of(context: &Context, cron: &CronJob) -> Vec<Arc<Job>> {
    let jobs = context.store.controlled_by(Kind::Job, &cron.metadata.uid);
    jobs.filter_map(|object| match object {
        Object::Job(job) => Some(Arc::clone(job)),
        _ => None,
    })
    .collect()
}

/// The condition with which a Job ended.
fn finished(job: &Job) -> Option<&Condition> {
    let mut conditions = job.status.conditions.iter();
    conditions
        .find(|condition| matches!(&*condition.kind, "Complete" | "Failed") && condition.status == "True")
}

fn is_active(cron: &CronJob, uid: &str) -> bool {
    cron.status.active.iter().any(|job| job.uid == uid)
}

fn forget(cron: &mut CronJob, uid: &str) {
    cron.status.active.retain(|job| job.uid != uid);
}

fn say(context: &mut Context, key: &ObjectKey, kind: EventType, reason: &'static str, message: String) {
    context.event_about(COMPONENT, key, kind, reason, message);
}

/// Deletes the oldest finished Jobs beyond the history limits (cleanupFinishedJobs).
fn clean_up(context: &mut Context, key: &ObjectKey, cron: &mut CronJob, jobs: &[Arc<Job>]) {
    let limits = [
        ("Complete", cron.spec.successful_jobs_history_limit),
        ("Failed", cron.spec.failed_jobs_history_limit),
    ];
    for (kind, limit) in limits {
        let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) else {
            continue;
        };
        let mut ended: Vec<&Arc<Job>> = jobs
            .iter()
            .filter(|job| finished(job).is_some_and(|condition| condition.kind == kind))
            .collect();
        let surplus = ended.len().saturating_sub(limit);
        if surplus > 0 {
            // Those that never started count as the newest.
            let key = |job: &&Arc<Job>| {
                let start = job.status.start_time;
                (start.is_none(), start, job.metadata.name.clone())
            };
            ended.sort_by_cached_key(key);
        }
        for job in ended.into_iter().take(surplus) {
            delete_job(context, key, cron, job);
        }
    }
}

fn delete_job(context: &mut Context, key: &ObjectKey, cron: &mut CronJob, job: &Job) {
    let name = &job.metadata.name;
    let job_key = ObjectKey::new(Kind::Job, job.metadata.namespace.clone(), name.clone());
    context.delete(&job_key, None);
    forget(cron, &job.metadata.uid);
    say(
        context,
        key,
        EventType::Normal,
        "SuccessfulDelete",
        format!("Deleted job {name}"),
    );
}

/// A list that is asked for UIDs in about its own order: each answer is looked for where the one before was found.
struct InOrder<'a, T> {
    list: &'a [T],
    is: fn(&T, &str) -> bool,
    next: usize,
}

impl<'a, T> InOrder<'a, T> {
    fn new(list: &'a [T], is: fn(&T, &str) -> bool) -> Self {
        InOrder { list, is, next: 0 }
    }

    fn has(&mut self, uid: &str) -> bool {
        let (before, from) = self.list.split_at(self.next);
        let is = |item: &T| (self.is)(item, uid);
        let found = from.iter().position(is).map(|at| self.next + at);
        let found = found.or_else(|| before.iter().position(is));
        self.next = found.map_or(self.next, |at| at + 1);
        found.is_some()
    }
}

/// Jobs that have ended, appeared or gone.
fn watch_jobs(context: &mut Context, key: &ObjectKey, cron: &mut CronJob, jobs: &[Arc<Job>]) {
    let active = cron.status.active.clone();
    let mut known = InOrder::new(&active, |active, uid| active.uid == uid);
    for job in jobs {
        let (name, uid) = (&job.metadata.name, &job.metadata.uid);
        match (known.has(uid), finished(job)) {
            (false, None) => {
                let message = format!("Saw a job that the controller did not create or forgot: {name}");
                say(context, key, EventType::Warning, "UnexpectedJob", message);
            }
            (true, Some(condition)) => {
                forget(cron, uid);
                let message = format!("Saw completed job: {name}, condition: {}", condition.kind);
                say(context, key, EventType::Normal, "SawCompletedJob", message);
            }
            _ => {}
        }
        if finished(job).is_some_and(|condition| condition.kind == "Complete") {
            let newest = cron.status.last_successful_time;
            cron.status.last_successful_time = newest.max(job.status.completion_time);
        }
    }
    let mut there = InOrder::new(jobs, |job, uid| job.metadata.uid == uid);
    let mut is_there = |active: &ObjectReference| there.has(&active.uid);
    let active = cron.status.active.iter();
    let gone: Vec<Shared<ObjectReference>> = active.filter(|active| !is_there(active)).cloned().collect();
    for active in gone {
        forget(cron, &active.uid);
        let message = format!("Active job went missing: {}", active.name);
        say(context, key, EventType::Normal, "MissingJob", message);
    }
}

/// Starts the Job that is due, if any; returns the time until the next one.
fn schedule(context: &mut Context, key: &ObjectKey, cron: &mut CronJob) -> Option<std::time::Duration> {
    if cron.metadata.deletion_timestamp.is_some() {
        return None;
    }
    if let Some(zone) = cron.spec.time_zone.clone().filter(|zone| !is_time_zone(zone)) {
        let message = format!("invalid timeZone: \"{zone}\": unknown time zone {zone}");
        say(context, key, EventType::Warning, "UnknownTimeZone", message);
        return None;
    }
    if cron.spec.suspend == Some(true) {
        return None;
    }
    if has_zone(&cron.spec.schedule) {
        let message = format!(
            "CRON_TZ or TZ used in schedule \"{}\" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
            cron.spec.schedule
        );
        say(context, key, EventType::Warning, "UnsupportedSchedule", message);
    }
    let schedule = match Schedule::parse(&format_schedule(cron)) {
        Ok(schedule) => schedule,
        Err(error) => {
            let message = format!("unparseable schedule: \"{}\" : {error}", cron.spec.schedule);
            say(context, key, EventType::Warning, "UnparseableSchedule", message);
            return None;
        }
    };
    let now = context.wall();
    match compute_due(cron, &schedule, now) {
        Err(error) => {
            let message = format!("invalid schedule: {} : {error}", cron.spec.schedule);
            say(context, key, EventType::Warning, "InvalidSchedule", message);
            return None;
        }
        Ok(due) => {
            if due.too_many_missed {
                let message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew".to_owned();
                say(context, key, EventType::Warning, "TooManyMissedTimes", message);
            }
            if let Some(scheduled) = due.scheduled {
                start(context, key, cron, scheduled);
            }
        }
    }
    compute_wait(cron, &schedule, now)
}

/// Starts the Job of an activation, unless it is too late, done before, or forbidden.
fn start(context: &mut Context, key: &ObjectKey, cron: &mut CronJob, scheduled: Time) {
    if is_too_late(cron, scheduled, context.wall()) {
        let time = scheduled.rfc1123z();
        let message = format!("Missed scheduled time to start a job: {time}");
        return say(context, key, EventType::Warning, "MissSchedule", message);
    }
    let name = job_name(cron, scheduled);
    let is_known = cron.status.active.iter().any(|job| job.name == name);
    if is_known || cron.status.last_schedule_time == Some(scheduled) {
        return;
    }
    match cron.spec.concurrency_policy.as_str() {
        "Forbid" if !cron.status.active.is_empty() => {
            let message =
                "Not starting job because prior execution is running and concurrency policy is Forbid"
                    .to_owned();
            return say(context, key, EventType::Normal, "JobAlreadyActive", message);
        }
        "Replace" => replace(context, key, cron),
        _ => {}
    }
    let cause = cause::by_rule(context, &cron.metadata.uid, "schedule");
    let job = compute_job(cron, name.clone(), scheduled);
    match cause::with(context, cause, |context| context.create_named(job.into())) {
        Ok((job, _)) => {
            say(
                context,
                key,
                EventType::Normal,
                "SuccessfulCreate",
                format!("Created job {name}"),
            );
            cron.status.active.extend(context.store.get(&job).map(reference));
            cron.status.last_schedule_time = Some(scheduled);
        }
        Err(error) => {
            let message = format!("Error creating job: {error}");
            say(context, key, EventType::Warning, "FailedCreate", message);
        }
    }
}

fn replace(context: &mut Context, key: &ObjectKey, cron: &mut CronJob) {
    let cause = cause::by_rule(context, &cron.metadata.uid, "concurrencyPolicy");
    cause::with(context, cause, |context| {
        for job in jobs_of(context, cron) {
            if is_active(cron, &job.metadata.uid) {
                delete_job(context, key, cron, &job);
            }
        }
    });
}

/// `NAME-M`, M: minutes since 1970.
fn job_name(cron: &CronJob, scheduled: Time) -> String {
    format!("{}-{}", cron.metadata.name, scheduled.unix() / 60)
}

/// The Job of an activation (getJobFromTemplate2).
fn compute_job(cron: &CronJob, name: String, scheduled: Time) -> Job {
    let template = &cron.spec.job_template;
    let mut job = Job::default();
    job.metadata.labels = template.metadata.labels.clone();
    job.metadata.annotations = template.metadata.annotations.clone();
    let zone = cron.spec.time_zone.as_deref().and_then(Zone::named);
    let timestamp = zone.unwrap_or_default().rfc3339(scheduled);
    job.metadata.annotations.insert(SCHEDULED.to_owned(), timestamp);
    job.metadata.name = name.into();
    job.metadata.namespace = cron.metadata.namespace.clone();
    job.metadata.owner_references = vec![controller_ref(&cron.metadata, Kind::CronJob)].into();
    job.spec = template.spec.clone();
    job
}

/// A reference as `status.active` holds it.
fn reference(object: &Object) -> Shared<ObjectReference> {
    Shared::new(ObjectReference {
        resource_version: object.meta().resource_version.clone(),
        ..events::reference(object, "")
    })
}
