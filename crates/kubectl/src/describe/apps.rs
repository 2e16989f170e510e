//! `kubectl describe` for Deployments, ReplicaSets, StatefulSets and DaemonSets. Mirrors
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::apps_v1::{DaemonSet, Deployment, POD_TEMPLATE_HASH, ReplicaSet, StatefulSet};
use api::core_v1::{Pod, PodPhase};
use api::json::from_value;
use api::meta_v1::{Condition, IntOrString, StringMap};
use serde_json::Value;

use super::template::template;
use super::writer::{Writer, rfc1123z, text_field};

/// A Deployment, without its events. `sets` are its ReplicaSets; the one with its template is the new one.
pub fn deployment(writer: &mut Writer, deployment: &Deployment, sets: &[&ReplicaSet]) {
    let (spec, status) = (&deployment.spec, &deployment.status);
    writer.field(0, "Name", &deployment.metadata.name);
    writer.field(0, "Namespace", &deployment.metadata.namespace);
    writer.field(
        0,
        "CreationTimestamp",
        rfc1123z(deployment.metadata.creation_timestamp),
    );
    writer.meta(&deployment.metadata);
    writer.selector(spec.selector.as_ref());
    let replicas = format!(
        "{} desired | {} updated | {} total | {} available | {} unavailable",
        spec.replicas.unwrap_or(1),
        status.updated_replicas,
        status.replicas,
        status.available_replicas,
        status.unavailable_replicas
    );
    writer.field(0, "Replicas", replicas);
    writer.field(0, "StrategyType", &spec.strategy.kind);
    writer.field(0, "MinReadySeconds", spec.min_ready_seconds);
    if let Some(rolling) = &spec.strategy.rolling_update {
        let [unavailable, surge] = [&rolling.max_unavailable, &rolling.max_surge].map(number_or_percent);
        let text = format!("{unavailable} max unavailable, {surge} max surge");
        writer.field(0, "RollingUpdateStrategy", text);
    }
    template(writer, &spec.template);
    conditions(writer, &status.conditions);
    if sets.is_empty() {
        return;
    }
    let is_new = |set: &&&ReplicaSet| is_of_template(set, deployment);
    let new = sets.iter().find(is_new);
    let old: Vec<String> = sets
        .iter()
        .filter(|set| !is_new(set))
        .map(|set| replicas_created(set))
        .collect();
    let old = if old.is_empty() {
        "<none>".to_owned()
    } else {
        old.join(", ")
    };
    writer.field(0, "OldReplicaSets", old);
    writer.field(
        0,
        "NewReplicaSet",
        new.map_or_else(|| "<none>".to_owned(), |set| replicas_created(set)),
    );
}

/// True when a ReplicaSet's template is the Deployment's, the hash label aside.
fn is_of_template(set: &ReplicaSet, deployment: &Deployment) -> bool {
    let mut labels = set.spec.template.metadata.labels.clone();
    labels.remove(POD_TEMPLATE_HASH);
    let template = &deployment.spec.template;
    labels == template.metadata.labels
        && set.spec.template.metadata.annotations == template.metadata.annotations
        && set.spec.template.spec == template.spec
}

fn replicas_created(set: &ReplicaSet) -> String {
    let (name, desired) = (&set.metadata.name, set.spec.replicas.unwrap_or(1));
    format!("{name} ({}/{desired} replicas created)", set.status.replicas)
}

fn number_or_percent(value: &Option<IntOrString>) -> String {
    match value {
        Some(IntOrString::Int(number)) => number.to_string(),
        Some(IntOrString::String(percent)) => percent.clone(),
        None => "<nil>".to_owned(),
    }
}

fn conditions(writer: &mut Writer, conditions: &[Condition]) {
    if conditions.is_empty() {
        return;
    }
    writer.line(0, "Conditions:");
    writer.line(1, "Type\tStatus\tReason");
    writer.line(1, "----\t------\t------");
    for condition in conditions {
        let (kind, status, reason) = (&condition.kind, &condition.status, &condition.reason);
        writer.line(1, format!("{kind} \t{status}\t{reason}"));
    }
}

/// A ReplicaSet, without its events.
pub fn replica_set(writer: &mut Writer, set: &ReplicaSet, pods: &[&Pod]) {
    writer.field(0, "Name", &set.metadata.name);
    writer.field(0, "Namespace", &set.metadata.namespace);
    writer.selector(set.spec.selector.as_ref());
    writer.meta(&set.metadata);
    writer.controlled_by(&set.metadata);
    let desired = set.spec.replicas.unwrap_or(1);
    writer.field(
        0,
        "Replicas",
        format!("{} current / {desired} desired", set.status.replicas),
    );
    writer.field(0, "Pods Status", pods_status(pods));
    template(writer, &set.spec.template);
    conditions(writer, &set.status.conditions);
}

