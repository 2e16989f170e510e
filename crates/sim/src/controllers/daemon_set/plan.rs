//! What a DaemonSet's one node needs next. Mirrors podsShouldBeOnNode in pkg/controller/daemon/daemon_controller.go
//! and rollingUpdate in update.go (v1.36.2).

use std::sync::Arc;

use api::Kind;
use api::apps_v1::DaemonSet;
use api::core_v1::Pod;
use api::meta_v1::{IntOrString, Time};
use serde_json::{Value, json};

use crate::api_server::template_generation;
use crate::controllers::pods::{is_available, pod_from_template};
use crate::scheduler::NODE;

/// The label with the hash of a pod's template.
pub(crate) const HASH: &str = "controller-revision-hash";

/// The next step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plan {
    /// All is well, or something is under way.
    Nothing,
    /// A pod is missing.
    Create,
    /// A pod has ended: away with it.
    Ended(Arc<Pod>),
    /// A pod is outdated.
    Replace(Arc<Pod>),
}

/// Decides.
pub(crate) fn compute_plan(set: &DaemonSet, pods: &[Arc<Pod>], hash: &str, now: Time) -> Plan {
    let live: Vec<&Arc<Pod>> = pods
        .iter()
        .filter(|pod| pod.metadata.deletion_timestamp.is_none())
        .collect();
    if let Some(ended) = live.iter().find(|pod| pod.status.phase.is_terminal()) {
        return Plan::Ended(Arc::clone(ended));
    }
    let is_new = |pod: &Pod| pod.metadata.labels.get(HASH).is_some_and(|label| label == hash);
    let surges = set.spec.update_strategy.kind != "OnDelete" && max_surge(set) > 0;
    let old = live.iter().find(|pod| !is_new(pod));
    let new = live.iter().find(|pod| is_new(pod));
    match (old, new) {
        // A pod that is being deleted must be gone before the next one comes, unless pods may surge.
        (None, None) if pods.len() > live.len() && !surges => Plan::Nothing,
        (None, None) => Plan::Create,
        (Some(_), None) if surges => Plan::Create,
        (Some(old), None) if set.spec.update_strategy.kind != "OnDelete" => Plan::Replace(Arc::clone(old)),
        (Some(old), Some(new)) if is_available(new, set.spec.min_ready_seconds, now) => {
            Plan::Replace(Arc::clone(old))
        }
        _ => Plan::Nothing,
    }
}

fn max_surge(set: &DaemonSet) -> i32 {
    let update = set.spec.update_strategy.rolling_update.as_ref();
    match update.and_then(|update| update.max_surge.as_ref()) {
        None => 0,
        Some(IntOrString::Int(number)) => *number,
        Some(IntOrString::String(text)) => i32::from(text != "0%"),
    }
}

/// A pod for the node: bound by affinity, tolerating the node's troubles.
pub(crate) fn compute_pod(set: &DaemonSet, hash: &str) -> Pod {
    let meta = &set.metadata;
    let mut pod = pod_from_template(
        &set.spec.template,
        meta,
        Kind::DaemonSet,
        &format!("{}-", meta.name),
    );
    let labels = &mut pod.metadata.labels;
    labels.insert(HASH.into(), hash.to_owned());
    let generation = template_generation(set);
    labels.insert("pod-template-generation".into(), generation.to_string());
    let spec = Arc::make_mut(&mut pod.spec);
    spec.affinity = Some(
        json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchFields": [
                {"key": "metadata.name", "operator": "In", "values": [NODE]},
            ]}],
        }}}),
    );
    let known = spec.tolerations.as_deref().and_then(Value::as_array);
    let mut tolerations = known.cloned().unwrap_or_default();
    for (key, effect) in [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ] {
        let key = format!("node.kubernetes.io/{key}");
        tolerations.push(json!({"effect": effect, "key": key, "operator": "Exists"}));
    }
    spec.tolerations = Some(Arc::new(Value::Array(tolerations)));
    pod
}
