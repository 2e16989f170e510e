//! Events: what components tell people. Mirrors the `core/v1` Event that client-go's recorder writes.

use std::borrow::Cow;

use crate::json::Json;
use crate::{Shared, Text};

use crate::meta_v1::{ObjectMeta, Time};

/// One event; repeated ones are counted in place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Event {
    /// Metadata; the name is `OBJECT.HEX`.
    pub metadata: Shared<ObjectMeta>,
    /// What the event is about.
    pub involved_object: Shared<ObjectReference>,
    /// For programs, one CamelCase word.
    pub reason: Cow<'static, str>,
    /// For people.
    pub message: String,
    /// Who says so.
    pub source: EventSource,
    /// First occurrence (whole seconds on the wire).
    pub first_timestamp: Time,
    /// Last occurrence (whole seconds on the wire).
    pub last_timestamp: Time,
    /// Occurrences.
    pub count: i32,
    /// Normal or Warning.
    #[json(rename = "type")]
    pub kind: EventType,
}

/// Whether an event is good or bad news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Json)]
pub enum EventType {
    /// As it should be.
    #[default]
    Normal,
    /// Look here.
    Warning,
}

impl EventType {
    /// The word of the API.
    pub fn name(self) -> &'static str {
        match self {
            EventType::Normal => "Normal",
            EventType::Warning => "Warning",
        }
    }
}

/// Who wrote an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct EventSource {
    /// E.g. `kubelet`.
    pub component: Cow<'static, str>,
    /// The node, for the kubelet.
    #[json(omitempty)]
    pub host: Cow<'static, str>,
}

/// What an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Json)]
pub struct ObjectReference {
    /// E.g. `v1`.
    pub api_version: Cow<'static, str>,
    /// A part of the object: `spec.containers{app}`.
    #[json(omitempty)]
    pub field_path: String,
    /// E.g. `Pod`.
    pub kind: Cow<'static, str>,
    /// Name.
    pub name: Text,
    /// Namespace.
    pub namespace: Text,
    /// The revision that is meant, where one is.
    #[json(omitempty)]
    pub resource_version: Text,
    /// UID.
    pub uid: Text,
}
