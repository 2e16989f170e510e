//! What a DaemonSet's one node needs next. Mirrors podsShouldBeOnNode in pkg/controller/daemon/daemon_controller.go
//! and rollingUpdate in update.go (v1.36.2).

use std::sync::Arc;

use api::Kind;
use api::apps_v1::DaemonSet;
use api::core_v1::Pod;
use api::meta_v1::{IntOrString, Time};
use serde_json::{Value, json};

use crate::api_server::template_generation;
use crate::controllers::pods::{is_available, is_ready, pod_from_template};
use crate::scenario::Node;
use crate::scheduler::{NODE, selects_node};

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

/// The pods that count: not those that have ended and are only waiting to be gone (getNodesToDaemonPods). The oldest
/// first.
pub(crate) fn daemon_pods(pods: &[Arc<Pod>]) -> Vec<&Arc<Pod>> {
    let gone = |pod: &Pod| pod.status.phase.is_terminal() && pod.metadata.deletion_timestamp.is_some();
    let mut list: Vec<&Arc<Pod>> = pods.iter().filter(|pod| !gone(pod)).collect();
    list.sort_by_key(|pod| {
        let meta = &pod.metadata;
        (
            pod.spec.node_name.is_empty(),
            meta.creation_timestamp,
            meta.name.clone(),
        )
    });
    list
}

/// A pod made from the template with this hash.
pub(crate) fn is_new(pod: &Pod, hash: &str) -> bool {
    pod.metadata.labels.get(HASH).is_some_and(|label| label == hash)
}

/// Whether the one node is one for this DaemonSet (NodeShouldRunDaemonPod).
pub(crate) fn should_run(set: &DaemonSet, node: &Node) -> bool {
    let spec = &set.spec.template.spec;
    (spec.node_name.is_empty() || spec.node_name == NODE) && selects_node(spec, &node.labels)
}

/// Decides.
pub(crate) fn compute_plan(
    set: &DaemonSet,
    pods: &[Arc<Pod>],
    should_run: bool,
    hash: &str,
    now: Time,
) -> Plan {
    let pods = daemon_pods(pods);
    let mut live = pods
        .iter()
        .filter(|pod| pod.metadata.deletion_timestamp.is_none());
    if !should_run {
        return live
            .next()
            .map_or(Plan::Nothing, |pod| Plan::Replace(Arc::clone(pod)));
    }
    if pods.is_empty() {
        return Plan::Create;
    }
    let (ended, running): (Vec<&Arc<Pod>>, Vec<&Arc<Pod>>) =
        live.partition(|pod| pod.status.phase.is_terminal());
    if let Some(ended) = ended.first() {
        return Plan::Ended(Arc::clone(ended));
    }
    let rolls = set.spec.update_strategy.kind != "OnDelete";
    let surges = rolls && max_surge(set) > 0;
    let old = running.iter().find(|pod| !is_new(pod, hash));
    let new = running.iter().find(|pod| is_new(pod, hash));
    match (old, new) {
        // A pod that is being deleted must have ended before the next one comes, unless pods may surge.
        (None, None) if surges => Plan::Create,
        (Some(_), None) if surges => Plan::Create,
        (Some(old), None) if rolls => Plan::Replace(Arc::clone(old)),
        (Some(old), Some(new))
            if surges && (!is_ready(old) || is_available(new, set.spec.min_ready_seconds, now)) =>
        {
            Plan::Replace(Arc::clone(old))
        }
        // One too many: the oldest stays.
        (Some(_), Some(_)) if !surges => Plan::Replace(Arc::clone(running[1])),
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
    let spec = &mut *pod.spec;
    // The rest of the template's affinity stays.
    let affinity = spec.affinity.get_or_insert_with(|| json!({}));
    affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"] =
        json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [NODE]}]}]);
    let host_network = spec.host_network == Some(true);
    let known = spec.tolerations.as_deref().and_then(Value::as_array);
    let mut tolerations = known.cloned().unwrap_or_default();
    let troubles = [
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
        ("network-unavailable", "NoSchedule"),
    ];
    for (key, effect) in &troubles[..troubles.len() - usize::from(!host_network)] {
        let key = format!("node.kubernetes.io/{key}");
        tolerations.push(json!({"effect": effect, "key": key, "operator": "Exists"}));
    }
    spec.tolerations = Some(Arc::new(Value::Array(tolerations)));
    pod
}
