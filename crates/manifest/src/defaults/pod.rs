//! Defaults of pod specs: pkg/apis/core/v1/defaults.go SetDefaults_{PodSpec,Container,Probe,Pod,…} (v1.36.2).

use api::quantity::Quantity;

use super::image::pull_policy;
use crate::tree::{Node, Value};

const EMPTY: Value = Value::Map(Vec::new());
/// 0644.
const DEFAULT_MODE: i64 = 420;

/// Defaults of a pod spec in a Pod or in a template.
pub fn pod_spec(spec: &mut Node) {
    default_string(spec, "restartPolicy", "Always");
    spec.default("terminationGracePeriodSeconds", 30.into());
    default_string(spec, "dnsPolicy", "ClusterFirst");
    default_string(spec, "schedulerName", "default-scheduler");
    spec.default("securityContext", EMPTY);
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        each(spec, list, container);
    }
    each(spec, "volumes", volume);
    if let Some(overhead) = spec.get_mut("overhead") {
        round_up(overhead);
    }
    if let Some(resources) = spec.get_mut("resources") {
        round_up_resources(resources);
    }
}

pub fn each(node: &mut Node, key: &str, apply: impl Fn(&mut Node)) {
    if let Some(list) = node.get_mut(key) {
        list.items_mut().iter_mut().for_each(apply);
    }
}

/// An empty enumeration value counts as not set.
pub fn default_string(node: &mut Node, key: &str, value: &str) {
    if node.get(key).and_then(Node::as_str) == Some("") {
        node.remove(key);
    }
    node.default(key, value.into());
}

fn container(container: &mut Node) {
    let image = container
        .get("image")
        .and_then(Node::as_str)
        .unwrap_or("")
        .to_owned();
    default_string(container, "imagePullPolicy", pull_policy(&image));
    default_string(container, "terminationMessagePath", "/dev/termination-log");
    default_string(container, "terminationMessagePolicy", "File");
    container.default("resources", EMPTY);
    each(container, "ports", |port| default_string(port, "protocol", "TCP"));
    each(container, "env", |variable| {
        let field = variable
            .get_mut("valueFrom")
            .and_then(|source| source.get_mut("fieldRef"));
        if let Some(field) = field {
            default_string(field, "apiVersion", "v1");
        }
    });
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(node) = container.get_mut(probe) {
            probe_defaults(node);
        }
    }
    if let Some(lifecycle) = container.get_mut("lifecycle") {
        for hook in ["postStart", "preStop"] {
            if let Some(handler) = lifecycle.get_mut(hook) {
                http_get(handler);
            }
        }
    }
    if let Some(resources) = container.get_mut("resources") {
        round_up_resources(resources);
    }
}

fn probe_defaults(probe: &mut Node) {
    for (key, value) in [
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ] {
        // An explicit 0 is replaced too.
        if probe.get(key).and_then(Node::as_int) == Some(0) {
            probe.remove(key);
        }
        probe.default(key, value.into());
    }
    http_get(probe);
    if let Some(grpc) = probe.get_mut("grpc") {
        grpc.default("service", "".into());
    }
}

fn http_get(handler: &mut Node) {
    if let Some(get) = handler.get_mut("httpGet") {
        default_string(get, "path", "/");
        default_string(get, "scheme", "HTTP");
    }
}

/// What storage of others gets: the volume's kind, its field, the text.
const OF_STORAGE: [(&str, &str, &str); 9] = [
    ("iscsi", "iscsiInterface", "default"),
    ("rbd", "pool", "rbd"),
    ("rbd", "user", "admin"),
    ("rbd", "keyring", "/etc/ceph/keyring"),
    ("azureDisk", "cachingMode", "ReadWrite"),
    ("azureDisk", "kind", "Shared"),
    ("azureDisk", "fsType", "ext4"),
    ("scaleIO", "storageMode", "ThinProvisioned"),
    ("scaleIO", "fsType", "xfs"),
];

