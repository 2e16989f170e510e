//! Races: a container asked for a port of its own pod. Was the port open, and by how much did it miss?

use std::time::Duration;

use trace::{ConnectOutcome, ContainerRef, Fact, PodId, Record, RecordId, Trace, is_localhost};

/// One container's first connection to a port of its own pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Race {
    /// Who asked.
    pub client: ContainerRef,
    /// Who opened the port (or, when nobody did, who would have, or declares it); `None` when no container has to do with it.
    pub server: Option<String>,
    /// The port.
    pub port: u16,
    /// When the client asked for the first time.
    pub attempt: Duration,
    /// When the port was opened: before the attempt if the race was won, after it if lost, `None` if never.
    pub opened: Option<Duration>,
    /// When it would have been opened, had its server not ended before; `None` unless that is why it never was.
    pub missed: Option<Duration>,
    /// When the server closed the port again before the attempt: it had answered until then. `None` when it had not.
    pub closed: Option<Duration>,
    /// How it went.
    pub outcome: RaceOutcome,
    /// The record of the attempt.
    pub attempt_record: RecordId,
    /// The record of the opening.
    pub opened_record: Option<RecordId>,
}

/// How a race went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaceOutcome {
    /// The port was open already.
    Won,
    /// Refused, but the same instance tried again and was answered at this time: it had only to wait.
    Retried(Duration),
    /// Refused, and the client gave up or is still trying.
    Lost,
}

impl Race {
    /// The time between the attempt and the opening, or what would have been the opening; `None` when the port was never
    /// opened.
    pub fn margin(&self) -> Option<Duration> {
        let opened = self.opened.or(self.missed)?;
        Some(opened.abs_diff(self.attempt))
    }

    /// True when the attempt came too early and nothing made up for it.
    pub fn is_lost(&self) -> bool {
        self.outcome == RaceOutcome::Lost
    }
}

/// Every race of a pod, in order of time: one for each instance of a client and each port, and another one when the
/// port was closed behind a client that had had its answer.
pub fn races(trace: &Trace, pod: PodId) -> Vec<Race> {
    let mut races: Vec<Race> = Vec::new();
    for record in life(trace, pod) {
        let Fact::Connection {
            from,
            host,
            port,
            outcome,
            exec: false,
        } = &record.fact
        else {
            continue;
        };
        if from.pod != pod || !is_own_pod(host, outcome) {
            continue;
        }
        let known = races
            .iter()
            .rposition(|race| race.client == *from && race.port == *port);
        match (known, outcome) {
            (Some(last), ConnectOutcome::Accepted(_)) if races[last].is_lost() => {
                races[last].outcome = RaceOutcome::Retried(record.at);
            }
            (Some(last), ConnectOutcome::Refused) if !races[last].is_lost() => {
                let again = refused(trace, record, from, *port);
                races.extend(again.filter(|race| race.closed.is_some()));
            }
            (Some(_), _) => {}
            (None, ConnectOutcome::Accepted(Some(server))) if *server != from.name => {
                races.push(won(trace, record, from, *port, server));
            }
            (None, ConnectOutcome::Refused) => races.extend(refused(trace, record, from, *port)),
            (None, _) => {}
        }
    }
    races
}

/// What was recorded while a pod had processes: of a day of pods, each is looked for in its own minutes only.
fn life(trace: &Trace, pod: PodId) -> &[Record] {
    let (records, revisions) = (trace.records(), trace.pod_revisions(pod));
    let created = trace.pod_info(pod).map_or(Duration::ZERO, |info| info.created);
    let from = records.partition_point(|record| record.at < created);
    let over = revisions
        .iter()
        .find(|(_, _, pod)| pod.status.phase.is_terminal());
    let to = over.map_or(records.len(), |(over, _, _)| {
        records.partition_point(|record| record.at <= *over)
    });
    &records[from.min(to)..to]
}

/// Names by which a pod reaches itself. A connection to the pod's own address or name is told by its answer.
fn is_own_pod(host: &str, outcome: &ConnectOutcome) -> bool {
    is_localhost(host) || matches!(outcome, ConnectOutcome::Accepted(Some(_)))
}

