//! `meta/v1`: what every object has. Mirrors staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go (v1.36.2).

mod selector;

use sorted::Map;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

use crate::json::{Json, Misfit, serde_by_value};
pub use selector::{LabelSelector, LabelSelectorRequirement};

/// String maps: labels, annotations, node selectors.
pub type StringMap = Map<String, String>;

/// A point in time with microseconds, as the simulated machines' clocks show it: microseconds since 1970
/// (UTC). The API shows whole seconds: serializing truncates to the second, as `metav1.Time` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    /// The time `seconds` after 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Time {
        Time(seconds * 1_000_000)
    }

    /// Whole seconds since 1970, rounded down.
    pub fn unix(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The same time without its fraction of a second: what the API stores.
    pub fn truncated(self) -> Time {
        Time::from_unix(self.unix())
    }

    /// The time `duration` later.
    pub fn plus(self, duration: Duration) -> Time {
        Time(
            self.0
                .saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// The time passed since `earlier`; zero when `earlier` is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// As a calendar date in UTC; out-of-range values (beyond the year 262,000) give 1970.
    pub fn to_utc(self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// Reads RFC 3339 (`2026-11-21T10:03:00Z`).
    pub fn parse(text: &str) -> Option<Time> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|time| Time(time.timestamp_micros()))
    }
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC with whole seconds, as the API prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .truncated()
                .to_utc()
                .to_rfc3339_opts(SecondsFormat::Secs, true),
        )
    }
}

impl Json for Time {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        from.as_str()
            .and_then(Time::parse)
            .or_else(|| misfit.note(from, "an RFC 3339 time"))
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}
serde_by_value!(Time);

/// An object's metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ObjectMeta {
    /// User data that nothing in Kubernetes interprets; `behaviour.sidecar-playground.dev/…` is ours.
    #[json(omitempty)]
    pub annotations: StringMap,
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
    pub finalizers: Vec<String>,
    /// Prefix of a name that the API server completes by five characters.
    #[json(omitempty)]
    pub generate_name: String,
    /// Counts changes of the desired state.
    #[json(omitempty)]
    pub generation: Option<i64>,
    /// Labels.
    #[json(omitempty)]
    pub labels: StringMap,
    /// Who wrote which field; kept when read, never made.
    #[json(omitempty)]
    pub managed_fields: Option<Value>,
    /// The name; unique per kind and namespace.
    #[json(omitempty)]
    pub name: String,
    /// The namespace; `default` once stored.
    #[json(omitempty)]
    pub namespace: String,
    /// Objects that this one belongs to.
    #[json(omitempty)]
    pub owner_references: Vec<OwnerReference>,
    /// The store's revision of this object.
    #[json(omitempty)]
    pub resource_version: String,
    /// Deprecated by upstream, kept when read.
    #[json(omitempty)]
    pub self_link: String,
    /// Unique over time.
    #[json(omitempty)]
    pub uid: String,
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
    pub name: String,
    /// The owner's UID.
    pub uid: String,
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
    pub reason: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// E.g. `Complete`.
    #[json(rename = "type")]
    pub kind: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_printed_in_whole_seconds() {
        let time = Time::from_unix(1_721_396_283).plus(Duration::from_millis(999));
        assert_eq!(time.to_string(), "2024-07-19T13:38:03Z");
        assert_eq!(Time::parse("2024-07-19T13:38:03Z"), Some(time.truncated()));
        assert_eq!(time.since(time.truncated()), Duration::from_millis(999));
        assert_eq!(time.truncated().since(time), Duration::ZERO);
    }
}
