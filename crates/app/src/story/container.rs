//! A container's lane: from the records about it and the pod's revisions to phases without gaps.

use api::core_v1::{Container, Pod};
use trace::{ContainerRef, Fact, HookKind, PodId, Record, RecordId, Trace, endpoint};

use super::labels::{Ending, list, running, terminating};
use super::{Look, Phase, failed};
use crate::story::rows::Placed;
use crate::text::{Micros, micros};

/// The container's phases while its pod has the row, on chart time.
pub(crate) fn phases(
    trace: &Trace,
    records: &[&Record],
    place: &Placed,
    container: &Container,
    origin: Micros,
) -> Vec<Phase> {
    let mut walk = Walk::new(trace, records, place, container, origin);
    for record in records {
        let at = micros(record.at);
        if at > place.to {
            break;
        }
        walk.read(at, record);
    }
    walk.finish(place.to)
}

/// What the container is doing now.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Waiting,
    Pulling(String),
    Running,
    Terminating,
    BackOff(String),
    Gone,
}

struct Walk<'a> {
    /// Those about the pod, in order.
    records: &'a [&'a Record],
    pod: PodId,
    name: &'a str,
    origin: Micros,
    /// Has a startup probe; has a readiness probe.
    probes: (bool, bool),
    state: State,
    since: Micros,
    /// The record that began what it is doing now.
    because: Option<RecordId>,
    /// A phase has just begun, and its record is not noted yet.
    fresh: bool,
    started: bool,
    ready: bool,
    ports: Vec<u16>,
    /// Whom this instance asked last, when nobody answered.
    unanswered: Option<String>,
    attempt: u32,
    phases: Vec<Phase>,
    end: Micros,
}