fn won(trace: &Trace, attempt: &Record, client: &ContainerRef, port: u16, server: &str) -> Race {
    let before = openings(trace, client.pod, port)
        .filter(|(record, _)| record.id < attempt.id)
        .last();
    Race {
        client: client.clone(),
        server: Some(server.to_owned()),
        port,
        attempt: attempt.at,
        opened: before.map(|(record, _)| record.at),
        missed: None,
        closed: None,
        outcome: RaceOutcome::Won,
        attempt_record: attempt.id,
        opened_record: before.map(|(record, _)| record.id),
    }
}

/// `None` when the client asked for a port of its own.
fn refused(trace: &Trace, attempt: &Record, client: &ContainerRef, port: u16) -> Option<Race> {
    let after = openings(trace, client.pod, port).find(|(record, _)| record.id > attempt.id);
    let missed = match after {
        Some(_) => None,
        None => missed(trace, attempt, client.pod, port),
    };
    let closed = closed(trace, attempt, client.pod, port);
    let server = match closed
        .or(after.map(|(_, container)| (container, attempt.at)))
        .or(missed)
        .map(|(container, _)| container)
    {
        Some(container) => Some(container.name.to_string()),
        None => {
            let awaited = trace.awaited(client.pod, port).map(str::to_owned);
            awaited.or_else(|| declared_by(trace, client.pod, port))
        }
    };
    if server.as_deref() == Some(&*client.name) {
        return None;
    }
    Some(Race {
        client: client.clone(),
        server,
        port,
        attempt: attempt.at,
        opened: after.map(|(record, _)| record.at),
        missed: missed.map(|(_, at)| at),
        closed: closed.map(|(_, at)| at),
        outcome: RaceOutcome::Lost,
        attempt_record: attempt.id,
        opened_record: after.map(|(record, _)| record.id),
    })
}

fn openings(trace: &Trace, pod: PodId, port: u16) -> impl Iterator<Item = (&Record, &ContainerRef)> {
    life(trace, pod)
        .iter()
        .filter_map(move |record| match &record.fact {
            Fact::PortOpened {
                container,
                port: opened,
                ..
            } if container.pod == pod && *opened == port => Some((record, container)),
            _ => None,
        })
}

/// Who closed a port last before `attempt`, and when.
fn closed<'a>(
    trace: &'a Trace,
    attempt: &Record,
    pod: PodId,
    port: u16,
) -> Option<(&'a ContainerRef, Duration)> {
    let before = life(trace, pod)
        .iter()
        .rev()
        .filter(|record| record.id < attempt.id);
    let mut closed = before.filter_map(|record| match &record.fact {
        Fact::PortClosed {
            container,
            port: closed,
        } if container.pod == pod && *closed == port => Some((container, record.at)),
        _ => None,
    });
    closed.next()
}

/// Whether the instance that asked ended afterwards with a failure.
pub(crate) fn client_failed(trace: &Trace, race: &Race) -> bool {
    let lives = trace.instances(race.client.pod);
    let life = lives.iter().find(|life| life.container == race.client);
    life.and_then(|life| life.exited)
        .is_some_and(|(at, code, _)| code != 0 && at >= race.attempt)
}

/// Who would have opened a port after `attempt`, and when, had it not ended before.
fn missed<'a>(
    trace: &'a Trace,
    attempt: &Record,
    pod: PodId,
    port: u16,
) -> Option<(&'a ContainerRef, Duration)> {
    let after = life(trace, pod).iter().filter(|record| record.id > attempt.id);
    let mut missed = after.filter_map(|record| match &record.fact {
        Fact::PortMissed {
            container,
            port: missed,
            at,
        } if container.pod == pod && *missed == port => Some((container, *at)),
        _ => None,
    });
    missed.next()
}

fn declared_by(trace: &Trace, pod: PodId, port: u16) -> Option<String> {
    let (_, _, pod) = trace.pod_revisions(pod).last().copied()?;
    let declares = |container: &api::core_v1::Container| {
        container
            .ports
            .iter()
            .any(|declared| declared.container_port == i32::from(port))
    };
    pod.spec
        .all_containers()
        .find(|(_, container)| declares(container))
        .map(|(_, container)| container.name.clone())
}
