//! The API server: objects by address, revisions, watches.
//!
//! A write is stored at once, recorded, and delivered to every component after
//! [`crate::Timing::watch_latency`]. What a kind needs on creation, update or deletion (names, UIDs, grace
//! periods, finalizers) follows `pkg/registry/**/strategy.go` (v1.36.2).

use std::collections::BTreeMap;

use api::{Kind, Object, ObjectKey};
use trace::{Cause, Fact, PodInfo, RecordId, Verb};

use crate::cluster::Event;
use crate::context::Context;

/// A watch event: one revision on its way to the components.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub verb: Verb,
    pub object: Object,
    /// Its record in the trace.
    pub record: RecordId,
}

/// Stored objects.
#[derive(Debug, Default)]
pub(crate) struct Store {
    objects: BTreeMap<ObjectKey, Object>,
    revision: u64,
    /// Manifest object by UID of what came from it, directly or through owners.
    origins: BTreeMap<String, (usize, &'static str)>,
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
            .range(low..)
            .take_while(move |(key, _)| key.kind == high)
            .map(|(_, object)| object)
    }

    /// The objects of a kind whose managing owner has a UID.
    pub fn controlled_by<'a>(&'a self, kind: Kind, owner_uid: &'a str) -> impl Iterator<Item = &'a Object> {
        self.list(kind).filter(move |object| {
            object
                .meta()
                .controller()
                .is_some_and(|owner| owner.uid == owner_uid)
        })
    }

    /// The manifest object (index) that an object comes from, through its owners, and the path of the pod
    /// spec there.
    pub fn origin(&self, uid: &str) -> Option<(usize, &'static str)> {
        self.origins.get(uid).copied()
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
            path: String::new(),
        };
        self.insert(object, Some((index, path)), cause)
    }

    /// Stores a new object for the reason in hand: completes `generateName`, sets namespace, UID, creation
    /// time, generation and revision.
    ///
    /// # Errors
    /// The API server's words, e.g. that the object exists.
    pub fn create(&mut self, object: Object) -> Result<RecordId, String> {
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
    ) -> Result<RecordId, String> {
        let now = self.wall().truncated();
        let (suffix, uid) = (self.random.suffix(), self.random.uid());
        let meta = object.meta_mut();
        if meta.namespace.is_empty() {
            meta.namespace = "default".to_owned();
        }
        if meta.name.is_empty() {
            // staging/src/k8s.io/apiserver/pkg/storage/names/generate.go: at most 63 characters.
            let base: String = meta.generate_name.chars().take(58).collect();
            meta.name = base + &suffix;
        }
        meta.uid = uid;
        meta.creation_timestamp = Some(now);
        meta.generation = Some(1);
        meta.deletion_timestamp = None;
        let key = object.key();
        if self.store.objects.contains_key(&key) {
            return Err(format!("{} \"{}\" already exists", key.kind.plural(), key.name));
        }
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
        Ok(self.write(Verb::Added, object, cause))
    }

    /// Stores a new revision of an object for the reason in hand. `None` when it is gone (a client would see
    /// `NotFound`) or nothing changed (the API server then makes no revision and no watch event). Removing
    /// the last finalizer of an object whose deletion was asked for, with no grace period left, removes it.
    pub fn update(&mut self, mut object: Object) -> Option<RecordId> {
        let key = object.key();
        let stored = self.store.get_uid(&key, &object.meta().uid)?;
        object.meta_mut().resource_version = stored.meta().resource_version.clone();
        if *stored == object {
            return None;
        }
        let cause = self.cause.clone();
        if is_gone(&object) {
            self.store.objects.remove(&key);
            return Some(self.write(Verb::Deleted, object, cause));
        }
        Some(self.write(Verb::Modified, object, cause))
    }

    /// Asks for an object's deletion with a grace period (pods only; others have none). Objects without
    /// grace and finalizers disappear at once. `None` when there is no such object, or nothing changed.
    pub fn delete(&mut self, key: &ObjectKey, grace_seconds: Option<i64>) -> Option<RecordId> {
        let mut object = self.store.get(key)?.clone();
        let grace = compute_grace(&object, grace_seconds);
        let now = self.wall();
        let meta = object.meta_mut();
        let shorter = meta
            .deletion_grace_period_seconds
            .is_none_or(|known| grace < known);
        if meta.deletion_timestamp.is_none() || shorter {
            meta.deletion_timestamp = Some(
                now.plus(std::time::Duration::from_secs(grace.unsigned_abs()))
                    .truncated(),
            );
            meta.deletion_grace_period_seconds = Some(grace);
            meta.generation = meta.generation.map(|generation| generation + 1);
        }
        let cause = self.cause.clone();
        if is_gone(&object) {
            self.store.objects.remove(key);
            return Some(self.write(Verb::Deleted, object, cause));
        }
        self.update(object)
    }

    fn write(&mut self, verb: Verb, mut object: Object, cause: Cause) -> RecordId {
        self.store.revision += 1;
        object.meta_mut().resource_version = self.store.revision.to_string();
        if verb != Verb::Deleted {
            self.store.objects.insert(object.key(), object.clone());
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
            Event::Watch(Watch { verb, object, record }),
        );
        record
    }
}

/// True when nothing holds a deleted object any more.
fn is_gone(object: &Object) -> bool {
    let meta = object.meta();
    meta.deletion_timestamp.is_some()
        && meta.deletion_grace_period_seconds == Some(0)
        && meta.finalizers.is_empty()
}

/// The grace period of a deletion in seconds (pkg/registry/core/pod/strategy.go CheckGracefulDelete).
fn compute_grace(object: &Object, asked: Option<i64>) -> i64 {
    let Some(pod) = object.as_pod() else { return 0 };
    if pod.spec.node_name.is_empty() || pod.status.phase.is_terminal() {
        return 0;
    }
    match asked.unwrap_or_else(|| pod.spec.grace_period_seconds()) {
        negative if negative < 0 => 1,
        seconds => seconds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use api::core_v1::{Pod, PodSpec};
    use std::rc::Rc;
    use std::sync::Arc;

    fn pod(node: &str) -> Object {
        let mut pod = Pod::default();
        pod.metadata.generate_name = "job-".into();
        pod.spec = Arc::new(PodSpec {
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

    #[test]
    fn an_unscheduled_pod_disappears_at_once_and_a_scheduled_one_waits() {
        let mut context = Context::new(Rc::new(Scenario::default()));
        let unscheduled = created(&mut context, pod(""));
        assert!(context.delete(&unscheduled, None).is_some());
        assert!(context.store.get(&unscheduled).is_none());
        let scheduled = created(&mut context, pod("node01"));
        context.delete(&scheduled, None);
        assert_eq!(
            context
                .store
                .get(&scheduled)
                .unwrap()
                .meta()
                .deletion_grace_period_seconds,
            Some(30)
        );
        context.delete(&scheduled, Some(60));
        assert_eq!(
            context
                .store
                .get(&scheduled)
                .unwrap()
                .meta()
                .deletion_grace_period_seconds,
            Some(30)
        );
        context.delete(&scheduled, Some(0));
        assert!(context.store.get(&scheduled).is_none());
    }
}
