//! The plan of one sync, from the runtime's report.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_manager.go `computePodActions` and
//! pkg/kubelet/kuberuntime/util/util.go `PodSandboxChanged` (v1.36.2).

use api::core_v1::{Container, ContainerRestartPolicy, PodSpec, RestartPolicy};
use serde_json::Value;
use trace::ProbeKind;

use super::init::compute_init_container_actions;
use super::{Input, KillContainer, KillReason, PodActions, ResetContainer};
use crate::kubelet::prober::ProbeResult;
use crate::kubelet::restart::{restarts_when_killed, should_be_restarted, triggers_restart_all};
use crate::runtime::{CriContainer, CriState, RuntimeStatus};

/// Whether a new sandbox is needed, its number, and the old one's id if it is reported as changed.
pub(crate) fn pod_sandbox_changed(spec: &PodSpec, status: &RuntimeStatus) -> (bool, u32, Option<u64>) {
    let Some(newest) = status.sandboxes.first() else {
        return (true, 0, None);
    };
    let ready = status.sandboxes.iter().filter(|sandbox| sandbox.ready).count();
    let host_network = spec.host_network == Some(true);
    let changed = ready > 1 || !newest.ready || (!host_network && newest.ip.is_empty());
    (changed, newest.attempt + u32::from(changed), Some(newest.id))
}

/// The plan of one sync.
pub(crate) fn compute_pod_actions(input: &Input<'_>) -> PodActions {
    let Input { spec, status, .. } = *input;
    let (create_sandbox, attempt, sandbox) = pod_sandbox_changed(spec, status);
    let mut actions = PodActions {
        kill_pod: create_sandbox,
        create_sandbox,
        sandbox,
        attempt,
        ..PodActions::default()
    };
    if input.restart_all {
        actions.containers_to_reset = containers_to_reset(spec, status);
        return actions;
    }
    if create_sandbox {
        plan_new_sandbox(input, &mut actions);
        return actions;
    }
    actions.ephemeral_containers_to_start = ephemeral_to_start(spec, status);
    let initialized = compute_init_container_actions(input, &mut actions);
    if actions.kill_pod || !initialized {
        return actions;
    }
    let keep = plan_app_containers(input, &mut actions);
    if keep == 0 && actions.containers_to_start.is_empty() {
        actions.kill_pod = true;
        actions.init_containers_to_start.clear();
    }
    actions
}

fn plan_new_sandbox(input: &Input<'_>, actions: &mut PodActions) {
    let Input { spec, status, .. } = *input;
    let never_again =
        spec.restart_policy == RestartPolicy::Never && actions.attempt != 0 && !status.containers.is_empty();
    let succeeded = |container: &Container| {
        let on_failure = match container.restart_policy {
            Some(own) => own == ContainerRestartPolicy::OnFailure,
            None => spec.restart_policy == RestartPolicy::OnFailure,
        };
        let newest = status.find(&container.name);
        on_failure && newest.is_some_and(|newest| newest.state == CriState::Exited && newest.exit_code == 0)
    };
    let start: Vec<usize> = (0..spec.containers.len())
        .filter(|&index| !succeeded(&spec.containers[index]))
        .collect();
    let known = |container: &Container| {
        status
            .find(&container.name)
            .is_some_and(|newest| newest.state != CriState::Unknown)
    };
    if never_again || (start.is_empty() && spec.containers.iter().any(known)) {
        actions.create_sandbox = false;
    } else if spec.init_containers.is_empty() {
        actions.containers_to_start = start;
    } else {
        actions.init_containers_to_start = vec![0];
    }
}

/// Plans the app containers; the number of those that go on running.
fn plan_app_containers(input: &Input<'_>, actions: &mut PodActions) -> usize {
    let Input { spec, status, .. } = *input;
    let mut keep = 0;
    for (index, container) in spec.containers.iter().enumerate() {
        let newest = status.find(&container.name);
        let Some(running) = newest.filter(|newest| newest.state == CriState::Running) else {
            if should_be_restarted(container, spec.restart_policy, input.deleting, newest) {
                actions.containers_to_start.push(index);
                if let Some(unknown) = newest.filter(|newest| newest.state == CriState::Unknown) {
                    let message = "Container is in \"unknown\" state, try killing it before restart";
                    kill(actions, unknown, message.to_owned(), KillReason::Other);
                }
            }
            continue;
        };
        let policy_allows = restarts_when_killed(container, spec.restart_policy);
        let failed = |kind| input.results.is(kind, running.id, ProbeResult::Failure);
        let (why, reason, restart) = if *running.image != *container.image {
            ("definition changed", KillReason::Other, true)
        } else if failed(ProbeKind::Liveness) {
            ("failed liveness probe", KillReason::LivenessProbe, policy_allows)
        } else if failed(ProbeKind::Startup) {
            ("failed startup probe", KillReason::StartupProbe, policy_allows)
        } else {
            keep += 1;
            continue;
        };
        let mut message = format!("Container {} {why}", container.name);
        if restart {
            message.push_str(", will be restarted");
            actions.containers_to_start.push(index);
        }
        kill(actions, running, message, reason);
    }
    keep
}

pub(super) fn kill(actions: &mut PodActions, status: &CriContainer, message: String, reason: KillReason) {
    actions.containers_to_kill.push(KillContainer {
        id: status.id,
        name: status.name.clone(),
        message,
        reason,
    });
}

/// Targets first, then the containers whose end asked for it; app containers before init containers. Every instance
/// that the runtime knows goes, not only the newest.
fn containers_to_reset(spec: &PodSpec, status: &RuntimeStatus) -> Vec<ResetContainer> {
    let mut list = Vec::new();
    for source in [false, true] {
        for container in spec.containers.iter().chain(&spec.init_containers) {
            let instances = status.instances(&container.name);
            let wanted = instances.filter(|instance| triggers_restart_all(container, instance) == source);
            list.extend(wanted.map(|instance| ResetContainer {
                id: instance.id,
                name: instance.name.clone(),
                kill: instance.state != CriState::Exited,
            }));
        }
    }
    list
}

/// Ephemeral containers are started once and never again.
fn ephemeral_to_start(spec: &PodSpec, status: &RuntimeStatus) -> Vec<usize> {
    let list = spec
        .ephemeral_containers
        .as_ref()
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let name = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
    (0..list.len())
        .filter(|&index| name(&list[index]).is_some_and(|name| status.find(&name).is_none()))
        .collect()
}
