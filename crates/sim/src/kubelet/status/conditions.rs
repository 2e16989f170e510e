//! A pod's conditions.
//! Mirrors pkg/kubelet/status/generate.go (v1.36.2).

use std::borrow::Cow;

use api::Shared;
use api::core_v1::{Container, ContainerState, ContainerStatus, PodCondition, PodPhase, PodSpec, PodStatus};
use api::go::go_string;
use serde_json::Value;

use crate::kubelet::actions::pod_sandbox_changed;
use crate::kubelet::restart::{
    all_containers_could_restart, restart_all_is_cleaned_up, should_all_containers_restart,
};
use crate::runtime::RuntimeStatus;

pub(crate) const READY_TO_START: &str = "PodReadyToStartContainers";
pub(crate) const INITIALIZED: &str = "Initialized";
pub(crate) const READY: &str = "Ready";
pub(crate) const CONTAINERS_READY: &str = "ContainersReady";
pub(crate) const POD_SCHEDULED: &str = "PodScheduled";
pub(crate) const RESTARTING_ALL: &str = "AllContainersRestarting";

const POD_COMPLETED: &str = "PodCompleted";
const POD_FAILED: &str = "PodFailed";
const UNKNOWN_STATUSES: &str = "UnknownContainerStatuses";
const CONTAINERS_NOT_READY: &str = "ContainersNotReady";

/// True for the conditions that the kubelet owns.
pub(crate) fn is_owned_by_kubelet(kind: &str) -> bool {
    [
        READY_TO_START,
        INITIALIZED,
        READY,
        CONTAINERS_READY,
        POD_SCHEDULED,
        RESTARTING_ALL,
    ]
    .contains(&kind)
}

fn condition(kind: &'static str, status: bool, reason: &'static str, message: String) -> PodCondition {
    PodCondition {
        kind: kind.into(),
        status: if status { "True" } else { "False" }.into(),
        reason: reason.into(),
        message,
        ..PodCondition::default()
    }
}

/// `PodScheduled`.
pub(crate) fn pod_scheduled() -> PodCondition {
    condition(POD_SCHEDULED, true, "", String::new())
}

/// `PodReadyToStartContainers`.
pub(crate) fn ready_to_start(spec: &PodSpec, status: &RuntimeStatus) -> PodCondition {
    let (changed, _, _) = pod_sandbox_changed(spec, status);
    condition(READY_TO_START, !changed, "", String::new())
}

/// A container's status.
pub(super) fn find_status<'a>(
    statuses: &'a [Shared<ContainerStatus>],
    container: &Container,
) -> Option<&'a ContainerStatus> {
    let mut statuses = statuses.iter();
    statuses
        .find(|status| status.name == container.name)
        .map(|found| &**found)
}

/// `containers with unknown status: [a b]`, and so on for each list with a name in it.
fn message(lists: [(&str, &[&str]); 2]) -> String {
    let mut message = String::new();
    for (front, names) in lists.into_iter().filter(|list| !list.1.is_empty()) {
        if message.is_empty() {
            message.reserve(MESSAGE);
        } else {
            message.push_str(", ");
        }
        for part in ["containers with ", front, " status: ["] {
            message.push_str(part);
        }
        for (place, name) in names.iter().enumerate() {
            message.push_str(if place > 0 { " " } else { "" });
            message.push_str(name);
        }
        message.push(']');
    }
    message
}

/// Room for a usual message.
const MESSAGE: usize = 64;

/// `ContainersReady`; `statuses` is `None` while nothing is known.
pub(crate) fn containers_ready(
    spec: &PodSpec,
    statuses: Option<&[Shared<ContainerStatus>]>,
    phase: PodPhase,
) -> PodCondition {
    let no = |reason: &'static str, message| condition(CONTAINERS_READY, false, reason, message);
    let Some(statuses) = statuses else {
        return no(UNKNOWN_STATUSES, String::new());
    };
    let (mut unknown, mut unready) = (Vec::new(), Vec::new());
    let sidecars = spec.sidecars();
    for container in sidecars.chain(&spec.containers) {
        match find_status(statuses, container) {
            None => unknown.push(container.name.as_str()),
            Some(status) if !status.ready => unready.push(container.name.as_str()),
            Some(_) => {}
        }
    }
    if phase == PodPhase::Succeeded && unknown.is_empty() {
        return no(POD_COMPLETED, String::new());
    }
    if phase == PodPhase::Failed {
        return no(POD_FAILED, String::new());
    }
    let message = message([("unknown", &unknown), ("unready", &unready)]);
    if message.is_empty() {
        condition(CONTAINERS_READY, true, "", message)
    } else {
        no(CONTAINERS_NOT_READY, message)
    }
}

/// `Ready`: all containers (what `ContainersReady` says) and every readiness gate.
pub(crate) fn pod_ready(
    spec: &PodSpec,
    conditions: &[Shared<PodCondition>],
    containers: &PodCondition,
) -> PodCondition {
    if containers.status != "True" {
        return PodCondition {
            kind: Cow::Borrowed(READY),
            ..containers.clone()
        };
    }
    let gates = spec.readiness_gates.as_ref().and_then(Value::as_array);
    let gates = gates.into_iter().flatten().filter_map(|gate| {
        let name = gate.get("conditionType").unwrap_or(gate);
        name.as_str()
    });
    let unmet: Vec<String> = gates
        .filter_map(
            |gate| match conditions.iter().find(|condition| condition.kind == gate) {
                None => Some(format!(
                    "corresponding condition of pod readiness gate {} does not exist.",
                    go_string(gate)
                )),
                Some(condition) if condition.status != "True" => Some(format!(
                    "the status of pod readiness gate {} is not \"True\", but {}",
                    go_string(gate),
                    condition.status
                )),
                Some(_) => None,
            },
        )
        .collect();
    if unmet.is_empty() {
        condition(READY, true, "", String::new())
    } else {
        condition(READY, false, "ReadinessGatesNotReady", unmet.join(", "))
    }
}

