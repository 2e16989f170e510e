//! A Deployment's status and conditions. Mirrors pkg/controller/deployment/{sync,progress}.go and
//! util/deployment_util.go (v1.36.2).

use std::time::Duration;

use api::apps_v1::{Deployment, DeploymentStatus, ReplicaSet};
use api::meta_v1::{Condition, Time};

use super::arithmetic::{desired, max_unavailable, total_spec};

/// Reason of Progressing: the rollout is done.
pub(crate) const NEW_SET_AVAILABLE: &str = "NewReplicaSetAvailable";
/// Reason of Progressing: no progress for too long.
pub(crate) const TIMED_OUT: &str = "ProgressDeadlineExceeded";

/// A condition as of `now`.
pub(crate) fn new_condition(
    kind: &'static str,
    status: &'static str,
    reason: &'static str,
    message: String,
    now: Time,
) -> Condition {
    Condition {
        kind: kind.into(),
        status: status.into(),
        reason: reason.into(),
        message,
        last_update_time: Some(now.truncated()),
        last_transition_time: Some(now.truncated()),
        ..Condition::default()
    }
}

/// The condition of a type.
pub(crate) fn condition<'a>(status: &'a DeploymentStatus, kind: &str) -> Option<&'a Condition> {
    status.conditions.iter().find(|condition| condition.kind == kind)
}

/// Sets a condition; one with the same status and reason stays as it is, others move to the end.
pub(crate) fn set_condition(status: &mut DeploymentStatus, mut new: Condition) {
    if let Some(known) = condition(status, &new.kind) {
        if known.status == new.status && known.reason == new.reason {
            return;
        }
        if known.status == new.status {
            new.last_transition_time = known.last_transition_time;
        }
    }
    remove_condition(status, &new.kind);
    status.conditions.push(new);
}

/// Removes a condition.
pub(crate) fn remove_condition(status: &mut DeploymentStatus, kind: &str) {
    status.conditions.retain(|condition| condition.kind != kind);
}

/// True when somebody watches the rollout's progress.
pub(crate) fn has_progress_deadline(deployment: &Deployment) -> bool {
    deployment
        .spec
        .progress_deadline_seconds
        .is_some_and(|seconds| seconds != i32::MAX)
}

/// Sums of the ReplicaSets' statuses, and the Available condition (calculateStatus).
pub(crate) fn compute_status(
    deployment: &Deployment,
    all: &[&ReplicaSet],
    new: Option<&ReplicaSet>,
    now: Time,
) -> DeploymentStatus {
    let sum = |field: fn(&ReplicaSet) -> i32| -> i32 { all.iter().map(|set| field(set)).sum() };
    let available = sum(|set| set.status.available_replicas);
    let mut status = DeploymentStatus {
        observed_generation: deployment.metadata.generation,
        replicas: sum(|set| set.status.replicas),
        updated_replicas: new.map_or(0, |set| set.status.replicas),
        ready_replicas: sum(|set| set.status.ready_replicas),
        available_replicas: available,
        unavailable_replicas: (total_spec(all) - available).max(0),
        terminating_replicas: all.iter().map(|set| set.status.terminating_replicas).sum(),
        conditions: deployment.status.conditions.clone(),
    };
    let (value, reason, message) = if available >= desired(deployment) - max_unavailable(deployment) {
        (
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.",
        )
    } else {
        (
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
        )
    };
    set_condition(
        &mut status,
        new_condition("Available", value, reason, message.to_owned(), now),
    );
    status
}

