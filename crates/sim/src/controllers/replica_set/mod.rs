//! The ReplicaSet controller. Mirrors pkg/controller/replicaset/{replica_set,replica_set_utils}.go (v1.36.2).

mod status;

use sorted::Map;
use std::cmp::Ordering;
use std::sync::Arc;

use api::apps_v1::ReplicaSet;
use api::core_v1::Pod;
use api::meta_v1::Time;
use api::{Kind, Object, ObjectKey, Text};
use trace::Verb;

use self::status::{compute_next_check, compute_status};
use super::pods::{
    Ages, BURST, create_pod, delete_pod, is_active, owned_pods, owner_key, pod_from_template, pod_key,
    sort_for_deletion,
};
use super::queue::WorkQueue;
use super::{Controller, cause};
use crate::api_server::{PodCounts, Watch};
use crate::context::Context;
use crate::versions::Difference;

const COMPONENT: &str = "replicaset-controller";

/// The controller.
pub(crate) struct ReplicaSetController {
    pub(super) queue: WorkQueue,
    /// The error of the last attempt to create a pod, by UID; it shows as a condition.
    failures: Map<Text, String>,
}

impl ReplicaSetController {
    pub fn new() -> ReplicaSetController {
        ReplicaSetController {
            queue: WorkQueue::new(Controller::ReplicaSet),
            failures: Map::new(),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::ReplicaSet(set) if watch.verb == Verb::Deleted => {
                self.failures.remove(&set.metadata.uid);
                self.queue.forget(&watch.object.key());
            }
            Object::ReplicaSet(_) => self.queue.add(context, watch.object.key()),
            Object::Pod(_) => {
                if let Some(key) = owner_key(&watch.object, Kind::ReplicaSet) {
                    self.queue.add(context, key);
                }
            }
            _ => {}
        }
    }

    /// Brings a ReplicaSet forward: pods first, then the status as it was before them.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::ReplicaSet(set)) = context.store.get(key) else {
            return;
        };
        let set = Arc::clone(set);
        self.queue.occupy(context, key);
        let uid = &set.metadata.uid;
        // Upstream lists the pods once: what this sync does about them shows at the next one.
        let pods = context.store.pod_counts(uid).clone();
        if set.metadata.deletion_timestamp.is_none() {
            self.manage(context, key, &set, &pods);
        }
        let now = context.wall();
        let failure = self.failures.get(uid).map(String::as_str);
        let status = compute_status(
            &set,
            &pods,
            failure,
            context.has(Difference::SetsCountTerminating),
            now,
        );
        if status != set.status
            && let Some(Object::ReplicaSet(stored)) = context.store.get_uid(key, uid)
        {
            let mut new = ReplicaSet::clone(stored);
            new.status = status;
            context.update(new.into());
        }
        if let Some(wait) = compute_next_check(&set, &pods, now) {
            self.queue.add_after(context, key.clone(), wait);
        }
    }

    fn manage(&mut self, context: &mut Context, key: &ObjectKey, set: &ReplicaSet, pods: &PodCounts) {
        let uid = &set.metadata.uid;
        let (create, delete) = match compute_managed(set, pods) {
            Managed::Enough => return,
            Managed::Create(count) => (count, Vec::new()),
            Managed::Delete(count) => {
                let pods = owned_pods(context, uid);
                (0, compute_deleted(pods, count, context.wall()))
            }
        };
        let cause = cause::by_rule(context, uid, "replicas");
        cause::with(context, cause, |context| {
            for pod in delete {
                delete_pod(context, &pod_key(&pod), key, COMPONENT);
            }
            if create > 0 {
                self.failures.remove(uid);
            }
            let prefix = format!("{}-", set.metadata.name);
            for _ in 0..create {
                let pod = pod_from_template(&set.spec.template, &set.metadata, Kind::ReplicaSet, &prefix);
                if let Err(error) = create_pod(context, pod, key, COMPONENT) {
                    self.failures.insert(uid.clone(), error);
                    break;
                }
            }
        });
    }
}

/// What is to be done about the number of pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Managed {
    Enough,
    Create(usize),
    Delete(usize),
}

/// How many pods to create or to delete (manageReplicas).
fn compute_managed(set: &ReplicaSet, pods: &PodCounts) -> Managed {
    let wanted = usize::try_from(set.spec.replicas.unwrap_or(1)).unwrap_or(0);
    let active = usize::try_from(pods.active).unwrap_or(0);
    match active.cmp(&wanted) {
        Ordering::Equal => Managed::Enough,
        Ordering::Less => Managed::Create((wanted - active).min(BURST)),
        Ordering::Greater => Managed::Delete((active - wanted).min(BURST)),
    }
}

/// Which pods are deleted (getPodsToDelete).
fn compute_deleted(mut pods: Vec<Arc<Pod>>, surplus: usize, now: Time) -> Vec<Arc<Pod>> {
    pods.retain(|pod| is_active(pod));
    if surplus < pods.len() {
        sort_for_deletion(&mut pods, Ages::Logarithmic, now);
    }
    pods.truncate(surplus);
    pods
}
