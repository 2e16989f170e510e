//! Which ReplicaSet gets which size. Mirrors pkg/controller/deployment/{rolling,sync}.go (v1.36.2).

use std::sync::Arc;

use api::apps_v1::{Deployment, ReplicaSet};
use api::{Kind, ObjectKey};

use super::arithmetic::{
    DESIRED_REPLICAS, desired, is_rolling, max_surge, max_unavailable, new_set_replicas, proportion,
    spec_replicas, total_spec,
};
use super::sets::Sets;

/// A change of a ReplicaSet's size (or only of its annotations, when both numbers are equal).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    /// Whose.
    pub key: ObjectKey,
    /// Pods wanted before.
    pub from: i32,
    /// Pods wanted after.
    pub to: i32,
}

impl Scale {
    /// A ReplicaSet to a size.
    pub fn to(set: &ReplicaSet, to: i32) -> Scale {
        let meta = &set.metadata;
        Scale {
            key: ObjectKey::new(Kind::ReplicaSet, meta.namespace.clone(), meta.name.clone()),
            from: spec_replicas(set),
            to: to.max(0),
        }
    }

    /// Whether it is another size.
    pub fn changes(&self) -> bool {
        self.from != self.to
    }
}

/// (a) The new ReplicaSet up, as far as there is room (reconcileNewReplicaSet).
pub(crate) fn compute_scale_up(deployment: &Deployment, sets: &Sets) -> Vec<Scale> {
    let Some(new) = sets.new_set() else {
        return Vec::new();
    };
    let current = spec_replicas(new);
    let wanted = desired(deployment);
    let to = if current >= wanted {
        wanted
    } else {
        new_set_replicas(deployment, &sets.refs(), current)
    };
    Some(Scale::to(new, to))
        .filter(Scale::changes)
        .into_iter()
        .collect()
}

/// (b) Old ReplicaSets down: unhealthy pods first, then as many as stay available
/// (reconcileOldReplicaSets).
pub(crate) fn compute_scale_down(deployment: &Deployment, sets: &Sets) -> Vec<Scale> {
    let Some(new) = sets.new_set() else {
        return Vec::new();
    };
    let min_available = desired(deployment) - max_unavailable(deployment);
    let new_unavailable = spec_replicas(new) - new.status.available_replicas;
    let most = total_spec(&sets.refs()) - min_available - new_unavailable;
    let old: Vec<&Arc<ReplicaSet>> = sets.old().filter(|set| spec_replicas(set) > 0).collect();
    if most <= 0 {
        return Vec::new();
    }
    let mut scales = Vec::new();
    let mut sizes: Vec<i32> = old.iter().map(|set| spec_replicas(set)).collect();
    let mut cleaned = 0;
    for (set, size) in old.iter().zip(&mut sizes) {
        let unhealthy = (*size - set.status.available_replicas).min(most - cleaned);
        if cleaned >= most {
            break;
        }
        // Its status is older than its size: upstream gives up until it has caught up.
        if unhealthy < 0 {
            return scales;
        }
        cleaned += unhealthy;
        take(&mut scales, set, size, unhealthy);
    }
    let counted = old.iter().copied().chain([new]);
    let available: i32 = counted.map(|set| set.status.available_replicas).sum();
    let mut left = available - min_available;
    for (set, size) in old.iter().zip(&mut sizes) {
        let down = (*size).min(left).max(0);
        left -= down;
        take(&mut scales, set, size, down);
    }
    scales
}

fn take(scales: &mut Vec<Scale>, set: &ReplicaSet, size: &mut i32, down: i32) {
    if down > 0 {
        let mut scale = Scale::to(set, *size - down);
        scale.from = *size;
        *size -= down;
        scales.push(scale);
    }
}

/// After a change of the Deployment's size: one active ReplicaSet takes it all; of several each gets its
/// part (scale).
pub(crate) fn compute_proportional(deployment: &Deployment, sets: &Sets) -> Vec<Scale> {
    let wanted = desired(deployment);
    let active: Vec<&Arc<ReplicaSet>> = sets.active().collect();
    if active.len() <= 1 {
        let only = active.first().copied().or_else(|| {
            let latest = sets.all.last();
            sets.new_set().or(latest)
        });
        return only
            .map(|set| Scale::to(set, wanted))
            .filter(Scale::changes)
            .into_iter()
            .collect();
    }
    if let Some(new) = sets.new_set().filter(|new| is_saturated(deployment, new)) {
        let name = &new.metadata.name;
        let old = active.iter().filter(|set| set.metadata.name != *name);
        return old.map(|set| Scale::to(set, 0)).collect();
    }
    if !is_rolling(deployment) {
        return Vec::new();
    }
    split(deployment, active)
}

