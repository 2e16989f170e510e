//! The last status of a pod: no container is left without an end, the phase is terminal.
//! Mirrors pkg/kubelet/status/status_manager.go `TerminatePod` (v1.36.2).

use api::Shared;
use api::core_v1::{ContainerStatus, Pod, PodPhase, PodSpec, PodStatus};

use super::containers::lost;
use crate::kubelet::agent::Agent;

const NOT_LOCATED: &str = "The container could not be located when the pod was terminated";

impl Agent<'_> {
    /// Forces the status to its end and sends it. `pod` is the revision that the worker was asked with: its status is older
    /// than the containers' ends, so that a sidecar that ran then still tells that the pod had been initialized.
    pub fn terminate_status(&mut self, pod: &Pod) {
        let mut status = self.pod.status.shared().unwrap_or_else(|| pod.status.clone());
        terminate(&pod.spec, &pod.status, &mut status);
        self.set_final_status(status);
    }
}

/// `reported` is what the API server knew when the worker was asked.
fn terminate(spec: &PodSpec, reported: &PodStatus, status: &mut PodStatus) {
    if has_pod_initialized(spec, reported) {
        status
            .container_statuses
            .iter_mut()
            .for_each(|status| end(status));
    }
    let reached = initialized_containers(&status.init_container_statuses);
    status
        .init_container_statuses
        .iter_mut()
        .take(reached)
        .for_each(|status| end(status));
    if !status.phase.is_terminal() {
        status.phase = PodPhase::Failed;
    }
}

fn end(container: &mut ContainerStatus) {
    if container.terminated().is_none() {
        container.state = Some(lost(NOT_LOCATED));
    }
}

fn has_pod_initialized(spec: &PodSpec, status: &PodStatus) -> bool {
    if spec.init_containers.is_empty() {
        return true;
    }
    let moved = |container: &ContainerStatus| {
        container.last_terminated().is_some()
            || container.running().is_some()
            || container.terminated().is_some()
    };
    if status.container_statuses.iter().any(|status| moved(status)) {
        return true;
    }
    let Some(last) = status.init_container_statuses.last() else {
        return false;
    };
    if spec.sidecars().any(|sidecar| sidecar.name == last.name) {
        last.running().is_some() && last.started == Some(true)
    } else {
        let ends = [last.terminated(), last.last_terminated()];
        ends.into_iter().flatten().any(|ended| ended.exit_code == 0)
    }
}

/// How many init containers were reached: at least one.
fn initialized_containers(statuses: &[Shared<ContainerStatus>]) -> usize {
    let reached =
        |status: &Shared<ContainerStatus>| status.waiting().is_none() || status.last_terminated().is_some();
    statuses.iter().rposition(reached).map_or(1, |last| last + 1)
}
