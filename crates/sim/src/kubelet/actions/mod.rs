//! What a sync does to a pod's containers: the plan, decided from what the runtime reports.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_manager.go `podActions` (v1.36.2).

mod compute;
mod init;
#[cfg(test)]
mod tables;

pub(crate) use compute::{compute_pod_actions, pod_sandbox_changed};

use api::core_v1::PodSpec;
use std::sync::Arc;

use crate::kubelet::prober::Results;
use crate::runtime::{ContainerId, RuntimeStatus};

/// Everything the plan depends on.
pub(crate) struct Input<'a> {
    pub spec: &'a PodSpec,
    /// The pod has a deletion timestamp.
    pub deleting: bool,
    pub status: &'a RuntimeStatus,
    pub results: &'a Results,
    /// All containers are being restarted (RestartAllContainers).
    pub restart_all: bool,
}

/// Why the kubelet kills a container; decides about the grace period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KillReason {
    /// Its liveness probe failed.
    LivenessProbe,
    /// Its startup probe failed.
    StartupProbe,
    /// Its postStart hook failed.
    FailedPostStartHook,
    /// Its definition changed, or the runtime lost it.
    Other,
    /// All containers are restarted: no grace.
    RestartAll,
    /// The pod ends.
    PodEnds,
}

/// A container that must be killed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KillContainer {
    pub id: ContainerId,
    pub name: Arc<str>,
    pub message: String,
    pub reason: KillReason,
}

/// A container that is removed to begin afresh (RestartAllContainers).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResetContainer {
    pub id: ContainerId,
    pub name: Arc<str>,
    /// It still runs.
    pub kill: bool,
}

/// The plan of one sync.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PodActions {
    /// Stop everything, the sandbox too.
    pub kill_pod: bool,
    /// Then make a new sandbox.
    pub create_sandbox: bool,
    /// The sandbox that exists, if it is still good or reported as changed.
    pub sandbox: Option<u64>,
    /// The new sandbox's number.
    pub attempt: u32,
    /// Positions in `spec.initContainers`, in start order.
    pub init_containers_to_start: Vec<usize>,
    /// Positions in `spec.containers`, in start order.
    pub containers_to_start: Vec<usize>,
    /// Positions in `spec.ephemeralContainers`.
    pub ephemeral_containers_to_start: Vec<usize>,
    /// In spec order.
    pub containers_to_kill: Vec<KillContainer>,
    /// RestartAllContainers.
    pub containers_to_reset: Vec<ResetContainer>,
}
