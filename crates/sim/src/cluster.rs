//! The cluster: components around one queue, and the loop that runs them.

use std::rc::Rc;
use std::time::Duration;

use api::ManifestObject;
use api::meta_v1::Time;
use trace::{Cause, Ended, Fact, Trace};

use crate::actions;
use crate::api_server::Watch;
use crate::context::{Context, Pending};
use crate::controllers::{self, Controllers};
use crate::engine::Timer;
use crate::kubelet::{self, Kubelet};
use crate::scenario::{Action, Scenario};
use crate::scheduler::{self, Scheduler};

/// Everything that can be in the queue: whose it is, and what.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A revision reaches the components.
    Watch(Watch),
    /// The user's action of this number.
    Action(usize),
    /// The scheduler's own.
    Scheduler(scheduler::Event),
    /// The kubelet's own.
    Kubelet(kubelet::Event),
    /// A controller's own.
    Controllers(controllers::Event),
}

impl From<scheduler::Event> for Event {
    fn from(event: scheduler::Event) -> Event {
        Event::Scheduler(event)
    }
}

impl From<kubelet::Event> for Event {
    fn from(event: kubelet::Event) -> Event {
        Event::Kubelet(event)
    }
}

impl From<controllers::Event> for Event {
    fn from(event: controllers::Event) -> Event {
        Event::Controllers(event)
    }
}

/// The components.
struct Cluster {
    scheduler: Scheduler,
    kubelet: Kubelet,
    controllers: Controllers,
}

/// Lives through `scenario.horizon` of virtual time and returns what happened. Never panics; a run that
/// reaches a limit ends there and says so ([`Trace::ended`]).
pub fn simulate(objects: &[ManifestObject], scenario: &Scenario) -> Trace {
    let scenario = Rc::new(scenario.clone());
    let mut context = Context::new(Rc::clone(&scenario));
    let mut cluster = Cluster {
        scheduler: Scheduler::default(),
        kubelet: Kubelet::new(&mut context),
        controllers: Controllers::new(&mut context),
    };
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
    let (end, ended) = run(&mut cluster, &mut context);
    for (container, outlook) in cluster.kubelet.outlooks() {
        context.trace.set_outlook(container, outlook);
    }
    context.trace.finish(end, ended)
}

fn run(cluster: &mut Cluster, context: &mut Context) -> (Duration, Ended) {
    let horizon = context.scenario.horizon;
    let limit = context.scenario.max_events;
    let mut handled: u64 = 0;
    loop {
        let (queued, tick) = (context.queue.peek(), cluster.kubelet.next_tick());
        let ticks = tick.is_some_and(|tick| queued.is_none_or(|queued| tick < queued));
        let Some(at) = (if ticks { tick } else { queued }).map(Timer::at) else {
            break;
        };
        if at > horizon {
            break;
        }
        context.now = at;
        if handled == limit {
            let sentence = format!("stopped after {} events at {}", thousands(limit), clock(at));
            return (at, Ended::Limit(sentence));
        }
        handled += 1;
        if ticks {
            cluster.kubelet.tick(context);
        } else if let Some((_, Pending { event, cause })) = context.queue.pop() {
            context.cause = cause;
            cluster.handle(context, event);
        }
    }
    context.now = horizon;
    (horizon, Ended::Horizon)
}

impl Cluster {
    fn handle(&mut self, context: &mut Context, event: Event) {
        match event {
            Event::Watch(watch) => {
                self.scheduler.watch(context, &watch);
                self.kubelet.watch(context, &watch);
                self.controllers.watch(context, &watch);
            }
            Event::Action(number) => {
                let Some(timed) = context.scenario.actions.get(number).cloned() else {
                    return;
                };
                match timed.action {
                    Action::Command(line) => self.command(context, &line),
                }
            }
            Event::Scheduler(event) => self.scheduler.handle(context, event),
            Event::Kubelet(event) => self.kubelet.handle(context, event),
            Event::Controllers(event) => self.controllers.handle(context, event),
        }
    }

    /// Carries out a user's command and records what it printed.
    fn command(&mut self, context: &mut Context, line: &str) {
        let output = match self.kubelet.command(context, &actions::canonical(line)) {
            Some(kubelet::Answer::Now(output)) => output,
            Some(kubelet::Answer::Later) => return,
            None => actions::command(context, line),
        };
        context.record(Fact::Action {
            command: line.to_owned(),
            output,
        });
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
