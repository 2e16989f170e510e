//! A pod's status: phase, conditions, container states.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::Shared;
use crate::json::Json;
use serde_json::Value;

use crate::meta_v1::Time;

/// What the kubelet (and the scheduler) reported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodStatus {
    /// The pod's requests that the node has granted.
    #[json(omitempty)]
    pub allocated_resources: Option<Arc<Value>>,
    /// PodReadyToStartContainers, Initialized, Ready, ContainersReady, PodScheduled.
    #[json(omitempty)]
    pub conditions: Vec<Shared<PodCondition>>,
    /// App containers, sorted by name.
    #[json(omitempty)]
    pub container_statuses: Vec<Shared<ContainerStatus>>,
    /// The node's address.
    #[json(rename = "hostIP", omitempty)]
    pub host_ip: Cow<'static, str>,
    /// The node's addresses.
    #[json(rename = "hostIPs", omitempty)]
    pub host_ips: Option<Arc<Value>>,
    /// Init containers and sidecars in spec order.
    #[json(omitempty)]
    pub init_container_statuses: Vec<Shared<ContainerStatus>>,
    /// For people.
    #[json(omitempty)]
    pub message: String,
    /// Where the pod shall run once others have been preempted.
    #[json(omitempty)]
    pub nominated_node_name: String,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// The phase.
    pub phase: PodPhase,
    /// The pod's address.
    #[json(rename = "podIP", omitempty)]
    pub pod_ip: Arc<str>,
    /// The pod's addresses.
    #[json(rename = "podIPs", omitempty)]
    pub pod_ips: Option<Arc<Value>>,
    /// `Guaranteed`, `Burstable` or `BestEffort`.
    #[json(omitempty)]
    pub qos_class: Cow<'static, str>,
    /// E.g. `DeadlineExceeded`.
    #[json(omitempty)]
    pub reason: String,
    /// The pod's resources in force.
    #[json(omitempty)]
    pub resources: Option<Arc<Value>>,
    /// When the kubelet first saw the pod.
    #[json(omitempty)]
    pub start_time: Option<Time>,
}

/// Where a pod is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Json)]
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
    /// The node does not answer. Nothing writes it any more.
    Unknown,
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
            PodPhase::Unknown => "Unknown",
        }
    }
}

impl fmt::Display for PodPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One condition of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodCondition {
    /// Always null in what the kubelet writes.
    pub last_probe_time: Option<Time>,
    /// When the status last changed.
    pub last_transition_time: Option<Time>,
    /// For people.
    #[json(omitempty)]
    pub message: String,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// For programs.
    #[json(omitempty)]
    pub reason: Cow<'static, str>,
    /// `True`, `False` or `Unknown`.
    pub status: Cow<'static, str>,
    /// E.g. `Ready`.
    #[json(rename = "type")]
    pub kind: Cow<'static, str>,
}

/// What the kubelet reported about one container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerStatus {
    /// The requests that the node has granted.
    #[json(omitempty)]
    pub allocated_resources: Option<Arc<Value>>,
    /// `containerd://…`
    #[json(rename = "containerID", omitempty)]
    pub container_id: Arc<str>,
    /// The image.
    pub image: Arc<str>,
    /// The image's digest.
    #[json(rename = "imageID")]
    pub image_id: Arc<str>,
    /// How the previous instance ended.
    #[json(braces)]
    pub last_state: Option<ContainerState>,
    /// The container.
    pub name: String,
    /// Counts for the pod's Ready.
    pub ready: bool,
    /// Resources in force.
    #[json(omitempty)]
    pub resources: Option<Arc<Value>>,
    /// How often it was started again.
    pub restart_count: i32,
    /// Running, and past its startup probe.
    #[json(omitempty)]
    pub started: Option<bool>,
    /// Now.
    #[json(braces)]
    pub state: Option<ContainerState>,
    /// Mounted volumes.
    #[json(omitempty)]
    pub volume_mounts: Option<Arc<Value>>,
}

/// What a container is doing: one of three.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub enum ContainerState {
    /// Its process runs.
    Running(ContainerStateRunning),
    /// Its process has ended.
    Terminated(ContainerStateTerminated),
    /// Not started.
    Waiting(ContainerStateWaiting),
}

/// A running container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerStateRunning {
    /// When the process started.
    pub started_at: Option<Time>,
}

/// A container that has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerStateTerminated {
    /// `containerd://…`
    #[json(rename = "containerID", omitempty)]
    pub container_id: Arc<str>,
    /// 0-255.
    pub exit_code: i32,
    /// When the process ended.
    pub finished_at: Option<Time>,
    /// The termination message.
    #[json(omitempty)]
    pub message: String,
    /// `Completed`, `Error`, `OOMKilled`, …
    #[json(omitempty)]
    pub reason: Cow<'static, str>,
    /// The signal that ended the process; 0: none reported. (containerd reports 128 + signal as exit code
    /// instead.)
    #[json(omitempty)]
    pub signal: i32,
    /// When the process started.
    pub started_at: Option<Time>,
}

/// A container that has not started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerStateWaiting {
    /// For people.
    #[json(omitempty)]
    pub message: String,
    /// `ContainerCreating`, `CrashLoopBackOff`, …
    #[json(omitempty)]
    pub reason: Cow<'static, str>,
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
        let mut conditions = self.conditions.iter();
        conditions
            .find(|condition| condition.kind == kind)
            .map(|found| &**found)
    }

    /// True when the condition exists and is `True`.
    pub fn condition_is_true(&self, kind: &str) -> bool {
        self.condition(kind)
            .is_some_and(|condition| condition.status == "True")
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
