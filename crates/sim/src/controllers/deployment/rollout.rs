//! Which ReplicaSet gets which size. Mirrors pkg/controller/deployment/{rolling,sync}.go (v1.36.2).

use std::cmp::Reverse;
use std::sync::Arc;

use api::apps_v1::{Deployment, ReplicaSet};
use api::{Kind, ObjectKey};

use super::arithmetic::{
    desired, is_rolling, max_surge, max_unavailable, new_set_replicas, proportion, spec_replicas, total_spec,
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

    fn changes(&self) -> bool {
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
        let unhealthy = (*size - set.status.available_replicas).max(0).min(most - cleaned);
        cleaned += unhealthy;
        take(&mut scales, set, size, unhealthy);
    }
    let available: i32 = sets.all.iter().map(|set| set.status.available_replicas).sum();
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
    spec_replicas(set) == wanted && set.status.available_replicas == wanted
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
    sets.sort_by_key(|set| {
        let created = set.metadata.creation_timestamp.map_or(0, |time| time.0);
        (
            Reverse(spec_replicas(set)),
            if to_add > 0 { -created } else { created },
        )
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
