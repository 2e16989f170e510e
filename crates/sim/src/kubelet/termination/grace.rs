//! How many seconds a container gets between its stop signal and SIGKILL.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_container.go `setTerminationGracePeriod` (v1.36.2).

use api::core_v1::{Container, Pod};

use crate::kubelet::actions::KillReason;

/// Every container gets at least this, even when the grace period is used up.
pub(super) const MINIMUM_GRACE: i64 = 2;

/// The grace period in seconds when no termination request sets one.
pub(super) fn grace_period(pod: &Pod, container: Option<&Container>, reason: KillReason) -> i64 {
    let probe = |probe: Option<&api::core_v1::Probe>| probe?.termination_grace_period_seconds;
    let own = match reason {
        KillReason::StartupProbe => probe(container.and_then(|container| container.startup_probe.as_ref())),
        KillReason::LivenessProbe => probe(container.and_then(|container| container.liveness_probe.as_ref())),
        _ => None,
    };
    let deletion = pod.metadata.deletion_grace_period_seconds;
    deletion
        .or(own)
        .unwrap_or_else(|| pod.spec.grace_period_seconds())
}
