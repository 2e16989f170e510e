//! Pod templates, tolerations and spread constraints in describe. Mirrors DescribePodTemplate of
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::PodTemplateSpec;
use api::json::from_value;
use api::meta_v1::{LabelSelector, StringMap};
use serde_json::Value;

use super::container::containers;
use super::volume::volumes;
use super::writer::{Writer, text_field};
use crate::get::format_selector;

/// The block `Pod Template:`.
pub fn template(writer: &mut Writer, template: &PodTemplateSpec) {
    let spec = &template.spec;
    writer.line(0, "Pod Template:");
    writer.labels("  Labels", &template.metadata.labels);
    if !template.metadata.annotations.is_empty() {
        writer.annotations("  Annotations", &template.metadata.annotations);
    }
    writer.field_if(1, "Service Account", &spec.service_account_name);
    if !spec.init_containers.is_empty() {
        containers(writer, "Init Containers", &spec.init_containers, &[], None);
    }
    containers(writer, "Containers", &spec.containers, &[], None);
    volumes(writer, &spec.volumes, true);
    spread_constraints(writer, "  ", spec.topology_spread_constraints.as_ref());
    writer.field_if(1, "Priority Class Name", &spec.priority_class_name);
    let selector = spec.node_selector.as_ref();
    writer.labels("  Node-Selectors", selector.unwrap_or(&StringMap::new()));
    tolerations(writer, "  Tolerations", spec.tolerations.as_deref());
}

/// One toleration per line, in order of keys.
pub fn tolerations(writer: &mut Writer, title: &str, tolerations: Option<&Value>) {
    let mut sorted: Vec<&Value> = tolerations
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    sorted.sort_by_key(|toleration| text_field(toleration, "key"));
    let texts: Vec<String> = sorted.into_iter().map(toleration).collect();
    writer.list(title, &texts);
}

fn toleration(toleration: &Value) -> String {
    let [key, value, effect] = ["key", "value", "effect"].map(|field| text_field(toleration, field));
    let mut text = key.to_owned();
    if !value.is_empty() {
        text.push_str(&format!("={value}"));
    }
    if !effect.is_empty() {
        text.push_str(&format!(":{effect}"));
    }
    if text_field(toleration, "operator") == "Exists" && value.is_empty() {
        let blank = if text.is_empty() { "" } else { " " };
        text.push_str(&format!("{blank}op=Exists"));
    }
    if let Some(seconds) = toleration.get("tolerationSeconds").and_then(Value::as_i64) {
        text.push_str(&format!(" for {seconds}s"));
    }
    text
}

/// `Topology Spread Constraints`, when there are any, in order of their keys.
pub fn spread_constraints(writer: &mut Writer, space: &str, constraints: Option<&Value>) {
    let mut sorted: Vec<&Value> = constraints
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    sorted.sort_by_key(|constraint| text_field(constraint, "topologyKey"));
    if sorted.is_empty() {
        return;
    }
    let texts: Vec<String> = sorted.into_iter().map(constraint).collect();
    writer.list(&format!("{space}Topology Spread Constraints"), &texts);
}

fn constraint(constraint: &Value) -> String {
    let skew = constraint.get("maxSkew").and_then(Value::as_i64).unwrap_or(0);
    let [key, unsatisfiable] =
        ["topologyKey", "whenUnsatisfiable"].map(|field| text_field(constraint, field));
    let mut text = format!("{key}:{unsatisfiable} when max skew {skew} is exceeded");
    let selector = constraint.get("labelSelector");
    if let Some(selector) = selector.and_then(|json| from_value::<LabelSelector>(json).ok()) {
        text.push_str(&format!(" for selector {}", format_selector(&selector)));
    }
    text
}
