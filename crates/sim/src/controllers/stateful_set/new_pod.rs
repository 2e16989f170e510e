//! A StatefulSet's pod. Mirrors newStatefulSetPod in pkg/controller/statefulset/stateful_set_utils.go (v1.36.2).

use std::sync::Arc;

use api::Kind;
use api::apps_v1::StatefulSet;
use api::core_v1::{Pod, PodTemplateSpec, Volume, VolumeSource};
use serde_json::{Value, json};

use super::update::REVISION;
use crate::controllers::pods::pod_from_template;

/// Builds it: name and host name by ordinal, labels, a volume per claim template.
pub(crate) fn compute_pod(
    set: &StatefulSet,
    template: &PodTemplateSpec,
    ordinal: i32,
    revision: &str,
) -> Pod {
    let meta = &set.metadata;
    let name = format!("{}-{ordinal}", meta.name);
    let mut pod = pod_from_template(template, meta, Kind::StatefulSet, &format!("{}-", meta.name));
    let labels = &mut pod.metadata.labels;
    labels.insert("statefulset.kubernetes.io/pod-name".into(), name.clone());
    labels.insert("apps.kubernetes.io/pod-index".into(), ordinal.to_string());
    labels.insert(REVISION.into(), revision.to_owned());
    let spec = &mut *pod.spec;
    spec.hostname.clone_from(&name);
    spec.subdomain.clone_from(&set.spec.service_name);
    let claims = set.spec.volume_claim_templates.as_ref().and_then(Value::as_array);
    for claim in claims.into_iter().flatten() {
        let Some(volume) = claim["metadata"]["name"].as_str() else {
            continue;
        };
        spec.volumes.retain(|known| known.name != volume);
        let source = json!({"claimName": format!("{volume}-{name}")});
        spec.volumes.push(Volume {
            name: volume.to_owned(),
            source: VolumeSource::Other("persistentVolumeClaim".into(), Arc::new(source)),
        });
    }
    pod.metadata.name = name.into();
    pod
}
