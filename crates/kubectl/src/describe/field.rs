//! Values of the downward API, as far as describe resolves them. Mirrors EnvValueRetriever of
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::Pod;

/// The value of a field path such as `metadata.labels['app']`; empty when the pod does not have it yet.
pub fn value(pod: &Pod, path: &str) -> String {
    let meta = &pod.metadata;
    let subscript = |prefix: &str| {
        path.strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix("['"))
            .and_then(|rest| rest.strip_suffix("']"))
    };
    if let Some(key) = subscript("metadata.labels") {
        return meta.labels.get(key).cloned().unwrap_or_default();
    }
    if let Some(key) = subscript("metadata.annotations") {
        return meta.annotations.get(key).cloned().unwrap_or_default();
    }
    match path {
        "metadata.name" => meta.name.clone(),
        "metadata.namespace" => meta.namespace.clone(),
        "metadata.uid" => meta.uid.clone(),
        "spec.nodeName" => pod.spec.node_name.clone(),
        "spec.serviceAccountName" => pod.spec.service_account_name.clone(),
        "status.hostIP" => pod.status.host_ip.to_string(),
        "status.podIP" => pod.status.pod_ip.to_string(),
        _ => String::new(),
    }
}
