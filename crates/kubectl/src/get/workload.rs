//! `kubectl get` for Deployments, ReplicaSets, StatefulSets and DaemonSets.
//! Mirrors pkg/printers/internalversion/printers.go (v1.36.2).

use api::apps_v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use api::meta_v1::{LabelSelector, StringMap, Time};

use super::{container_cells, format_labels, format_selector};
use crate::duration::age;

/// Columns of Deployments; the last three only with `-o wide`.
pub const DEPLOYMENT: &[&str] = &[
    "NAME",
    "READY",
    "UP-TO-DATE",
    "AVAILABLE",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
];

/// Columns of ReplicaSets; the last three only with `-o wide`.
pub const REPLICA_SET: &[&str] = &[
    "NAME",
    "DESIRED",
    "CURRENT",
    "READY",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
];

/// Columns of StatefulSets; the last two only with `-o wide`.
pub const STATEFUL_SET: &[&str] = &["NAME", "READY", "AGE", "CONTAINERS", "IMAGES"];

/// Columns of DaemonSets; the last three only with `-o wide`.
pub const DAEMON_SET: &[&str] = &[
    "NAME",
    "DESIRED",
    "CURRENT",
    "READY",
    "UP-TO-DATE",
    "AVAILABLE",
    "NODE SELECTOR",
    "AGE",
    "CONTAINERS",
    "IMAGES",
    "SELECTOR",
];

/// A Deployment's cells.
pub fn deployment(deployment: &Deployment, now: Time) -> Vec<String> {
    let status = &deployment.status;
    let desired = deployment.spec.replicas.unwrap_or(1);
    let mut cells = vec![
        deployment.metadata.name.to_string(),
        format!("{}/{desired}", status.ready_replicas),
        status.updated_replicas.to_string(),
        status.available_replicas.to_string(),
        age(deployment.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&deployment.spec.template.spec));
    // Unlike the others it says nothing of a selector that is none.
    let selector = deployment.spec.selector.as_ref().map(format_selector);
    cells.push(selector.filter(|text| text != "<none>").unwrap_or_default());
    cells
}

/// A ReplicaSet's cells.
pub fn replica_set(set: &ReplicaSet, now: Time) -> Vec<String> {
    let mut cells = vec![
        set.metadata.name.to_string(),
        set.spec.replicas.unwrap_or(1).to_string(),
        set.status.replicas.to_string(),
        set.status.ready_replicas.to_string(),
        age(set.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&set.spec.template.spec));
    cells.push(selector(set.spec.selector.as_ref()));
    cells
}

/// A StatefulSet's cells.
pub fn stateful_set(set: &StatefulSet, now: Time) -> Vec<String> {
    let desired = set.spec.replicas.unwrap_or(1);
    let mut cells = vec![
        set.metadata.name.to_string(),
        format!("{}/{desired}", set.status.ready_replicas),
        age(set.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&set.spec.template.spec));
    cells
}

/// A DaemonSet's cells.
pub fn daemon_set(set: &DaemonSet, now: Time) -> Vec<String> {
    let status = &set.status;
    let nodes = set.spec.template.spec.node_selector.as_ref();
    let mut cells = vec![
        set.metadata.name.to_string(),
        status.desired_number_scheduled.to_string(),
        status.current_number_scheduled.to_string(),
        status.number_ready.to_string(),
        status.updated_number_scheduled.to_string(),
        status.number_available.to_string(),
        format_labels(nodes.unwrap_or(&StringMap::new())),
        age(set.metadata.creation_timestamp, now),
    ];
    cells.extend(container_cells(&set.spec.template.spec));
    cells.push(selector(set.spec.selector.as_ref()));
    cells
}

fn selector(selector: Option<&LabelSelector>) -> String {
    selector.map_or_else(|| "<none>".to_owned(), format_selector)
}
