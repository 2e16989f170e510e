//! Container statuses from the runtime's report, what was reported before, and failures to start.
//! Mirrors pkg/kubelet/kubelet_pods.go `convertToAPIContainerStatuses` (v1.36.2).

use sorted::Map;

use api::Shared;
use api::core_v1::{
    Container, ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStateWaiting,
    ContainerStatus, PodSpec, RestartPolicy,
};
use api::meta_v1::Time;

use super::conditions::find_status;
use super::resources;
use crate::kubelet::agent::StartFailure;
use crate::kubelet::profile::Profile;
use crate::kubelet::restart::should_be_restarted;
use crate::runtime::{CriContainer, CriState, RuntimeStatus};

/// The reason of a container that got lost.
const STATUS_UNKNOWN: &str = "ContainerStatusUnknown";
/// The reason of a container that is removed because all containers are restarted.
pub(super) const RESTARTING: &str = "RestartingAllContainers";
/// Killed by SIGKILL, as far as anyone can tell.
const UNKNOWN_EXIT_CODE: i32 = 137;

/// What statuses are made from.
pub(super) struct Sources<'a> {
    pub spec: &'a PodSpec,
    pub deleting: bool,
    pub runtime: &'a RuntimeStatus,
    pub reasons: &'a Map<String, StartFailure>,
    /// The wall clock's time of t = 0.
    pub epoch: Time,
    /// All containers are being restarted in place.
    pub restarting_all: bool,
    pub profile: Profile,
}

impl Sources<'_> {
    /// The statuses of one list of containers, in spec order. `old` is what was reported before.
    pub fn statuses(
        &self,
        containers: &[Container],
        old: &[Shared<ContainerStatus>],
        init: bool,
    ) -> Vec<Shared<ContainerStatus>> {
        containers
            .iter()
            .map(|container| self.status(container, old, init).into())
            .collect()
    }

    fn status(&self, container: &Container, old: &[Shared<ContainerStatus>], init: bool) -> ContainerStatus {
        let old = find_status(old, container);
        let mut instances = self.runtime.instances(&container.name);
        let newest = instances.next();
        let mut status = match newest {
            Some(newest) => self.convert(newest, old),
            None => self.without_instance(container, old, init),
        };
        if let Some(second) = newest.and_then(|_| instances.next()) {
            status.last_state = self.convert(second, old).state;
        }
        self.apply_start_failure(container, newest, init, &mut status);
        resources::tell(&mut status, container, old, newest.is_some(), self.profile);
        status
    }

    fn time(&self, at: std::time::Duration) -> Time {
        self.epoch.plus(at).truncated()
    }

    fn convert(&self, instance: &CriContainer, old: Option<&ContainerStatus>) -> ContainerStatus {
        let terminated = |exit_code, reason: &'static str, message: String| {
            ContainerState::Terminated(ContainerStateTerminated {
                container_id: instance.id_text.clone(),
                exit_code,
                reason: reason.into(),
                message,
                started_at: instance.started.map(|at| self.time(at)),
                finished_at: instance.finished.map(|at| self.time(at)),
                ..ContainerStateTerminated::default()
            })
        };
        let was_running = old.is_some_and(|old| old.running().is_some());
        let state = match instance.state {
            CriState::Running => ContainerState::Running(ContainerStateRunning {
                started_at: instance.started.map(|at| self.time(at)),
            }),
            CriState::Exited => terminated(instance.exit_code, instance.reason, instance.message.clone()),
            CriState::Unknown if was_running => {
                let message = "The container could not be located when the pod was terminated";
                let reason = if self.restarting_all {
                    RESTARTING
                } else {
                    STATUS_UNKNOWN
                };
                terminated(UNKNOWN_EXIT_CODE, reason, message.to_owned())
            }
            CriState::Created | CriState::Unknown => {
                ContainerState::Waiting(ContainerStateWaiting::default())
            }
        };
        let mut status = ContainerStatus {
            name: instance.name.to_string(),
            image: instance.image_name.clone(),
            image_id: instance.image_id.clone(),
            restart_count: i32::try_from(instance.restart_count).unwrap_or(i32::MAX),
            state: Some(state),
            container_id: instance.id_text.clone(),
            ..ContainerStatus::default()
        };
        if let Some(old) = old {
            if self.profile.restart_all_containers {
                carry_over(&mut status, old, instance.state);
            }
            if instance.state == CriState::Unknown && was_running {
                status.restart_count = old.restart_count + 1;
            }
        }
        status
    }

    /// Waiting, unless its end was reported before.
    fn without_instance(
        &self,
        container: &Container,
        old: Option<&ContainerStatus>,
        init: bool,
    ) -> ContainerStatus {
        let reason = if self.spec.init_containers.is_empty() {
            "ContainerCreating"
        } else {
            "PodInitializing"
        };
        let mut status = ContainerStatus {
            name: container.name.clone(),
            image: container.image.as_str().into(),
            state: Some(waiting(reason, "")),
            ..ContainerStatus::default()
        };
        if let Some(old) = old {
            if old.terminated().is_some() {
                status.clone_from(old);
            }
            if self.restarting_all && old.waiting().is_none() {
                return restarted_in_place(status, old);
            }
            if old.terminated().is_some() {
                return status;
            }
            status.restart_count = old.restart_count;
            status.last_state.clone_from(&old.last_state);
            if old.running().is_some() && old.last_terminated().is_none() {
                let message = "The container could not be located when the pod was deleted.  The container used \
                               to be Running";
                status.last_state = Some(lost(message));
                status.restart_count += i32::from(!self.deleting);
            }
        }
        let apps_created = self
            .spec
            .containers
            .iter()
            .filter_map(|app| self.runtime.find(&app.name))
            .any(|newest| newest.state != CriState::Unknown);
        if init && !container.is_sidecar_policy() && apps_created {
            status.state = Some(ContainerState::Terminated(ContainerStateTerminated {
                reason: "Completed".into(),
                message: "Unable to get init container status from container runtime and pod has been \
                          initialized, treat it as exited normally"
                    .to_owned(),
                ..ContainerStateTerminated::default()
            }));
        }
        status
    }

    /// A container that will be started again and could not be the last time is *waiting*.
    fn apply_start_failure(
        &self,
        container: &Container,
        newest: Option<&CriContainer>,
        init: bool,
        status: &mut ContainerStatus,
    ) {
        let finished = newest.is_some_and(|newest| newest.state == CriState::Exited && newest.exit_code == 0);
        if init && finished {
            return;
        }
        let deaf = !self.profile.never_pods_sidecar_waits
            && self.spec.restart_policy == RestartPolicy::Never
            && is_exited(newest);
        let restarts =
            !deaf && should_be_restarted(container, self.spec.restart_policy, self.deleting, newest);
        let Some(failure) = self.reasons.get(&container.name).filter(|_| restarts) else {
            return;
        };
        if status.terminated().is_some() {
            status.last_state = status.state.take();
        }
        status.state = Some(waiting(failure.reason, &failure.message));
    }
}

