//! `meta/v1`: what every object has. Mirrors staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go (v1.36.2).

mod selector;
mod time;

use std::borrow::Cow;

use sorted::Map;

use serde_json::Value;

use crate::json::{Json, Misfit, serde_by_value};
use crate::{Shared, Text};
pub use selector::{LabelSelector, LabelSelectorRequirement};
pub use time::Time;

/// String maps: labels, annotations, node selectors.
pub type StringMap = Map<String, String>;

/// An object's metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ObjectMeta {
    /// User data that nothing in Kubernetes interprets; `behaviour.sidecar-playground.dev/…` is ours.
    #[json(omitempty)]
    pub annotations: Shared<StringMap>,
    /// When the API server stored the object.
    #[json(omitempty)]
    pub creation_timestamp: Option<Time>,
    /// The grace period of a deletion under way, seconds.
    #[json(omitempty)]
    pub deletion_grace_period_seconds: Option<i64>,
    /// Set when a deletion was asked for: the time when the grace period ends.
    #[json(omitempty)]
    pub deletion_timestamp: Option<Time>,
    /// Who must agree before the object disappears.
    #[json(omitempty)]
    pub finalizers: Shared<Vec<String>>,
    /// Prefix of a name that the API server completes by five characters.
    #[json(omitempty)]
    pub generate_name: Text,
    /// Counts changes of the desired state.
    #[json(omitempty)]
    pub generation: Option<i64>,
    /// Labels.
    #[json(omitempty)]
    pub labels: Shared<StringMap>,
    /// Who wrote which field; kept when read, never made.
    #[json(omitempty)]
    pub managed_fields: Option<Value>,
    /// The name; unique per kind and namespace.
    #[json(omitempty)]
    pub name: Text,
    /// The namespace; `default` once stored.
    #[json(omitempty)]
    pub namespace: Text,
    /// Objects that this one belongs to.
    #[json(omitempty)]
    pub owner_references: Shared<Vec<OwnerReference>>,
    /// The store's revision of this object.
    #[json(omitempty)]
    pub resource_version: Text,
    /// Deprecated by upstream, kept when read.
    #[json(omitempty)]
    pub self_link: String,
    /// Unique over time.
    #[json(omitempty)]
    pub uid: Text,
}

impl ObjectMeta {
    /// The owner that manages this object (`controller: true`), if any.
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references
            .iter()
            .find(|owner| owner.controller == Some(true))
    }
}

/// A reference from an object to its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct OwnerReference {
    /// E.g. `batch/v1`.
    pub api_version: String,
    /// True when the owner cannot disappear before this object under foreground deletion.
    #[json(omitempty)]
    pub block_owner_deletion: Option<bool>,
    /// True for the managing controller.
    #[json(omitempty)]
    pub controller: Option<bool>,
    /// E.g. `Job`.
    pub kind: String,
    /// The owner's name.
    pub name: Text,
    /// The owner's UID.
    pub uid: Text,
}

/// A number or a string: ports by number or name, `25%` or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    /// A number.
    Int(i32),
    /// A name or a percentage.
    String(String),
}

impl Json for IntOrString {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        match from {
            Value::String(text) => Some(IntOrString::String(text.clone())),
            _ => i32::read(from, misfit).map(IntOrString::Int),
        }
    }

    fn write(&self) -> Value {
        match self {
            IntOrString::Int(number) => number.write(),
            IntOrString::String(text) => text.write(),
        }
    }
}
serde_by_value!(IntOrString);

/// A condition of a Job, Deployment or ReplicaSet. Pods have [`crate::core_v1::PodCondition`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Condition {
    /// Job conditions only.
    #[json(omitempty)]
    pub last_probe_time: Option<Time>,
    /// When the status last changed.
    #[json(omitempty)]
    pub last_transition_time: Option<Time>,
    /// Deployment conditions only.
    #[json(omitempty)]
    pub last_update_time: Option<Time>,
    /// For people.
    #[json(omitempty)]
    pub message: String,
    /// For programs, one CamelCase word.
    #[json(omitempty)]
    pub reason: Cow<'static, str>,
    /// `True`, `False` or `Unknown`.
    pub status: Cow<'static, str>,
    /// E.g. `Complete`.
    #[json(rename = "type")]
    pub kind: Cow<'static, str>,
}