impl<'a> Walk<'a> {
    fn new(
        trace: &Trace,
        records: &'a [&'a Record],
        place: &Placed,
        container: &'a Container,
        origin: Micros,
    ) -> Walk<'a> {
        Walk {
            records,
            pod: place.pod,
            name: &container.name,
            origin,
            probes: (
                container.startup_probe.is_some(),
                container.readiness_probe.is_some(),
            ),
            state: State::Waiting,
            since: place.from,
            because: records.first().map(|record| record.id),
            fresh: false,
            started: false,
            ready: false,
            ports: Vec::new(),
            unanswered: None,
            attempt: 0,
            phases: Vec::new(),
            end: micros(trace.end()),
        }
    }

    fn read(&mut self, at: Micros, record: &Record) {
        match &record.fact {
            Fact::Object { object, .. } => {
                if let Some(pod) = object.as_pod() {
                    self.read_status(at, pod);
                }
            }
            fact if subject(fact).is_some_and(|container| *container.name == *self.name) => {
                self.read_fact(at, fact);
            }
            _ => return,
        }
        if std::mem::take(&mut self.fresh) {
            self.because = Some(record.id);
        }
    }

    fn read_fact(&mut self, at: Micros, fact: &Fact) {
        match fact {
            Fact::PullStarted { image, .. } => self.enter(at, State::Pulling(image.clone())),
            Fact::PullEnded { error: None, .. } => self.enter(at, State::Waiting),
            Fact::PullEnded {
                error: Some(error), ..
            } => self.enter(at, State::BackOff(error.clone())),
            Fact::Started { container } => {
                self.enter(at, State::Running);
                self.attempt = container.attempt;
                self.started = !self.probes.0;
                self.ready = self.started && !self.probes.1;
                self.ports.clear();
                self.unanswered = None;
            }
            Fact::Connection {
                host,
                port,
                outcome,
                exec: false,
                ..
            } => self.asked(at, failed(outcome).then(|| endpoint(host, *port))),
            Fact::StartFailed { message, .. } => self.enter(at, State::BackOff(message.clone())),
            Fact::Exited { .. } => self.enter(at, self.after_exit(at)),
            Fact::PortOpened { port, .. } => {
                self.close(at);
                self.ports.push(*port);
            }
            Fact::PortClosed { port, .. } => {
                self.close(at);
                self.ports.retain(|open| open != port);
            }
            Fact::HookStarted {
                kind: HookKind::PreStop,
                ..
            } => self.stop(at),
            Fact::Signal { signal, .. }
                if !matches!(*signal, "SIGHUP" | "SIGUSR1" | "SIGUSR2" | "SIGWINCH") =>
            {
                self.stop(at)
            }
            _ => {}
        }
    }

    /// Started and ready as the pod's status tells them; the probes decide, the process facts do not know.
    fn read_status(&mut self, at: Micros, pod: &Pod) {
        let status = &pod.status;
        let mut all = status
            .init_container_statuses
            .iter()
            .chain(&status.container_statuses);
        let Some(status) = all.find(|status| status.name == self.name) else {
            return;
        };
        if self.state == State::Running
            && status.running().is_some()
            && status.restart_count == self.attempt.cast_signed()
        {
            let (started, ready) = (status.started == Some(true), status.ready);
            // A container without the probe is started (or ready) from its first moment; the status follows.
            let started = started || !self.probes.0;
            let ready = ready || (started && !self.probes.1);
            if (started, ready) != (self.started, self.ready) {
                self.close(at);
                (self.started, self.ready) = (started, ready);
            }
        }
        if let (State::BackOff(_), Some(waiting)) = (&self.state, status.waiting()) {
            let reason = &waiting.reason;
            if reason.ends_with("BackOff") || reason.starts_with("Err") {
                self.state = State::BackOff(reason.to_string());
            }
        }
    }

    /// What it asked had an answer, or not. The first attempt tells about the whole phase: it was for that server that it started.
    fn asked(&mut self, at: Micros, unanswered: Option<String>) {
        if self.state != State::Running || self.unanswered == unanswered {
            return;
        }
        if self.unanswered.is_some() {
            self.close(at);
        }
        self.unanswered = unanswered;
    }

    fn stop(&mut self, at: Micros) {
        if self.state == State::Running {
            self.enter(at, State::Terminating);
        }
    }

    /// After an end: gone, or waiting for the next start of it.
    fn after_exit(&self, at: Micros) -> State {
        let mut later = self.records.iter().filter(|record| micros(record.at) >= at);
        let again = later.any(|record| match &record.fact {
            Fact::Started { container }
            | Fact::StartFailed { container, .. }
            | Fact::PullStarted { container, .. } => {
                container.pod == self.pod && *container.name == *self.name && container.attempt > self.attempt
            }
            _ => false,
        });
        if again {
            State::BackOff(String::new())
        } else {
            State::Gone
        }
    }

    fn enter(&mut self, at: Micros, state: State) {
        self.close(at);
        self.state = state;
    }

    /// Ends the current phase; an empty one leaves no trace.
    fn close(&mut self, at: Micros) {
        self.push(at, false);
        self.since = at;
        self.fresh = true;
    }

    fn finish(mut self, to: Micros) -> Vec<Phase> {
        self.push(to, to >= self.end);
        self.phases
    }

    fn push(&mut self, to: Micros, open: bool) {
        let Some((look, labels, title)) = self.look() else {
            return;
        };
        if to <= self.since {
            return;
        }
        let (from, to) = (self.since - self.origin, to - self.origin);
        match self.phases.last_mut() {
            Some(last) if last.look == look && last.to == from && last.title == title => {
                (last.to, last.open) = (to, open);
            }
            _ => self.phases.push(Phase {
                from,
                to,
                open,
                look,
                labels,
                title,
                record: self.because,
            }),
        }
    }

    fn look(&self) -> Option<(Look, Vec<String>, String)> {
        Some(match &self.state {
            State::Waiting => (Look::Waiting, Vec::new(), "waiting: not started yet".into()),
            State::Pulling(image) => (
                Look::Pulling,
                list(&["pulling image", "pulling"]),
                format!("pulling image {image}"),
            ),
            State::Running => {
                let look = self.running_look();
                let probed = self.probes.0 || self.probes.1;
                let (labels, title) = running(look, &self.ports, probed, self.unanswered.as_deref());
                (look, labels, title)
            }
            State::Terminating => {
                let (labels, title) = terminating(&self.ending(), self.origin);
                (Look::Terminating, labels, title)
            }
            State::BackOff(reason) => (
                Look::BackOff,
                back_off(reason),
                format!("waits for its next start {reason}").trim().into(),
            ),
            State::Gone => return None,
        })
    }

    fn running_look(&self) -> Look {
        if !self.started {
            Look::NotStarted
        } else if !self.ready {
            Look::NotReady
        } else if self.ports.is_empty() && self.will_listen() {
            Look::NotListening
        } else {
            Look::Ready
        }
    }

    /// Whether this instance opens a port later.
    fn will_listen(&self) -> bool {
        let mut later = self
            .records
            .iter()
            .filter(|record| micros(record.at) > self.since);
        later.any(
            |record| matches!(&record.fact, Fact::PortOpened { container, .. } if self.is_this(container)),
        )
    }

    fn is_this(&self, container: &ContainerRef) -> bool {
        container.pod == self.pod && *container.name == *self.name && container.attempt == self.attempt
    }

    fn ending(&self) -> Ending {
        let mut ending = Ending::default();
        for record in self.records {
            if subject(&record.fact).is_some_and(|container| self.is_this(container)) {
                ending.read(record.at, &record.fact);
            }
        }
        ending
    }
}

fn back_off(reason: &str) -> Vec<String> {
    match reason {
        "" => list(&["waits to restart", "back-off"]),
        reason => vec![reason.to_owned(), "back-off".into()],
    }
}

/// The instance a fact is about.
pub(crate) fn subject(fact: &Fact) -> Option<&ContainerRef> {
    match fact {
        Fact::PullStarted { container, .. }
        | Fact::PullEnded { container, .. }
        | Fact::Started { container }
        | Fact::StartFailed { container, .. }
        | Fact::Exited { container, .. }
        | Fact::Log { container, .. }
        | Fact::PortOpened { container, .. }
        | Fact::PortClosed { container, .. }
        | Fact::PortMissed { container, .. }
        | Fact::Probe { container, .. }
        | Fact::HookStarted { container, .. }
        | Fact::HookEnded { container, .. }
        | Fact::Signal { container, .. } => Some(container),
        Fact::Connection { from, .. } => Some(from),
        Fact::Note { container, .. } => container.as_ref(),
        Fact::Object { .. } | Fact::Event(_) | Fact::Action { .. } => None,
    }
}
