//! What a history is about: the workloads that the manifest asked for, each with the pods that came of it.

use std::time::Duration;

use api::{Kind, Object, ObjectKey};
use trace::{Fact, PodId, Trace, Verb};

/// One workload of the manifest and its pods in order of creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The workload as the user wrote it: a Pod, Job, CronJob, Deployment …
    pub key: ObjectKey,
    /// The pods that belong to it, through whatever owners.
    pub pods: Vec<PodId>,
}

/// One revision of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Revision<'a> {
    pub at: Duration,
    pub object: &'a Object,
}

/// The workloads of a history in the order in which the API server stored them. Objects that no manifest names
/// (the Jobs of a CronJob, the ReplicaSets of a Deployment) belong to their owners.
pub fn subjects(trace: &Trace) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for record in trace.records() {
        let Fact::Object {
            verb: Verb::Added,
            object,
        } = &record.fact
        else {
            continue;
        };
        let key = object.key();
        let is_root = object.pod_template().is_some() && object.meta().controller().is_none();
        if is_root && !subjects.iter().any(|subject| subject.key == key) {
            subjects.push(Subject {
                key,
                pods: Vec::new(),
            });
        }
    }
    for (id, info) in trace.pod_ids() {
        let Some((created, _, pod)) = trace.pod_revisions(id).first().copied() else {
            continue;
        };
        let root = root_of(trace, &Object::Pod(pod.clone()), created.max(info.created));
        if let Some(subject) = subjects.iter_mut().find(|subject| subject.key == root) {
            subject.pods.push(id);
        }
    }
    subjects
}

/// The subject that a verdict is about when there is room for one only: the first with two or more containers,
/// else the first.
pub fn main_subject(trace: &Trace) -> Option<Subject> {
    let subjects = subjects(trace);
    let several = |subject: &&Subject| {
        let first = revisions(trace, &subject.key).next();
        first
            .and_then(|revision| revision.object.pod_template())
            .is_some_and(|(_, spec, _)| spec.all_containers().count() > 1)
    };
    subjects.iter().find(several).or(subjects.first()).cloned()
}

/// All revisions of an object.
pub(crate) fn revisions<'a>(trace: &'a Trace, key: &ObjectKey) -> impl Iterator<Item = Revision<'a>> {
    trace
        .records()
        .iter()
        .filter_map(move |record| match &record.fact {
            Fact::Object { object, .. } if object.kind() == key.kind && object.key() == *key => {
                Some(Revision {
                    at: record.at,
                    object,
                })
            }
            _ => None,
        })
}

/// The top of an object's chain of owners, as it stood at `at`.
fn root_of(trace: &Trace, object: &Object, at: Duration) -> ObjectKey {
    /// CronJob → Job → Pod is the longest chain there is.
    const MAX_OWNERS: usize = 4;
    let mut object = object;
    for _ in 0..MAX_OWNERS {
        match owner_key(object).and_then(|key| trace.object_at(&key, at)) {
            Some(owner) => object = owner,
            None => break,
        }
    }
    object.key()
}

/// The address of an object's controller.
pub(crate) fn owner_key(object: &Object) -> Option<ObjectKey> {
    let owner = object.meta().controller()?;
    let kind = Kind::from_api(&owner.api_version, &owner.kind)?;
    Some(ObjectKey::new(
        kind,
        object.meta().namespace.clone(),
        owner.name.clone(),
    ))
}
