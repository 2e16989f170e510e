//! A pod's phase from its containers' statuses.
//! Mirrors pkg/kubelet/kubelet_pods.go `getPhase` (v1.36.2).

use api::Shared;
use api::core_v1::{Container, ContainerState, ContainerStateTerminated, ContainerStatus, PodPhase, PodSpec};

use super::conditions::find_status;
use super::containers::RESTARTING;
use crate::kubelet::restart::container_should_restart;

/// How many containers are in which state.
#[derive(Default)]
struct Counts {
    pending_init: usize,
    pending_sidecar: usize,
    failed_init_for_good: usize,
    running: usize,
    waiting: usize,
    stopped: usize,
    stopped_for_good: usize,
    succeeded: usize,
    unknown: usize,
}

/// Which part of the initialization cannot take the pod back to Pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Past {
    /// None.
    Nothing,
    /// Sidecars that start once more: an app container has an instance in the newest ready sandbox.
    Sidecars,
    /// All of it: an app container runs or has ended (before 1.33).
    Everything,
}

/// The phase. `pod_is_terminal`: no container will run again.
pub(crate) fn get_phase(
    spec: &PodSpec,
    statuses: &[Shared<ContainerStatus>],
    pod_is_terminal: bool,
    past: Past,
) -> PodPhase {
    let find = |container: &Container| find_status(statuses, container);
    let mut counts = Counts::default();
    for container in &spec.init_containers {
        if container.is_sidecar_policy() {
            counts.add_sidecar(find(container));
        } else {
            counts.add_init(spec, container, find(container));
        }
    }
    for container in &spec.containers {
        counts.add_app(spec, container, find(container));
    }
    counts.phase(pod_is_terminal, past)
}

/// Whether the container runs again after this end: by its policy and rules, or because all containers are restarted.
fn runs_again(spec: &PodSpec, container: &Container, ended: &ContainerStateTerminated) -> bool {
    container_should_restart(container, spec.restart_policy, ended.exit_code) || ended.reason == RESTARTING
}

impl Counts {
    fn add_init(&mut self, spec: &PodSpec, container: &Container, status: Option<&ContainerStatus>) {
        let ended = match status.and_then(|status| Some((status, status.state.as_ref()?))) {
            None | Some((_, ContainerState::Running(_))) => None,
            Some((_, ContainerState::Terminated(terminated))) => Some(terminated),
            Some((status, ContainerState::Waiting(_))) => status.last_terminated(),
        };
        match ended {
            None => self.pending_init += 1,
            Some(ended) if ended.exit_code == 0 => {}
            Some(ended) if !runs_again(spec, container, ended) => self.failed_init_for_good += 1,
            // It will run again; until then the app containers decide.
            Some(_) => {}
        }
    }

    fn add_sidecar(&mut self, status: Option<&ContainerStatus>) {
        let Some((status, state)) = status.and_then(|status| Some((status, status.state.as_ref()?))) else {
            self.unknown += 1;
            return;
        };
        match state {
            ContainerState::Running(_) => {
                if status.started != Some(true) {
                    self.pending_sidecar += 1;
                }
                self.running += 1;
            }
            ContainerState::Terminated(_) => {}
            ContainerState::Waiting(_) if status.last_state.is_some() => {}
            ContainerState::Waiting(_) => {
                self.pending_sidecar += 1;
                self.waiting += 1;
            }
        }
    }

    fn add_app(&mut self, spec: &PodSpec, container: &Container, status: Option<&ContainerStatus>) {
        let Some((status, state)) = status.and_then(|status| Some((status, status.state.as_ref()?))) else {
            self.unknown += 1;
            return;
        };
        let ended = match state {
            ContainerState::Running(_) => {
                self.running += 1;
                return;
            }
            ContainerState::Terminated(terminated) => Some(terminated),
            ContainerState::Waiting(_) => status.last_terminated(),
        };
        let Some(ended) = ended else {
            self.waiting += 1;
            return;
        };
        self.stopped += 1;
        let current = matches!(state, ContainerState::Terminated(_));
        if current && ended.exit_code == 0 {
            self.succeeded += 1;
        }
        if !runs_again(spec, container, ended) {
            self.stopped_for_good += 1;
        }
    }

    fn phase(&self, pod_is_terminal: bool, past: Past) -> PodPhase {
        if self.failed_init_for_good > 0 {
            return PodPhase::Failed;
        }
        let initializing = match past {
            Past::Nothing => self.pending_init > 0 || self.pending_sidecar > 0,
            Past::Sidecars => self.pending_init > 0,
            Past::Everything => false,
        };
        if initializing || self.waiting > 0 {
            return PodPhase::Pending;
        }
        if self.unknown > 0 {
            return PodPhase::Pending;
        }
        if self.running > 0 {
            return PodPhase::Running;
        }
        if self.stopped == 0 {
            return PodPhase::Pending;
        }
        if !pod_is_terminal && self.stopped > self.stopped_for_good {
            return PodPhase::Running;
        }
        if self.stopped == self.succeeded {
            PodPhase::Succeeded
        } else {
            PodPhase::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubelet::status::tables::{spec, statuses, table};

    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn upstream_table() {
        let cases = table(include_str!(
            "../../../../../tests/conformance/upstream/phase_cases.json"
        ));
        let mut wrong = Vec::new();
        for case in &cases {
            let flag = |name: &str| case[name].as_bool().unwrap();
            let phase = get_phase(
                &spec(&case["spec"]),
                &statuses(&case["statuses"]).unwrap_or_default(),
                flag("podIsTerminal"),
                if flag("podHasInitialized") {
                    Past::Sidecars
                } else {
                    Past::Nothing
                },
            );
            if case["expectedPhase"] != phase.name() {
                wrong.push(format!(
                    "{} {}: {phase}, expected {}",
                    case["testFunction"], case["name"], case["expectedPhase"]
                ));
            }
        }
        println!(
            "table getPhase {} {}",
            cases.len() - wrong.len().min(cases.len()),
            cases.len()
        );
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            cases.len(),
            wrong.join("\n")
        );
    }
}
