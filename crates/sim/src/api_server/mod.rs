//! The API server: objects by address, revisions, watches.
//!
//! A write is stored at once, recorded, and delivered to every component after
//! [`crate::Timing::watch_latency`]. What a kind gets on creation stands in [`strategy`] and [`admission`],
//! how things go in [`deletion`].

mod admission;
mod deletion;
mod pod_counts;
mod qos;
mod strategy;

use sorted::Map;
use std::sync::Arc;

use api::{Kind, Object, ObjectKey, Text};
use trace::{Cause, Fact, PodInfo, RecordId, Verb};

use crate::cluster::Event;
use crate::context::Context;
use crate::versions::Difference;

/// So much of a `generateName` stays: with the suffix a name has at most 63 characters
/// (staging/src/k8s.io/apiserver/pkg/storage/names/generate.go).
pub(crate) const MAX_GENERATED_NAME: usize = 58;

use deletion::is_gone;
pub(crate) use deletion::{FOREGROUND, ORPHAN, Propagation};
pub(crate) use pod_counts::PodCounts;
pub(crate) use strategy::{has_scheduling_gates, template_generation};

/// A watch event: one revision on its way to the components.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub verb: Verb,
    pub object: Object,
}

/// Stored objects.
#[derive(Debug, Default)]
pub(crate) struct Store {
    objects: Map<ObjectKey, Object>,
    /// Dependents by their owners' UIDs, at hand: controllers go through them at every sync.
    dependents: Map<Text, Map<ObjectKey, Object>>,
    /// The pods of ReplicaSets, counted, by the ReplicaSet's UID.
    pod_counts: Map<Text, PodCounts>,
    no_pods: PodCounts,
    revision: u64,
    common: admission::Common,
    /// Manifest object by UID of what came from it, directly or through owners.
    origins: Map<Text, (usize, &'static str)>,
}

impl Store {
    /// The newest revision of an object.
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.objects.get(key)
    }

    /// The newest revision of an object that must still be the one with this UID.
    pub fn get_uid(&self, key: &ObjectKey, uid: &str) -> Option<&Object> {
        self.get(key).filter(|object| object.meta().uid == uid)
    }

    /// All objects of a kind, by namespace and name.
    pub fn list(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        let (low, high) = (ObjectKey::new(kind, "", ""), kind);
        self.objects
            .range_from(&low)
            .take_while(move |(key, _)| key.kind == high)
            .map(|(_, object)| object)
    }

    /// The objects of a kind whose managing owner has a UID, by name.
    pub fn controlled_by<'a>(&'a self, kind: Kind, owner_uid: &'a str) -> impl Iterator<Item = &'a Object> {
        self.dependents_of(owner_uid)
            .filter(move |object| object.kind() == kind && is_controlled_by(object, owner_uid))
    }

    /// The objects that name an owner with this UID.
    pub fn dependents_of(&self, owner_uid: &str) -> impl Iterator<Item = &Object> {
        let objects = self.dependents.get(owner_uid).into_iter();
        objects.flat_map(Map::values)
    }

    /// True when an object with this UID is stored under this address.
    pub fn holds(&self, key: &ObjectKey, uid: &str) -> bool {
        self.get_uid(key, uid).is_some()
    }

    /// The manifest object (index) that an object comes from, through its owners, and the path of the pod
    /// spec there.
    pub fn origin(&self, uid: &str) -> Option<(usize, &'static str)> {
        self.origins.get(uid).copied()
    }

    /// The pods of a ReplicaSet, counted.
    pub fn pod_counts(&self, set_uid: &str) -> &PodCounts {
        self.pod_counts.get(set_uid).unwrap_or(&self.no_pods)
    }

