//! A ReplicaSet's status. Mirrors pkg/controller/replicaset/replica_set_utils.go (v1.36.2).

use std::time::Duration;

use api::apps_v1::{ReplicaSet, ReplicaSetStatus};
use api::meta_v1::{Condition, Time};

use crate::api_server::PodCounts;

/// Counts the pods (calculateStatus). `failure` is the error of the last attempt to create one.
pub(crate) fn compute_status(
    set: &ReplicaSet,
    pods: &PodCounts,
    failure: Option<&str>,
    counts_terminating: bool,
    now: Time,
) -> ReplicaSetStatus {
    ReplicaSetStatus {
        observed_generation: set.metadata.generation,
        conditions: compute_conditions(set, failure, now),
        replicas: pods.active,
        fully_labeled_replicas: pods.labelled(&set.spec.template.metadata.labels),
        ready_replicas: pods.ready,
        available_replicas: pods.available(min_ready(set), now),
        terminating_replicas: counts_terminating.then_some(pods.terminating),
    }
}

fn min_ready(set: &ReplicaSet) -> Duration {
    Duration::from_secs(u64::try_from(set.spec.min_ready_seconds).unwrap_or(0))
}

fn compute_conditions(set: &ReplicaSet, failure: Option<&str>, now: Time) -> Vec<Condition> {
    const KIND: &str = "ReplicaFailure";
    let mut conditions = set.status.conditions.clone();
    let known = conditions.iter().any(|condition| condition.kind == KIND);
    match failure {
        Some(message) if !known => conditions.push(Condition {
            kind: KIND.into(),
            status: "True".into(),
            reason: "FailedCreate".into(),
            message: message.to_owned(),
            last_transition_time: Some(now.truncated()),
            ..Condition::default()
        }),
        Some(_) => {}
        None => conditions.retain(|condition| condition.kind != KIND),
    }
    conditions
}

/// The time until the next Ready pod has been so for `minReadySeconds`.
pub(crate) fn compute_next_check(set: &ReplicaSet, pods: &PodCounts, now: Time) -> Option<Duration> {
    pods.next_available(min_ready(set), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_until_a_pod_is_created() {
        let mut set = ReplicaSet::default();
        let mut conditions = |failure| {
            let status = compute_status(&set, &PodCounts::default(), failure, true, Time::from_unix(12));
            set.status = status;
            let conditions = set.status.conditions.iter();
            conditions
                .map(|condition| condition.message.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(conditions(Some("no")), ["no"]);
        assert_eq!(conditions(Some("still no")), ["no"]);
        assert!(conditions(None).is_empty());
    }
}
