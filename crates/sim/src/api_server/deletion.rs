//! Deleting: grace periods, finalizers, propagation. Mirrors
//! staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go (BeforeDelete), registry/generic/registry/store.go
//! (Delete) and pkg/registry/core/pod/strategy.go (CheckGracefulDelete), v1.36.2.

use std::time::Duration;

use api::meta_v1::{ObjectMeta, Time};
use api::{Object, ObjectKey};
use trace::{RecordId, Verb};

use crate::context::Context;

/// Holds an owner until its dependents with `blockOwnerDeletion` are gone.
pub(crate) const FOREGROUND: &str = "foregroundDeletion";
/// Holds an owner until its dependents have lost their reference to it.
pub(crate) const ORPHAN: &str = "orphan";

/// What shall happen to an object's dependents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Propagation {
    /// They are deleted afterwards.
    #[default]
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
    Orphan,
}

impl Context {
    /// Asks for an object's deletion with a grace period (pods only; others have none). Objects without
    /// grace and finalizers disappear at once. `None` when there is no such object, or nothing changed.
    pub fn delete(&mut self, key: &ObjectKey, grace_seconds: Option<i64>) -> Option<RecordId> {
        self.delete_with(key, grace_seconds, Propagation::Background)
    }

    /// [`Context::delete`] with a word about the dependents.
    pub fn delete_with(
        &mut self,
        key: &ObjectKey,
        grace_seconds: Option<i64>,
        propagation: Propagation,
    ) -> Option<RecordId> {
        let mut object = self.store.get(key)?.clone();
        let is_pod = object.as_pod().is_some();
        let grace = compute_grace(&object, grace_seconds);
        let now = self.wall();
        let meta = object.meta_mut();
        add_propagation(meta, propagation);
        let marked = is_pod || !meta.finalizers.is_empty();
        mark_deleted(meta, grace, now);
        let cause = self.cause.clone();
        // A pod's watchers see the mark before the end, even when both come at once.
        let record = marked.then(|| self.update(object.clone())).flatten();
        if is_gone(&object) && self.store.get(key).is_some() {
            if let Some(stored) = self.store.get(key) {
                object = stored.clone();
            }
            self.store.remove(key);
            return Some(self.write(key, Verb::Deleted, object, cause));
        }
        record
    }
}

fn add_propagation(meta: &mut ObjectMeta, propagation: Propagation) {
    let finalizer = match propagation {
        Propagation::Background => return,
        Propagation::Foreground => FOREGROUND,
        Propagation::Orphan => ORPHAN,
    };
    if meta.deletion_timestamp.is_none() && !meta.finalizers.iter().any(|known| known == finalizer) {
        meta.finalizers.push(finalizer.to_owned());
    }
}

/// Sets the deletion's time and grace period; a later request can only shorten them.
fn mark_deleted(meta: &mut ObjectMeta, grace: i64, now: Time) {
    let seconds = |grace: i64| Duration::from_secs(grace.unsigned_abs());
    match (meta.deletion_timestamp, meta.deletion_grace_period_seconds) {
        (Some(end), Some(known)) if grace < known => {
            let asked = Time(end.0 - i64::try_from(seconds(known).as_micros()).unwrap_or(0));
            meta.deletion_timestamp = Some(asked.plus(seconds(grace)).truncated());
            meta.deletion_grace_period_seconds = Some(grace);
        }
        (Some(_), _) => {}
        (None, _) => {
            meta.deletion_timestamp = Some(now.plus(seconds(grace)).truncated());
            meta.deletion_grace_period_seconds = Some(grace);
            meta.generation = meta.generation.map(|generation| generation + 1);
        }
    }
}

/// True when nothing holds a deleted object any more.
pub(super) fn is_gone(object: &Object) -> bool {
    let meta = object.meta();
    meta.deletion_timestamp.is_some()
        && meta.deletion_grace_period_seconds == Some(0)
        && meta.finalizers.is_empty()
}

/// The grace period of a deletion in seconds.
fn compute_grace(object: &Object, asked: Option<i64>) -> i64 {
    let Some(pod) = object.as_pod() else { return 0 };
    if pod.spec.node_name.is_empty() || pod.status.phase.is_terminal() {
        return 0;
    }
    // Asked again without a period: what is under way stays.
    let default = pod
        .metadata
        .deletion_grace_period_seconds
        .unwrap_or_else(|| pod.spec.grace_period_seconds());
    match asked.unwrap_or(default) {
        negative if negative < 0 => 1,
        seconds => seconds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use api::Kind;
    use api::Shared;
    use api::core_v1::{Pod, PodPhase, PodSpec};
    use std::rc::Rc;

    fn pod(node: &str, finalizers: &[&str], phase: PodPhase) -> Object {
        let mut pod = Pod::default();
        pod.metadata.generate_name = "job-".into();
        pod.metadata.finalizers = finalizers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .into();
        pod.spec = Shared::new(PodSpec {
            node_name: node.into(),
            ..PodSpec::default()
        });
        pod.status.phase = phase;
        pod.into()
    }

    /// Creates `object`, deletes it with each grace period in turn, and says what is left: the grace
    /// period under way, or nothing.
    fn check(object: Object, graces: &[Option<i64>], expect: &[Option<i64>]) {
        let mut context = Context::new(Rc::new(Scenario::default()));
        let phase = object.as_pod().unwrap().status.phase;
        context.create(object).unwrap();
        let key = context.store.list(Kind::Pod).last().unwrap().key();
        let mut pod = Pod::clone(context.store.get(&key).unwrap().as_pod().unwrap());
        pod.status.phase = phase;
        context.update(pod.into());
        let seen: Vec<Option<i64>> = graces
            .iter()
            .map(|grace| {
                context.delete(&key, *grace);
                context.store.get(&key)?.meta().deletion_grace_period_seconds
            })
            .collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn grace_periods() {
        use PodPhase::{Pending, Running, Succeeded};
        check(pod("", &[], Pending), &[None], &[None]);
        check(
            pod("n", &[], Running),
            &[None, Some(60), Some(5), Some(0)],
            &[Some(30), Some(30), Some(5), None],
        );
        check(pod("n", &[], Running), &[Some(-3)], &[Some(1)]);
        check(pod("n", &[], Running), &[Some(7), None], &[Some(7), Some(7)]);
        check(pod("n", &[], Succeeded), &[None], &[None]);
        check(pod("n", &["x"], Succeeded), &[None], &[Some(0)]);
    }

    #[test]
    fn removing_the_last_finalizer_removes_the_object() {
        let mut context = Context::new(Rc::new(Scenario::default()));
        context.create(pod("", &["x"], PodPhase::Pending)).unwrap();
        let key = context.store.list(Kind::Pod).last().unwrap().key();
        context.delete(&key, None);
        let mut held = context.store.get(&key).unwrap().clone();
        held.meta_mut().finalizers.clear();
        context.update(held);
        assert!(context.store.get(&key).is_none());
    }
}
