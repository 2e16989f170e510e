//! The DaemonSet controller on one node. Mirrors pkg/controller/daemon/{daemon_controller,update}.go (v1.36.2).

mod plan;

use sorted::Map;
use std::sync::Arc;
use std::time::Duration;

use api::apps_v1::{DaemonSet, DaemonSetStatus};
use api::core_v1::{EventType, Pod, PodPhase};
use api::meta_v1::Time;
use api::{Kind, Object, ObjectKey, Text};
use trace::Verb;

use self::plan::{Plan, compute_plan, compute_pod, daemon_pods, is_new, should_run};
use super::pods::{
    available_at, create_pod, delete_pod, is_available, is_ready, owned_pods, owner_key, pod_key,
};
use super::queue::WorkQueue;
use super::template_hash::compute_hash;
use super::{Controller, cause};
use crate::api_server::Watch;
use crate::context::Context;
use crate::scheduler::NODE;

const COMPONENT: &str = "daemonset-controller";
/// The delay after the first failed pod; it doubles.
const BACKOFF_BASE: Duration = Duration::from_secs(1);
/// The longest delay.
const BACKOFF_MAX: Duration = Duration::from_secs(900);

/// When the last failed pod was killed, and the delay that began then.
#[derive(Clone, Copy, Debug)]
struct Backoff {
    since: Duration,
    delay: Duration,
}

/// The controller.
pub(crate) struct DaemonSetController {
    pub(super) queue: WorkQueue,
    backoff: Map<Text, Backoff>,
}

impl DaemonSetController {
    pub fn new() -> DaemonSetController {
        DaemonSetController {
            queue: WorkQueue::new(Controller::DaemonSet),
            backoff: Map::new(),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::DaemonSet(set) if watch.verb == Verb::Deleted => {
                self.backoff.remove(&set.metadata.uid);
            }
            Object::DaemonSet(_) => self.queue.add(context, watch.object.key()),
            Object::Pod(_) => {
                if let Some(key) = owner_key(&watch.object, Kind::DaemonSet) {
                    self.queue.add(context, key);
                }
            }
            _ => {}
        }
    }

    /// Brings a DaemonSet forward.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::DaemonSet(set)) = context.store.get(key) else {
            return;
        };
        let set = Arc::clone(set);
        let uid = &set.metadata.uid;
        let pods = owned_pods(context, uid);
        let hash = compute_hash(&set.spec.template);
        let now = context.wall();
        let should_run = should_run(&set, &context.scenario.node);
        if set.metadata.deletion_timestamp.is_none() {
            let plan = compute_plan(&set, &pods, should_run, &hash, now);
            self.carry_out(context, key, &set, plan, &hash);
        }
        let status = compute_status(&set, &owned_pods(context, uid), should_run, &hash, now);
        if let Some(Object::DaemonSet(stored)) = context.store.get_uid(key, uid) {
            let mut new = DaemonSet::clone(stored);
            new.status = status;
            context.update(new.into());
        }
        let next = pods
            .iter()
            .filter_map(|pod| available_at(pod, set.spec.min_ready_seconds));
        if let Some(at) = next.filter(|at| *at > now).min() {
            self.queue.add_after(context, key.clone(), at.since(now));
        }
    }

    fn carry_out(&mut self, context: &mut Context, key: &ObjectKey, set: &DaemonSet, plan: Plan, hash: &str) {
        let cause = cause::by_rule(context, &set.metadata.uid, "template");
        cause::with(context, cause, |context| match plan {
            Plan::Nothing => {}
            Plan::Create => {
                // A failure is an event; the next sync tries again.
                let _ = create_pod(context, compute_pod(set, hash), key, COMPONENT);
            }
            Plan::Replace(pod) => delete_pod(context, &pod_key(&pod), key, COMPONENT),
            Plan::Ended(pod) => self.end(context, key, &set.metadata.uid, &pod),
        });
    }

    /// A pod has ended: it is deleted, a failed one not before the back-off is over.
    fn end(&mut self, context: &mut Context, key: &ObjectKey, uid: &str, pod: &Pod) {
        let name = format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
        if pod.status.phase == PodPhase::Failed {
            let known = self.backoff.get(uid).copied();
            // Quiet for twice the longest delay: forgotten.
            let known = known.filter(|known| context.now - known.since <= 2 * BACKOFF_MAX);
            let left = known.map_or(Duration::ZERO, |known| {
                (known.since + known.delay).saturating_sub(context.now)
            });
            if !left.is_zero() {
                return self.queue.add_after(context, key.clone(), left);
            }
            let delay = known.map_or(BACKOFF_BASE, |known| (known.delay * 2).min(BACKOFF_MAX));
            let since = context.now;
            self.backoff.insert(uid.into(), Backoff { since, delay });
            let message = format!("Found failed daemon pod {name} on node {NODE}, will try to kill it");
            context.event_about(COMPONENT, key, EventType::Warning, "FailedDaemonPod", message);
        } else {
            let message = format!("Found succeeded daemon pod {name} on node {NODE}, will try to delete it");
            context.event_about(COMPONENT, key, EventType::Normal, "SucceededDaemonPod", message);
        }
        delete_pod(context, &pod_key(pod), key, COMPONENT);
    }
}

/// The oldest pod that counts speaks for the node.
fn compute_status(
    set: &DaemonSet,
    pods: &[Arc<Pod>],
    should_run: bool,
    hash: &str,
    now: Time,
) -> DaemonSetStatus {
    let first = daemon_pods(pods).into_iter().next();
    let is = |keep: &dyn Fn(&Pod) -> bool| i32::from(should_run && first.is_some_and(|pod| keep(pod)));
    let available = is(&|pod| is_available(pod, set.spec.min_ready_seconds, now));
    DaemonSetStatus {
        current_number_scheduled: is(&|_| true),
        desired_number_scheduled: i32::from(should_run),
        number_available: available,
        number_misscheduled: i32::from(!should_run && first.is_some()),
        number_ready: is(&is_ready),
        number_unavailable: i32::from(should_run) - available,
        observed_generation: set.metadata.generation,
        updated_number_scheduled: is(&|pod| is_new(pod, hash)),
    }
}
