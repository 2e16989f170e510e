//! `kubectl get events`: one event's cells. Mirrors printEvent of
//! pkg/printers/internalversion/printers.go (v1.36.2).

use api::core_v1::{Event, EventSource};
use api::meta_v1::Time;

use crate::duration::human_duration;

/// The columns with `-o wide`.
pub const WIDE_HEADERS: &[&str] = &[
    "LAST SEEN",
    "TYPE",
    "REASON",
    "OBJECT",
    "SUBOBJECT",
    "SOURCE",
    "MESSAGE",
    "FIRST SEEN",
    "COUNT",
    "NAME",
];

/// The columns without.
pub const HEADERS: &[&str] = &["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];

/// True for events written through `events.k8s.io/v1`, as the scheduler's are: they have an `eventTime` in
/// microseconds and neither `firstTimestamp` nor `lastTimestamp`.
pub fn is_events_v1(event: &Event) -> bool {
    event.source.component.ends_with("-scheduler")
}

/// Time since the first occurrence, as printed at `now`.
pub fn first_seen(event: &Event, now: Time) -> String {
    since(event, event.first_timestamp, now)
}

/// Time since the last occurrence, as printed at `now`.
pub fn last_seen(event: &Event, now: Time) -> String {
    let last = if is_events_v1(event) && event.count <= 1 {
        event.first_timestamp
    } else {
        event.last_timestamp
    };
    since(event, last, now)
}

fn since(event: &Event, time: Time, now: Time) -> String {
    let time = if is_events_v1(event) {
        time
    } else {
        time.truncated()
    };
    human_duration(now.0.saturating_sub(time.0))
}

/// `pod/NAME`, or the kind alone.
pub fn object(event: &Event) -> String {
    let object = &event.involved_object;
    let kind = object.kind.to_ascii_lowercase();
    if object.name.is_empty() {
        return kind;
    }
    [&*kind, "/", &object.name].concat()
}

/// The cells without `-o wide`.
pub fn cells(event: &Event, now: Time) -> Vec<String> {
    vec![
        last_seen(event, now),
        event.kind.name().to_owned(),
        event.reason.to_string(),
        object(event),
        event.message.trim().to_owned(),
    ]
}

/// The cells with `-o wide`.
pub fn wide_cells(event: &Event, now: Time) -> Vec<String> {
    vec![
        last_seen(event, now),
        event.kind.name().to_owned(),
        event.reason.to_string(),
        object(event),
        event.involved_object.field_path.clone(),
        source(&event.source),
        event.message.trim().to_owned(),
        first_seen(event, now),
        event.count.max(1).to_string(),
        event.metadata.name.to_string(),
    ]
}

/// `kubelet, node01`
fn source(source: &EventSource) -> String {
    if source.host.is_empty() {
        source.component.to_string()
    } else {
        format!("{}, {}", source.component, source.host)
    }
}
