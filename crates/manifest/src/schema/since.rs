//! Fields younger than the oldest supported version: in which minor the API type first had them. An older API server
//! refuses them as unknown.

/// Type, field, first minor. Sorted by type and field.
const SINCE: &[(&str, &str, u8)] = &[
    ("AppArmorProfile", "type", 30),
    ("Container", "restartPolicyRules", 34),
    ("EnvVarSource", "fileKeyRef", 34),
    ("EphemeralContainer", "restartPolicyRules", 34),
    ("JobSpec", "managedBy", 30),
    ("JobSpec", "successPolicy", 30),
    ("Lifecycle", "stopSignal", 33),
    ("LifecycleHandler", "sleep", 29),
    ("PersistentVolumeClaimSpec", "volumeAttributesClassName", 29),
    ("PodAffinityTerm", "matchLabelKeys", 29),
    ("PodAffinityTerm", "mismatchLabelKeys", 29),
    ("PodSecurityContext", "appArmorProfile", 30),
    ("PodSecurityContext", "seLinuxChangePolicy", 32),
    ("PodSecurityContext", "supplementalGroupsPolicy", 31),
    ("PodSpec", "hostnameOverride", 34),
    ("PodSpec", "resources", 32),
    ("PodSpec", "schedulingGroup", 36),
    ("ResourceClaim", "request", 31),
    ("SecurityContext", "appArmorProfile", 30),
    ("ServiceSpec", "trafficDistribution", 30),
    ("Volume", "image", 31),
    ("VolumeMount", "recursiveReadOnly", 30),
    ("VolumeProjection", "clusterTrustBundle", 29),
    ("VolumeProjection", "podCertificate", 34),
];

/// Whether the API of `1.minor` has the field.
pub fn known(holder: &str, field: &str, minor: u8) -> bool {
    SINCE
        .iter()
        .find(|(h, f, _)| *h == holder && *f == field)
        .is_none_or(|(_, _, since)| minor >= *since)
}
