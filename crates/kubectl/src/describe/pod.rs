//! `kubectl describe pod`. Mirrors describePod of staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::{Container, Pod};
use api::json::from_value;
use api::meta_v1::{StringMap, Time};
use serde_json::Value;

use super::container::{containers, resources};
use super::template::{spread_constraints, tolerations};
use super::volume::volumes;
use super::writer::{Writer, rfc1123z, text_field};
use crate::duration::age;

/// Everything but the events.
pub fn pod(writer: &mut Writer, pod: &Pod, now: Time) {
    identity(writer, pod);
    life(writer, pod, now);
    if let Some(pod_level) = &pod.spec.resources {
        writer.line(0, "Resources:");
        resources(writer, 1, pod_level);
    }
    all_containers(writer, pod);
    conditions(writer, pod);
    volumes(writer, &pod.spec.volumes, false);
    writer.field(0, "QoS Class", &pod.status.qos_class);
    let selector = pod.spec.node_selector.as_ref();
    writer.labels("Node-Selectors", selector.unwrap_or(&StringMap::new()));
    tolerations(writer, "Tolerations", pod.spec.tolerations.as_deref());
    spread_constraints(writer, "", pod.spec.topology_spread_constraints.as_ref());
}

fn identity(writer: &mut Writer, pod: &Pod) {
    let spec = &pod.spec;
    writer.field(0, "Name", &pod.metadata.name);
    writer.field(0, "Namespace", &pod.metadata.namespace);
    writer.field_some(0, "Priority", spec.priority);
    writer.field_if(0, "Priority Class Name", &spec.priority_class_name);
    let class = spec.runtime_class_name.as_deref();
    writer.field_if(0, "Runtime Class Name", class.unwrap_or_default());
    writer.field_if(0, "Service Account", &spec.service_account_name);
    if spec.node_name.is_empty() {
        writer.field(0, "Node", "<none>");
    } else {
        writer.field(0, "Node", format!("{}/{}", spec.node_name, pod.status.host_ip));
    }
    if pod.status.start_time.is_some() {
        writer.field(0, "Start Time", rfc1123z(pod.status.start_time));
    }
    writer.meta(&pod.metadata);
}

fn life(writer: &mut Writer, pod: &Pod, now: Time) {
    let status = &pod.status;
    let deletion = pod.metadata.deletion_timestamp;
    match deletion.filter(|_| !status.phase.is_terminal()) {
        Some(_) => {
            writer.field(0, "Status", format!("Terminating (lasts {})", age(deletion, now)));
            let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
            writer.field(0, "Termination Grace Period", format!("{grace}s"));
        }
        None => writer.field(0, "Status", status.phase),
    }
    writer.field_if(0, "Reason", &status.reason);
    writer.field_if(0, "Message", &status.message);
    let profile = pod
        .spec
        .security_context
        .as_ref()
        .and_then(|context| context.get("seccompProfile"));
    if let Some(profile) = profile {
        writer.field(0, "SeccompProfile", text_field(profile, "type"));
        writer.field_if(0, "LocalhostProfile", text_field(profile, "localhostProfile"));
    }
    writer.field(0, "IP", &status.pod_ip);
    let addresses = status.pod_ips.as_deref().and_then(Value::as_array);
    match addresses.filter(|addresses| !addresses.is_empty()) {
        None => writer.field(0, "IPs", "<none>"),
        Some(addresses) => {
            writer.line(0, "IPs:");
            for address in addresses {
                writer.field(1, "IP", text_field(address, "ip"));
            }
        }
    }
    writer.controlled_by(&pod.metadata);
    writer.field_if(0, "NominatedNodeName", &status.nominated_node_name);
}

fn all_containers(writer: &mut Writer, pod: &Pod) {
    let (spec, status) = (&pod.spec, &pod.status);
    if !spec.init_containers.is_empty() {
        let statuses = &status.init_container_statuses;
        containers(
            writer,
            "Init Containers",
            &spec.init_containers,
            statuses,
            Some(pod),
        );
    }
    containers(
        writer,
        "Containers",
        &spec.containers,
        &status.container_statuses,
        Some(pod),
    );
    let ephemeral = spec.ephemeral_containers.as_ref().and_then(Value::as_array);
    let ephemeral: Vec<Container> = ephemeral
        .into_iter()
        .flatten()
        .filter_map(|container| from_value(container).ok())
        .collect();
    if !ephemeral.is_empty() {
        containers(writer, "Ephemeral Containers", &ephemeral, &[], Some(pod));
    }
}

fn conditions(writer: &mut Writer, pod: &Pod) {
    let gates = pod.spec.readiness_gates.as_ref().and_then(Value::as_array);
    if let Some(gates) = gates.filter(|gates| !gates.is_empty()) {
        writer.line(0, "Readiness Gates:");
        writer.line(1, "Type\tStatus");
        for gate in gates {
            let kind = text_field(gate, "conditionType");
            let status = pod
                .status
                .condition(kind)
                .map_or("<none>", |condition| &condition.status);
            writer.line(1, format!("{kind} \t{status} "));
        }
    }
    if pod.status.conditions.is_empty() {
        return;
    }
    writer.line(0, "Conditions:");
    writer.line(1, "Type\tStatus");
    for condition in &pod.status.conditions {
        // The blanks before the tab and at the end are kubectl's.
        writer.line(1, format!("{} \t{} ", condition.kind, condition.status));
    }
}
