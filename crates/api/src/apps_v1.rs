//! `apps/v1`: Deployment, ReplicaSet, StatefulSet, DaemonSet. Mirrors staging/src/k8s.io/api/apps/v1/types.go (v1.36.2).

use crate::Shared;
use crate::json::Json;
use serde_json::Value;

use crate::core_v1::PodTemplateSpec;
use crate::meta_v1::{Condition, IntOrString, LabelSelector, ObjectMeta};

/// The label with the hash of a Deployment's template, on its ReplicaSets and their pods.
pub const POD_TEMPLATE_HASH: &str = "pod-template-hash";
/// The annotation with the number of a rollout.
pub const REVISION: &str = "deployment.kubernetes.io/revision";

/// Keeps a number of equal pods and replaces them when the template changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Deployment {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<DeploymentSpec>,
    /// Seen.
    pub status: DeploymentStatus,
}

/// What a Deployment shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DeploymentSpec {
    /// Seconds a pod must be Ready to count as available.
    #[json(omitempty)]
    pub min_ready_seconds: i32,
    /// No rollouts while true.
    #[json(omitempty)]
    pub paused: bool,
    /// Seconds without progress before the rollout is reported as stuck; 600 by default.
    #[json(omitempty)]
    pub progress_deadline_seconds: Option<i32>,
    /// Pods wanted; 1 by default.
    #[json(omitempty)]
    pub replicas: Option<i32>,
    /// Old ReplicaSets kept; 10 by default.
    #[json(omitempty)]
    pub revision_history_limit: Option<i32>,
    /// Which pods count.
    #[json(omitempty)]
    pub selector: Option<LabelSelector>,
    /// How pods are replaced.
    pub strategy: DeploymentStrategy,
    /// The pods.
    pub template: PodTemplateSpec,
}

/// How pods are replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DeploymentStrategy {
    /// For `RollingUpdate`.
    #[json(omitempty)]
    pub rolling_update: Option<RollingUpdate>,
    /// `RollingUpdate` or `Recreate`.
    #[json(rename = "type", omitempty)]
    pub kind: String,
}

/// Bounds of a rolling update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct RollingUpdate {
    /// Pods above the wanted number; 25% by default.
    #[json(omitempty)]
    pub max_surge: Option<IntOrString>,
    /// Pods below the wanted number; 25% by default.
    #[json(omitempty)]
    pub max_unavailable: Option<IntOrString>,
    /// StatefulSet only: ordinals below stay.
    #[json(omitempty)]
    pub partition: Option<i32>,
}

/// What the Deployment controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DeploymentStatus {
    /// Ready for `minReadySeconds`.
    #[json(omitempty)]
    pub available_replicas: i32,
    /// Progressing, Available, ReplicaFailure.
    #[json(omitempty)]
    pub conditions: Vec<Condition>,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// Ready.
    #[json(omitempty)]
    pub ready_replicas: i32,
    /// All.
    #[json(omitempty)]
    pub replicas: i32,
    /// Being deleted.
    #[json(omitempty)]
    pub terminating_replicas: Option<i32>,
    /// Missing.
    #[json(omitempty)]
    pub unavailable_replicas: i32,
    /// Of the newest template.
    #[json(omitempty)]
    pub updated_replicas: i32,
}

/// Keeps a number of equal pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ReplicaSet {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<ReplicaSetSpec>,
    /// Seen.
    pub status: ReplicaSetStatus,
}

/// What a ReplicaSet shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ReplicaSetSpec {
    /// Seconds a pod must be Ready to count as available.
    #[json(omitempty)]
    pub min_ready_seconds: i32,
    /// Pods wanted; 1 by default.
    #[json(omitempty)]
    pub replicas: Option<i32>,
    /// Which pods count.
    #[json(omitempty)]
    pub selector: Option<LabelSelector>,
    /// The pods.
    pub template: PodTemplateSpec,
}

