//! `kubectl describe` for ConfigMaps, Secrets and Services. Mirrors
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::{ConfigMap, Secret, Service};
use api::meta_v1::{IntOrString, ObjectMeta};

use super::writer::Writer;
use crate::get::format_labels;

fn head(writer: &mut Writer, meta: &ObjectMeta) {
    writer.field(0, "Name", &meta.name);
    writer.field(0, "Namespace", &meta.namespace);
    writer.meta(meta);
}

/// A ConfigMap, without its events.
pub fn config_map(writer: &mut Writer, map: &ConfigMap) {
    head(writer, &map.metadata);
    writer.line(0, "");
    writer.line(0, "Data");
    writer.line(0, "====");
    for (key, value) in &map.data {
        writer.line(0, format!("{key}:"));
        writer.line(0, "----");
        writer.line(0, value);
        writer.line(0, "");
    }
    writer.line(0, "");
    writer.line(0, "BinaryData");
    writer.line(0, "====");
    for (key, value) in &map.binary_data {
        writer.line(0, format!("{key}: {} bytes", decoded_len(value)));
    }
    writer.line(0, "");
}

/// A Secret; only the sizes of its values.
pub fn secret(writer: &mut Writer, secret: &Secret) {
    head(writer, &secret.metadata);
    writer.line(0, "");
    let kind = if secret.kind.is_empty() {
        "Opaque"
    } else {
        &secret.kind
    };
    writer.line(0, format!("Type:\t{kind}"));
    writer.line(0, "");
    writer.line(0, "Data");
    writer.line(0, "====");
    for (key, value) in &secret.data {
        writer.line(0, format!("{key}:\t{} bytes", decoded_len(value)));
    }
}

/// How many bytes a base64 text stands for.
fn decoded_len(text: &str) -> usize {
    let digits = text
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte));
    digits.count() * 3 / 4
}

/// A Service, without its events.
pub fn service(writer: &mut Writer, service: &Service) {
    let spec = &service.spec;
    head(writer, &service.metadata);
    writer.field(0, "Selector", format_labels(&spec.selector));
    writer.field(
        0,
        "Type",
        if spec.kind.is_empty() {
            "ClusterIP"
        } else {
            &spec.kind
        },
    );
    writer.field(0, "IP", &spec.cluster_ip);
    for port in &spec.ports {
        let name = if port.name.is_empty() {
            "<unset>"
        } else {
            &port.name
        };
        let protocol = if port.protocol.is_empty() {
            "TCP"
        } else {
            &port.protocol
        };
        writer.line(0, format!("Port:\t{name}\t{}/{protocol}", port.port));
        let target = match &port.target_port {
            Some(IntOrString::Int(number)) => number.to_string(),
            Some(IntOrString::String(name)) => name.clone(),
            None => port.port.to_string(),
        };
        writer.line(0, format!("TargetPort:\t{target}/{protocol}"));
    }
}
