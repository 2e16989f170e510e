//! How many pods a rollout may have more or less. Mirrors pkg/controller/deployment/util/deployment_util.go
//! (ResolveFenceposts, MaxSurge, MaxUnavailable, NewRSNewReplicas, GetReplicaSetProportion), v1.36.2.

use api::apps_v1::{Deployment, ReplicaSet};
use api::meta_v1::IntOrString;

/// The annotation with the number of pods that a ReplicaSet's Deployment wants.
pub(crate) const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";
/// The annotation with the most pods that its Deployment may have.
pub(crate) const MAX_REPLICAS: &str = "deployment.kubernetes.io/max-replicas";

/// Pods wanted.
pub(crate) fn desired(deployment: &Deployment) -> i32 {
    deployment.spec.replicas.unwrap_or(1)
}

/// Pods that a ReplicaSet wants.
pub(crate) fn spec_replicas(set: &ReplicaSet) -> i32 {
    set.spec.replicas.unwrap_or(1)
}

/// True for the strategy `RollingUpdate`.
pub(crate) fn is_rolling(deployment: &Deployment) -> bool {
    deployment.spec.strategy.kind != "Recreate"
}

/// Pods above the wanted number.
pub(crate) fn max_surge(deployment: &Deployment) -> i32 {
    if is_rolling(deployment) {
        fenceposts(deployment).0
    } else {
        0
    }
}

/// Pods below the wanted number.
pub(crate) fn max_unavailable(deployment: &Deployment) -> i32 {
    let replicas = desired(deployment);
    if !is_rolling(deployment) || replicas == 0 {
        return 0;
    }
    fenceposts(deployment).1.min(replicas)
}

/// Surge rounded up, unavailable rounded down; when both are 0, one may be unavailable.
fn fenceposts(deployment: &Deployment) -> (i32, i32) {
    let replicas = desired(deployment);
    let default = IntOrString::String("25%".into());
    let update = deployment.spec.strategy.rolling_update.as_ref();
    let surge = update.and_then(|update| update.max_surge.as_ref());
    let unavailable = update.and_then(|update| update.max_unavailable.as_ref());
    let surge = resolve(surge.unwrap_or(&default), replicas, true);
    let unavailable = resolve(unavailable.unwrap_or(&default), replicas, false);
    match (surge, unavailable) {
        (0, 0) => (0, 1),
        both => both,
    }
}

/// A number, or a percentage of `total`.
fn resolve(value: &IntOrString, total: i32, round_up: bool) -> i32 {
    match value {
        IntOrString::Int(number) => *number,
        IntOrString::String(text) => {
            let percent: i64 = text.trim_end_matches('%').parse().unwrap_or(0);
            let product = percent.saturating_mul(i64::from(total));
            let rounded = if round_up {
                product.saturating_add(99)
            } else {
                product
            } / 100;
            i32::try_from(rounded).unwrap_or(i32::MAX)
        }
    }
}

/// Pods that all ReplicaSets together want.
pub(crate) fn total_spec(sets: &[&ReplicaSet]) -> i32 {
    sets.iter().map(|set| spec_replicas(set)).sum()
}

/// How many pods the new ReplicaSet shall have; `all` contains it.
pub(crate) fn new_set_replicas(deployment: &Deployment, all: &[&ReplicaSet], new: i32) -> i32 {
    let wanted = desired(deployment);
    if !is_rolling(deployment) {
        return wanted;
    }
    let room = wanted + max_surge(deployment) - total_spec(all);
    if room <= 0 {
        return new;
    }
    new + room.min(wanted - new)
}

/// A ReplicaSet's part of `to_add` pods, of which `added` are given away, when a Deployment is scaled in
/// the midst of a rollout.
pub(crate) fn proportion(set: &ReplicaSet, deployment: &Deployment, to_add: i32, added: i32) -> i32 {
    let own = spec_replicas(set);
    if own == 0 || to_add == 0 || to_add == added {
        return 0;
    }
    let part = fraction(set, deployment);
    let left = to_add - added;
    if to_add > 0 {
        part.min(left)
    } else {
        part.max(left)
    }
}

fn fraction(set: &ReplicaSet, deployment: &Deployment) -> i32 {
    let own = spec_replicas(set);
    if desired(deployment) == 0 {
        return -own;
    }
    let most = desired(deployment) + max_surge(deployment);
    let before = set.metadata.annotations.get(MAX_REPLICAS);
    let before = before
        .and_then(|text| text.parse().ok())
        .filter(|number| *number > 0)
        .unwrap_or(deployment.status.replicas);
    if before <= 0 {
        return 0;
    }
    let product = i64::from(own) * i64::from(most);
    // Rounded to the nearest, halves up.
    let rounded = (2 * product + i64::from(before)) / (2 * i64::from(before));
    i32::try_from(rounded).unwrap_or(i32::MAX) - own
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::apps_v1::{DeploymentStrategy, RollingUpdate};

    fn deployment(replicas: i32, surge: &str, unavailable: &str) -> Deployment {
        let value = |text: &str| {
            Some(
                text.parse()
                    .map_or_else(|_| IntOrString::String(text.into()), IntOrString::Int),
            )
        };
        let mut deployment = Deployment::default();
        deployment.spec.replicas = Some(replicas);
        deployment.spec.strategy = DeploymentStrategy {
            kind: "RollingUpdate".into(),
            rolling_update: Some(RollingUpdate {
                max_surge: value(surge),
                max_unavailable: value(unavailable),
                partition: None,
            }),
        };
        deployment
    }

    #[test]
    fn surge_and_unavailable() {
        for (replicas, surge, unavailable, expect) in [
            (1, "25%", "25%", (1, 0)),
            (4, "25%", "25%", (1, 1)),
            (10, "25%", "25%", (3, 2)),
            (10, "0%", "0%", (0, 1)),
            (2, "0", "5", (0, 2)),
            (0, "1", "1", (1, 0)),
        ] {
            let deployment = deployment(replicas, surge, unavailable);
            assert_eq!(
                (max_surge(&deployment), max_unavailable(&deployment)),
                expect,
                "{replicas} {surge} {unavailable}"
            );
        }
    }

    fn set(replicas: i32, max: i32) -> ReplicaSet {
        let mut set = ReplicaSet::default();
        set.spec.replicas = Some(replicas);
        set.metadata
            .annotations
            .insert(MAX_REPLICAS.into(), max.to_string());
        set
    }

    #[test]
    fn room_for_the_new_set() {
        let wanted = deployment(10, "2", "0");
        for (new, old, expect) in [(0, 10, 2), (0, 0, 10), (5, 7, 5), (5, 5, 7), (9, 0, 10)] {
            let (new_set, old_set) = (set(new, 12), set(old, 12));
            assert_eq!(
                new_set_replicas(&wanted, &[&new_set, &old_set], new),
                expect,
                "{new} {old}"
            );
        }
    }

    #[test]
    fn scaling_in_the_midst_of_a_rollout_is_proportional() {
        // 10 of 13 scaled to 15 with surge 5: 20 in all, 7 more.
        let wanted = deployment(15, "5", "0");
        let parts = [set(8, 13), set(5, 13)].map(|set| proportion(&set, &wanted, 7, 0));
        assert_eq!(parts, [4, 3]);
    }
}
