//! The Deployment controller. Mirrors pkg/controller/deployment/{deployment_controller,sync,rolling,recreate,
//! progress}.go (v1.36.2).

mod arithmetic;
mod rollout;
mod sets;
mod status;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use api::apps_v1::{Deployment, DeploymentStatus, REVISION, ReplicaSet};
use api::core_v1::EventType;
use api::{Kind, Object, ObjectKey};
use trace::Verb;

use self::arithmetic::{DESIRED_REPLICAS, desired, is_rolling, spec_replicas};
use self::rollout::{Scale, compute_proportional, compute_scale_down, compute_scale_up};
use self::sets::{Sets, compute_annotations, compute_new_set, next_revision, set_replicas_annotations};
use self::status::{
    compute_rollout_status, compute_status, compute_stuck_check, has_progress_deadline, is_rolled_out,
    new_condition, remove_condition, set_condition,
};
use super::pods::{owned_pods, owner_key};
use super::queue::WorkQueue;
use super::{Controller, cause};
use crate::api_server::Watch;
use crate::context::Context;

const COMPONENT: &str = "deployment-controller";

/// The controller.
pub(crate) struct DeploymentController {
    pub(super) queue: WorkQueue,
}

impl DeploymentController {
    pub fn new() -> DeploymentController {
        DeploymentController {
            queue: WorkQueue::new(Controller::Deployment),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::Deployment(_) if watch.verb == Verb::Deleted => {
                self.queue.forget(&watch.object.key());
            }
            Object::Deployment(_) => self.queue.add(context, watch.object.key()),
            Object::ReplicaSet(_) => {
                if let Some(key) = owner_key(&watch.object, Kind::Deployment) {
                    self.queue.add(context, key);
                }
            }
            Object::Pod(_) => self.watch_pod(context, watch),
            _ => {}
        }
    }

    /// The end of a pod matters only to `Recreate`.
    fn watch_pod(&mut self, context: &mut Context, watch: &Watch) {
        let Some(set) = owner_key(&watch.object, Kind::ReplicaSet) else {
            return;
        };
        let owner = context.store.get(&set);
        let Some(key) = owner.and_then(|set| owner_key(set, Kind::Deployment)) else {
            return;
        };
        if let Some(Object::Deployment(deployment)) = context.store.get(&key)
            && !is_rolling(deployment)
            && (watch.verb == Verb::Deleted
                || watch
                    .object
                    .as_pod()
                    .is_some_and(|pod| pod.status.phase.is_terminal()))
        {
            self.queue.add(context, key);
        }
    }

    /// Brings a Deployment forward.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::Deployment(deployment)) = context.store.get(key) else {
            return;
        };
        let deployment = Deployment::clone(deployment);
        self.queue.occupy(context, key);
        let mut sync = Sync {
            key,
            deployment,
            context,
        };
        if let Some(wait) = sync.run() {
            self.queue.add_after(context, key.clone(), wait);
        }
    }
}

/// One sync: the Deployment as it is worked on, and the world.
struct Sync<'a> {
    key: &'a ObjectKey,
    deployment: Deployment,
    context: &'a mut Context,
}

