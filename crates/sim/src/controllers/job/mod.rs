//! The Job controller. Mirrors pkg/controller/job/job_controller.go (v1.36.2).
//!
//! [`census`] sorts the pods out, [`finish`] decides about the end, [`manage`] about creations and deletions,
//! [`sync`] puts the plan together; this file reacts to watches and carries plans out.

mod backoff;
mod census;
mod failure_policy;
mod finish;
mod indexes;
mod manage;
mod new_pod;
mod success_policy;
mod sync;
#[cfg(test)]
mod tests;

use sorted::{Map, Set};
use std::sync::Arc;
use std::time::Duration;

use api::batch_v1::{Job, JobStatus};
use api::core_v1::{EventType, Pod};
use api::{Kind, Object, ObjectKey, Text};
use trace::Verb;

use self::backoff::BackoffRecord;
use self::census::{is_indexed, is_tracked};
use self::finish::{Finish, is_finished};
use self::sync::{Plan, View, Ways, compute_settled, compute_sync};
use super::pods::{create_pod, delete_pod, owned_pods, owner_key, pod_key};
use super::queue::WorkQueue;
use super::{Controller, Event, cause};
use crate::api_server::Watch;
use crate::context::Context;

const COMPONENT: &str = "job-controller";
/// The Job's own name for itself in `spec.managedBy`.
const MANAGER: &str = "kubernetes.io/job-controller";
/// Pod events and status changes are gathered for this time.
const SYNC_BATCH_PERIOD: Duration = Duration::from_secs(1);

/// Between the two writes of a sync.
#[derive(Debug)]
struct Settling {
    uid: Text,
    finish: Option<Finish>,
    /// The key was due meanwhile.
    again: bool,
}

/// The controller.
pub(crate) struct JobController {
    pub(super) queue: WorkQueue,
    /// Failures, by the Job's UID.
    backoff: Map<Text, BackoffRecord>,
    /// Generations as last seen, to tell a change of the spec from one of the status.
    generations: Map<ObjectKey, Option<i64>>,
    settling: Map<ObjectKey, Settling>,
}

impl JobController {
    pub fn new() -> JobController {
        JobController {
            queue: WorkQueue::new(Controller::Job),
            backoff: Map::new(),
            generations: Map::new(),
            settling: Map::new(),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::Job(job) => self.watch_job(context, watch.verb, job, watch.object.key()),
            Object::Pod(pod) => {
                let Some(key) = owner_key(&watch.object, Kind::Job) else {
                    return;
                };
                let owner = pod.metadata.controller().map(|owner| owner.uid.as_str());
                if owner.is_some_and(|uid| context.store.holds(&key, uid)) {
                    self.queue.add_after(context, key, SYNC_BATCH_PERIOD);
                } else if watch.verb != Verb::Deleted {
                    release(context, pod);
                }
            }
            _ => {}
        }
    }

    fn watch_job(&mut self, context: &mut Context, verb: Verb, job: &Job, key: ObjectKey) {
        if verb == Verb::Deleted {
            self.generations.remove(&key);
            self.backoff.remove(&job.metadata.uid);
            for pod in owned_pods(context, &job.metadata.uid) {
                release(context, &pod);
            }
            return;
        }
        let generation = job.metadata.generation;
        let known = self.generations.insert(key.clone(), generation);
        if known == Some(generation) {
            self.queue.add_after(context, key, SYNC_BATCH_PERIOD);
        } else {
            self.queue.add(context, key);
        }
    }