    fn insert(&mut self, key: &ObjectKey, object: Object) {
        self.count(&object, true);
        if let Some(known) = self.objects.get_mut(key) {
            let before = std::mem::replace(known, object.clone());
            self.count(&before, false);
            if before.meta().owner_references == object.meta().owner_references {
                for owner in object.meta().owner_references.iter() {
                    let dependents = self.dependents.get_mut(&owner.uid);
                    if let Some(dependent) = dependents.and_then(|dependents| dependents.get_mut(key)) {
                        *dependent = object.clone();
                    }
                }
                return;
            }
            self.disown(key, &before);
        } else {
            self.objects.insert(key.clone(), object.clone());
        }
        for owner in object.meta().owner_references.iter() {
            self.dependents
                .entry(owner.uid.clone())
                .or_default()
                .insert(key.clone(), object.clone());
        }
    }

    fn remove(&mut self, key: &ObjectKey) {
        if let Some(object) = self.objects.remove(key) {
            self.count(&object, false);
            self.disown(key, &object);
        }
    }

    /// Counts a pod of a ReplicaSet in, or out.
    fn count(&mut self, object: &Object, comes: bool) {
        let Object::Pod(pod) = object else { return };
        let Some(owner) = pod.metadata.controller() else {
            return;
        };
        if owner.kind != Kind::ReplicaSet.name() {
            return;
        }
        if !self.pod_counts.contains_key(&owner.uid) {
            self.pod_counts.insert(owner.uid.clone(), PodCounts::default());
        }
        if let Some(counts) = self.pod_counts.get_mut(&owner.uid) {
            counts.count(pod, comes);
            if counts.is_empty() {
                self.pod_counts.remove(&owner.uid);
            }
        }
    }

    /// An object is no longer a dependent of its owners.
    fn disown(&mut self, key: &ObjectKey, object: &Object) {
        for owner in object.meta().owner_references.iter() {
            if let Some(keys) = self.dependents.get_mut(&owner.uid) {
                keys.remove(key);
                if keys.is_empty() {
                    self.dependents.remove(&owner.uid);
                }
            }
        }
    }
}

/// Whether one of an object's owners is also its managing one.
fn is_controlled_by(object: &Object, owner_uid: &str) -> bool {
    match &object.meta().owner_references[..] {
        // It is a dependent of nobody else.
        [only] => only.controller == Some(true),
        _ => object
            .meta()
            .controller()
            .is_some_and(|owner| owner.uid == owner_uid),
    }
}

impl Context {
    /// Stores an object of the manifest.
    ///
    /// # Errors
    /// The API server's words, e.g. that the object exists.
    pub fn apply(&mut self, index: usize, object: Object) -> Result<RecordId, String> {
        let path = object.pod_template().map_or("", |(_, _, path)| path);
        let cause = Cause::Manifest {
            object: index,
            path: "".into(),
        };
        self.insert(object, Some((index, path)), cause)
            .map(|(_, record)| record)
    }

    /// Stores a new object for the reason in hand: completes `generateName`, sets namespace, UID, creation
    /// time, generation and revision.
    ///
    /// # Errors
    /// The API server's words, e.g. that the object exists.
    pub fn create(&mut self, object: Object) -> Result<RecordId, String> {
        self.create_named(object).map(|(_, record)| record)
    }

    /// [`Context::create`] that also says the name it gave.
    ///
    /// # Errors
    /// The API server's words, e.g. that the object exists.
    pub fn create_named(&mut self, object: Object) -> Result<(ObjectKey, RecordId), String> {
        let owner = object.meta().controller().map(|owner| owner.uid.clone());
        let origin = owner.and_then(|uid| self.store.origin(&uid));
        let cause = self.cause.clone();
        self.insert(object, origin, cause)
    }

