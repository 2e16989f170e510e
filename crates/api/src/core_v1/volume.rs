//! Volumes: a name and exactly one source.

use std::sync::Arc;

use serde_json::Value;

use crate::json::{Json, Misfit, Reader, Writer, serde_by_value};

/// A folder that containers can mount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The name mounts refer to.
    pub name: String,
    /// Where the content comes from.
    pub source: VolumeSource,
}

/// Where a volume's content comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    Other(String, Arc<Value>),
}

impl Default for VolumeSource {
    fn default() -> Self {
        VolumeSource::EmptyDir(Value::Object(serde_json::Map::new()))
    }
}

/// A key and the file it becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct KeyToPath {
    /// The key.
    pub key: String,
    /// The file, relative to the mount.
    pub path: String,
    /// The file's permission bits; `None`: as the volume says.
    #[json(omitempty)]
    pub mode: Option<i32>,
}

impl VolumeSource {
    fn read(key: &str, json: &Value, misfit: &mut Misfit) -> VolumeSource {
        let text = |field: &str| json[field].as_str().unwrap_or_default().to_owned();
        let items = |misfit: &mut Misfit| match &json["items"] {
            Value::Null => Vec::new(),
            items => Vec::read(items, misfit).unwrap_or_default(),
        };
        let optional = json["optional"].as_bool().unwrap_or(false);
        match key {
            "emptyDir" => VolumeSource::EmptyDir(json.clone()),
            "configMap" => VolumeSource::ConfigMap {
                name: text("name"),
                items: items(misfit),
                optional,
                json: json.clone(),
            },
            "secret" => VolumeSource::Secret {
                name: text("secretName"),
                items: items(misfit),
                optional,
                json: json.clone(),
            },
            _ => VolumeSource::Other(key.to_owned(), Arc::new(json.clone())),
        }
    }

    /// The source's key and its JSON.
    pub fn member(&self) -> (&str, &Value) {
        match self {
            VolumeSource::EmptyDir(json) => ("emptyDir", json),
            VolumeSource::ConfigMap { json, .. } => ("configMap", json),
            VolumeSource::Secret { json, .. } => ("secret", json),
            VolumeSource::Other(key, json) => (key, json),
        }
    }
}

impl Json for Volume {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        let mut volume = Volume::default();
        Reader::new(from, misfit)?.read("name", &mut volume.name);
        let source = from.as_object()?.iter().find(|member| member.0 != "name");
        if let Some((key, json)) = source {
            volume.source = VolumeSource::read(key, json, misfit);
        }
        Some(volume)
    }

    fn write(&self) -> Value {
        let mut members = Writer::default();
        members.write("name", &self.name);
        let (key, json) = self.source.member();
        members.write(key, json);
        members.finish()
    }
}
serde_by_value!(Volume);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_survive_the_round_trip() {
        for json in [
            r#"{"emptyDir":{"medium":"Memory"},"name":"a"}"#,
            r#"{"configMap":{"items":[{"key":"k","path":"p"}],"name":"c"},"name":"b"}"#,
            r#"{"hostPath":{"path":"/x"},"name":"d"}"#,
        ] {
            let volume: Volume = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&volume).unwrap(), json);
        }
        let bare: Volume = serde_json::from_str(r#"{"name":"a"}"#).unwrap();
        assert_eq!(bare.source, VolumeSource::default());
    }
}