fn volume(volume: &mut Node) {
    let sources = volume
        .entries()
        .iter()
        .filter(|e| e.key != "name" && !e.value.is_null())
        .count();
    if sources == 0 {
        volume.default("emptyDir", EMPTY);
    }
    for source in ["configMap", "secret", "projected", "downwardAPI"] {
        if let Some(node) = volume.get_mut(source) {
            node.default("defaultMode", DEFAULT_MODE.into());
        }
    }
    for (source, key, value) in OF_STORAGE {
        if let Some(node) = volume.get_mut(source) {
            default_string(node, key, value);
        }
    }
    if let Some(disk) = volume.get_mut("azureDisk") {
        disk.default("readOnly", false.into());
    }
    if let Some(image) = volume.get_mut("image") {
        let policy = pull_policy(image.get("reference").and_then(Node::as_str).unwrap_or(""));
        default_string(image, "pullPolicy", policy);
    }
    let claim = volume
        .get_mut("ephemeral")
        .and_then(|ephemeral| ephemeral.get_mut("volumeClaimTemplate"));
    if let Some(claim) = claim {
        claim_spec(claim);
    }
    if let Some(host_path) = volume.get_mut("hostPath") {
        host_path.default("type", "".into());
    }
    for source in ["downwardAPI", "projected"] {
        if let Some(node) = volume.get_mut(source) {
            downward_items(node);
            each(node, "sources", projection);
        }
    }
}

/// What a claim's spec gets wherever it stands.
pub fn claim_spec(claim: &mut Node) {
    if let Some(spec) = claim.get_mut("spec") {
        spec.default("volumeMode", "Filesystem".into());
        if let Some(resources) = spec.get_mut("resources") {
            round_up_resources(resources);
        }
    }
}

fn projection(source: &mut Node) {
    if let Some(token) = source.get_mut("serviceAccountToken") {
        token.default("expirationSeconds", 3600.into());
    }
    if let Some(downward) = source.get_mut("downwardAPI") {
        downward_items(downward);
    }
}

fn downward_items(node: &mut Node) {
    each(node, "items", |item| {
        if let Some(field) = item.get_mut("fieldRef") {
            default_string(field, "apiVersion", "v1");
        }
    });
}

/// Rounds the quantities of requests and limits up to thousandths.
fn round_up_resources(resources: &mut Node) {
    for list in ["limits", "requests"] {
        if let Some(node) = resources.get_mut(list) {
            round_up(node);
        }
    }
}

fn round_up(list: &mut Node) {
    let Value::Map(entries) = &mut list.value else {
        return;
    };
    for entry in entries {
        let text = match &entry.value.value {
            Value::String(s) | Value::Number(s) => s.trim().to_owned(),
            _ => continue,
        };
        if let Ok(quantity) = Quantity::parse(&text) {
            entry.value.value = Value::String(quantity.rounded_up_to_milli().to_string());
        }
    }
}

/// Defaults of Pod objects that templates do not get.
pub fn pod_only(spec: &mut Node) {
    let host_network = spec.get("hostNetwork").and_then(Node::as_bool) == Some(true);
    spec.default("enableServiceLinks", true.into());
    for list in ["containers", "initContainers"] {
        each(spec, list, |container| {
            if host_network {
                each(container, "ports", host_port);
            }
            if let Some(resources) = container.get_mut("resources") {
                requests_from_limits(resources);
            }
        });
    }
}

fn host_port(port: &mut Node) {
    let Some(number) = port.get("containerPort").and_then(Node::as_int) else {
        return;
    };
    if port.get("hostPort").and_then(Node::as_int).unwrap_or(0) == 0 {
        port.remove("hostPort");
        port.default("hostPort", number.into());
    }
}

fn requests_from_limits(resources: &mut Node) {
    let Some(limits) = resources.get("limits").cloned() else {
        return;
    };
    if limits.entries().is_empty() {
        return;
    }
    resources.default("requests", EMPTY);
    let Some(requests) = resources.get_mut("requests") else {
        return;
    };
    for limit in limits.entries() {
        if requests.entry(&limit.key).is_none() {
            let span = limit.value.span.clone();
            requests.set(&limit.key, Node::default_at(span, limit.value.value.clone()));
        }
    }
}
