//! Go's names for what a field holds, as they appear in decoding errors (`… of type v1.RestartPolicy`), and the structs
//! that are embedded into others. Facts of staging/src/k8s.io/api/{core,apps,batch}/v1/types.go (v1.36.2).

use super::{Schema, Shape};

/// Fields that are 64 bits wide; all other integers are `int32`.
const INT64: &[&str] = &[
    "activeDeadlineSeconds",
    "deletionGracePeriodSeconds",
    "expirationSeconds",
    "fsGroup",
    "generation",
    "gid",
    "observedGeneration",
    "runAsGroup",
    "runAsUser",
    "seconds",
    "startingDeadlineSeconds",
    "supplementalGroups",
    "terminationGracePeriodSeconds",
    "tolerationSeconds",
    "uid",
];

/// Type, field and the named string type it holds (for a list: its items).
const NAMED: &[(&str, &str, &str)] = &[
    ("AppArmorProfile", "type", "v1.AppArmorProfileType"),
    (
        "AzureDiskVolumeSource",
        "cachingMode",
        "v1.AzureDataDiskCachingMode",
    ),
    ("AzureDiskVolumeSource", "kind", "v1.AzureDataDiskKind"),
    ("Capabilities", "add", "v1.Capability"),
    ("Capabilities", "drop", "v1.Capability"),
    ("Container", "imagePullPolicy", "v1.PullPolicy"),
    ("Container", "restartPolicy", "v1.ContainerRestartPolicy"),
    (
        "Container",
        "terminationMessagePolicy",
        "v1.TerminationMessagePolicy",
    ),
    ("ContainerPort", "protocol", "v1.Protocol"),
    ("ContainerResizePolicy", "resourceName", "v1.ResourceName"),
    (
        "ContainerResizePolicy",
        "restartPolicy",
        "v1.ResourceResizeRestartPolicy",
    ),
    ("ContainerRestartRule", "action", "v1.ContainerRestartRuleAction"),
    (
        "ContainerRestartRuleOnExitCodes",
        "operator",
        "v1.ContainerRestartRuleOnExitCodesOperator",
    ),
    ("CronJobSpec", "concurrencyPolicy", "v1.ConcurrencyPolicy"),
    (
        "DaemonSetUpdateStrategy",
        "type",
        "v1.DaemonSetUpdateStrategyType",
    ),
    ("DeploymentStrategy", "type", "v1.DeploymentStrategyType"),
    ("EmptyDirVolumeSource", "medium", "v1.StorageMedium"),
    ("EphemeralContainer", "imagePullPolicy", "v1.PullPolicy"),
    ("EphemeralContainer", "restartPolicy", "v1.ContainerRestartPolicy"),
    (
        "EphemeralContainer",
        "terminationMessagePolicy",
        "v1.TerminationMessagePolicy",
    ),
    ("HTTPGetAction", "scheme", "v1.URIScheme"),
    ("HostPathVolumeSource", "type", "v1.HostPathType"),
    ("ImageVolumeSource", "pullPolicy", "v1.PullPolicy"),
    ("JobSpec", "completionMode", "v1.CompletionMode"),
    ("JobSpec", "podReplacementPolicy", "v1.PodReplacementPolicy"),
    ("LabelSelectorRequirement", "operator", "v1.LabelSelectorOperator"),
    ("Lifecycle", "stopSignal", "v1.Signal"),
    ("NodeSelectorRequirement", "operator", "v1.NodeSelectorOperator"),
    ("ObjectMeta", "uid", "types.UID"),
    ("OwnerReference", "uid", "types.UID"),
    (
        "PersistentVolumeClaimSpec",
        "accessModes",
        "v1.PersistentVolumeAccessMode",
    ),
    (
        "PersistentVolumeClaimSpec",
        "volumeMode",
        "v1.PersistentVolumeMode",
    ),
    (
        "PodFailurePolicyOnExitCodesRequirement",
        "operator",
        "v1.PodFailurePolicyOnExitCodesOperator",
    ),
    (
        "PodFailurePolicyOnPodConditionsPattern",
        "status",
        "v1.ConditionStatus",
    ),
    (
        "PodFailurePolicyOnPodConditionsPattern",
        "type",
        "v1.PodConditionType",
    ),
    ("PodFailurePolicyRule", "action", "v1.PodFailurePolicyAction"),
    ("PodOS", "name", "v1.OSName"),
    ("PodReadinessGate", "conditionType", "v1.PodConditionType"),
    (
        "PodSecurityContext",
        "fsGroupChangePolicy",
        "v1.PodFSGroupChangePolicy",
    ),
    (
        "PodSecurityContext",
        "seLinuxChangePolicy",
        "v1.PodSELinuxChangePolicy",
    ),
    (
        "PodSecurityContext",
        "supplementalGroupsPolicy",
        "v1.SupplementalGroupsPolicy",
    ),
    ("PodSpec", "dnsPolicy", "v1.DNSPolicy"),
    ("PodSpec", "preemptionPolicy", "v1.PreemptionPolicy"),
    ("PodSpec", "restartPolicy", "v1.RestartPolicy"),
    ("SeccompProfile", "type", "v1.SeccompProfileType"),
    ("Secret", "type", "v1.SecretType"),
    ("SecurityContext", "procMount", "v1.ProcMountType"),
    ("ServicePort", "protocol", "v1.Protocol"),
    (
        "ServiceSpec",
        "externalTrafficPolicy",
        "v1.ServiceExternalTrafficPolicy",
    ),
    (
        "ServiceSpec",
        "internalTrafficPolicy",
        "v1.ServiceInternalTrafficPolicy",
    ),
    ("ServiceSpec", "ipFamilies", "v1.IPFamily"),
    ("ServiceSpec", "ipFamilyPolicy", "v1.IPFamilyPolicy"),
    ("ServiceSpec", "sessionAffinity", "v1.ServiceAffinity"),
    ("ServiceSpec", "type", "v1.ServiceType"),
    (
        "StatefulSetPersistentVolumeClaimRetentionPolicy",
        "whenDeleted",
        "v1.PersistentVolumeClaimRetentionPolicyType",
    ),
    (
        "StatefulSetPersistentVolumeClaimRetentionPolicy",
        "whenScaled",
        "v1.PersistentVolumeClaimRetentionPolicyType",
    ),
    (
        "StatefulSetSpec",
        "podManagementPolicy",
        "v1.PodManagementPolicyType",
    ),
    (
        "StatefulSetUpdateStrategy",
        "type",
        "v1.StatefulSetUpdateStrategyType",
    ),
    ("Toleration", "effect", "v1.TaintEffect"),
    ("Toleration", "operator", "v1.TolerationOperator"),
    (
        "TopologySpreadConstraint",
        "nodeAffinityPolicy",
        "v1.NodeInclusionPolicy",
    ),
    (
        "TopologySpreadConstraint",
        "nodeTaintsPolicy",
        "v1.NodeInclusionPolicy",
    ),
    (
        "TopologySpreadConstraint",
        "whenUnsatisfiable",
        "v1.UnsatisfiableConstraintAction",
    ),
    ("VolumeMount", "mountPropagation", "v1.MountPropagationMode"),
    ("VolumeMount", "recursiveReadOnly", "v1.RecursiveReadOnlyMode"),
];

