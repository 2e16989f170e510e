//! The StatefulSet controller. Mirrors pkg/controller/statefulset/{stateful_set,stateful_set_control,
//! stateful_set_utils}.go (v1.36.2). Claims are taken as bound; revisions live in the controller's memory.

mod new_pod;
mod update;

use sorted::Map;
use std::sync::Arc;

use api::apps_v1::{StatefulSet, StatefulSetStatus};
use api::core_v1::{EventType, Pod, PodTemplateSpec};
use api::{Kind, Object, ObjectKey, Text};
use trace::Verb;

use self::new_pod::compute_pod;
use self::update::{Revisions, Step, View, compute_step, is_running_and_ready};
use super::pods::{BURST, available_at, is_available, owned_pods, owner_key, pod_key};
use super::queue::WorkQueue;
use super::template_hash::revision_name;
use super::{Controller, cause};
use crate::api_server::Watch;
use crate::context::Context;
use crate::versions::Difference;

const COMPONENT: &str = "statefulset-controller";

/// What the controller remembers of a StatefulSet.
#[derive(Debug, Default)]
struct Memory {
    /// Templates by revision name.
    templates: Map<String, PodTemplateSpec>,
    /// The revision that is rolled out, as far as it is.
    current: String,
}

/// The controller.
pub(crate) struct StatefulSetController {
    pub(super) queue: WorkQueue,
    memory: Map<Text, Memory>,
}

impl StatefulSetController {
    pub fn new() -> StatefulSetController {
        StatefulSetController {
            queue: WorkQueue::new(Controller::StatefulSet),
            memory: Map::new(),
        }
    }

    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        match &watch.object {
            Object::StatefulSet(set) if watch.verb == Verb::Deleted => {
                self.memory.remove(&set.metadata.uid);
            }
            Object::StatefulSet(_) => self.queue.add(context, watch.object.key()),
            Object::Pod(_) => {
                if let Some(key) = owner_key(&watch.object, Kind::StatefulSet) {
                    self.queue.add(context, key);
                }
            }
            _ => {}
        }
    }

    /// Brings a StatefulSet forward: steps until one has to wait, then the status.
    pub fn sync(&mut self, context: &mut Context, key: &ObjectKey) {
        let Some(Object::StatefulSet(set)) = context.store.get(key) else {
            return;
        };
        let set = Arc::clone(set);
        let uid = set.metadata.uid.clone();
        let memory = self.memory.entry(uid.clone()).or_default();
        let newest = revision_name(&set);
        memory.templates.insert(newest.clone(), set.spec.template.clone());
        if memory.current.is_empty() {
            memory.current.clone_from(&newest);
        }
        let revisions = Revisions {
            current: memory.current.clone(),
            update: newest,
        };
        if set.metadata.deletion_timestamp.is_none() {
            let cause = cause::by_rule(context, &uid, "replicas");
            cause::with(context, cause, |context| {
                advance(context, key, &set, memory, &revisions)
            });
        }
        let pods = owned_pods(context, &uid);
        let status = compute_status(&set, &pods, &revisions, context.wall());
        if status.update_revision == status.current_revision {
            memory.current.clone_from(&status.current_revision);
        }
        store_status(context, key, &uid, status);
        let now = context.wall();
        let next = pods
            .iter()
            .filter_map(|pod| available_at(pod, set.spec.min_ready_seconds));
        if let Some(at) = next.filter(|at| *at > now).min() {
            self.queue.add_after(context, key.clone(), at.since(now));
        }
    }
}

/// Carries out steps; each sees what the one before left. What is left then waits for the next sync.
fn advance(
    context: &mut Context,
    key: &ObjectKey,
    set: &StatefulSet,
    memory: &Memory,
    revisions: &Revisions,
) {
    for _ in 0..BURST {
        let pods = owned_pods(context, &set.metadata.uid);
        let step = compute_step(View {
            set,
            pods: &pods,
            revisions,
            now: context.wall(),
        });
        match step {
            Step::Wait => return,
            Step::Create { ordinal, revision } => {
                let template = memory.templates.get(&revision).unwrap_or(&set.spec.template);
                create(context, key, compute_pod(set, template, ordinal, &revision));
            }
            Step::Delete(pod) => delete(context, key, set, &pod),
        }
    }
}

