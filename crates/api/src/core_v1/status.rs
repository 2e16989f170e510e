//! A pod's status: phase, conditions, container states.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::meta_v1::Time;

/// What the kubelet (and the scheduler) reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodStatus {
    /// PodReadyToStartContainers, Initialized, Ready, ContainersReady, PodScheduled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<PodCondition>,
    /// App containers, sorted by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub container_statuses: Vec<ContainerStatus>,
    /// The node's address.
    #[serde(rename = "hostIP", skip_serializing_if = "String::is_empty")]
    pub host_ip: String,
    /// The node's addresses.
    #[serde(rename = "hostIPs", skip_serializing_if = "Option::is_none")]
    pub host_ips: Option<Value>,
    /// Init containers and sidecars in spec order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub init_container_statuses: Vec<ContainerStatus>,
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Where the pod shall run once others have been preempted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub nominated_node_name: String,
    /// The generation seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// The phase.
    pub phase: PodPhase,
    /// The pod's address.
    #[serde(rename = "podIP", skip_serializing_if = "String::is_empty")]
    pub pod_ip: String,
    /// The pod's addresses.
    #[serde(rename = "podIPs", skip_serializing_if = "Option::is_none")]
    pub pod_ips: Option<Value>,
    /// `Guaranteed`, `Burstable` or `BestEffort`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub qos_class: String,
    /// E.g. `DeadlineExceeded`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When the kubelet first saw the pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Time>,
}

/// Where a pod is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PodPhase {
    /// Not all containers have started.
    #[default]
    Pending,
    /// Initialized, and something runs or will be restarted.
    Running,
    /// All app containers ended with 0 and stay ended.
    Succeeded,
    /// All app containers ended, one of them failed, and none is restarted.
    Failed,
}

impl PodPhase {
    /// Succeeded or Failed: never left again.
    pub fn is_terminal(self) -> bool {
        matches!(self, PodPhase::Succeeded | PodPhase::Failed)
    }

    /// The word of the API.
    pub fn name(self) -> &'static str {
        match self {
            PodPhase::Pending => "Pending",
            PodPhase::Running => "Running",
            PodPhase::Succeeded => "Succeeded",
            PodPhase::Failed => "Failed",
        }
    }
}

impl fmt::Display for PodPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One condition of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodCondition {
    /// Always null in what the kubelet writes.
    pub last_probe_time: Option<Time>,
    /// When the status last changed.
    pub last_transition_time: Option<Time>,
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The generation seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// For programs.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// E.g. `Ready`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What the kubelet reported about one container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerStatus {
    /// Resources as the node applied them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocated_resources: Option<Value>,
    /// `containerd://…`
    #[serde(rename = "containerID", skip_serializing_if = "String::is_empty")]
    pub container_id: String,
    /// The image.
    pub image: String,
    /// The image's digest.
    #[serde(rename = "imageID")]
    pub image_id: String,
    /// How the previous instance ended.
    #[serde(with = "optional_state", skip_serializing_if = "never")]
    pub last_state: Option<ContainerState>,
    /// The container.
    pub name: String,
    /// Counts for the pod's Ready.
    pub ready: bool,
    /// Resources in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Value>,
    /// How often it was started again.
    pub restart_count: i32,
    /// Running, and past its startup probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<bool>,
    /// Now.
    #[serde(with = "optional_state", skip_serializing_if = "never")]
    pub state: Option<ContainerState>,
    /// Mounted volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_mounts: Option<Value>,
}

/// What a container is doing: one of three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContainerState {
    /// Its process runs.
    Running(ContainerStateRunning),
    /// Its process has ended.
    Terminated(ContainerStateTerminated),
    /// Not started.
    Waiting(ContainerStateWaiting),
}

/// A running container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerStateRunning {
    /// When the process started.
    pub started_at: Option<Time>,
}

/// A container that has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerStateTerminated {
    /// `containerd://…`
    #[serde(rename = "containerID", skip_serializing_if = "String::is_empty")]
    pub container_id: String,
    /// 0-255.
    pub exit_code: i32,
    /// When the process ended.
    pub finished_at: Option<Time>,
    /// The termination message.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// `Completed`, `Error`, `OOMKilled`, …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The signal that ended the process; 0: none reported. (containerd reports 128 + signal as exit code
    /// instead.)
    #[serde(skip_serializing_if = "is_zero")]
    pub signal: i32,
    /// When the process started.
    pub started_at: Option<Time>,
}

fn is_zero(number: &i32) -> bool {
    *number == 0
}

/// A container that has not started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContainerStateWaiting {
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// `ContainerCreating`, `CrashLoopBackOff`, …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl ContainerStatus {
    /// The end of the current instance, when it has ended.
    pub fn terminated(&self) -> Option<&ContainerStateTerminated> {
        match &self.state {
            Some(ContainerState::Terminated(terminated)) => Some(terminated),
            _ => None,
        }
    }

    /// The start of the current instance, while it runs.
    pub fn running(&self) -> Option<&ContainerStateRunning> {
        match &self.state {
            Some(ContainerState::Running(running)) => Some(running),
            _ => None,
        }
    }

    /// Why the container waits, while it waits.
    pub fn waiting(&self) -> Option<&ContainerStateWaiting> {
        match &self.state {
            Some(ContainerState::Waiting(waiting)) => Some(waiting),
            _ => None,
        }
    }

    /// The end of the previous instance.
    pub fn last_terminated(&self) -> Option<&ContainerStateTerminated> {
        match &self.last_state {
            Some(ContainerState::Terminated(terminated)) => Some(terminated),
            _ => None,
        }
    }
}

impl PodStatus {
    /// The condition of a type.
    pub fn condition(&self, kind: &str) -> Option<&PodCondition> {
        self.conditions.iter().find(|condition| condition.kind == kind)
    }

    /// True when the condition exists and is `True`.
    pub fn condition_is_true(&self, kind: &str) -> bool {
        self.condition(kind)
            .is_some_and(|condition| condition.status == "True")
    }
}

fn never<T>(_: &T) -> bool {
    false
}

/// The API writes an absent state as `{}`.
mod optional_state {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    use super::ContainerState;

    pub fn serialize<S: Serializer>(
        state: &Option<ContainerState>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match state {
            Some(state) => state.serialize(serializer),
            None => serde_json::Map::new().serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<ContainerState>, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(None),
            Value::Object(map) if map.is_empty() => Ok(None),
            value => ContainerState::deserialize(value)
                .map(Some)
                .map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_state_is_an_empty_object() {
        let json = r#"{"image":"","imageID":"","lastState":{},"name":"a","ready":false,"restartCount":0,"state":{"waiting":{"reason":"ContainerCreating"}}}"#;
        let status: ContainerStatus = serde_json::from_str(json).unwrap();
        assert_eq!(status.last_state, None);
        assert_eq!(status.waiting().unwrap().reason, "ContainerCreating");
        assert_eq!(serde_json::to_string(&status).unwrap(), json);
    }
}