/// The Go name of the struct embedded into `holder` that declares `field`, if it is not `holder` itself.
pub fn embedded(holder: &str, field: &str) -> Option<&'static str> {
    match (holder, field) {
        ("Probe", "exec" | "grpc" | "httpGet" | "tcpSocket") => Some("ProbeHandler"),
        ("Volume", name) if name != "name" => Some("VolumeSource"),
        ("EphemeralContainer", name) if name != "targetContainerName" => Some("EphemeralContainerCommon"),
        (
            "ConfigMapEnvSource"
            | "ConfigMapKeySelector"
            | "ConfigMapProjection"
            | "ConfigMapVolumeSource"
            | "SecretEnvSource"
            | "SecretKeySelector"
            | "SecretProjection",
            "name",
        ) => Some("LocalObjectReference"),
        (_, "apiVersion" | "kind") if holder_is_object(holder) => Some("TypeMeta"),
        _ => None,
    }
}

fn holder_is_object(holder: &str) -> bool {
    super::kinds::SIMULATED.iter().any(|k| k.kind == holder) || holder == "PersistentVolumeClaim"
}

/// Whether the integer field is 64 bits wide.
pub fn is_int64(field: &str) -> bool {
    INT64.contains(&field)
}

/// The Go name of the type that a field (or, below a list or map, its items) holds.
pub fn name(schema: &Schema, holder: &str, field: &str, shape: Shape) -> String {
    match shape {
        Shape::String => {
            let named = NAMED.iter().find(|(h, f, _)| *h == holder && *f == field);
            named.map_or("string", |(_, _, go)| go).to_owned()
        }
        Shape::Integer if is_int64(field) => "int64".to_owned(),
        Shape::Integer => "int32".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Number => "float64".to_owned(),
        Shape::Quantity => "resource.Quantity".to_owned(),
        Shape::Time => "string".to_owned(),
        Shape::IntOrString => "int32".to_owned(),
        Shape::Bytes => "[]uint8".to_owned(),
        Shape::Any => "interface {}".to_owned(),
        Shape::List(rest) => format!("[]{}", name(schema, holder, field, Shape::parse(rest))),
        Shape::Map("q") => "v1.ResourceList".to_owned(),
        Shape::Map(rest) => format!("map[string]{}", name(schema, holder, field, Shape::parse(rest))),
        Shape::Struct(i) => format!("v1.{}", schema.get(i).map_or("", |t| t.name)),
    }
}