/// The verb as the version writes it.
fn title(context: &Context, new: &'static str, old: &'static str) -> &'static str {
    if context.has(Difference::StatefulSetTitleCase) {
        new
    } else {
        old
    }
}

fn create(context: &mut Context, key: &ObjectKey, pod: Pod) {
    let (name, set) = (pod.metadata.name.clone(), &key.name);
    let verb = title(context, "Create", "create");
    let (kind, reason, message) = match context.create(pod.into()) {
        Ok(_) => (
            EventType::Normal,
            "SuccessfulCreate",
            format!("{verb} Pod {name} in StatefulSet {set} successful"),
        ),
        Err(error) => (
            EventType::Warning,
            "FailedCreate",
            format!("{verb} Pod {name} in StatefulSet {set} failed error: {error}"),
        ),
    };
    context.event_about(COMPONENT, key, kind, reason, message);
}

fn delete(context: &mut Context, key: &ObjectKey, set: &StatefulSet, pod: &Pod) {
    let (name, set_name) = (&pod.metadata.name, &key.name);
    let namespace = &set.metadata.namespace;
    let ended = match pod.status.phase {
        api::core_v1::PodPhase::Failed => Some((EventType::Warning, "RecreatingFailedPod", "failed")),
        api::core_v1::PodPhase::Succeeded => {
            Some((EventType::Normal, "RecreatingTerminatedPod", "terminated"))
        }
        _ => None,
    };
    if let Some((kind, reason, word)) = ended {
        let message = format!("StatefulSet {namespace}/{set_name} is recreating {word} Pod {name}");
        context.event_about(COMPONENT, key, kind, reason, message);
    }
    context.delete(&pod_key(pod), None);
    let verb = title(context, "Delete", "delete");
    let message = format!("{verb} Pod {name} in StatefulSet {set_name} successful");
    context.event_about(COMPONENT, key, EventType::Normal, "SuccessfulDelete", message);
}

fn compute_status(
    set: &StatefulSet,
    pods: &[Arc<Pod>],
    revisions: &Revisions,
    now: api::meta_v1::Time,
) -> StatefulSetStatus {
    let count = |keep: &dyn Fn(&Pod) -> bool| {
        let number = pods.iter().filter(|pod| keep(pod)).count();
        i32::try_from(number).unwrap_or(i32::MAX)
    };
    let of =
        |name: &str| count(&|pod| pod.metadata.deletion_timestamp.is_none() && update::revision(pod) == name);
    let mut status = StatefulSetStatus {
        replicas: count(&|_| true),
        ready_replicas: count(&is_running_and_ready),
        available_replicas: count(&|pod| {
            is_running_and_ready(pod) && is_available(pod, set.spec.min_ready_seconds, now)
        }),
        collision_count: Some(0),
        current_replicas: of(&revisions.current),
        updated_replicas: of(&revisions.update),
        current_revision: revisions.current.clone(),
        update_revision: revisions.update.clone(),
        observed_generation: set.metadata.generation,
    };
    // The update is done: it becomes the current revision (completeRollingUpdate).
    let wanted = set.spec.replicas.unwrap_or(1);
    let counts = [status.updated_replicas, status.ready_replicas, status.replicas];
    if counts == [wanted; 3] && set.spec.update_strategy.kind != "OnDelete" {
        status.current_replicas = status.updated_replicas;
        status.current_revision = status.update_revision.clone();
    }
    status
}

fn store_status(context: &mut Context, key: &ObjectKey, uid: &str, status: StatefulSetStatus) {
    if let Some(Object::StatefulSet(stored)) = context.store.get_uid(key, uid) {
        let mut set = StatefulSet::clone(stored);
        set.status = status;
        context.update(set.into());
    }
}
