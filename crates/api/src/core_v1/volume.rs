//! Volumes: a name and exactly one source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A folder that containers can mount.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireVolume", into = "WireVolume")]
pub struct Volume {
    /// The name mounts refer to.
    pub name: String,
    /// Where the content comes from.
    pub source: VolumeSource,
}

/// Where a volume's content comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum VolumeSource {
    /// Empty at the pod's start, survives container restarts. The value is the source's JSON.
    EmptyDir(Value),
    /// Keys of a ConfigMap as files.
    ConfigMap {
        /// The ConfigMap.
        name: String,
        /// Only these keys; empty: all.
        items: Vec<KeyToPath>,
        /// No error when it is missing.
        optional: bool,
        /// The source's JSON.
        json: Value,
    },
    /// Keys of a Secret as files.
    Secret {
        /// The Secret.
        name: String,
        /// Only these keys; empty: all.
        items: Vec<KeyToPath>,
        /// No error when it is missing.
        optional: bool,
        /// The source's JSON.
        json: Value,
    },
    /// Any other source (`hostPath`, `projected`, `persistentVolumeClaim`, …): its key and its JSON.
    Other(String, Value),
}

impl Default for VolumeSource {
    fn default() -> Self {
        VolumeSource::EmptyDir(Value::Object(serde_json::Map::new()))
    }
}

/// A key and the file it becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyToPath {
    /// The key.
    pub key: String,
    /// The file, relative to the mount.
    pub path: String,
}

#[derive(Serialize, Deserialize)]
struct WireVolume {
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    source: BTreeMap<String, Value>,
}

impl From<WireVolume> for Volume {
    fn from(wire: WireVolume) -> Self {
        let source = wire
            .source
            .into_iter()
            .next()
            .map_or_else(VolumeSource::default, |(key, json)| {
                let text = |field: &str| {
                    json.get(field)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                let items = || {
                    json.get("items")
                        .and_then(|items| Vec::deserialize(items).ok())
                        .unwrap_or_default()
                };
                let optional = json.get("optional").and_then(Value::as_bool).unwrap_or(false);
                match key.as_str() {
                    "emptyDir" => VolumeSource::EmptyDir(json),
                    "configMap" => VolumeSource::ConfigMap {
                        name: text("name"),
                        items: items(),
                        optional,
                        json,
                    },
                    "secret" => VolumeSource::Secret {
                        name: text("secretName"),
                        items: items(),
                        optional,
                        json,
                    },
                    _ => VolumeSource::Other(key, json),
                }
            });
        Volume {
            name: wire.name,
            source,
        }
    }
}

impl From<Volume> for WireVolume {
    fn from(volume: Volume) -> Self {
        let (key, json) = match volume.source {
            VolumeSource::EmptyDir(json) => ("emptyDir".to_owned(), json),
            VolumeSource::ConfigMap { json, .. } => ("configMap".to_owned(), json),
            VolumeSource::Secret { json, .. } => ("secret".to_owned(), json),
            VolumeSource::Other(key, json) => (key, json),
        };
        WireVolume {
            name: volume.name,
            source: BTreeMap::from([(key, json)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_survive_the_round_trip() {
        for json in [
            r#"{"name":"a","emptyDir":{"medium":"Memory"}}"#,
            r#"{"name":"b","configMap":{"items":[{"key":"k","path":"p"}],"name":"c"}}"#,
            r#"{"name":"d","hostPath":{"path":"/x"}}"#,
        ] {
            let volume: Volume = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&volume).unwrap(), json);
        }
        let bare: Volume = serde_json::from_str(r#"{"name":"a"}"#).unwrap();
        assert_eq!(bare.source, VolumeSource::default());
    }
}
