//! What a component sees of the world while it handles an event: the time, the queue, the object store, the
//! event recorder, the trace, the scenario.

use std::rc::Rc;
use std::time::Duration;

use api::meta_v1::Time;
use trace::{Cause, Fact, RecordId, Recorder};

use crate::api_server::Store;
use crate::cluster::Event;
use crate::engine::{Queue, Timer};
use crate::events::Correlator;
use crate::random::Random;
use crate::scenario::Scenario;
use crate::versions::Difference;

/// An event in the queue, with the reason why it will happen.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub event: Event,
    pub cause: Cause,
}

fn new_recorder(scenario: &Scenario) -> Recorder {
    let mut recorder = Recorder::new(scenario.epoch);
    recorder.set_version(scenario.kubernetes);
    recorder
}

/// The world, as components see it.
pub(crate) struct Context {
    /// Now, since the scenario's start.
    pub now: Duration,
    /// Why the event in hand happened: the default cause of what it brings about.
    pub cause: Cause,
    /// The scenario.
    pub scenario: Rc<Scenario>,
    /// Objects. Components write through the methods in `api_server`.
    pub store: Store,
    /// What names and UIDs are drawn from. Delays have numbers of their own, so that the same objects have the same names
    /// whether and however delays vary.
    pub names: Random,
    /// What delays are drawn from.
    pub random: Random,
    pub(crate) queue: Queue<Pending>,
    pub(crate) trace: Recorder,
    pub(crate) correlator: Correlator,
}

impl Context {
    /// An empty world at t = 0.
    pub fn new(scenario: Rc<Scenario>) -> Context {
        Context {
            now: Duration::ZERO,
            cause: Cause::Clock("start"),
            store: Store::default(),
            names: Random::new(scenario.names),
            random: Random::new(scenario.seed),
            queue: Queue::default(),
            trace: new_recorder(&scenario),
            correlator: Correlator::default(),
            scenario,
        }
    }

    /// The wall-clock time, with its fraction of a second.
    pub fn wall(&self) -> Time {
        self.scenario.epoch.plus(self.now)
    }

    /// Whether the scenario's version of Kubernetes does things so.
    pub fn has(&self, difference: Difference) -> bool {
        difference.is_in(self.scenario.kubernetes)
    }

    /// Hands `event` to its component after `delay`, for the reason in hand.
    pub fn after(&mut self, delay: Duration, event: impl Into<Event>) -> Timer {
        let cause = self.cause.clone();
        self.after_because(delay, cause, event)
    }

    /// Hands `event` to its component after `delay`, for a reason of its own.
    pub fn after_because(&mut self, delay: Duration, cause: Cause, event: impl Into<Event>) -> Timer {
        self.queue.schedule(
            self.now + delay,
            Pending {
                event: event.into(),
                cause,
            },
        )
    }

    /// Hands `event` to its component at a time (now, when that has passed).
    pub fn at(&mut self, at: Duration, event: impl Into<Event>) -> Timer {
        self.after(at.saturating_sub(self.now), event)
    }

    /// Takes a timer back; nothing happens when it has fired.
    pub fn cancel(&mut self, timer: Timer) {
        self.queue.cancel(timer);
    }

    /// Writes a fact with the reason in hand.
    pub fn record(&mut self, fact: Fact) -> RecordId {
        let cause = self.cause.clone();
        self.record_because(cause, fact)
    }

    /// Writes a fact with a reason of its own.
    pub fn record_because(&mut self, cause: Cause, fact: Fact) -> RecordId {
        self.trace.record(self.now, cause, fact)
    }

    /// `median` without jitter; with jitter a draw from `[low, high)`.
    pub fn vary(&mut self, median: Duration, low: Duration, high: Duration) -> Duration {
        if self.scenario.jitter {
            self.random.between(low, high)
        } else {
            median
        }
    }

    /// How long servers of the next container take to listen, in thousandths of what is known of them.
    pub fn start_up(&mut self) -> u32 {
        if !(self.scenario.jitter && self.scenario.start_ups_vary) {
            return 1_000;
        }
        // As often faster as slower.
        match u32::try_from(self.random.below(1_000)).unwrap_or_default() {
            faster @ 0..500 => 500 + faster,
            slower => 2 * slower,
        }
    }

    /// A retry delay times U[1, 1.5): [`crate::Timing::retry_factor`] without jitter.
    pub fn retry_delay(&mut self, delay: Duration) -> Duration {
        self.vary(
            delay * self.scenario.timing.retry_factor / 1000,
            delay,
            delay + delay / 2,
        )
    }
}
