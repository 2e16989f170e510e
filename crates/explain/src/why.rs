//! Why did this happen? The chain of causes of a record, in words, from the first cause to the record itself.

use sorted::Set;
use std::time::Duration;

use api::core_v1::ContainerRole;
use trace::{
    Cause, ConnectOutcome, ContainerRef, Fact, HookKind, ProbeKind, ProbeOutcome, Record, RecordId, Trace,
    is_localhost,
};

use crate::describe::describe_fact;

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When; `None` for a line of the manifest, which has no time.
    pub at: Option<Duration>,
    /// What happened, as a sentence.
    pub sentence: String,
    /// The place in the manifest that has to do with it.
    pub place: Option<Place>,
    /// The record that the step tells of.
    pub record: Option<RecordId>,
}

/// A place in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the object in the manifest.
    pub object: usize,
    /// Field path below the object: `spec.template.spec.initContainers[0].startupProbe`.
    pub path: String,
}

/// The causes of a record, first cause first, the record last (after a refused connection: the opening of the port).
/// What a cause does not tell is added: what let a container start, which refused connection made it fail. Revisions of objects in between are left out (they
/// only pass the news on) unless they are all there is to tell. Empty for an unknown record.
pub fn why(trace: &Trace, record: RecordId) -> Vec<Step> {
    let mut chain = trace.causes(record);
    chain.reverse();
    let mut steps: Vec<Step> = Vec::new();
    if let Some(first) = chain.first() {
        steps.extend(first_cause(&first.cause));
    }
    for link in &chain {
        if link.id == record || is_worth_telling(link) {
            steps.extend(before(trace, link).map(step));
            steps.push(step(link));
        }
    }
    steps.extend(chain.last().and_then(|last| opening_after(trace, last)).map(step));
    let mut told = Set::new();
    steps.retain(|step| step.record.is_none_or(|record| told.insert(record)));
    steps
}

/// What a record had to wait for, or what drove it, where its cause alone does not tell: what let a container start,
/// the last refused connection before a failure.
fn before<'a>(trace: &'a Trace, record: &Record) -> Option<&'a Record> {
    match &record.fact {
        Fact::Started { container } if container.attempt == 0 => gate(trace, record, container),
        Fact::Exited {
            container, exit_code, ..
        } if *exit_code != 0 => earlier(trace, record).find(|earlier| match &earlier.fact {
            Fact::Connection {
                from,
                outcome: ConnectOutcome::Refused,
                exec: false,
                ..
            } => from == container,
            _ => false,
        }),
        _ => None,
    }
}

/// The step of an earlier container that let this one start: a startupProbe's success, the end of an init container,
/// the end of a postStart hook.
fn gate<'a>(trace: &'a Trace, start: &Record, container: &ContainerRef) -> Option<&'a Record> {
    let of_another = |other: &ContainerRef| other.pod == container.pod && other.name != container.name;
    earlier(trace, start).find(|record| match &record.fact {
        Fact::Probe {
            container: other,
            kind: ProbeKind::Startup,
            outcome: ProbeOutcome::Success,
            ..
        } => of_another(other) && other.role == ContainerRole::Sidecar,
        Fact::Exited {
            container: other,
            exit_code: 0,
            ..
        } => of_another(other) && other.role == ContainerRole::Init,
        Fact::HookEnded {
            container: other,
            kind: HookKind::PostStart,
            error: None,
        } => of_another(other),
        _ => false,
    })
}

/// The records before one, the nearest first.
fn earlier<'a>(trace: &'a Trace, record: &Record) -> impl Iterator<Item = &'a Record> {
    let until = usize::try_from(record.id.0).unwrap_or(usize::MAX);
    trace.records().iter().take(until).rev()
}

/// After a refused connection: when the port was opened after all.
fn opening_after<'a>(trace: &'a Trace, record: &Record) -> Option<&'a Record> {
    let Fact::Connection {
        from,
        host,
        port,
        outcome: ConnectOutcome::Refused,
        ..
    } = &record.fact
    else {
        return None;
    };
    if !is_localhost(host) {
        return None; // That was another pod's port.
    }
    trace.records().iter().find(|later| match &later.fact {
        Fact::PortOpened {
            container,
            port: opened,
            ..
        } => later.id > record.id && container.pod == from.pod && opened == port,
        _ => false,
    })
}

/// What the chain begins with, when that is not a record.
fn first_cause(cause: &Cause) -> Option<Step> {
    let (sentence, place) = match cause {
        Cause::Manifest { object, path } => {
            let place = Place {
                object: *object,
                path: path.to_string(),
            };
            let sentence = match &**path {
                "" => "The manifest says so.".to_owned(),
                path => format!("The manifest says so: {path}."),
            };
            (sentence, Some(place))
        }
        Cause::Action(_) => ("You asked for it.".to_owned(), None),
        Cause::Clock(name) => (clock(name), None),
        Cause::Record(_) | Cause::Rule { .. } => return None,
    };
    Some(Step {
        at: None,
        sentence,
        place,
        record: None,
    })
}

