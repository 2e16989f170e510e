//! Deletes finished Jobs after `ttlSecondsAfterFinished`.
//! Mirrors pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (v1.36.2).

use std::time::Duration;

use api::batch_v1::Job;
use api::meta_v1::Time;
use api::{Object, ObjectKey};
use trace::Verb;

use super::queue::WorkQueue;
use super::{Controller, cause};
use crate::api_server::{Propagation, Watch};
use crate::context::Context;

/// The controller.
pub(crate) struct TtlController {
    pub(super) queue: WorkQueue,
}

impl TtlController {
    pub fn new() -> TtlController {
        TtlController {
            queue: WorkQueue::new(Controller::TtlAfterFinished),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        let Object::Job(job) = &watch.object else { return };
        if watch.verb != Verb::Deleted && expires(job).is_some() {
            self.queue.add(context, watch.object.key());
        }
    }

    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::Job(job)) = context.store.get(key) else {
            return;
        };
        let Some(at) = expires(job) else { return };
        let left = at.since(context.wall());
        if !left.is_zero() {
            return self.queue.add_after(context, key.clone(), left);
        }
        let uid = job.metadata.uid.clone();
        let cause = cause::by_rule(context, &uid, "ttlSecondsAfterFinished");
        cause::with(context, cause, |context| {
            context.delete_with(key, None, Propagation::Foreground)
        });
    }
}

/// When a Job is to be deleted, if it is finished, has a time to live and is not being deleted yet.
fn expires(job: &Job) -> Option<Time> {
    if job.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let ttl = u64::try_from(job.spec.ttl_seconds_after_finished?).ok()?;
    let mut conditions = job.status.conditions.iter();
    let end = conditions
        .find(|condition| matches!(&*condition.kind, "Complete" | "Failed") && condition.status == "True")?;
    Some(end.last_transition_time?.plus(Duration::from_secs(ttl)))
}
