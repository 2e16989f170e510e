//! Volumes in describe. Mirrors describeVolumes of staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::{Volume, VolumeSource};
use serde_json::Value;

use super::writer::{Writer, text_field};

/// The block `Volumes:` of a pod or (`template`) of a pod template.
pub fn volumes(writer: &mut Writer, volumes: &[Volume], template: bool) {
    let (space, name_space) = if template { ("  ", " ") } else { ("", "") };
    if volumes.is_empty() {
        writer.line(0, format!("{space}Volumes:\t<none>"));
        return;
    }
    writer.line(0, format!("{space}Volumes:"));
    for volume in volumes {
        writer.line(1, format!("{name_space}{}:", volume.name));
        source(writer, &volume.source);
    }
}

fn source(writer: &mut Writer, source: &VolumeSource) {
    match source {
        VolumeSource::EmptyDir(json) => {
            writer.field(
                2,
                "Type",
                "EmptyDir (a temporary directory that shares a pod's lifetime)",
            );
            writer.field(2, "Medium", text_field(json, "medium"));
            writer.field(2, "SizeLimit", or(text_field(json, "sizeLimit"), "<unset>"));
        }
        VolumeSource::ConfigMap { name, optional, .. } => {
            writer.field(2, "Type", "ConfigMap (a volume populated by a ConfigMap)");
            writer.field(2, "Name", name);
            writer.field(2, "Optional", optional);
        }
        VolumeSource::Secret { name, optional, .. } => {
            writer.field(2, "Type", "Secret (a volume populated by a Secret)");
            writer.field(2, "SecretName", name);
            writer.field(2, "Optional", optional);
        }
        VolumeSource::Other(kind, json) => other(writer, kind, json),
    }
}

fn other(writer: &mut Writer, kind: &str, json: &Value) {
    match kind {
        "hostPath" => {
            writer.field(2, "Type", "HostPath (bare host directory volume)");
            writer.field(2, "Path", text_field(json, "path"));
            writer.field(2, "HostPathType", text_field(json, "type"));
        }
        "persistentVolumeClaim" => {
            writer.field(
                2,
                "Type",
                "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
            );
            writer.field(2, "ClaimName", text_field(json, "claimName"));
            writer.field(2, "ReadOnly", flag(json, "readOnly"));
        }
        "downwardAPI" => {
            writer.field(
                2,
                "Type",
                "DownwardAPI (a volume populated by information about the pod)",
            );
            writer.line(2, "Items:");
            for item in list(json, "items") {
                let field = item
                    .get("fieldRef")
                    .map_or("", |field| text_field(field, "fieldPath"));
                writer.line(3, format!("{field} -> {}", text_field(item, "path")));
            }
        }
        "projected" => {
            writer.field(
                2,
                "Type",
                "Projected (a volume that contains injected data from multiple sources)",
            );
            for source in list(json, "sources") {
                projection(writer, source);
            }
        }
        _ => writer.line(1, "<unknown>"),
    }
}

fn projection(writer: &mut Writer, source: &Value) {
    if let Some(secret) = source.get("secret") {
        writer.field(2, "SecretName", text_field(secret, "name"));
        writer.field(2, "Optional", flag(secret, "optional"));
    } else if source.get("downwardAPI").is_some() {
        writer.field(2, "DownwardAPI", true);
    } else if let Some(map) = source.get("configMap") {
        writer.field(2, "ConfigMapName", text_field(map, "name"));
        writer.field(2, "Optional", flag(map, "optional"));
    } else if let Some(token) = source.get("serviceAccountToken") {
        let seconds = token.get("expirationSeconds").and_then(Value::as_i64);
        writer.field(2, "TokenExpirationSeconds", seconds.unwrap_or(3600));
    }
}

fn list<'a>(json: &'a Value, field: &str) -> &'a [Value] {
    json.get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn flag(json: &Value, field: &str) -> bool {
    json.get(field).and_then(Value::as_bool).unwrap_or(false)
}

fn or<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}