/// What a component's clock stands for. The names are the simulator's.
fn clock(name: &str) -> String {
    match name {
        "back-off" => "The back-off was over.".to_owned(),
        "pleg" => "The kubelet looked at all containers, as it does every second.".to_owned(),
        "probe period" => "It was time for the next probe.".to_owned(),
        "retry" | "resync" => "It was time to try again.".to_owned(),
        "sync ticker" => "The kubelet's one-second tick came.".to_owned(),
        _ => format!("It was time: {name}."),
    }
}

fn is_worth_telling(record: &Record) -> bool {
    !matches!(
        record.fact,
        Fact::Object { .. } | Fact::Event(_) | Fact::Log { .. }
    )
}

fn step(record: &Record) -> Step {
    let place = match &record.cause {
        Cause::Manifest { object, path } | Cause::Rule { object, path, .. } => Some(Place {
            object: *object,
            path: path.to_string(),
        }),
        Cause::Record(_) | Cause::Action(_) | Cause::Clock(_) => None,
    };
    Step {
        at: Some(record.at),
        sentence: describe_fact(record),
        place,
        record: Some(record.id),
    }
}

#[cfg(test)]
mod tests {
    use api::meta_v1::Time;
    use trace::{Ended, PodId, Recorder};

    use super::*;

    #[test]
    fn the_chain_begins_in_the_manifest() {
        let path = "spec.containers[0]".to_owned();
        let container = ContainerRef {
            pod: PodId(0),
            name: "app".into(),
            role: ContainerRole::App,
            attempt: 0,
        };
        let mut recorder = Recorder::new(Time::from_unix(0));
        let cause = Cause::Manifest {
            object: 0,
            path: path.as_str().into(),
        };
        let started = recorder.record(
            Duration::from_secs(1),
            cause,
            Fact::Started {
                container: container.clone(),
            },
        );
        let line = Fact::Log {
            container: container.clone(),
            stream: trace::Stream::Stdout,
            line: "x".into(),
        };
        let log = recorder.record(Duration::from_secs(2), Cause::Record(started), line);
        let ended = Fact::Exited {
            container,
            exit_code: 1,
            reason: "Error",
        };
        let ended = recorder.record(Duration::from_secs(3), Cause::Record(log), ended);
        let trace = recorder.finish(Duration::from_secs(9), Ended::Horizon);
        let steps = why(&trace, ended);
        let sentences: Vec<&str> = steps.iter().map(|step| &*step.sentence).collect();
        assert_eq!(
            sentences,
            [
                "The manifest says so: spec.containers[0].",
                "app starts (app container).",
                "app ends with exit code 1: failure.",
            ]
        );
        assert_eq!(steps[0].place, Some(Place { object: 0, path }));
        assert_eq!(steps[2].at, Some(Duration::from_secs(3)));
        assert_eq!(why(&trace, RecordId(99)), []);
    }

    #[test]
    fn a_port_here_is_no_answer_from_elsewhere() {
        let told = |host: &str| {
            let container = |name: &str| ContainerRef {
                pod: PodId(0),
                name: name.into(),
                role: ContainerRole::App,
                attempt: 0,
            };
            let asked = Fact::Connection {
                from: container("app"),
                host: host.into(),
                port: 5432,
                outcome: ConnectOutcome::Refused,
                exec: false,
            };
            let opened = Fact::PortOpened {
                container: container("proxy"),
                port: 5432,
                local: true,
            };
            let mut recorder = Recorder::new(Time::from_unix(0));
            let cause = Cause::Manifest {
                object: 0,
                path: "spec".into(),
            };
            let asked = recorder.record(Duration::from_secs(1), cause.clone(), asked);
            recorder.record(Duration::from_secs(2), cause, opened);
            let trace = recorder.finish(Duration::from_secs(9), Ended::Horizon);
            let steps = why(&trace, asked);
            steps.iter().any(|step| step.sentence.contains("opens port"))
        };
        assert_eq!((told("localhost"), told("db")), (true, false));
    }

    #[track_caller]
    fn check(trace: &Trace, wanted: fn(&Fact) -> bool, expect: &[&str]) {
        let record = trace
            .records()
            .iter()
            .rfind(|record| wanted(&record.fact))
            .expect("such a record");
        let steps = why(trace, record.id);
        let told: Vec<&str> = steps.iter().map(|step| &*step.sentence).collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn what_the_causes_do_not_tell() {
        check(
            &crate::testing::classic(),
            |fact| matches!(fact, Fact::Connection { .. }),
            &[
                "It was time: test.",
                "user connects to localhost:8081: refused, nobody listens there.",
                "slow opens port 8081.",
            ],
        );
        check(
            &crate::testing::classic(),
            |fact| matches!(fact, Fact::Exited { .. }),
            &[
                "It was time: test.",
                "user connects to localhost:8081: refused, nobody listens there.",
                "user ends with exit code 1: failure.",
            ],
        );
        check(
            &crate::testing::probed(),
            |fact| matches!(fact, Fact::Started { .. }),
            &[
                "It was time: test.",
                "The startupProbe of slow succeeds.",
                "user starts (app container).",
            ],
        );
    }
}
