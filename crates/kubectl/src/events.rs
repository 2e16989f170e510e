//! Events as text: `kubectl get events`, `kubectl events`, and the last block of `kubectl describe`.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::Event;
use api::json::Json;
use api::meta_v1::Time;
use serde_json::{Value, json};
use trace::Trace;

use crate::duration::human_duration;
use crate::get::event as printer;
use crate::select::Selection;
use crate::table::Table;

/// In which order `kubectl get events` lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventOrder {
    /// The API server's: by namespace and name of the event, so that events of one object stand together in
    /// order of their first occurrence.
    #[default]
    Stored,
    /// `--sort-by=.metadata.creationTimestamp` (or `.firstTimestamp`), in whole seconds.
    Created,
    /// `--sort-by=.lastTimestamp`: the scheduler's events, which have none, first.
    LastTimestamp,
}

/// The events stored at `at`, of objects in the selection's namespace and of these names, in stored order.
pub fn stored<'a>(trace: &'a Trace, selection: &Selection, at: Duration) -> Vec<&'a Arc<Event>> {
    let mut events = trace.events_at(at);
    events.retain(|event| {
        let namespace = &event.involved_object.namespace;
        selection
            .namespace
            .as_ref()
            .is_none_or(|wanted| wanted == namespace)
            && selection.is_named(&event.metadata.name)
            && selection.labels.matches(&event.metadata.labels)
    });
    events.sort_by_key(|event| (&event.metadata.namespace, &event.metadata.name));
    events
}

/// Puts events into an order; equal ones keep theirs.
pub fn sort(events: &mut [&Arc<Event>], order: EventOrder) {
    match order {
        EventOrder::Stored => {}
        EventOrder::Created => events.sort_by_key(|event| event.first_timestamp.unix()),
        EventOrder::LastTimestamp => events.sort_by_key(|event| last_timestamp(event)),
    }
}

/// `lastTimestamp`, which events of `events.k8s.io` do not have.
fn last_timestamp(event: &Event) -> Option<i64> {
    (!printer::is_events_v1(event)).then(|| event.last_timestamp.unix())
}

/// The table of `kubectl get events`.
pub fn table(events: &[&Arc<Event>], now: Time, wide: bool) -> Table {
    let (headers, cells): (_, fn(&Event, Time) -> Vec<String>) = if wide {
        (printer::WIDE_HEADERS, printer::wide_cells)
    } else {
        (printer::HEADERS, printer::cells)
    };
    let mut table = Table::new(headers);
    table.rows = events.iter().map(|event| cells(event, now)).collect();
    table
}

/// `kubectl get events` of all namespaces at `at`; empty when there are none.
pub fn get_events(trace: &Trace, order: EventOrder, at: Duration) -> String {
    let mut events = stored(trace, &Selection::all(), at);
    sort(&mut events, order);
    if events.is_empty() {
        return String::new();
    }
    table(&events, trace.wall(at), false).to_text(true)
}

/// The table of `kubectl events`: in order of time, with counts in LAST SEEN.
/// Mirrors staging/src/k8s.io/kubectl/pkg/cmd/events (v1.36.2).
pub fn events_table(events: &[&Arc<Event>], now: Time) -> Table {
    let mut sorted = events.to_vec();
    sorted.sort_by_key(|event| {
        // Whole seconds for old-style events, microseconds for the others.
        if printer::is_events_v1(event) {
            event.first_timestamp
        } else {
            event.last_timestamp.truncated()
        }
    });
    let mut table = Table::new(printer::HEADERS);
    table.rows = sorted
        .iter()
        .map(|event| {
            vec![
                interval(event, now),
                event.kind.name().to_owned(),
                event.reason.to_string(),
                format!("{}/{}", event.involved_object.kind, event.involved_object.name),
                event.message.trim().to_owned(),
            ]
        })
        .collect();
    table
}

/// When an event occurred: `5s`, or `3s (x6 over 15s)` when it did so more than once.
pub fn interval(event: &Event, now: Time) -> String {
    let first = printer::first_seen(event, now);
    if event.count > 1 {
        let last = human_duration(now.0.saturating_sub(event.last_timestamp.truncated().0));
        format!("{last} (x{} over {first})", event.count)
    } else {
        first
    }
}

/// An event as the API sends it in `v1`. Those written through `events.k8s.io/v1` have other fields.
pub fn to_json(event: &Event) -> Value {
    let mut value = event.write();
    value["apiVersion"] = "v1".into();
    value["kind"] = "Event".into();
    value["reportingComponent"] = (*event.source.component).into();
    value["reportingInstance"] = (*event.source.host).into();
    value["eventTime"] = Value::Null;
    if printer::is_events_v1(event) {
        value["eventTime"] = event.first_timestamp.rfc3339(6).into();
        value["firstTimestamp"] = Value::Null;
        value["lastTimestamp"] = Value::Null;
        value["source"] = json!({});
        if let Some(map) = value.as_object_mut() {
            map.remove("count");
        }
    }
    value
}

/// The events about one object (by UID) at `at`, in the order in which describe shows them: by
/// `lastTimestamp` in whole seconds, events without one first.
pub fn about<'a>(trace: &'a Trace, uid: &str, at: Duration) -> Vec<&'a Arc<Event>> {
    let mut events = stored(trace, &Selection::all(), at);
    events.retain(|event| event.involved_object.uid == uid);
    sort(&mut events, EventOrder::LastTimestamp);
    events
}
