//! Who must have ended before a container gets its stop signal.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_termination_order.go (v1.36.2).

use api::core_v1::PodSpec;

/// The containers that must have ended first: for a sidecar every app container and the next later sidecar;
/// nobody for the others.
pub(super) fn prerequisites(spec: &PodSpec, name: &str) -> Vec<String> {
    let sidecars: Vec<&str> = spec.sidecars().map(|container| container.name.as_str()).collect();
    let Some(position) = sidecars.iter().position(|sidecar| *sidecar == name) else {
        return Vec::new();
    };
    let apps = spec.containers.iter().map(|container| container.name.clone());
    let next = sidecars.get(position + 1).map(|name| (*name).to_owned());
    apps.chain(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sidecars_wait_for_apps_and_the_next_sidecar() {
        let spec: PodSpec = serde_json::from_str(
            r#"{"restartPolicy":"Always","initContainers":[{"name":"s1","restartPolicy":"Always"},{"name":"i"},{"name":"s2","restartPolicy":"Always"}],"containers":[{"name":"a"},{"name":"b"}]}"#,
        )
        .unwrap();
        for (name, expect) in [
            ("s1", vec!["a", "b", "s2"]),
            ("s2", vec!["a", "b"]),
            ("i", vec![]),
            ("a", vec![]),
        ] {
            assert_eq!(prerequisites(&spec, name), expect, "{name}");
        }
    }
}
