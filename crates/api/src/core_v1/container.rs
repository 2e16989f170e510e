//! A container's spec.

use crate::json::Json;
use serde_json::Value;

use super::{Lifecycle, Probe};
use crate::meta_v1::StringMap;

/// One container of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Container {
    /// Replaces the image's CMD.
    #[json(omitempty)]
    pub args: Vec<String>,
    /// Replaces the image's ENTRYPOINT.
    #[json(omitempty)]
    pub command: Vec<String>,
    /// Environment.
    #[json(omitempty)]
    pub env: Vec<EnvVar>,
    /// Environment from whole ConfigMaps and Secrets.
    #[json(omitempty)]
    pub env_from: Vec<EnvFromSource>,
    /// The image.
    #[json(omitempty)]
    pub image: String,
    /// `Always`, `IfNotPresent` or `Never`.
    #[json(omitempty)]
    pub image_pull_policy: String,
    /// Hooks.
    #[json(omitempty)]
    pub lifecycle: Option<Lifecycle>,
    /// Restarts the container when it fails.
    #[json(omitempty)]
    pub liveness_probe: Option<Probe>,
    /// The name; unique in the pod.
    pub name: String,
    /// Declared ports.
    #[json(omitempty)]
    pub ports: Vec<ContainerPort>,
    /// Decides about Ready.
    #[json(omitempty)]
    pub readiness_probe: Option<Probe>,
    /// Not simulated.
    #[json(omitempty)]
    pub resize_policy: Option<Value>,
    /// Requests and limits.
    pub resources: ResourceRequirements,
    /// The container's own restart policy; `Always` on an init container makes it a native sidecar.
    #[json(omitempty)]
    pub restart_policy: Option<ContainerRestartPolicy>,
    /// Exit codes that decide before the policy does.
    #[json(omitempty)]
    pub restart_policy_rules: Vec<ContainerRestartRule>,
    /// Not simulated.
    #[json(omitempty)]
    pub security_context: Option<Value>,
    /// Decides about started; the other probes wait for it.
    #[json(omitempty)]
    pub startup_probe: Option<Probe>,
    /// Keeps stdin open.
    #[json(omitempty)]
    pub stdin: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub stdin_once: Option<bool>,
    /// `/dev/termination-log` by default.
    #[json(omitempty)]
    pub termination_message_path: String,
    /// `File` or `FallbackToLogsOnError`.
    #[json(omitempty)]
    pub termination_message_policy: String,
    /// A terminal.
    #[json(omitempty)]
    pub tty: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub volume_devices: Option<Value>,
    /// Mounted volumes.
    #[json(omitempty)]
    pub volume_mounts: Vec<VolumeMount>,
    /// Working folder; the image's by default.
    #[json(omitempty)]
    pub working_dir: String,
}

/// A container's own restart policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
pub enum ContainerRestartPolicy {
    /// Always; on an init container: a native sidecar.
    Always,
    /// After a failure.
    OnFailure,
    /// Never.
    Never,
}

/// A rule that looks at the exit code before the policy is asked; first match wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerRestartRule {
    /// `Restart` or `RestartAllContainers`.
    pub action: String,
    /// Which exit codes.
    #[json(omitempty)]
    pub exit_codes: Option<ContainerRestartRuleOnExitCodes>,
}

/// Which exit codes a restart rule is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerRestartRuleOnExitCodes {
    /// `In` or `NotIn`.
    pub operator: String,
    /// Exit codes.
    pub values: Vec<i32>,
}

/// A port that the container says it listens on; nothing depends on it but names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ContainerPort {
    /// 1-65535.
    pub container_port: i32,
    /// The node's address that it takes; empty: all.
    #[json(rename = "hostIP", omitempty)]
    pub host_ip: String,
    /// The node's port that it takes: one pod at a time has it.
    #[json(omitempty)]
    pub host_port: Option<i32>,
    /// For probes and services.
    #[json(omitempty)]
    pub name: String,
    /// `TCP` by default.
    #[json(omitempty)]
    pub protocol: String,
}

/// One environment variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The value; `$(NAME)` is expanded.
    #[json(omitempty)]
    pub value: String,
    /// Instead of a value.
    #[json(omitempty)]
    pub value_from: Option<EnvVarSource>,
}

/// Where a variable's value comes from: exactly one.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub enum EnvVarSource {
    /// A field of the pod.
    FieldRef(ObjectFieldSelector),
    /// A key of a ConfigMap.
    ConfigMapKeyRef(KeySelector),
    /// A key of a Secret.
    SecretKeyRef(KeySelector),
    /// A request or limit.
    ResourceFieldRef(Value),
    /// A key of a file in a volume.
    FileKeyRef(Value),
}

/// A field of the pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ObjectFieldSelector {
    /// `v1` by default.
    #[json(omitempty)]
    pub api_version: String,
    /// E.g. `status.podIP`.
    pub field_path: String,
}

/// A key of a ConfigMap or Secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct KeySelector {
    /// The key.
    pub key: String,
    /// The object.
    #[json(omitempty)]
    pub name: String,
    /// No error when it is missing.
    #[json(omitempty)]
    pub optional: Option<bool>,
}

/// All keys of a ConfigMap or Secret as variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct EnvFromSource {
    /// A ConfigMap (its `key` is empty).
    #[json(omitempty)]
    pub config_map_ref: Option<EnvSourceRef>,
    /// Prefix of the names.
    #[json(omitempty)]
    pub prefix: String,
    /// A Secret.
    #[json(omitempty)]
    pub secret_ref: Option<EnvSourceRef>,
}

/// A whole ConfigMap or Secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct EnvSourceRef {
    /// The object.
    #[json(omitempty)]
    pub name: String,
    /// No error when it is missing.
    #[json(omitempty)]
    pub optional: Option<bool>,
}

/// Requests and limits, as written (quantities are strings such as `500m`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ResourceRequirements {
    /// Not simulated.
    #[json(omitempty)]
    pub claims: Option<Value>,
    /// Upper bounds.
    #[json(omitempty)]
    pub limits: StringMap,
    /// What the scheduler reserves.
    #[json(omitempty)]
    pub requests: StringMap,
}

/// A volume in a container's file system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct VolumeMount {
    /// The folder (or file).
    pub mount_path: String,
    /// Not simulated.
    #[json(omitempty)]
    pub mount_propagation: Option<String>,
    /// The volume.
    pub name: String,
    /// No writing.
    #[json(omitempty)]
    pub read_only: Option<bool>,
    /// Not simulated.
    #[json(omitempty)]
    pub recursive_read_only: Option<String>,
    /// A path inside the volume.
    #[json(omitempty)]
    pub sub_path: String,
    /// A path with `$(NAME)`.
    #[json(omitempty)]
    pub sub_path_expr: String,
}
