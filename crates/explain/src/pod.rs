//! Reading one pod: who counts, who waits, who holds the others back.

use std::time::Duration;

use api::core_v1::{Container, ContainerRole, ContainerStatus, Pod, RestartPolicy};
use trace::{PodId, Trace};

/// The status of container `name`, whatever its role.
pub(crate) fn status<'a>(pod: &'a Pod, name: &str) -> Option<&'a ContainerStatus> {
    let statuses = &pod.status;
    let all = statuses
        .init_container_statuses
        .iter()
        .chain(&statuses.container_statuses);
    all.into_iter()
        .find(|status| status.name == name)
        .map(|found| &**found)
}

/// When a pod's deletion was asked for.
pub(crate) fn deleted_at(trace: &Trace, id: PodId) -> Option<Duration> {
    deletion(trace, id).map(|(at, _)| at)
}

/// When a pod's deletion was asked for, and with how long a grace period, in seconds.
pub(crate) fn deletion(trace: &Trace, id: PodId) -> Option<(Duration, i64)> {
    let revisions = trace.pod_revisions(id);
    let mut all = revisions.iter();
    let (at, _, pod) = all.find(|(_, _, pod)| pod.metadata.deletion_timestamp.is_some())?;
    Some((
        *at,
        pod.metadata.deletion_grace_period_seconds.unwrap_or_default(),
    ))
}

/// The node that the manifest binds the pod to, when nobody there has taken the pod up.
pub(crate) fn waits_for_node(pod: &Pod) -> Option<&str> {
    let node = &pod.spec.node_name;
    (!node.is_empty() && pod.status.conditions.is_empty()).then_some(node)
}

/// The containers that the READY column counts: app containers and native sidecars.
pub(crate) fn counted(pod: &Pod) -> impl Iterator<Item = (ContainerRole, &Container)> {
    pod.spec
        .all_containers()
        .filter(|(role, _)| *role != ContainerRole::Init)
}

/// How many of them are ready.
pub(crate) fn ready_count(pod: &Pod) -> usize {
    counted(pod)
        .filter(|(_, container)| status(pod, &container.name).is_some_and(|status| status.ready))
        .count()
}

/// The names of those that are not.
pub(crate) fn unready(pod: &Pod) -> Vec<&str> {
    let ready = |name: &str| status(pod, name).is_some_and(|status| status.ready);
    counted(pod)
        .map(|(_, container)| container.name.as_str())
        .filter(|name| !ready(name))
        .collect()
}

/// True when an app container of this pod that ends with `exit_code` stays ended. (A container's own policy is
/// stronger than the pod's; rules about exit codes are left to the kubelet.)
pub(crate) fn stays_ended(pod: &Pod, container: &Container, exit_code: i32) -> bool {
    use api::core_v1::ContainerRestartPolicy as Own;
    let policy = match container.restart_policy {
        Some(Own::Always) => RestartPolicy::Always,
        Some(Own::OnFailure) => RestartPolicy::OnFailure,
        Some(Own::Never) => RestartPolicy::Never,
        None => pod.spec.restart_policy,
    };
    match policy {
        RestartPolicy::Always => false,
        RestartPolicy::OnFailure => exit_code == 0,
        RestartPolicy::Never => true,
    }
}

/// The first init container or sidecar that keeps the pod from going on, with its position.
pub(crate) fn blocker(pod: &Pod) -> Option<(usize, &Container)> {
    let done = |container: &Container| {
        status(pod, &container.name).is_some_and(|status| {
            if container.is_sidecar_policy() {
                status.started == Some(true)
            } else {
                status.terminated().is_some_and(|ended| ended.exit_code == 0)
            }
        })
    };
    pod.spec
        .init_containers
        .iter()
        .enumerate()
        .find(|(_, container)| !done(container))
}

/// What the STATUS column of `kubectl get pods` says about a pod that waits for container number `position` of
/// `initContainers`. Mirrors the initializing part of printPod, pkg/printers/internalversion/printers.go (v1.36.2).
pub(crate) fn init_column(pod: &Pod, position: usize, name: &str) -> String {
    let status = status(pod, name);
    let waiting = status
        .and_then(ContainerStatus::waiting)
        .map(|waiting| &*waiting.reason);
    let ended = status
        .and_then(ContainerStatus::terminated)
        .map(|ended| &*ended.reason);
    match (ended, waiting) {
        (Some(reason), _) if !reason.is_empty() => format!("Init:{reason}"),
        (_, Some(reason)) if !reason.is_empty() && reason != "PodInitializing" => format!("Init:{reason}"),
        _ => format!("Init:{position}/{}", pod.spec.init_containers.len()),
    }
}
