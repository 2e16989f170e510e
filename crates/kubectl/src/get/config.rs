//! `kubectl get` for ConfigMaps, Secrets and Services. Mirrors pkg/printers/internalversion/printers.go (v1.36.2).

use api::core_v1::{ConfigMap, Secret, Service, ServicePort};
use api::meta_v1::Time;

use super::format_labels;
use crate::duration::age;

/// Columns of ConfigMaps.
pub const CONFIG_MAP: &[&str] = &["NAME", "DATA", "AGE"];

/// Columns of Secrets.
pub const SECRET: &[&str] = &["NAME", "TYPE", "DATA", "AGE"];

/// Columns of Services; the last only with `-o wide`.
pub const SERVICE: &[&str] = &[
    "NAME",
    "TYPE",
    "CLUSTER-IP",
    "EXTERNAL-IP",
    "PORT(S)",
    "AGE",
    "SELECTOR",
];

/// A ConfigMap's cells.
pub fn config_map(map: &ConfigMap, now: Time) -> Vec<String> {
    vec![
        map.metadata.name.to_string(),
        (map.data.len() + map.binary_data.len()).to_string(),
        age(map.metadata.creation_timestamp, now),
    ]
}

/// A Secret's cells.
pub fn secret(secret: &Secret, now: Time) -> Vec<String> {
    let kind = if secret.kind.is_empty() {
        "Opaque"
    } else {
        &secret.kind
    };
    vec![
        secret.metadata.name.to_string(),
        kind.to_owned(),
        secret.data.len().to_string(),
        age(secret.metadata.creation_timestamp, now),
    ]
}

/// A Service's cells.
pub fn service(service: &Service, now: Time) -> Vec<String> {
    let spec = &service.spec;
    let kind = if spec.kind.is_empty() {
        "ClusterIP"
    } else {
        &spec.kind
    };
    let address = if spec.cluster_ip.is_empty() {
        "<none>"
    } else {
        &spec.cluster_ip
    };
    let external = if kind == "LoadBalancer" {
        "<pending>"
    } else {
        "<none>"
    };
    vec![
        service.metadata.name.to_string(),
        kind.to_owned(),
        address.to_owned(),
        external.to_owned(),
        ports(&spec.ports),
        age(service.metadata.creation_timestamp, now),
        format_labels(&spec.selector),
    ]
}

fn ports(ports: &[ServicePort]) -> String {
    if ports.is_empty() {
        return "<none>".to_owned();
    }
    let protocol = |port: &ServicePort| {
        if port.protocol.is_empty() {
            "TCP"
        } else {
            port.protocol.as_str()
        }
        .to_owned()
    };
    let texts: Vec<String> = ports
        .iter()
        .map(|port| format!("{}/{}", port.port, protocol(port)))
        .collect();
    texts.join(",")
}
