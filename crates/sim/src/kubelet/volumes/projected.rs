//! `projected` and `downwardAPI` volumes: tokens, keys and fields of the pod as files.
//! Mirrors pkg/volume/projected and pkg/volume/downwardapi (v1.36.2).

use api::Kind;
use api::core_v1::KeyToPath;
use api::go::go_string;
use api::meta_v1::StringMap;
use serde_json::Value;

use super::super::agent::Agent;
use super::{DEFAULT_MODE, keys_as_files, mode};
use crate::runtime::VolumeFile;

/// What stands in for a token: scripts only ask whether it is there.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.e30.c2lkZWNhci1wbGF5Z3JvdW5k";
/// What stands in for the cluster's certificate.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
/// The ConfigMap that every namespace has.
const ROOT_CERTIFICATE: &str = "kube-root-ca.crt";

type Files = Vec<VolumeFile>;

impl Agent<'_> {
    /// The files of a volume with several sources.
    pub(super) fn projected_files(&self, volume: &Value) -> Files {
        let mut files = Files::new();
        let default = mode(volume, "defaultMode");
        for source in list(volume, "sources") {
            if let Some(token) = source.get("serviceAccountToken") {
                files.push(VolumeFile {
                    path: text(token, "path"),
                    content: TOKEN.to_owned(),
                    mode: default.unwrap_or(DEFAULT_MODE),
                });
            } else if let Some(map) = source.get("configMap") {
                files.extend(self.keys(Kind::ConfigMap, map, default));
            } else if let Some(secret) = source.get("secret") {
                files.extend(self.keys(Kind::Secret, secret, default));
            } else if let Some(downward) = source.get("downwardAPI") {
                files.extend(self.downward_files(downward));
            }
        }
        files
    }

    fn keys(&self, kind: Kind, source: &Value, default: Option<i32>) -> Files {
        let name = text(source, "name");
        let data = self.data(kind, &name).or_else(|| {
            let certificate = [("ca.crt".to_owned(), CERTIFICATE.to_owned())];
            (kind == Kind::ConfigMap && name == ROOT_CERTIFICATE).then(|| StringMap::from(certificate))
        });
        let item = |item: &Value| KeyToPath {
            key: text(item, "key"),
            path: text(item, "path"),
            mode: mode(item, "mode"),
        };
        let items: Vec<KeyToPath> = list(source, "items").iter().map(item).collect();
        keys_as_files(data.unwrap_or_default(), &items, default)
    }

    /// The files of the downward API.
    pub(super) fn downward_files(&self, source: &Value) -> Files {
        let mut files = Files::new();
        let default = mode(source, "defaultMode");
        for item in list(source, "items") {
            let content = if let Some(field) = item.get("fieldRef") {
                self.downward_field(&text(field, "fieldPath"))
            } else if let Some(wanted) = item.get("resourceFieldRef")
                && let Some((_, container)) = self.pod.pod.spec.container(&text(wanted, "containerName"))
            {
                self.resource(wanted, container)
            } else {
                continue;
            };
            files.push(VolumeFile {
                path: text(item, "path"),
                content,
                mode: mode(item, "mode").or(default).unwrap_or(DEFAULT_MODE),
            });
        }
        files
    }

    /// All labels or annotations are lines; anything else is what a variable would be.
    fn downward_field(&self, path: &str) -> String {
        let meta = &self.pod.pod.metadata;
        let map = match path {
            "metadata.labels" => &meta.labels,
            "metadata.annotations" => &meta.annotations,
            _ => return self.field(path),
        };
        let lines: Vec<String> = map
            .iter()
            .map(|(key, value)| format!("{key}={}", go_string(value)))
            .collect();
        lines.join("\n")
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    value
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
