//! Reading upstream's test tables (tests/conformance/upstream).

use api::Shared;
use api::core_v1::{
    ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStateWaiting, ContainerStatus,
    PodSpec,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::{ContainerId, CriContainer, CriState, RuntimeStatus, SandboxStatus};

/// The cases of a table.
pub(crate) fn table(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// A pod spec in the table's short form: probes are `true`, an empty restart policy means Always.
pub(crate) fn spec(short: &Value) -> PodSpec {
    let mut spec = short.clone();
    if spec.is_null() {
        return PodSpec::default();
    }
    if spec["restartPolicy"].as_str().is_none_or(str::is_empty) {
        spec["restartPolicy"] = json!("Always");
    }
    for list in ["initContainers", "containers"] {
        for container in spec[list].as_array_mut().into_iter().flatten() {
            for probe in ["startupProbe", "livenessProbe"] {
                if container[probe].is_boolean() {
                    container[probe] = json!({"exec": {"command": ["true"]}});
                }
            }
        }
    }
    let fill = |spec: &mut Value, field: &str| {
        if spec[field].is_null() {
            spec[field] = json!([]);
        }
    };
    fill(&mut spec, "initContainers");
    fill(&mut spec, "containers");
    serde_json::from_value(spec).unwrap()
}

fn state(value: &Value) -> Option<ContainerState> {
    let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
    Some(match value["state"].as_str()? {
        "running" => ContainerState::Running(ContainerStateRunning::default()),
        "waiting" => ContainerState::Waiting(ContainerStateWaiting {
            reason: text("reason").into(),
            message: text("message"),
        }),
        _ => ContainerState::Terminated(ContainerStateTerminated {
            exit_code: value["exitCode"].as_i64().unwrap_or_default() as i32,
            reason: text("reason").into(),
            message: text("message"),
            ..ContainerStateTerminated::default()
        }),
    })
}

/// API container statuses; `None` for a nil list.
pub(crate) fn statuses(list: &Value) -> Option<Vec<Shared<ContainerStatus>>> {
    let list = list.as_array()?.iter().filter(|status| !status.is_null());
    Some(
        list.map(|status| {
            Shared::new(ContainerStatus {
                name: status["name"].as_str().unwrap().to_owned(),
                ready: status["ready"].as_bool().unwrap_or_default(),
                started: status["started"].as_bool(),
                state: state(&status["state"]),
                last_state: state(&status["lastState"]),
                ..ContainerStatus::default()
            })
        })
        .collect(),
    )
}

/// The runtime's report: `sandboxes` and `containerStatuses` (or `runtimeContainers`), newest first.
pub(crate) fn runtime(case: &Value) -> RuntimeStatus {
    let sandboxes = case["sandboxes"].as_array().into_iter().flatten().enumerate();
    let sandboxes = sandboxes.map(|(id, sandbox)| SandboxStatus {
        id: id as u64,
        attempt: sandbox["attempt"].as_u64().unwrap() as u32,
        ready: sandbox["state"] == "SANDBOX_READY",
        ip: sandbox["ip"].as_str().unwrap_or_default().into(),
    });
    let list = if case["runtimeContainers"].is_array() {
        &case["runtimeContainers"]
    } else {
        &case["containerStatuses"]
    };
    let containers = list.as_array().into_iter().flatten().enumerate();
    let containers = containers.map(|(id, status)| CriContainer {
        id: ContainerId(id as u64),
        name: Arc::from(status["name"].as_str().unwrap()),
        image: Arc::from(""),
        image_name: Arc::from(""),
        image_id: Arc::from(""),
        id_text: Arc::from(""),
        state: match status["state"].as_str().unwrap() {
            "created" => CriState::Created,
            "running" => CriState::Running,
            "exited" => CriState::Exited,
            _ => CriState::Unknown,
        },
        restart_count: 0,
        sandbox: 0,
        created: Duration::ZERO,
        started: None,
        finished: None,
        exit_code: status["exitCode"].as_i64().unwrap_or_default() as i32,
        reason: "",
        message: String::new(),
    });
    RuntimeStatus {
        sandboxes: sandboxes.collect(),
        containers: containers.collect(),
    }
}
