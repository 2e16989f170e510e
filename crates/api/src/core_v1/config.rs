//! ConfigMap, Secret and Service, as far as pods depend on them.

use crate::json::Json;
use serde_json::Value;

use crate::meta_v1::{IntOrString, ObjectMeta, StringMap};

/// Configuration as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ConfigMap {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Base64 values.
    #[json(omitempty)]
    pub binary_data: StringMap,
    /// Values.
    #[json(omitempty)]
    pub data: StringMap,
    /// No changes.
    #[json(omitempty)]
    pub immutable: Option<bool>,
}

/// Configuration that should not be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Secret {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Base64 values.
    #[json(omitempty)]
    pub data: StringMap,
    /// No changes.
    #[json(omitempty)]
    pub immutable: Option<bool>,
    /// Plain values, write-only.
    #[json(omitempty)]
    pub string_data: StringMap,
    /// E.g. `Opaque`.
    #[json(rename = "type", omitempty)]
    pub kind: String,
}

/// A name for a set of pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Service {
    /// Metadata.
    pub metadata: ObjectMeta,
    /// Desired.
    pub spec: ServiceSpec,
    /// Not simulated.
    #[json(omitempty)]
    pub status: Option<Value>,
}

/// What a Service shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ServiceSpec {
    /// `None` for headless services.
    #[json(rename = "clusterIP", omitempty)]
    pub cluster_ip: String,
    /// Ports.
    #[json(omitempty)]
    pub ports: Vec<ServicePort>,
    /// Which pods.
    #[json(omitempty)]
    pub selector: StringMap,
    /// `ClusterIP` by default.
    #[json(rename = "type", omitempty)]
    pub kind: String,
}

/// One port of a Service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ServicePort {
    /// Name.
    #[json(omitempty)]
    pub name: String,
    /// The port.
    pub port: i32,
    /// `TCP` by default.
    #[json(omitempty)]
    pub protocol: String,
    /// The pods' port.
    #[json(omitempty)]
    pub target_port: Option<IntOrString>,
}