/// A StatefulSet, without its events.
pub fn stateful_set(writer: &mut Writer, set: &StatefulSet, pods: &[&Pod]) {
    writer.field(0, "Name", &set.metadata.name);
    writer.field(0, "Namespace", &set.metadata.namespace);
    writer.field(0, "CreationTimestamp", rfc1123z(set.metadata.creation_timestamp));
    writer.selector(set.spec.selector.as_ref());
    writer.meta(&set.metadata);
    let desired = set.spec.replicas.unwrap_or(1);
    writer.field(
        0,
        "Replicas",
        format!("{desired} desired | {} total", set.status.replicas),
    );
    writer.field(0, "Update Strategy", &set.spec.update_strategy.kind);
    let rolling = set.spec.update_strategy.rolling_update.as_ref();
    writer.field_some(1, "Partition", rolling.and_then(|rolling| rolling.partition));
    writer.field(0, "Pods Status", pods_status(pods));
    template(writer, &set.spec.template);
    claims(writer, set.spec.volume_claim_templates.as_ref());
}

/// The templates of a StatefulSet's claims.
fn claims(writer: &mut Writer, templates: Option<&Value>) {
    let templates = templates.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if templates.is_empty() {
        return writer.field(0, "Volume Claims", "<none>");
    }
    writer.line(0, "Volume Claims:");
    for claim in templates {
        let (meta, spec) = (&claim["metadata"], &claim["spec"]);
        let map = |name: &str| from_value::<StringMap>(&meta[name]).unwrap_or_default();
        writer.field(1, "Name", text_field(meta, "name"));
        writer.field(1, "StorageClass", storage_class(claim));
        writer.labels("  Labels", &map("labels"));
        writer.labels("  Annotations", &map("annotations"));
        let capacity = spec["resources"]["requests"]["storage"].as_str();
        writer.field(1, "Capacity", capacity.unwrap_or("<default>"));
        let modes = spec["accessModes"].as_array().into_iter().flatten();
        let modes: Vec<&str> = modes.filter_map(Value::as_str).collect();
        writer.field(1, "Access Modes", format!("[{}]", modes.join(" ")));
    }
}

/// The class that a claim, or a template of one, names: in an annotation of old, or in its spec.
pub fn storage_class(claim: &Value) -> &str {
    let class = claim["metadata"]["annotations"].get("volume.beta.kubernetes.io/storage-class");
    let class = class.or(claim["spec"].get("storageClassName"));
    class.and_then(Value::as_str).unwrap_or_default()
}

/// A DaemonSet, without its events.
pub fn daemon_set(writer: &mut Writer, set: &DaemonSet, pods: &[&Pod]) {
    let status = &set.status;
    let nodes = set.spec.template.spec.node_selector.as_ref();
    writer.field(0, "Name", &set.metadata.name);
    writer.field(0, "Namespace", &set.metadata.namespace);
    writer.selector(set.spec.selector.as_ref());
    let nodes = crate::get::format_labels(nodes.unwrap_or(&StringMap::new()));
    writer.field(0, "Node-Selector", nodes);
    writer.meta(&set.metadata);
    for (what, count) in [
        (
            "Desired Number of Nodes Scheduled",
            status.desired_number_scheduled,
        ),
        (
            "Current Number of Nodes Scheduled",
            status.current_number_scheduled,
        ),
        (
            "Number of Nodes Scheduled with Up-to-date Pods",
            status.updated_number_scheduled,
        ),
        (
            "Number of Nodes Scheduled with Available Pods",
            status.number_available,
        ),
        ("Number of Nodes Misscheduled", status.number_misscheduled),
    ] {
        writer.line(0, format!("{what}: {count}"));
    }
    writer.field(0, "Pods Status", pods_status(pods));
    template(writer, &set.spec.template);
}

fn pods_status(pods: &[&Pod]) -> String {
    let count = |phase| pods.iter().filter(|pod| pod.status.phase == phase).count();
    format!(
        "{} Running / {} Waiting / {} Succeeded / {} Failed",
        count(PodPhase::Running),
        count(PodPhase::Pending),
        count(PodPhase::Succeeded),
        count(PodPhase::Failed)
    )
}
