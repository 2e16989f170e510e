//! The event recorder with its correlator: aggregation, counting, the spam filter.
//! Mirrors staging/src/k8s.io/client-go/tools/record/{event.go,events_cache.go} (v1.36.2).

use sorted::{Map, Set};
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Event, EventSource, EventType, ObjectReference};
use api::meta_v1::{ObjectMeta, Time};
use api::{Object, ObjectKey, Shared, Text};
use trace::{Fact, RecordId};

use crate::context::Context;
use crate::digits::push_hex;

/// Distinct messages of one kind within [`AGGREGATE_INTERVAL`] before they are combined.
const AGGREGATE_MAX_EVENTS: usize = 10;
/// Within this time messages count as similar.
const AGGREGATE_INTERVAL: Duration = Duration::from_secs(600);
/// Events per source, object and type before the spam filter drops some.
const SPAM_BURST: u64 = 25;
/// One more event is let through per this time.
const SPAM_REFILL: Duration = Duration::from_secs(300);

/// So many objects the correlator remembers (maxLruCacheEntries)...
const MAX_OBJECTS: usize = 4096;
/// ...and it forgets the others when it has come to know so many more.
const FORGET_AFTER: usize = 1024;

/// Digits of the number in an event's name.
const STAMP_DIGITS: usize = 16;

/// What the correlator remembers, per recorder and object.
#[derive(Debug, Default)]
pub(crate) struct Correlator {
    /// By component and the object's UID.
    objects: Map<&'static str, Map<Text, Box<Said>>>,
    next_name: u64,
    /// What the metadata of all events have in common: nothing.
    blank: ObjectMeta,
}

/// What a recorder has said about an object.
#[derive(Debug, Default)]
struct Said {
    aggregates: Map<(EventType, &'static str), Aggregate>,
    counted: Vec<Counted>,
    /// For good and for bad news.
    buckets: [Bucket; 2],
    last: Duration,
}

/// An event that is counted up.
#[derive(Debug)]
struct Counted {
    /// For messages of all kinds.
    combined: bool,
    event: Arc<Event>,
}

impl Counted {
    fn is(&self, combined: bool, new: &NewEvent) -> bool {
        let event = &self.event;
        let same =
            || event.message == new.message && event.involved_object.field_path == new.involved.field_path;
        self.combined == combined
            && event.kind == new.kind
            && event.reason == new.reason
            && (combined || same())
    }
}

#[derive(Debug, Default)]
struct Aggregate {
    messages: Set<String>,
    last: Duration,
}

#[derive(Debug)]
struct Bucket {
    tokens: u64,
    refilled: Duration,
}

impl Default for Bucket {
    /// A full one.
    fn default() -> Bucket {
        Bucket {
            tokens: SPAM_BURST,
            refilled: Duration::ZERO,
        }
    }
}

/// What a component wants to say.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    /// E.g. `kubelet`.
    pub component: &'static str,
    /// The node, for the kubelet; else empty.
    pub host: &'static str,
    /// About what.
    pub involved: Shared<ObjectReference>,
    /// Good or bad news.
    pub kind: EventType,
    /// One CamelCase word.
    pub reason: &'static str,
    /// For people.
    pub message: String,
}

/// A reference to an object, or to a part of it (`field_path`, may be empty).
pub(crate) fn reference(object: &Object, field_path: &str) -> ObjectReference {
    let (meta, kind) = (object.meta(), object.kind());
    ObjectReference {
        api_version: kind.api_version().into(),
        field_path: field_path.to_owned(),
        kind: kind.name().into(),
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        resource_version: Text::default(),
        uid: meta.uid.clone(),
    }
}

impl Context {
    /// Records an event as client-go's recorder would: combined, counted up, or dropped by the spam filter
    /// (then `None`).
    pub fn event(&mut self, new: NewEvent) -> Option<RecordId> {
        let event = correlate(
            &mut self.correlator,
            self.now,
            self.scenario.epoch.plus(self.now),
            new,
        )?;
        Some(self.record(Fact::Event(event)))
    }

    /// Records an event about a stored object; nothing happens when it is gone.
    pub fn event_about(
        &mut self,
        component: &'static str,
        key: &ObjectKey,
        kind: EventType,
        reason: &'static str,
        message: String,
    ) -> Option<RecordId> {
        let involved = reference(self.store.get(key)?, "").into();
        self.event(NewEvent {
            component,
            host: "",
            involved,
            kind,
            reason,
            message,
        })
    }
}

/// Decides what becomes of an event: the object to store, or `None` when it is dropped.
fn correlate(
    correlator: &mut Correlator,
    now: Duration,
    wall: Time,
    mut new: NewEvent,
) -> Option<Arc<Event>> {
    correlator.forget_some();
    let objects = correlator.objects.entry(new.component).or_default();
    if !objects.contains_key(&new.involved.uid) {
        objects.insert(new.involved.uid.clone(), Box::default());
    }
    let said = objects.get_mut(&new.involved.uid)?;
    said.last = now;
    let kind = new.kind;

    // 1. Aggregation: it knows neither message nor field path.
    let aggregate = said.aggregates.entry((kind, new.reason)).or_default();
    let combined = is_combined(aggregate, now, &new.message);
    if combined {
        new.message.insert_str(0, "(combined from similar events): ");
    }

    // 2. Counting: also what the spam filter drops below.
    let known = said
        .counted
        .iter()
        .rposition(|counted| counted.is(combined, &new));
    let event = match known {
        Some(known) => {
            let known = &mut said.counted[known].event;
            let mut event = Event::clone(known);
            event.count += 1;
            event.last_timestamp = wall;
            event.message = new.message;
            *known = Arc::new(event);
            Arc::clone(known)
        }
        None => {
            correlator.next_name += 1;
            let event = Arc::new(first_event(new, wall, correlator.next_name, &correlator.blank));
            said.counted.push(Counted {
                combined,
                event: Arc::clone(&event),
            });
            event
        }
    };

    // 3. Spam filter: a bucket per source, object and type.
    take_token(&mut said.buckets[kind as usize], now).then_some(event)
}