/// What the ReplicaSet controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ReplicaSetStatus {
    /// Ready for `minReadySeconds`.
    #[json(omitempty)]
    pub available_replicas: i32,
    /// ReplicaFailure.
    #[json(omitempty)]
    pub conditions: Vec<Condition>,
    /// With the template's labels.
    #[json(omitempty)]
    pub fully_labeled_replicas: i32,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// Ready.
    #[json(omitempty)]
    pub ready_replicas: i32,
    /// All.
    pub replicas: i32,
    /// Being deleted.
    #[json(omitempty)]
    pub terminating_replicas: Option<i32>,
}

/// Keeps numbered pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct StatefulSet {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<StatefulSetSpec>,
    /// Seen.
    pub status: StatefulSetStatus,
}

/// What a StatefulSet shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct StatefulSetSpec {
    /// Seconds a pod must be Ready to count as available.
    #[json(omitempty)]
    pub min_ready_seconds: i32,
    /// First ordinal.
    #[json(omitempty)]
    pub ordinals: Option<Value>,
    /// What happens to claims.
    #[json(omitempty)]
    pub persistent_volume_claim_retention_policy: Option<Value>,
    /// `OrderedReady` or `Parallel`.
    #[json(omitempty)]
    pub pod_management_policy: String,
    /// Pods wanted; 1 by default.
    #[json(omitempty)]
    pub replicas: Option<i32>,
    /// Old revisions kept; 10 by default.
    #[json(omitempty)]
    pub revision_history_limit: Option<i32>,
    /// Which pods count.
    #[json(omitempty)]
    pub selector: Option<LabelSelector>,
    /// The governing service.
    #[json(omitempty)]
    pub service_name: String,
    /// The pods.
    pub template: PodTemplateSpec,
    /// How pods are replaced.
    pub update_strategy: DeploymentStrategy,
    /// Claims per pod.
    #[json(omitempty)]
    pub volume_claim_templates: Option<Value>,
}

/// What the StatefulSet controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct StatefulSetStatus {
    /// Ready for `minReadySeconds`.
    pub available_replicas: i32,
    /// How often a revision's name was taken already.
    #[json(omitempty)]
    pub collision_count: Option<i32>,
    /// Of the current revision.
    #[json(omitempty)]
    pub current_replicas: i32,
    /// The current revision's name.
    #[json(omitempty)]
    pub current_revision: String,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// Ready.
    #[json(omitempty)]
    pub ready_replicas: i32,
    /// All.
    pub replicas: i32,
    /// The newest revision's name.
    #[json(omitempty)]
    pub update_revision: String,
    /// Of the newest revision.
    #[json(omitempty)]
    pub updated_replicas: i32,
}

/// Runs one pod on every node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DaemonSet {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: Shared<DaemonSetSpec>,
    /// Seen.
    pub status: DaemonSetStatus,
}

/// What a DaemonSet shall do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DaemonSetSpec {
    /// Seconds a pod must be Ready to count as available.
    #[json(omitempty)]
    pub min_ready_seconds: i32,
    /// Old revisions kept; 10 by default.
    #[json(omitempty)]
    pub revision_history_limit: Option<i32>,
    /// Which pods count.
    #[json(omitempty)]
    pub selector: Option<LabelSelector>,
    /// The pods.
    pub template: PodTemplateSpec,
    /// How pods are replaced.
    pub update_strategy: DeploymentStrategy,
}

/// What the DaemonSet controller has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct DaemonSetStatus {
    /// Nodes with a pod that should have one.
    pub current_number_scheduled: i32,
    /// Nodes that should have one.
    pub desired_number_scheduled: i32,
    /// Ready for `minReadySeconds`.
    #[json(omitempty)]
    pub number_available: i32,
    /// Nodes with a pod that should not have one.
    pub number_misscheduled: i32,
    /// Ready.
    pub number_ready: i32,
    /// Missing.
    #[json(omitempty)]
    pub number_unavailable: i32,
    /// The generation seen.
    #[json(omitempty)]
    pub observed_generation: Option<i64>,
    /// Of the newest template.
    #[json(omitempty)]
    pub updated_number_scheduled: i32,
}
