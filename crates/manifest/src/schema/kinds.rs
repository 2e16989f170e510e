//! The kinds of a plain v1.36 cluster: those that are checked and simulated, and those that are only recognised.

/// A kind that this crate decodes and checks.
#[derive(Debug)]
pub struct Simulated {
    /// `apiVersion`.
    pub api_version: &'static str,
    /// `kind`, which is also the name of its type in the table.
    pub kind: &'static str,
}

const fn simulated(api_version: &'static str, kind: &'static str) -> Simulated {
    Simulated { api_version, kind }
}

/// The kinds with a type in the table.
pub const SIMULATED: &[Simulated] = &[
    simulated("v1", "Pod"),
    simulated("v1", "ConfigMap"),
    simulated("v1", "Secret"),
    simulated("v1", "Service"),
    simulated("batch/v1", "Job"),
    simulated("batch/v1", "CronJob"),
    simulated("apps/v1", "Deployment"),
    simulated("apps/v1", "ReplicaSet"),
    simulated("apps/v1", "StatefulSet"),
    simulated("apps/v1", "DaemonSet"),
];

/// Other kinds that every cluster has, by `apiVersion`.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "v1",
        "Binding Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim PodTemplate \
         ReplicationController ResourceQuota ServiceAccount",
    ),
    ("apps/v1", "ControllerRevision"),
    ("autoscaling/v1", "HorizontalPodAutoscaler"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("policy/v1", "PodDisruptionBudget"),
    (
        "networking.k8s.io/v1",
        "Ingress IngressClass NetworkPolicy IPAddress ServiceCIDR",
    ),
    (
        "rbac.authorization.k8s.io/v1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
    ),
    (
        "storage.k8s.io/v1",
        "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
    ),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("apiregistration.k8s.io/v1", "APIService"),
    ("certificates.k8s.io/v1", "CertificateSigningRequest"),
    ("coordination.k8s.io/v1", "Lease"),
    ("discovery.k8s.io/v1", "EndpointSlice"),
    ("events.k8s.io/v1", "Event"),
    (
        "flowcontrol.apiserver.k8s.io/v1",
        "FlowSchema PriorityLevelConfiguration",
    ),
    ("node.k8s.io/v1", "RuntimeClass"),
    (
        "resource.k8s.io/v1",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
    ),
    ("scheduling.k8s.io/v1", "PriorityClass"),
];

/// What a cluster makes of an `apiVersion` and `kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// Decoded and checked here.
    Simulated(&'static str),
    /// Exists in every cluster; not looked into.
    BuiltIn,
    /// A kind of ours or a built-in one in a version that the cluster does not serve.
    WrongVersion(&'static str),
    /// Only a cluster with its custom resource definition knows it.
    Custom,
}

/// Looks a kind up.
pub fn recognise(api_version: &str, kind: &str) -> Recognised {
    let mut other = None;
    for known in SIMULATED.iter().filter(|k| k.kind == kind) {
        if known.api_version == api_version {
            return Recognised::Simulated(known.kind);
        }
        other = Some(known.api_version);
    }
    for (version, kinds) in BUILT_IN {
        if kinds.split_whitespace().any(|k| k == kind) {
            if *version == api_version {
                return Recognised::BuiltIn;
            }
            other = other.or(Some(version));
        }
    }
    // Another group may define a kind of the same name (knative's Service): only built-in groups are wrong versions.
    match other {
        Some(version) if is_built_in_group(api_version) => Recognised::WrongVersion(version),
        _ => Recognised::Custom,
    }
}

/// The kinds that every cluster has in a version of a group; all of them for one that no cluster serves.
pub fn kinds_of(api_version: &str) -> impl Iterator<Item = &'static str> {
    let mut kinds: Vec<(&str, &str)> = SIMULATED.iter().map(|k| (k.api_version, k.kind)).collect();
    let split = |(version, kinds): &(&'static str, &'static str)| {
        let version = *version;
        kinds.split_whitespace().map(move |kind| (version, kind))
    };
    kinds.extend(BUILT_IN.iter().flat_map(split));
    let any = !kinds.iter().any(|(version, _)| *version == api_version);
    kinds.retain(|(version, _)| any || *version == api_version);
    kinds.into_iter().map(|(_, kind)| kind)
}

/// Groups without a dot, the removed `extensions`, and those of Kubernetes itself.
pub fn is_built_in_group(api_version: &str) -> bool {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    !group.contains('.')
        || BUILT_IN
            .iter()
            .any(|(v, _)| v.split_once('/').is_some_and(|(g, _)| g == group))
}

/// `deployment.apps`, `pod`: how kubectl names an object's kind in `… created`.
pub fn resource_name(api_version: &str, kind: &str) -> String {
    let singular = kind.to_ascii_lowercase();
    match api_version.split_once('/') {
        Some((group, _)) => format!("{singular}.{group}"),
        None => singular,
    }
}

/// The resource's name in plural (`pods`, `ingresses`, `networkpolicies`), as errors of other verbs spell it.
pub fn plural(kind: &str) -> String {
    let lower = kind.to_ascii_lowercase();
    if lower == "endpoints" {
        return lower;
    }
    match lower.as_bytes() {
        [.., b's' | b'x'] => format!("{lower}es"),
        [.., v, b'y'] if !b"aeiou".contains(v) => format!("{}ies", &lower[..lower.len() - 1]),
        _ => format!("{lower}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(api_version: &str, kind: &str, expect: Recognised) {
        assert_eq!(recognise(api_version, kind), expect);
    }

    #[test]
    fn kinds() {
        check("v1", "Pod", Recognised::Simulated("Pod"));
        check("v2", "Pod", Recognised::WrongVersion("v1"));
        check("v1", "Job", Recognised::WrongVersion("batch/v1"));
        check(
            "extensions/v1beta1",
            "Deployment",
            Recognised::WrongVersion("apps/v1"),
        );
        check("networking.k8s.io/v1", "Ingress", Recognised::BuiltIn);
        check(
            "policy/v1beta1",
            "PodDisruptionBudget",
            Recognised::WrongVersion("policy/v1"),
        );
        check("serving.knative.dev/v1", "Service", Recognised::Custom);
        check("networking.istio.io/v1", "Gateway", Recognised::Custom);
        assert_eq!(plural("NetworkPolicy"), "networkpolicies");
        assert_eq!(plural("Ingress"), "ingresses");
    }
}
