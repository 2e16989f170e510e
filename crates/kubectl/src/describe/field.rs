//! Values of the downward API, as far as describe resolves them. Mirrors EnvValueRetriever of
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::Pod;

/// The value of a field path. kubectl knows no field labels of pods but the two that every object has: all other paths
/// print as nothing, even where the pod has the value.
pub fn value<'a>(pod: &'a Pod, path: &str) -> &'a str {
    match path {
        "metadata.name" => &pod.metadata.name,
        "metadata.namespace" => &pod.metadata.namespace,
        _ => "",
    }
}