/// `Ready` and `ContainersReady` of a terminal phase.
pub(crate) fn ready_for_terminal_phase(kind: &'static str, phase: PodPhase) -> PodCondition {
    let reason = if phase == PodPhase::Succeeded {
        POD_COMPLETED
    } else {
        POD_FAILED
    };
    condition(kind, false, reason, String::new())
}

/// `Initialized`.
pub(crate) fn pod_initialized(
    spec: &PodSpec,
    was_initialized: bool,
    statuses: Option<&[Shared<ContainerStatus>]>,
    phase: PodPhase,
) -> PodCondition {
    let no = |reason: &'static str, message| condition(INITIALIZED, false, reason, message);
    let Some(statuses) = statuses else {
        return if spec.init_containers.is_empty() {
            condition(INITIALIZED, true, "", String::new())
        } else {
            no(UNKNOWN_STATUSES, String::new())
        };
    };
    let (mut unknown, mut incomplete) = (Vec::new(), Vec::new());
    for container in &spec.init_containers {
        match find_status(statuses, container) {
            None => unknown.push(container.name.as_str()),
            Some(status) if container.is_sidecar_policy() => {
                if status.started != Some(true) {
                    incomplete.push(container.name.as_str());
                }
            }
            Some(status) if !status.ready => incomplete.push(container.name.as_str()),
            Some(_) => {}
        }
    }
    if phase == PodPhase::Succeeded && unknown.is_empty() {
        return condition(INITIALIZED, true, POD_COMPLETED, String::new());
    }
    let reached = |container: &Container| {
        let state = find_status(statuses, container).and_then(|status| status.state.as_ref());
        matches!(
            state,
            Some(ContainerState::Running(_) | ContainerState::Terminated(_))
        )
    };
    let message = message([("unknown", &unknown), ("incomplete", &incomplete)]);
    if message.is_empty() || spec.containers.iter().any(reached) || was_initialized {
        condition(INITIALIZED, true, "", String::new())
    } else {
        no("ContainersNotInitialized", message)
    }
}

/// `AllContainersRestarting`; `None` for pods whose containers have no rule that asks for it.
pub(crate) fn restarting_all(
    spec: &PodSpec,
    status: &RuntimeStatus,
    old: &PodStatus,
    phase: PodPhase,
) -> Option<PodCondition> {
    if !all_containers_could_restart(spec) {
        return None;
    }
    let no = |reason: &'static str| Some(condition(RESTARTING_ALL, false, reason, String::new()));
    match phase {
        PodPhase::Succeeded => no(POD_COMPLETED),
        PodPhase::Failed => no(POD_FAILED),
        _ if !should_all_containers_restart(spec, status, old) || restart_all_is_cleaned_up(spec, status) => {
            no("")
        }
        _ => Some(condition(
            RESTARTING_ALL,
            true,
            "RestartAllContainersStarted",
            "container exited with restart policy rule".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubelet::status::tables::{runtime, spec, statuses, table};

    fn evaluate(case: &Value) -> Option<PodCondition> {
        let spec = spec(&case["spec"]);
        let statuses = statuses(&case["containerStatuses"]);
        let statuses = statuses.as_deref();
        let conditions = |field: &str| -> Vec<Shared<PodCondition>> {
            let list: Vec<PodCondition> = serde_json::from_value(case[field].clone()).unwrap_or_default();
            list.into_iter().map(Shared::new).collect()
        };
        let phase = serde_json::from_value(case["phase"].clone()).unwrap_or_default();
        let old = conditions("oldPodConditions");
        let was = |kind: &str| old.iter().any(|old| old.kind == kind && old.status == "True");
        match case["condition"].as_str().unwrap() {
            "ContainersReady" => Some(containers_ready(&spec, statuses, phase)),
            "Ready" => {
                let containers = containers_ready(&spec, statuses, phase);
                Some(pod_ready(&spec, &conditions("podConditions"), &containers))
            }
            "Initialized" => Some(pod_initialized(&spec, was(INITIALIZED), statuses, phase)),
            "PodReadyToStartContainers" => Some(ready_to_start(&spec, &runtime(case))),
            "AllContainersRestarting" => {
                let old = PodStatus {
                    conditions: old.clone(),
                    ..PodStatus::default()
                };
                restarting_all(&spec, &runtime(case), &old, phase)
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn upstream_table() {
        let cases = table(include_str!(
            "../../../../../tests/conformance/upstream/condition_cases.json"
        ));
        let mut wrong = Vec::new();
        for case in &cases {
            let got = serde_json::to_value(evaluate(case)).unwrap();
            for field in case["compared"]
                .as_array()
                .unwrap()
                .iter()
                .map(|field| field.as_str().unwrap())
            {
                let text = |value: &Value| value[field].as_str().unwrap_or_default().to_owned();
                if text(&got) != text(&case["expected"]) {
                    wrong.push(format!(
                        "{} {}: {got}, expected {}",
                        case["testFunction"], case["index"], case["expected"]
                    ));
                }
            }
        }
        println!(
            "table pod_conditions {} {}",
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
