//! The cluster: components around one queue, and who gets what is due.

use std::time::Duration;

use api::{Kind, Object};
use trace::{Fact, Recorder};

use crate::actions::{self, counterpart::counterpart};
use crate::api_server::Watch;
use crate::context::{Context, Pending};
use crate::controllers::{self, Controllers};
use crate::kubelet::{self, Kubelet};
use crate::scenario::Action;
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
pub(crate) struct Cluster {
    scheduler: Scheduler,
    kubelet: Kubelet,
    controllers: Controllers,
}

/// When something happens next, and whether it is the kubelet's tick.
#[derive(Clone, Copy)]
pub(crate) struct Next {
    pub at: Duration,
    ticks: bool,
}

impl Cluster {
    /// The components of an empty cluster.
    pub fn new(context: &mut Context) -> Cluster {
        Cluster {
            scheduler: Scheduler::default(),
            kubelet: Kubelet::new(context),
            controllers: Controllers::new(context),
        }
    }

    /// What happens next; `None`: nothing ever again.
    pub fn next(&self, context: &Context) -> Option<Next> {
        let (queued, tick) = (context.queue.peek(), self.kubelet.next_tick());
        let ticks = tick.is_some_and(|tick| queued.is_none_or(|queued| tick < queued));
        let timer = if ticks { tick } else { queued };
        timer.map(|timer| Next {
            at: timer.at(),
            ticks,
        })
    }

    /// Lets it happen.
    pub fn step(&mut self, context: &mut Context, next: Next) {
        context.now = next.at;
        if next.ticks {
            self.kubelet.tick(context);
        } else if let Some((_, Pending { event, cause })) = context.queue.pop() {
            context.cause = cause;
            self.handle(context, event);
        }
    }

    /// Notes what the containers that still run would do from here on.
    pub fn tell_outlooks(&mut self, trace: &mut Recorder) {
        for (container, outlook) in self.kubelet.outlooks() {
            trace.set_outlook(container, outlook);
        }
    }

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
        let mut meant = actions::canonical(line);
        if context.scenario.counterparts {
            let pods: Vec<_> = context.store.list(Kind::Pod).map(Object::meta).collect();
            meant = counterpart(&meant, &pods);
        }
        let output = match self.kubelet.command(context, &meant, line) {
            Some(kubelet::Answer::Now(output)) => output,
            Some(kubelet::Answer::Later) => return,
            None => actions::command(context, &meant),
        };
        context.record(Fact::Action {
            command: line.to_owned(),
            output,
        });
    }
}
