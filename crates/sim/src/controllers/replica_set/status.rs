//! A ReplicaSet's status. Mirrors pkg/controller/replicaset/replica_set_utils.go (v1.36.2).

use std::sync::Arc;
use std::time::Duration;

use api::apps_v1::{ReplicaSet, ReplicaSetStatus};
use api::core_v1::Pod;
use api::meta_v1::{Condition, Time};

use crate::controllers::pods::{available_at, is_active, is_available, is_ready, is_terminating};

/// Counts the pods (calculateStatus). `failure` is the error of the last attempt to create one.
pub(crate) fn compute_status(
    set: &ReplicaSet,
    pods: &[Arc<Pod>],
    failure: Option<&str>,
    counts_terminating: bool,
    now: Time,
) -> ReplicaSetStatus {
    let labels = &set.spec.template.metadata.labels;
    let labelled = |pod: &Pod| {
        labels
            .iter()
            .all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
    };
    let min = set.spec.min_ready_seconds;
    let mut status = ReplicaSetStatus {
        observed_generation: set.metadata.generation,
        conditions: compute_conditions(set, failure, now),
        ..ReplicaSetStatus::default()
    };
    let mut terminating = 0;
    for pod in pods {
        terminating += i32::from(is_terminating(pod));
        if !is_active(pod) {
            continue;
        }
        status.replicas += 1;
        status.fully_labeled_replicas += i32::from(labelled(pod));
        if is_ready(pod) {
            status.ready_replicas += 1;
            status.available_replicas += i32::from(is_available(pod, min, now));
        }
    }
    status.terminating_replicas = counts_terminating.then_some(terminating);
    status
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
pub(crate) fn compute_next_check(set: &ReplicaSet, pods: &[Arc<Pod>], now: Time) -> Option<Duration> {
    let min = set.spec.min_ready_seconds;
    pods.iter()
        .filter(|pod| is_active(pod))
        .filter_map(|pod| available_at(pod, min))
        .filter(|at| *at > now)
        .map(|at| at.since(now))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::{PodCondition, PodPhase};

    fn pod(phase: PodPhase, ready_since: Option<i64>, deleted: bool) -> Arc<Pod> {
        let mut pod = Pod::default();
        pod.status.phase = phase;
        pod.metadata.deletion_timestamp = deleted.then(|| Time::from_unix(0));
        if let Some(since) = ready_since {
            pod.status.conditions.push(PodCondition {
                kind: "Ready".into(),
                status: "True".into(),
                last_transition_time: Some(Time::from_unix(since)),
                ..PodCondition::default()
            });
        }
        Arc::new(pod)
    }

    #[test]
    fn counts() {
        use PodPhase::{Failed, Pending, Running};
        let mut set = ReplicaSet::default();
        set.spec.min_ready_seconds = 10;
        let pods = [
            pod(Running, Some(1), false),
            pod(Running, Some(5), false),
            pod(Pending, None, false),
            pod(Failed, None, false),
            pod(Running, Some(1), true),
        ];
        let now = Time::from_unix(12);
        let status = compute_status(&set, &pods, None, true, now);
        let seen = (
            status.replicas,
            status.ready_replicas,
            status.available_replicas,
            status.terminating_replicas,
        );
        assert_eq!(seen, (3, 2, 1, Some(1)));
        assert_eq!(compute_next_check(&set, &pods, now), Some(Duration::from_secs(3)));
        assert_eq!(compute_next_check(&set, &pods, Time::from_unix(20)), None);
    }
}
