//! ConfigMap, Secret and Service, as far as pods depend on them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::meta_v1::{IntOrString, ObjectMeta, StringMap};

/// Configuration as text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConfigMap {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Base64 values.
    #[serde(skip_serializing_if = "StringMap::is_empty")]
    pub binary_data: StringMap,
    /// Values.
    #[serde(skip_serializing_if = "StringMap::is_empty")]
    pub data: StringMap,
    /// No changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
}

/// Configuration that should not be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Secret {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Base64 values.
    #[serde(skip_serializing_if = "StringMap::is_empty")]
    pub data: StringMap,
    /// No changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
    /// Plain values, write-only.
    #[serde(skip_serializing_if = "StringMap::is_empty")]
    pub string_data: StringMap,
    /// E.g. `Opaque`.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// A name for a set of pods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: ServiceSpec,
    /// Not simulated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Value>,
}

/// What a Service shall be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceSpec {
    /// `None` for headless services.
    #[serde(rename = "clusterIP", skip_serializing_if = "String::is_empty")]
    pub cluster_ip: String,
    /// Ports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ServicePort>,
    /// Which pods.
    #[serde(skip_serializing_if = "StringMap::is_empty")]
    pub selector: StringMap,
    /// `ClusterIP` by default.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// One port of a Service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServicePort {
    /// Name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The port.
    pub port: i32,
    /// `TCP` by default.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub protocol: String,
    /// The pods' port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_port: Option<IntOrString>,
}
