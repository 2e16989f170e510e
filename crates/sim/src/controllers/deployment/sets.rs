//! A Deployment's ReplicaSets: which one is new, revisions, annotations, the next one to create.
//! Mirrors pkg/controller/deployment/{sync.go,util/deployment_util.go} (v1.36.2).

use std::sync::Arc;

use api::Kind;
use api::apps_v1::{Deployment, POD_TEMPLATE_HASH, REVISION, ReplicaSet};
use api::core_v1::PodTemplateSpec;
use api::meta_v1::StringMap;

use super::arithmetic::{
    DESIRED_REPLICAS, MAX_REPLICAS, desired, max_surge, new_set_replicas, spec_replicas,
};
use crate::controllers::pods::controller_ref;
use crate::controllers::template_hash::compute_hash;

/// The annotation with the numbers it had before a rollback.
const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
/// The annotation that `kubectl apply` writes; not copied.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The ReplicaSets of a Deployment, oldest first, and which of them has its template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sets {
    /// All of them.
    pub all: Vec<Arc<ReplicaSet>>,
    /// Position of the one with the Deployment's template.
    pub new: Option<usize>,
}

impl Sets {
    /// Sorts by age and finds the new one, the oldest that fits (FindNewReplicaSet).
    pub fn of(deployment: &Deployment, mut all: Vec<Arc<ReplicaSet>>) -> Sets {
        let order = |set: &ReplicaSet| (set.metadata.creation_timestamp, set.metadata.name.clone());
        all.sort_by_key(|set| order(set));
        let mut sets = all.iter();
        let new = sets.position(|set| same_template(&set.spec.template, &deployment.spec.template));
        Sets { all, new }
    }

    /// The new one.
    pub fn new_set(&self) -> Option<&Arc<ReplicaSet>> {
        self.all.get(self.new?)
    }

    /// The others, oldest first.
    pub fn old(&self) -> impl Iterator<Item = &Arc<ReplicaSet>> {
        let new = self.new;
        let numbered = self.all.iter().enumerate();
        numbered
            .filter(move |(position, _)| Some(*position) != new)
            .map(|(_, set)| set)
    }

    /// Those that want pods, oldest first.
    pub fn active(&self) -> impl Iterator<Item = &Arc<ReplicaSet>> {
        self.all.iter().filter(|set| spec_replicas(set) > 0)
    }

    /// All, by reference.
    pub fn refs(&self) -> Vec<&ReplicaSet> {
        self.all.iter().map(|set| &**set).collect()
    }
}

/// Equal but for the label with the hash (EqualIgnoreHash).
fn same_template(a: &PodTemplateSpec, b: &PodTemplateSpec) -> bool {
    fn labels(template: &PodTemplateSpec) -> impl Iterator<Item = (&String, &String)> {
        let labels = template.metadata.labels.iter();
        labels.filter(|(key, _)| *key != POD_TEMPLATE_HASH)
    }
    labels(a).eq(labels(b)) && a.metadata.annotations == b.metadata.annotations && a.spec == b.spec
}

/// The number in an object's revision annotation; 0 without one.
pub(crate) fn revision(annotations: &StringMap) -> i64 {
    let text = annotations.get(REVISION);
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// One more than the highest of the old ones.
pub(crate) fn next_revision(sets: &Sets) -> i64 {
    let revisions = sets.old().map(|set| revision(&set.metadata.annotations));
    revisions.max().unwrap_or(0) + 1
}

/// What the new ReplicaSet's annotations shall be (SetNewReplicaSetAnnotations): the Deployment's, and the
/// revision, which only grows; an earlier one goes into the history.
pub(crate) fn compute_annotations(
    deployment: &Deployment,
    old: &StringMap,
    next: i64,
    exists: bool,
) -> StringMap {
    let mut annotations = old.clone();
    for (key, value) in deployment.metadata.annotations.iter() {
        let own = [
            LAST_APPLIED,
            REVISION,
            REVISION_HISTORY,
            DESIRED_REPLICAS,
            MAX_REPLICAS,
        ];
        if !own.contains(&key.as_str()) {
            annotations.insert(key.clone(), value.clone());
        }
    }
    let before = revision(old);
    if before < next {
        annotations.insert(REVISION.into(), next.to_string());
        if exists && before > 0 {
            let mut history = annotations.get(REVISION_HISTORY).cloned().unwrap_or_default();
            if !history.is_empty() {
                history.push(',');
            }
            history.push_str(&before.to_string());
            annotations.insert(REVISION_HISTORY.into(), history);
        }
    }
    if !exists {
        set_replicas_annotations(deployment, &mut annotations);
    }
    annotations
}

/// The Deployment's size, for the next time it is scaled.
pub(crate) fn set_replicas_annotations(deployment: &Deployment, annotations: &mut StringMap) {
    let wanted = desired(deployment);
    annotations.insert(DESIRED_REPLICAS.into(), wanted.to_string());
    annotations.insert(MAX_REPLICAS.into(), (wanted + max_surge(deployment)).to_string());
}

/// The ReplicaSet for the Deployment's template.
pub(crate) fn compute_new_set(deployment: &Deployment, sets: &Sets) -> ReplicaSet {
    let hash = compute_hash(&deployment.spec.template);
    let mut set = ReplicaSet::default();
    set.metadata.name = format!("{}-{hash}", deployment.metadata.name).into();
    set.metadata.namespace = deployment.metadata.namespace.clone();
    set.metadata.owner_references = vec![controller_ref(&deployment.metadata, Kind::Deployment)].into();
    set.spec.template = deployment.spec.template.clone();
    let labels = &mut set.spec.template.metadata.labels;
    labels.insert(POD_TEMPLATE_HASH.into(), hash.clone());
    set.metadata.labels = labels.clone();
    let mut selector = deployment.spec.selector.clone().unwrap_or_default();
    selector.match_labels.insert(POD_TEMPLATE_HASH.into(), hash);
    set.spec.selector = Some(selector);
    set.spec.min_ready_seconds = deployment.spec.min_ready_seconds;
    set.spec.replicas = Some(new_set_replicas(deployment, &sets.refs(), 0));
    let annotations = compute_annotations(deployment, &StringMap::new(), next_revision(sets), false);
    set.metadata.annotations = annotations.into();
    set
}