/// What the runtime forgot with the instance before: its end, and how many there were.
fn carry_over(status: &mut ContainerStatus, old: &ContainerStatus, state: CriState) {
    let counted = status.restart_count;
    status.restart_count = counted.max(old.restart_count);
    let ended = old
        .terminated()
        .filter(|_| old.container_id != status.container_id);
    if ended.is_some() {
        status.last_state.clone_from(&old.state);
    } else if old.last_terminated().is_some() {
        status.last_state.clone_from(&old.last_state);
    }
    if state == CriState::Running && old.terminated().is_some() && old.restart_count >= counted {
        status.restart_count = old.restart_count + 1;
    }
}

fn is_exited(newest: Option<&CriContainer>) -> bool {
    newest.is_some_and(|newest| newest.state == CriState::Exited)
}

fn waiting(reason: &'static str, message: &str) -> ContainerState {
    ContainerState::Waiting(ContainerStateWaiting {
        reason: reason.into(),
        message: message.to_owned(),
    })
}

/// The end of a container that nobody saw.
pub(super) fn lost(message: &str) -> ContainerState {
    ContainerState::Terminated(ContainerStateTerminated {
        exit_code: UNKNOWN_EXIT_CODE,
        reason: STATUS_UNKNOWN.into(),
        message: message.to_owned(),
        ..ContainerStateTerminated::default()
    })
}

/// A container that was removed because all containers are restarted.
fn restarted_in_place(mut status: ContainerStatus, old: &ContainerStatus) -> ContainerStatus {
    let reason = RESTARTING;
    let message = "The container is removed because RestartAllContainers in place";
    status.restart_count = old.restart_count + 1;
    status.state = Some(waiting(reason, message));
    status.last_state = Some(ContainerState::Terminated(ContainerStateTerminated {
        exit_code: UNKNOWN_EXIT_CODE,
        reason: reason.into(),
        message: message.to_owned(),
        ..ContainerStateTerminated::default()
    }));
    status
}
