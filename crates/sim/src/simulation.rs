//! One run, lived at once or in portions: whoever has something else to do meanwhile does not wait for a long one.

use std::rc::Rc;
use std::time::Duration;

use api::ManifestObject;
use api::meta_v1::Time;
use trace::{Cause, Ended, Fact, Trace};

use crate::awaited;
use crate::cluster::{Cluster, Event};
use crate::context::Context;
use crate::scenario::Scenario;

/// Lives through `scenario.horizon` of virtual time and returns what happened. Never panics; a run that
/// reaches a limit ends there and says so ([`Trace::ended`]).
pub fn simulate(objects: &[ManifestObject], scenario: &Scenario) -> Trace {
    Simulation::new(objects, scenario).finish()
}

/// A run under way. Its history does not depend on the portions in which it is lived.
pub struct Simulation {
    cluster: Cluster,
    context: Context,
    handled: u64,
    /// Where it ended, and why.
    ended: Option<(Duration, Ended)>,
}

impl std::fmt::Debug for Simulation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulation({} events, {:?})", self.handled, self.context.now)
    }
}

impl Simulation {
    /// A run of which nothing happened yet.
    pub fn new(objects: &[ManifestObject], scenario: &Scenario) -> Simulation {
        let mut context = Context::new(Rc::new(scenario.clone()));
        let cluster = Cluster::new(&mut context);
        for (number, timed) in scenario.actions.iter().enumerate() {
            context.after_because(timed.at, Cause::Action(number), Event::Action(number));
        }
        for ManifestObject { index, object } in objects {
            if let Err(message) = context.apply(*index, object.clone()) {
                let text = format!("Error from server (AlreadyExists): {message}");
                context.record(Fact::Note {
                    container: None,
                    text,
                });
            }
        }
        Simulation {
            cluster,
            context,
            handled: 0,
            ended: None,
        }
    }

    /// Lets at most so many more events happen. True when the run is over.
    pub fn advance(&mut self, events: u64) -> bool {
        let until = self.handled.saturating_add(events);
        while self.ended.is_none() && self.handled < until {
            self.ended = self.step();
        }
        self.ended.is_some()
    }

    /// How far it came, since the scenario's start.
    pub fn reached(&self) -> Duration {
        self.context.now
    }

    /// Lives the rest and returns what happened.
    pub fn finish(mut self) -> Trace {
        let (end, ended) = loop {
            if let Some(ended) = self.ended.take().or_else(|| self.step()) {
                break ended;
            }
        };
        self.cluster.tell_outlooks(&mut self.context.trace);
        awaited::tell(&mut self.context.trace, &self.context.scenario.helpers);
        self.context.trace.finish(end, ended)
    }

    /// One event, unless the run ends here.
    fn step(&mut self) -> Option<(Duration, Ended)> {
        let scenario = &self.context.scenario;
        let (horizon, limit) = (scenario.horizon, scenario.max_events);
        let Some(next) = self.cluster.next(&self.context).filter(|next| next.at <= horizon) else {
            self.context.now = horizon;
            return Some((horizon, Ended::Horizon));
        };
        if self.handled == limit {
            let sentence = format!("stopped after {} events at {}", thousands(limit), clock(next.at));
            return Some((next.at, Ended::Limit(sentence)));
        }
        self.handled += 1;
        self.cluster.step(&mut self.context, next);
        None
    }
}

/// `1000000` as `1,000,000`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time as `02:14:07`.
fn clock(at: Duration) -> String {
    let seconds = Time::from_unix(0).plus(at).unix();
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_for_people() {
        assert_eq!([7, 1_000, 1_000_000].map(thousands), ["7", "1,000", "1,000,000"]);
        assert_eq!(clock(Duration::from_secs(8_047)), "02:14:07");
    }
}
