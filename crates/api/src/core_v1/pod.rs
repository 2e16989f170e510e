//! Pod, its spec and its template.

use std::sync::Arc;

use crate::Shared;
use crate::json::Json;
use serde_json::Value;

use super::{Container, ContainerRestartPolicy, PodStatus, ResourceRequirements, Volume};
use crate::meta_v1::{ObjectMeta, StringMap};

/// Containers that live and die together on one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Pod {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired. Shared by all revisions that did not change it.
    pub spec: Shared<PodSpec>,
    /// Seen by the kubelet.
    pub status: Shared<PodStatus>,
}

/// A pod without a name, inside a workload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodTemplateSpec {
    /// Labels and annotations of the pods.
    pub metadata: ObjectMeta,
    /// The pods' spec.
    pub spec: Shared<PodSpec>,
}

/// What a pod shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct PodSpec {
    /// Seconds after `status.startTime` when the pod is failed.
    #[json(omitempty)]
    pub active_deadline_seconds: Option<i64>,
    /// Not simulated.
    #[json(omitempty)]
    pub affinity: Option<Value>,
    /// No token volume when false.
    #[json(omitempty)]
    pub automount_service_account_token: Option<bool>,
    /// The app containers. Shared by revisions that differ elsewhere: the node, say.
    pub containers: Shared<Vec<Container>>,
    /// Not simulated.
    #[json(omitempty)]
    pub dns_config: Option<Value>,
    /// `ClusterFirst` by default.
    #[json(omitempty)]
    pub dns_policy: String,
    /// Environment variables for services.
    #[json(omitempty)]
    pub enable_service_links: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub ephemeral_containers: Option<Value>,
    /// Not simulated.
    #[json(omitempty)]
    pub host_aliases: Option<Value>,
    /// The node's network.
    #[json(omitempty)]
    pub host_network: Option<bool>,
    /// Not simulated.
    #[json(rename = "hostPID", omitempty)]
    pub host_pid: Option<bool>,
    /// Not simulated.
    #[json(rename = "hostIPC", omitempty)]
    pub host_ipc: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub host_users: Option<bool>,
    /// The pod's host name; its own name by default.
    #[json(omitempty)]
    pub hostname: String,
    /// Not simulated.
    #[json(omitempty)]
    pub image_pull_secrets: Option<Value>,
    /// Init containers and native sidecars, in start order.
    #[json(omitempty)]
    pub init_containers: Shared<Vec<Container>>,
    /// Set by the scheduler.
    #[json(omitempty)]
    pub node_name: String,
    /// Not simulated.
    #[json(omitempty)]
    pub node_selector: Option<StringMap>,
    /// Not simulated.
    #[json(omitempty)]
    pub os: Option<Value>,
    /// Added to the requests.
    #[json(omitempty)]
    pub overhead: Option<StringMap>,
    /// Not simulated.
    #[json(omitempty)]
    pub preemption_policy: Option<String>,
    /// Not simulated.
    #[json(omitempty)]
    pub priority: Option<i32>,
    /// Not simulated.
    #[json(omitempty)]
    pub priority_class_name: String,
    /// Conditions that must be True for Ready.
    #[json(omitempty)]
    pub readiness_gates: Option<Value>,
    /// Not simulated.
    #[json(omitempty)]
    pub resource_claims: Option<Value>,
    /// Pod-level resources.
    #[json(omitempty)]
    pub resources: Option<ResourceRequirements>,
    /// What happens to app containers that end.
    pub restart_policy: RestartPolicy,
    /// Not simulated.
    #[json(omitempty)]
    pub runtime_class_name: Option<String>,
    /// `default-scheduler` by default.
    #[json(omitempty)]
    pub scheduler_name: String,
    /// Not scheduled while there are any.
    #[json(omitempty)]
    pub scheduling_gates: Option<Value>,
    /// Not simulated.
    #[json(omitempty)]
    pub security_context: Option<Value>,
    /// Deprecated twin of the next one.
    #[json(omitempty)]
    pub service_account: String,
    /// `default` by admission.
    #[json(omitempty)]
    pub service_account_name: String,
    /// Not simulated.
    #[json(rename = "setHostnameAsFQDN", omitempty)]
    pub set_hostname_as_fqdn: Option<bool>,
    /// One process namespace for all containers.
    #[json(omitempty)]
    pub share_process_namespace: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub subdomain: String,
    /// Seconds from SIGTERM to SIGKILL; 30 by default.
    #[json(omitempty)]
    pub termination_grace_period_seconds: Option<i64>,
    /// Not simulated.
    #[json(omitempty)]
    pub tolerations: Option<Arc<Value>>,
    /// Not simulated.
    #[json(omitempty)]
    pub topology_spread_constraints: Option<Value>,
    /// Volumes.
    #[json(omitempty)]
    pub volumes: Vec<Volume>,
}

/// What happens to app containers that end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Json)]
pub enum RestartPolicy {
    /// Restart, whatever the exit code.
    #[default]
    Always,
    /// Restart after a failure.
    OnFailure,
    /// Leave as it is.
    Never,
}

/// A container's place in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerRole {
    /// Runs to its end before the next one starts.
    Init,
    /// A native sidecar: an init container with `restartPolicy: Always`.
    Sidecar,
    /// One of `spec.containers`.
    App,
}

impl PodSpec {
    /// All containers with their roles in the order in which they are started.
    pub fn all_containers(&self) -> impl Iterator<Item = (ContainerRole, &Container)> {
        let init = self
            .init_containers
            .iter()
            .map(|container| (init_role(container), container));
        init.chain(
            self.containers
                .iter()
                .map(|container| (ContainerRole::App, container)),
        )
    }

    /// The container `name` and its role.
    pub fn container(&self, name: &str) -> Option<(ContainerRole, &Container)> {
        self.all_containers()
            .find(|(_, container)| container.name == name)
    }

    /// The native sidecars.
    pub fn sidecars(&self) -> impl Iterator<Item = &Container> {
        self.init_containers
            .iter()
            .filter(|container| container.is_sidecar_policy())
    }

    /// The grace period in seconds: 30 when the manifest says nothing.
    pub fn grace_period_seconds(&self) -> i64 {
        self.termination_grace_period_seconds.unwrap_or(30)
    }

    /// The field path of container `name` below this spec, as events write it: `spec.initContainers{name}`.
    pub fn field_path(&self, name: &str) -> String {
        let list = match self.container(name) {
            Some((ContainerRole::App, _)) | None => "spec.containers{",
            Some(_) => "spec.initContainers{",
        };
        [list, name, "}"].concat()
    }
}

impl Container {
    /// True for `restartPolicy: Always`, which makes an *init* container a native sidecar.
    pub fn is_sidecar_policy(&self) -> bool {
        self.restart_policy == Some(ContainerRestartPolicy::Always)
    }
}

fn init_role(container: &Container) -> ContainerRole {
    if container.is_sidecar_policy() {
        ContainerRole::Sidecar
    } else {
        ContainerRole::Init
    }
}