    /// Brings a Job forward.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        if let Some(settling) = self.settling.get_mut(key) {
            settling.again = true;
            return;
        }
        let Some(Object::Job(job)) = context.store.get(key) else {
            return;
        };
        let job = Arc::clone(job);
        let managed_elsewhere = job.spec.managed_by.as_deref().is_some_and(|name| name != MANAGER);
        if is_finished(&job.status) || managed_elsewhere {
            return;
        }
        let uid = &job.metadata.uid;
        let pods = owned_pods(context, uid);
        let plan = compute_sync(View {
            job: &job,
            pods: &pods,
            now: context.wall(),
            backoff: self.backoff.get(uid).copied().unwrap_or_default(),
            ways: Ways::of(context),
        });
        self.backoff.insert(uid.clone(), plan.backoff);
        for delay in &plan.requeue {
            self.queue.add_after(context, key.clone(), *delay);
        }
        if job.metadata.deletion_timestamp.is_none() || plan.finish.is_some() {
            manage_pods(context, key, &job, &plan);
        }
        self.write(context, key, &job, plan);
    }

    /// The first write; the second follows when there is something to settle.
    fn write(&mut self, context: &mut Context, key: &ObjectKey, job: &Job, plan: Plan) {
        if let Some((reason, message)) = plan.event {
            context.event_about(COMPONENT, key, EventType::Normal, reason, message.into());
        }
        if plan.too_many {
            let message = "Too many succeeded pods running after completion count reached".into();
            context.event_about(
                COMPONENT,
                key,
                EventType::Warning,
                "TooManySucceededPods",
                message,
            );
        }
        let rule = plan.finish.as_ref().map_or("", |finish| finish.rule);
        let cause = cause::by_rule(context, &job.metadata.uid, rule);
        cause::with(context, cause, |context| {
            store_status(context, key, &job.metadata.uid, plan.status);
            for pod in &plan.release {
                release(context, pod);
            }
        });
        if plan.release.is_empty() && plan.finish.is_none() {
            return;
        }
        let settling = Settling {
            uid: job.metadata.uid.clone(),
            finish: plan.finish,
            again: false,
        };
        self.settling.insert(key.clone(), settling);
        let latency = context.scenario.timing.api_write * 2;
        context.after(latency, Event::SettleJob(key.clone()));
    }

    /// The second write: counters without finalizers, the last condition, the last event.
    pub fn settle(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Settling { uid, finish, again }) = self.settling.remove(key) else {
            return;
        };
        if let Some(Object::Job(job)) = context.store.get_uid(key, &uid) {
            let job = Arc::clone(job);
            let held: Set<Text> = owned_pods(context, &uid)
                .iter()
                .filter(|pod| is_tracked(pod))
                .map(|pod| pod.metadata.uid.clone())
                .collect();
            let tracked = |uid: &str| held.contains(uid);
            let status = compute_settled(
                &job.status,
                finish.as_ref(),
                &tracked,
                is_indexed(&job),
                Ways::of(context),
                context.wall(),
            );
            let finished = is_finished(&status);
            store_status(context, key, &uid, status);
            if let Some(finish) = finish.filter(|_| finished) {
                record_finished(context, key, &finish);
            }
        }
        if again {
            self.queue.add(context, key.clone());
        }
    }
}

fn manage_pods(context: &mut Context, key: &ObjectKey, job: &Job, plan: &Plan) {
    if plan.delete.is_empty() && plan.create.is_empty() {
        return;
    }
    let rule = plan.finish.as_ref().map_or(plan.rule, |finish| finish.rule);
    let cause = cause::by_rule(context, &job.metadata.uid, rule);
    cause::with(context, cause, |context| {
        for pod in &plan.delete {
            if plan.finish.is_none() {
                // A surplus pod, or one of a suspended Job: it is let go without being counted.
                release(context, pod);
            }
            delete_pod(context, &pod_key(pod), key, COMPONENT);
        }
        for new in &plan.create {
            // A failure is an event; the next sync tries again.
            let _ = create_pod(context, new_pod::compute_pod(job, new), key, COMPONENT);
        }
    });
}

/// `Completed`, or the reason of the failure.
fn record_finished(context: &mut Context, key: &ObjectKey, finish: &Finish) {
    if finish.success {
        let message = "Job completed".to_owned();
        context.event_about(COMPONENT, key, EventType::Normal, "Completed", message);
    } else {
        let reason = failure_reason(&finish.reason);
        context.event_about(COMPONENT, key, EventType::Warning, reason, finish.message.clone());
    }
}

/// The reasons with which a Job fails.
fn failure_reason(reason: &str) -> &'static str {
    const REASONS: [&str; 5] = [
        "BackoffLimitExceeded",
        "DeadlineExceeded",
        "PodFailurePolicy",
        "MaxFailedIndexesExceeded",
        "FailedIndexes",
    ];
    let mut known = REASONS.into_iter();
    known.find(|known| *known == reason).unwrap_or("Failed")
}

fn store_status(context: &mut Context, key: &ObjectKey, uid: &str, status: JobStatus) {
    if let Some(Object::Job(stored)) = context.store.get_uid(key, uid)
        && stored.status != status
    {
        let mut job = Job::clone(stored);
        job.status = status;
        context.update(job.into());
    }
}

/// Takes the tracking finalizer off a pod.
fn release(context: &mut Context, pod: &Pod) {
    let stored = context.store.get_uid(&pod_key(pod), &pod.metadata.uid);
    let Some(mut object) = stored.cloned() else { return };
    object
        .meta_mut()
        .finalizers
        .retain(|name| name != census::TRACKING);
    context.update(object);
}
