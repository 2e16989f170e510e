//! Why did this happen? The chain of causes of a record, in words, from the first cause to the record itself.

use std::time::Duration;

use trace::{Cause, Fact, Record, RecordId, Trace};

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

/// The causes of a record, first cause first, the record last. Revisions of objects in between are left out (they
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
            steps.push(step(link));
        }
    }
    steps
}

/// What the chain begins with, when that is not a record.
fn first_cause(cause: &Cause) -> Option<Step> {
    let (sentence, place) = match cause {
        Cause::Manifest { object, path } => {
            let place = Place {
                object: *object,
                path: path.clone(),
            };
            (format!("The manifest says so: {path}."), Some(place))
        }
        Cause::Action(_) => ("You asked for it.".to_owned(), None),
        Cause::Clock(name) => (format!("It was time: {name}."), None),
        Cause::Record(_) | Cause::Rule { .. } => return None,
    };
    Some(Step {
        at: None,
        sentence,
        place,
        record: None,
    })
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
            path: path.clone(),
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
    use api::core_v1::ContainerRole;
    use api::meta_v1::Time;
    use trace::{ContainerRef, Ended, PodId, Recorder};

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
            path: path.clone(),
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
}
