//! What the admission plugins add to a new pod. Mirrors plugin/pkg/admission/{serviceaccount,priority,
//! defaulttolerationseconds}/admission.go (v1.36.2).

use std::sync::Arc;

use api::core_v1::{Pod, PodSpec, Volume, VolumeMount, VolumeSource};
use serde_json::{Value, json};

/// Where the token is mounted.
const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// Name prefix of the token's volume.
const TOKEN_VOLUME: &str = "kube-api-access-";

/// What all pods get, made once: they share it.
#[derive(Debug)]
pub(super) struct Common {
    token: Arc<Value>,
    tolerations: Arc<Value>,
}

impl Default for Common {
    fn default() -> Self {
        Common {
            token: Arc::new(token_sources()),
            tolerations: Arc::new(Value::Array(with_tolerations(Vec::new()))),
        }
    }
}

/// Completes a new pod; `suffix` is the random end of the token volume's name.
pub(super) fn admit(pod: &mut Pod, suffix: &str, common: &Common) {
    let spec = &mut *pod.spec;
    if spec.service_account_name.is_empty() {
        spec.service_account_name = "default".into();
    }
    spec.service_account = spec.service_account_name.clone();
    if spec.automount_service_account_token != Some(false) {
        mount_token(spec, suffix, &common.token);
    }
    spec.priority.get_or_insert(0);
    spec.preemption_policy
        .get_or_insert_with(|| "PreemptLowerPriority".into());
    add_tolerations(spec, &common.tolerations);
}

/// The projected volume and its mount in every container that has nothing at that path.
fn mount_token(spec: &mut PodSpec, suffix: &str, token: &Arc<Value>) {
    let existing = spec.volumes.iter().find(|volume| {
        volume.name.starts_with(TOKEN_VOLUME)
            && matches!(&volume.source, VolumeSource::Other(key, _) if key == "projected")
    });
    let name = existing.map_or_else(|| format!("{TOKEN_VOLUME}{suffix}"), |volume| volume.name.clone());
    let is_new = existing.is_none();
    let mut mounted = false;
    for container in spec.init_containers.iter_mut().chain(&mut spec.containers) {
        let taken = container
            .volume_mounts
            .iter()
            .any(|mount| mount.mount_path == TOKEN_PATH);
        if !taken {
            mounted = true;
            container.volume_mounts.push(VolumeMount {
                mount_path: TOKEN_PATH.into(),
                name: name.clone(),
                read_only: Some(true),
                ..VolumeMount::default()
            });
        }
    }
    if mounted && is_new {
        spec.volumes.push(Volume {
            name,
            source: VolumeSource::Other("projected".into(), Arc::clone(token)),
        });
    }
}

fn token_sources() -> Value {
    json!({
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
            {"downwardAPI": {"items": [{
                "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                "path": "namespace",
            }]}},
        ],
    })
}

/// Five minutes of patience with a node that is not ready or cannot be reached, unless the pod says
/// otherwise itself.
fn add_tolerations(spec: &mut PodSpec, common: &Arc<Value>) {
    let own = spec.tolerations.as_deref().and_then(Value::as_array);
    spec.tolerations = Some(match own {
        Some(own) => Arc::new(Value::Array(with_tolerations(own.clone()))),
        None => Arc::clone(common),
    });
}

fn with_tolerations(mut list: Vec<Value>) -> Vec<Value> {
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let tolerated = list.iter().any(|toleration| {
            let word = |field: &str| toleration[field].as_str().unwrap_or_default();
            (word("key") == key || word("key").is_empty())
                && (word("effect") == "NoExecute" || word("effect").is_empty())
        });
        if !tolerated {
            list.push(json!({
                "effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": 300,
            }));
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::Container;

    #[test]
    fn a_minimal_pod_is_completed() {
        let mut pod = Pod::default();
        pod.spec.containers = vec![Container::default()].into();
        admit(&mut pod, "abcde", &Common::default());
        let spec = serde_json::to_value(&*pod.spec).unwrap();
        assert_eq!(spec["serviceAccountName"], "default");
        assert_eq!(spec["tolerations"].as_array().unwrap().len(), 2);
        assert_eq!(spec["volumes"][0]["name"], "kube-api-access-abcde");
        assert_eq!(spec["containers"][0]["volumeMounts"][0]["mountPath"], TOKEN_PATH);
        let once = pod.clone();
        admit(&mut pod, "fghij", &Common::default());
        assert_eq!(pod, once, "admission of an admitted pod changes nothing");
    }

    #[test]
    fn a_pod_can_do_without_a_token() {
        let mut pod = Pod::default();
        pod.spec.automount_service_account_token = Some(false);
        pod.spec.containers = vec![Container::default()].into();
        admit(&mut pod, "abcde", &Common::default());
        assert!(pod.spec.volumes.is_empty());
    }
}