/// The object of an event that was not said before, the `number`th of its kind.
fn first_event(new: NewEvent, wall: Time, number: u64, blank: &ObjectMeta) -> Event {
    // Upstream uses the time in nanoseconds; the number keeps two events of one instant apart.
    let stamp = wall.0.unsigned_abs().saturating_mul(1000).saturating_add(number);
    let mut name = String::with_capacity(new.involved.name.len() + 1 + STAMP_DIGITS);
    name.push_str(&new.involved.name);
    name.push('.');
    push_hex(&mut name, stamp, (u64::BITS - stamp.leading_zeros()).div_ceil(4));
    Event {
        metadata: ObjectMeta {
            name: name.into(),
            namespace: new.involved.namespace.clone(),
            creation_timestamp: Some(wall.truncated()),
            ..blank.clone()
        }
        .into(),
        involved_object: new.involved,
        reason: new.reason.into(),
        message: new.message,
        source: EventSource {
            component: new.component.into(),
            host: new.host.into(),
        },
        first_timestamp: wall,
        last_timestamp: wall,
        count: 1,
        kind: new.kind,
    }
}

impl Correlator {
    /// Keeps the memory bounded: of too many objects those that were spoken about last stay.
    fn forget_some(&mut self) {
        let objects: usize = self.objects.values().map(Map::len).sum();
        let surplus = objects.saturating_sub(MAX_OBJECTS);
        if surplus < FORGET_AFTER {
            return;
        }
        let all = self.objects.values().flat_map(Map::values);
        let mut times: Vec<Duration> = all.map(|said| said.last).collect();
        times.sort_unstable();
        let oldest = times[surplus];
        for objects in self.objects.values_mut() {
            objects.retain(|_, said| said.last >= oldest);
        }
    }
}

fn is_combined(aggregate: &mut Aggregate, now: Duration, message: &str) -> bool {
    if now.saturating_sub(aggregate.last) > AGGREGATE_INTERVAL {
        aggregate.messages.clear();
    }
    aggregate.last = now;
    if !aggregate.messages.contains(message) {
        aggregate.messages.insert(message.to_owned());
    }
    if aggregate.messages.len() < AGGREGATE_MAX_EVENTS {
        return false;
    }
    // Bound the memory: upstream drops an arbitrary one; the first keeps the run deterministic.
    aggregate.messages.pop_first();
    true
}

fn take_token(bucket: &mut Bucket, now: Duration) -> bool {
    let refills = (now.saturating_sub(bucket.refilled).as_micros() / SPAM_REFILL.as_micros()) as u64;
    bucket.tokens = (bucket.tokens + refills).min(SPAM_BURST);
    bucket.refilled += SPAM_REFILL * u32::try_from(refills).unwrap_or(u32::MAX);
    if bucket.tokens == 0 {
        return false;
    }
    if bucket.tokens == SPAM_BURST {
        bucket.refilled = now;
    }
    bucket.tokens -= 1;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(correlator: &mut Correlator, at: u64, message: &str) -> Option<Arc<Event>> {
        let new = NewEvent {
            component: "kubelet",
            host: "node01",
            involved: Shared::new(ObjectReference {
                name: "p".into(),
                ..ObjectReference::default()
            }),
            kind: EventType::Warning,
            reason: "BackOff",
            message: message.into(),
        };
        correlate(
            correlator,
            Duration::from_secs(at),
            Time::from_unix(at as i64),
            new,
        )
    }

    #[test]
    fn equal_events_are_counted() {
        let mut correlator = Correlator::default();
        let first = say(&mut correlator, 1, "a").unwrap();
        let second = say(&mut correlator, 5, "a").unwrap();
        assert_eq!((first.count, second.count), (1, 2));
        assert_eq!(first.metadata.name, second.metadata.name);
        assert_eq!(
            (second.first_timestamp, second.last_timestamp),
            (Time::from_unix(1), Time::from_unix(5))
        );
    }

    #[test]
    fn the_tenth_distinct_message_is_combined() {
        let mut correlator = Correlator::default();
        let all: Vec<_> = (0..10)
            .filter_map(|n| say(&mut correlator, n, &format!("m{n}")))
            .collect();
        assert_eq!(all[8].message, "m8");
        assert_eq!(all[9].message, "(combined from similar events): m9");
    }

    #[test]
    fn the_spam_filter_lets_25_through_and_one_more_per_five_minutes() {
        let mut correlator = Correlator::default();
        assert_eq!(
            (0..40).filter(|_| say(&mut correlator, 0, "a").is_some()).count(),
            25
        );
        assert!(say(&mut correlator, 299, "a").is_none());
        // What was dropped counts all the same.
        assert_eq!(say(&mut correlator, 300, "a").unwrap().count, 42);
        assert!(say(&mut correlator, 301, "a").is_none());
    }
}