    fn insert(
        &mut self,
        mut object: Object,
        origin: Option<(usize, &'static str)>,
        cause: Cause,
    ) -> Result<(ObjectKey, RecordId), String> {
        let now = self.wall().truncated();
        let (suffix, uid) = (self.names.suffix(), self.names.uid());
        let meta = object.meta_mut();
        if meta.namespace.is_empty() {
            meta.namespace = "default".into();
        }
        if meta.name.is_empty() {
            let base: String = meta.generate_name.chars().take(MAX_GENERATED_NAME).collect();
            meta.name = (base + &suffix).into();
        }
        meta.uid = uid.into();
        meta.creation_timestamp = Some(now);
        meta.generation = Some(1);
        meta.deletion_timestamp = None;
        let key = object.key();
        if self.store.objects.contains_key(&key) {
            return Err(format!("{} \"{}\" already exists", resource(key.kind), key.name));
        }
        if let Object::Pod(pod) = &mut object {
            let suffix = self.names.suffix();
            admission::admit(Arc::make_mut(pod), &suffix, &self.store.common);
        }
        strategy::prepare_for_create(&mut object, now, self.has(Difference::ObservedGeneration));
        if let Some(origin) = origin {
            self.store.origins.insert(object.meta().uid.clone(), origin);
        }
        if object.as_pod().is_some() {
            let meta = object.meta();
            self.trace.add_pod(PodInfo {
                name: meta.name.clone(),
                namespace: meta.namespace.clone(),
                uid: meta.uid.clone(),
                created: self.now,
                origin,
            });
        }
        let record = self.write(&key, Verb::Added, object, cause);
        Ok((key, record))
    }

    /// Stores a new revision of an object for the reason in hand. `None` when it is gone (a client would see
    /// `NotFound`) or nothing changed (the API server then makes no revision and no watch event). Removing
    /// the last finalizer of an object whose deletion was asked for, with no grace period left, removes it.
    pub fn update(&mut self, mut object: Object) -> Option<RecordId> {
        let key = object.key();
        let stored = self.store.get_uid(&key, &object.meta().uid)?;
        if object.meta().resource_version != stored.meta().resource_version {
            object.meta_mut().resource_version = stored.meta().resource_version.clone();
        }
        if *stored == object {
            return None;
        }
        if strategy::changes_spec(stored, &object) {
            let meta = object.meta_mut();
            meta.generation = meta.generation.map(|generation| generation + 1);
            strategy::count_template(stored, &mut object);
        }
        let cause = self.cause.clone();
        if is_gone(&object) {
            self.store.remove(&key);
            return Some(self.write(&key, Verb::Deleted, object, cause));
        }
        Some(self.write(&key, Verb::Modified, object, cause))
    }

    fn write(&mut self, key: &ObjectKey, verb: Verb, mut object: Object, cause: Cause) -> RecordId {
        self.store.revision += 1;
        object.meta_mut().resource_version = self.store.revision.into();
        if verb != Verb::Deleted {
            self.store.insert(key, object.clone());
        }
        let record = self.record_because(
            cause,
            Fact::Object {
                verb,
                object: object.clone(),
            },
        );
        let latency = self.scenario.timing.watch_latency;
        self.after_because(
            latency,
            Cause::Record(record),
            Event::Watch(Watch { verb, object }),
        );
        record
    }
}

/// How errors name a resource: `pods`, `jobs.batch`.
pub(crate) fn resource(kind: Kind) -> String {
    match kind.api_version().split_once('/') {
        Some((group, _)) => format!("{}.{group}", kind.plural()),
        None => kind.plural().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use api::Shared;
    use api::core_v1::{Pod, PodSpec};
    use std::rc::Rc;

    fn pod(node: &str) -> Object {
        let mut pod = Pod::default();
        pod.metadata.generate_name = "job-".into();
        pod.spec = Shared::new(PodSpec {
            node_name: node.into(),
            ..PodSpec::default()
        });
        pod.into()
    }

    fn created(context: &mut Context, object: Object) -> ObjectKey {
        context.create(object).unwrap();
        context.store.list(Kind::Pod).last().unwrap().key()
    }

    #[test]
    fn generated_names_and_duplicates() {
        let mut context = Context::new(Rc::new(Scenario::default()));
        let key = created(&mut context, pod(""));
        assert!(key.name.starts_with("job-") && key.name.len() == 9, "{key}");
        let again = context.store.get(&key).unwrap().clone();
        assert_eq!(
            context.create(again).unwrap_err(),
            format!("pods \"{}\" already exists", key.name)
        );
    }
}