/// [`compute_status`] and the Progressing and ReplicaFailure conditions of a rollout (syncRolloutStatus).
pub(crate) fn compute_rollout_status(
    deployment: &Deployment,
    all: &[&ReplicaSet],
    new: Option<&ReplicaSet>,
    now: Time,
) -> DeploymentStatus {
    const PROGRESSING: &str = "Progressing";
    let mut status = compute_status(deployment, all, new, now);
    let current = condition(&deployment.status, PROGRESSING);
    let is_complete = status.replicas == status.updated_replicas
        && current.is_some_and(|current| current.reason == NEW_SET_AVAILABLE);
    let whose = new.map_or_else(
        || format!("Deployment \"{}\"", deployment.metadata.name),
        |set| format!("ReplicaSet \"{}\"", set.metadata.name),
    );
    if !has_progress_deadline(deployment) {
        remove_condition(&mut status, PROGRESSING);
    } else if !is_complete {
        if is_rolled_out(deployment, &status) {
            let message = format!("{whose} has successfully progressed.");
            set_condition(
                &mut status,
                new_condition(PROGRESSING, "True", NEW_SET_AVAILABLE, message, now),
            );
        } else if has_progressed(&deployment.status, &status) {
            let message = format!("{whose} is progressing.");
            let mut progress = new_condition(PROGRESSING, "True", "ReplicaSetUpdated", message, now);
            // The same reason again still moves the update time.
            if let Some(current) = current.filter(|current| current.status == "True") {
                progress.last_transition_time = current.last_transition_time;
            }
            remove_condition(&mut status, PROGRESSING);
            set_condition(&mut status, progress);
        } else if has_timed_out(deployment, now) {
            let message = format!("{whose} has timed out progressing.");
            set_condition(
                &mut status,
                new_condition(PROGRESSING, "False", TIMED_OUT, message, now),
            );
        }
    }
    match replica_failure(all, new) {
        Some(failure) => set_condition(&mut status, failure),
        None => remove_condition(&mut status, "ReplicaFailure"),
    }
    status
}

/// The rollout is done and seen (DeploymentComplete).
pub(crate) fn is_rolled_out(deployment: &Deployment, status: &DeploymentStatus) -> bool {
    let wanted = desired(deployment);
    status.updated_replicas == wanted
        && status.replicas == wanted
        && status.available_replicas == wanted
        && status.observed_generation >= deployment.metadata.generation
}

fn has_progressed(old: &DeploymentStatus, new: &DeploymentStatus) -> bool {
    let outdated = |status: &DeploymentStatus| status.replicas - status.updated_replicas;
    new.updated_replicas > old.updated_replicas
        || outdated(new) < outdated(old)
        || new.ready_replicas > old.ready_replicas
        || new.available_replicas > old.available_replicas
}

fn has_timed_out(deployment: &Deployment, now: Time) -> bool {
    let Some(current) = condition(&deployment.status, "Progressing") else {
        return false;
    };
    match &*current.reason {
        NEW_SET_AVAILABLE => false,
        TIMED_OUT => true,
        _ => deadline(deployment, current).is_some_and(|at| at < now),
    }
}

fn deadline(deployment: &Deployment, current: &Condition) -> Option<Time> {
    let seconds = u64::try_from(deployment.spec.progress_deadline_seconds?).ok()?;
    Some(current.last_update_time?.plus(Duration::from_secs(seconds)))
}

/// When to look again for a rollout that makes no progress (requeueStuckDeployment).
pub(crate) fn compute_stuck_check(
    deployment: &Deployment,
    status: &DeploymentStatus,
    now: Time,
) -> Option<Duration> {
    const RATE_LIMIT: Duration = Duration::from_millis(5);
    let current = condition(status, "Progressing")?;
    if !has_progress_deadline(deployment) || is_rolled_out(deployment, status) || current.reason == TIMED_OUT
    {
        return None;
    }
    let left = deadline(deployment, current)?.since(now);
    let second = Duration::from_secs(1);
    match left < second {
        false => Some(left + second),
        // Upstream looks again and again, ten times a second, for ever: a rollout that was complete cannot time out. Nobody
        // sees that.
        true if current.reason == NEW_SET_AVAILABLE => None,
        true => Some(RATE_LIMIT),
    }
}

fn replica_failure(all: &[&ReplicaSet], new: Option<&ReplicaSet>) -> Option<Condition> {
    let of = |set: &ReplicaSet| {
        let mut conditions = set.status.conditions.iter();
        conditions
            .find(|condition| condition.kind == "ReplicaFailure")
            .cloned()
    };
    new.and_then(of).or_else(|| all.iter().find_map(|set| of(set)))
}
