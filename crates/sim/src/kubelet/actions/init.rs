//! The plan for init containers and native sidecars.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_container.go `computeInitContainerActions` (v1.36.2).

use api::core_v1::{Container, ContainerRestartPolicy, RestartPolicy};
use trace::ProbeKind;

use super::compute::kill;
use super::{Input, KillReason, PodActions};
use crate::kubelet::prober::ProbeResult;
use crate::kubelet::restart::should_be_restarted;
use crate::runtime::{CriContainer, CriState};

/// What one init container's state means for the walk.
enum Verdict {
    /// Nothing more to decide here.
    Done,
    /// The pod cannot be initialized any more.
    KillPod,
}

struct Walk<'a> {
    input: &'a Input<'a>,
    actions: &'a mut PodActions,
    /// Positions to start, the later ones first.
    start: Vec<usize>,
    /// The containers after the one in hand were reached.
    reached: bool,
    initialized: bool,
}

/// Plans the init containers; true when the app containers' turn has come.
pub(super) fn compute_init_container_actions(input: &Input<'_>, actions: &mut PodActions) -> bool {
    let (spec, status) = (input.spec, input.status);
    if spec.init_containers.is_empty() {
        return true;
    }
    // An app container that was created or runs: initialized, whatever the init containers say.
    let initialized = spec.containers.iter().any(|container| {
        status
            .find(&container.name)
            .is_some_and(|newest| matches!(newest.state, CriState::Created | CriState::Running))
    });
    let mut walk = Walk {
        input,
        actions,
        start: Vec::new(),
        reached: initialized,
        initialized,
    };
    for (index, container) in spec.init_containers.iter().enumerate().rev() {
        let Some(newest) = status.find(&container.name) else {
            if walk.reached && container.is_sidecar_policy() {
                walk.start.push(index);
            }
            continue;
        };
        // What a finished part of the initialization left behind does not matter.
        if walk.reached && !container.is_sidecar_policy() {
            continue;
        }
        if let Verdict::KillPod = walk.visit(index, container, newest) {
            walk.actions.kill_pod = true;
            return false;
        }
        walk.reached = true;
    }
    if !walk.reached {
        walk.start.push(0);
    }
    walk.start.reverse();
    let (start, initialized) = (walk.start, walk.initialized);
    actions.init_containers_to_start = start;
    initialized
}

impl Walk<'_> {
    fn visit(&mut self, index: usize, container: &Container, newest: &CriContainer) -> Verdict {
        match (newest.state, container.is_sidecar_policy()) {
            (CriState::Created, _) => self.start.push(index),
            (CriState::Running, false) => {}
            (CriState::Running, true) => self.visit_running_sidecar(index, container, newest),
            (CriState::Exited, true) => self.start.push(index),
            (CriState::Exited, false) => return self.visit_exited(index, container, newest),
            (CriState::Unknown, sidecar) => return self.visit_unknown(index, container, newest, sidecar),
        }
        Verdict::Done
    }

    fn visit_running_sidecar(&mut self, index: usize, container: &Container, newest: &CriContainer) {
        let result = |kind| self.input.results.get(kind, newest.id);
        if container.startup_probe.is_some() {
            match result(ProbeKind::Startup) {
                None | Some(ProbeResult::Unknown) => return,
                Some(ProbeResult::Failure) => {
                    let message = format!("Init container {} failed startup probe", container.name);
                    kill(self.actions, newest, message, KillReason::StartupProbe);
                    self.start.push(index);
                    return;
                }
                Some(ProbeResult::Success) => {}
            }
        }
        let liveness = result(ProbeKind::Liveness);
        if index + 1 == self.input.spec.init_containers.len() {
            self.initialized = true;
        } else if !self.reached {
            self.start.push(index + 1);
        }
        if *newest.image != *container.image {
            let message = format!("Init container {} definition changed", container.name);
            kill(self.actions, newest, message, KillReason::Other);
            self.start.push(index);
        } else if container.liveness_probe.is_some() && liveness == Some(ProbeResult::Failure) {
            let message = format!("Init container {} failed liveness probe", container.name);
            kill(self.actions, newest, message, KillReason::LivenessProbe);
            self.start.push(index);
        }
    }

    fn visit_exited(&mut self, index: usize, container: &Container, newest: &CriContainer) -> Verdict {
        let failed = newest.exit_code != 0 || newest.reason == "OOMKilled";
        if failed {
            let input = self.input;
            if !should_be_restarted(container, input.spec.restart_policy, input.deleting, Some(newest)) {
                return Verdict::KillPod;
            }
            self.start.push(index);
        } else if index + 1 == self.input.spec.init_containers.len() {
            self.initialized = true;
        } else {
            self.start.push(index + 1);
        }
        Verdict::Done
    }

    fn visit_unknown(
        &mut self,
        index: usize,
        container: &Container,
        newest: &CriContainer,
        sidecar: bool,
    ) -> Verdict {
        let never = match container.restart_policy {
            Some(own) => own == ContainerRestartPolicy::Never,
            None => self.input.spec.restart_policy == RestartPolicy::Never,
        };
        if !sidecar && never {
            return Verdict::KillPod;
        }
        let message = "Init container is in \"unknown\" state, try killing it before restart";
        kill(self.actions, newest, message.to_owned(), KillReason::Other);
        self.start.push(index);
        Verdict::Done
    }
}