impl Sync<'_> {
    /// Returns the time after which to look again.
    fn run(&mut self) -> Option<std::time::Duration> {
        if self.selects_everything() {
            let message = "This deployment is selecting all pods. A non-empty selector is required.";
            self.event(EventType::Warning, "SelectingAll", message.to_owned());
            self.deployment.status.observed_generation = self.deployment.metadata.generation;
            self.store();
            return None;
        }
        if self.deployment.metadata.deletion_timestamp.is_some() {
            let sets = self.adopt_new_set(false);
            self.write_plain_status(&sets);
            return None;
        }
        self.check_paused();
        if self.deployment.spec.paused || self.is_scaling() {
            let sets = self.adopt_new_set(false);
            self.scale(&sets);
            if self.deployment.spec.paused {
                self.clean_up();
            }
            let sets = self.sets();
            self.write_plain_status(&sets);
            return None;
        }
        if is_rolling(&self.deployment) {
            self.roll();
        } else {
            self.recreate();
        }
        self.write_rollout_status()
    }

    fn selects_everything(&self) -> bool {
        let selector = self.deployment.spec.selector.as_ref();
        selector
            .is_some_and(|selector| selector.match_labels.is_empty() && selector.match_expressions.is_empty())
    }

    fn sets(&self) -> Sets {
        let uid = &self.deployment.metadata.uid;
        let sets = self.context.store.controlled_by(Kind::ReplicaSet, uid);
        let sets = sets.filter_map(|object| match object {
            Object::ReplicaSet(set) => Some(Arc::clone(set)),
            _ => None,
        });
        Sets::of(&self.deployment, sets.collect())
    }

    fn event(&mut self, kind: EventType, reason: &'static str, message: String) {
        self.context
            .event_about(COMPONENT, self.key, kind, reason, message);
    }

    /// Writes the Deployment's status and annotations.
    fn store(&mut self) {
        let uid = &self.deployment.metadata.uid;
        if let Some(Object::Deployment(stored)) = self.context.store.get_uid(self.key, uid) {
            let mut new = Deployment::clone(stored);
            new.status = self.deployment.status.clone();
            new.metadata.annotations = self.deployment.metadata.annotations.clone();
            self.context.update(new.into());
        }
    }

    /// Progressing says `Unknown` while paused.
    fn check_paused(&mut self) {
        if !has_progress_deadline(&self.deployment) {
            return;
        }
        let current = status::condition(&self.deployment.status, "Progressing");
        if current.is_some_and(|current| current.reason == status::TIMED_OUT) {
            return;
        }
        let was_paused = current.is_some_and(|current| current.reason == "DeploymentPaused");
        let (reason, message) = match (self.deployment.spec.paused, was_paused) {
            (true, false) => ("DeploymentPaused", "Deployment is paused"),
            (false, true) => ("DeploymentResumed", "Deployment is resumed"),
            _ => return,
        };
        let now = self.context.wall();
        let condition = new_condition("Progressing", "Unknown", reason, message.to_owned(), now);
        set_condition(&mut self.deployment.status, condition);
        self.store();
    }

    /// True when the Deployment's size changed since a ReplicaSet was last scaled.
    fn is_scaling(&mut self) -> bool {
        let sets = self.adopt_new_set(false);
        let wanted = desired(&self.deployment).to_string();
        sets.active().any(|set| {
            let annotation = set.metadata.annotations.get(DESIRED_REPLICAS);
            annotation.is_some_and(|text| *text != wanted)
        })
    }

    /// The ReplicaSets; the one for the template gets its annotations, and is created when there is none
    /// (getAllReplicaSetsAndSyncRevision).
    fn adopt_new_set(&mut self, create: bool) -> Sets {
        let sets = self.sets();
        let next = next_revision(&sets);
        let now = self.context.wall();
        if let Some(new) = sets.new_set() {
            let annotations = compute_annotations(&self.deployment, &new.metadata.annotations, next, true);
            let min_ready_seconds = self.deployment.spec.min_ready_seconds;
            if annotations != *new.metadata.annotations || min_ready_seconds != new.spec.min_ready_seconds {
                let mut set = ReplicaSet::clone(new);
                set.metadata.annotations = annotations.into();
                set.spec.min_ready_seconds = min_ready_seconds;
                self.context.update(set.into());
                return self.sets();
            }
            let shown = annotations.get(REVISION).cloned().unwrap_or_default();
            let name = new.metadata.name.clone();
            let mut changed = self.set_revision(&shown);
            let unknown = status::condition(&self.deployment.status, "Progressing").is_none();
            if has_progress_deadline(&self.deployment) && unknown {
                let message = format!("Found new replica set \"{name}\"");
                let condition = new_condition("Progressing", "True", "FoundNewReplicaSet", message, now);
                set_condition(&mut self.deployment.status, condition);
                changed = true;
            }
            if changed {
                self.store();
            }
            return sets;
        }
        if create {
            self.create_set(&sets, next);
        }
        self.sets()
    }

    fn create_set(&mut self, sets: &Sets, next: i64) {
        let set = compute_new_set(&self.deployment, sets);
        let (name, replicas) = (set.metadata.name.clone(), spec_replicas(&set));
        let cause = cause::by_rule(self.context, &self.deployment.metadata.uid, "template");
        let created = cause::with(self.context, cause, |context| context.create(set.into()));
        if let Err(error) = created {
            let message = format!("Failed to create new replica set \"{name}\": {error}");
            return self.event(EventType::Warning, "ReplicaSetCreateError", message);
        }
        if replicas > 0 {
            let message = format!("Scaled up replica set {name} from 0 to {replicas}");
            self.event(EventType::Normal, "ScalingReplicaSet", message);
        }
        self.set_revision(&next.to_string());
        if has_progress_deadline(&self.deployment) {
            let message = format!("Created new replica set \"{name}\"");
            let now = self.context.wall();
            let condition = new_condition("Progressing", "True", "NewReplicaSetCreated", message, now);
            set_condition(&mut self.deployment.status, condition);
        }
        self.store();
    }

    fn set_revision(&mut self, revision: &str) -> bool {
        let annotations = &mut self.deployment.metadata.annotations;
        annotations
            .insert(REVISION.to_owned(), revision.to_owned())
            .as_deref()
            != Some(revision)
    }

    fn roll(&mut self) {
        let sets = self.adopt_new_set(true);
        if self.apply(compute_scale_up(&self.deployment, &sets)) {
            return;
        }
        if self.apply(compute_scale_down(&self.deployment, &sets)) {
            return;
        }
        if is_rolled_out(&self.deployment, &self.deployment.status) {
            self.clean_up();
        }
    }

    fn recreate(&mut self) {
        let sets = self.adopt_new_set(false);
        let down: Vec<Scale> = sets
            .old()
            .filter(|set| spec_replicas(set) > 0)
            .map(|set| Scale::to(set, 0))
            .collect();
        if self.apply(down) || self.has_old_pods(&sets) {
            return;
        }
        let sets = self.adopt_new_set(true);
        let wanted = desired(&self.deployment);
        let up = sets.new_set().map(|set| Scale::to(set, wanted));
        let up = up.filter(Scale::changes);
        self.apply(up.into_iter().collect());
        if is_rolled_out(&self.deployment, &self.deployment.status) {
            self.clean_up();
        }
    }

    /// Pods of old ReplicaSets that are not finished; those being deleted count.
    fn has_old_pods(&self, sets: &Sets) -> bool {
        sets.old().any(|set| {
            let pods = owned_pods(self.context, &set.metadata.uid);
            set.status.replicas > 0 || pods.iter().any(|pod| !pod.status.phase.is_terminal())
        })
    }

    /// Scales ReplicaSets that have another size, with an event each. True when any was.
    fn apply(&mut self, scales: Vec<Scale>) -> bool {
        let mut scaled = false;
        for Scale { key, from, to } in scales {
            let Some(Object::ReplicaSet(stored)) = self.context.store.get(&key) else {
                continue;
            };
            let mut set = ReplicaSet::clone(stored);
            set.spec.replicas = Some(to);
            set_replicas_annotations(&self.deployment, &mut set.metadata.annotations);
            let cause = cause::by_rule(self.context, &self.deployment.metadata.uid, "strategy");
            cause::with(self.context, cause, |context| context.update(set.into()));
            if from != to {
                scaled = true;
                let direction = if from < to { "up" } else { "down" };
                let name = &key.name;
                let message = format!("Scaled {direction} replica set {name} from {from} to {to}");
                self.event(EventType::Normal, "ScalingReplicaSet", message);
            }
        }
        scaled
    }

    /// The Deployment was scaled, or is paused.
    fn scale(&mut self, sets: &Sets) {
        let scales = compute_proportional(&self.deployment, sets);
        self.apply(scales);
    }

    /// Deletes old ReplicaSets beyond the history limit.
    fn clean_up(&mut self) {
        let Some(limit) = self.deployment.spec.revision_history_limit else {
            return;
        };
        let sets = self.sets();
        let mut old: Vec<_> = sets
            .old()
            .filter(|set| set.metadata.deletion_timestamp.is_none())
            .collect();
        old.sort_by_key(|set| sets::revision(&set.metadata.annotations));
        let surplus = old.len().saturating_sub(usize::try_from(limit).unwrap_or(0));
        let unused = |set: &ReplicaSet| {
            set.status.replicas == 0
                && spec_replicas(set) == 0
                && set.metadata.generation <= set.status.observed_generation
        };
        for set in old.into_iter().take(surplus).filter(|set| unused(set)) {
            let meta = &set.metadata;
            let key = ObjectKey::new(Kind::ReplicaSet, meta.namespace.clone(), meta.name.clone());
            self.context.delete(&key, None);
        }
    }

    fn write_plain_status(&mut self, sets: &Sets) {
        let now = self.context.wall();
        let new = sets.new_set().map(|set| &**set);
        self.write(compute_status(&self.deployment, &sets.refs(), new, now));
    }

    fn write_rollout_status(&mut self) -> Option<std::time::Duration> {
        let sets = self.sets();
        let now = self.context.wall();
        let new = sets.new_set().map(|set| &**set);
        let mut status = compute_rollout_status(&self.deployment, &sets.refs(), new, now);
        if !has_progress_deadline(&self.deployment) {
            remove_condition(&mut status, "Progressing");
        }
        if status == self.deployment.status {
            return compute_stuck_check(&self.deployment, &status, now);
        }
        self.write(status);
        None
    }

    fn write(&mut self, status: DeploymentStatus) {
        if status != self.deployment.status {
            self.deployment.status = status;
            self.store();
        }
    }
}
