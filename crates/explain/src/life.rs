//! The lives of a pod's containers, and what the ones that still run would do.

use std::fmt;
use std::time::Duration;

use trace::{
    ConnectOutcome, ContainerRef, Fact, HookKind, Instance, Outlook, PodId, ProbeKind, ProbeOutcome,
    RecordId, Trace, endpoint, is_localhost,
};

/// The lives of one container, in order.
pub(crate) fn lives(trace: &Trace, pod: PodId, name: &str) -> Vec<Instance> {
    let mut lives = trace.instances(pod);
    lives.retain(|life| &*life.container.name == name);
    lives
}

/// The life that runs at the end of the history.
pub(crate) fn running(trace: &Trace, pod: PodId, name: &str) -> Option<Instance> {
    lives(trace, pod, name)
        .pop()
        .filter(|life| life.started.is_some() && life.exited.is_none())
}

/// When container `name` first started.
pub(crate) fn first_start(trace: &Trace, pod: PodId, name: &str) -> Option<Duration> {
    lives(trace, pod, name).iter().find_map(|life| life.started)
}

/// Whether a running container ends by itself, as far as the history tells: the simulator's own word, else an open
/// port (a server waits for ever). `None`: nobody knows.
pub(crate) fn outlook(trace: &Trace, container: &ContainerRef) -> Option<Outlook> {
    trace
        .outlook(container)
        .or_else(|| serves(trace, container).then_some(Outlook::NeverEnds))
}

/// True when the instance has a port open at the end.
fn serves(trace: &Trace, instance: &ContainerRef) -> bool {
    let mut open = 0_usize;
    for record in trace.records() {
        match &record.fact {
            Fact::PortOpened { container, .. } if container == instance => open += 1,
            Fact::PortClosed { container, .. } if container == instance => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open > 0
}

/// A server that a container asks for again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The host as written.
    pub host: String,
    /// The port; 0 when only the name was asked for.
    pub port: u16,
    /// The last attempt.
    pub record: RecordId,
}

impl Asked {
    /// Whether it is meant to be outside the pod.
    pub fn is_elsewhere(&self) -> bool {
        !is_localhost(&self.host)
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&endpoint(&self.host, self.port))
    }
}

/// What an instance asked for last, when nobody answered.
pub(crate) fn asks_in_vain(trace: &Trace, instance: &ContainerRef) -> Option<Asked> {
    let mut attempts = trace
        .records()
        .iter()
        .rev()
        .filter_map(|record| match &record.fact {
            Fact::Connection {
                from,
                host,
                port,
                outcome,
                exec: false,
            } if from == instance => Some((record.id, host, *port, outcome)),
            _ => None,
        });
    let (record, host, port, outcome) = attempts.next()?;
    (!matches!(outcome, ConnectOutcome::Accepted(_))).then(|| Asked {
        host: host.clone(),
        port,
        record,
    })
}

/// How often a probe of a container failed, and whether it ever succeeded.
pub(crate) fn probe_results(trace: &Trace, pod: PodId, name: &str, wanted: ProbeKind) -> (usize, bool) {
    let mut failures = 0;
    let mut succeeded = false;
    for record in trace.records() {
        if let Fact::Probe {
            container,
            kind,
            outcome,
            ..
        } = &record.fact
            && container.pod == pod
            && &*container.name == name
            && *kind == wanted
        {
            match outcome {
                ProbeOutcome::Success => succeeded = true,
                ProbeOutcome::Failure(_) => failures += 1,
                ProbeOutcome::Error(_) => {}
            }
        }
    }
    (failures, succeeded)
}

/// Since when a postStart hook of an instance runs, when it has not ended.
pub(crate) fn post_start_since(trace: &Trace, instance: &ContainerRef) -> Option<Duration> {
    let mut since = None;
    for record in trace.records() {
        match &record.fact {
            Fact::HookStarted {
                container,
                kind: HookKind::PostStart,
            } if container == instance => {
                since = Some(record.at);
            }
            Fact::HookEnded {
                container,
                kind: HookKind::PostStart,
                ..
            } if container == instance => since = None,
            _ => {}
        }
    }
    since
}