fn is_saturated(deployment: &Deployment, set: &ReplicaSet) -> bool {
    let wanted = desired(deployment);
    let noted = set.metadata.annotations.get(DESIRED_REPLICAS);
    spec_replicas(set) == wanted
        && noted.is_some_and(|noted| noted.parse() == Ok(wanted))
        && set.status.available_replicas == wanted
}

fn split(deployment: &Deployment, mut sets: Vec<&Arc<ReplicaSet>>) -> Vec<Scale> {
    let wanted = desired(deployment);
    let allowed = if wanted > 0 {
        wanted + max_surge(deployment)
    } else {
        0
    };
    let to_add = allowed - sets.iter().map(|set| spec_replicas(set)).sum::<i32>();
    // Larger ones first; of equal ones the newer when adding, the older when taking away.
    sets.sort_by(|a, b| {
        let age = |set: &ReplicaSet| (set.metadata.creation_timestamp, set.metadata.name.clone());
        let (older, newer) = if to_add > 0 { (b, a) } else { (a, b) };
        spec_replicas(b)
            .cmp(&spec_replicas(a))
            .then_with(|| age(older).cmp(&age(newer)))
    });
    let mut added = 0;
    let mut scales: Vec<Scale> = Vec::new();
    for set in sets {
        let part = proportion(set, deployment, to_add, added);
        added += part;
        scales.push(Scale::to(set, spec_replicas(set) + part));
    }
    // What rounding left over goes to the largest.
    if let Some(largest) = scales.first_mut() {
        largest.to = (largest.to + to_add - added).max(0);
    }
    scales
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::apps_v1::{DeploymentStrategy, RollingUpdate};
    use api::meta_v1::{IntOrString, Time};

    /// A ReplicaSet: its size, its available pods, the size that its Deployment had when it was scaled last.
    fn set(name: &str, replicas: i32, available: i32, noted: i32) -> Arc<ReplicaSet> {
        let mut set = ReplicaSet::default();
        set.metadata.name = name.into();
        set.metadata.creation_timestamp = Some(Time::from_unix(0));
        let annotations = &mut set.metadata.annotations;
        annotations.insert(DESIRED_REPLICAS.into(), noted.to_string());
        set.spec.replicas = Some(replicas);
        set.status.available_replicas = available;
        Arc::new(set)
    }

    fn deployment(replicas: i32) -> Deployment {
        let mut deployment = Deployment::default();
        deployment.spec.replicas = Some(replicas);
        deployment.spec.strategy = DeploymentStrategy {
            kind: "RollingUpdate".into(),
            rolling_update: Some(RollingUpdate {
                max_surge: Some(IntOrString::Int(1)),
                max_unavailable: Some(IntOrString::Int(1)),
                partition: None,
            }),
        };
        deployment
    }

    fn check(scales: &[Scale], expect: &[(&str, i32, i32)]) {
        let found: Vec<_> = scales
            .iter()
            .map(|it| (it.key.name.as_str(), it.from, it.to))
            .collect();
        assert_eq!(found, expect);
    }

    /// The new ReplicaSet is the last one.
    fn down(replicas: i32, all: Vec<Arc<ReplicaSet>>, expect: &[(&str, i32, i32)]) {
        let new = all.len().checked_sub(1);
        check(
            &compute_scale_down(&deployment(replicas), &Sets { all, new }),
            expect,
        );
    }

    #[test]
    fn old_sets_shrink_by_what_may_be_missing() {
        down(
            4,
            vec![set("old", 4, 4, 4), set("new", 1, 0, 4)],
            &[("old", 4, 3)],
        );
        down(4, vec![set("old", 3, 3, 4), set("new", 2, 0, 4)], &[]);
        // Unhealthy pods first, and as many as are too many of all.
        down(
            4,
            vec![set("old", 4, 2, 4), set("new", 1, 1, 4)],
            &[("old", 4, 2)],
        );
        // A status that is older than the size: not before it has caught up.
        down(4, vec![set("old", 2, 3, 4), set("new", 3, 2, 4)], &[]);
        // Pods of a set that wants none do not count, even when its status still has them.
        let all = vec![set("gone", 0, 1, 5), set("old", 3, 3, 5), set("new", 3, 2, 5)];
        down(5, all, &[("old", 3, 2)]);
    }

    #[test]
    fn a_new_set_is_saturated_when_it_knows_the_size() {
        let all = |noted| vec![set("old", 2, 2, 4), set("new", 4, 4, noted)];
        let scales = |noted| {
            let (all, new) = (all(noted), Some(1));
            compute_proportional(&deployment(4), &Sets { all, new })
        };
        check(&scales(4), &[("old", 2, 0)]);
        let [new, old] = &scales(6)[..] else {
            panic!("both get their part")
        };
        assert_eq!([&*new.key.name, &*old.key.name], ["new", "old"]);
        assert_eq!(new.to + old.to, 5);
    }
}
