//! One sentence for every fact: for hovering, for the table that a screen reader reads, for the command line.

use api::Object;
use api::core_v1::ContainerRole;
use trace::{
    ConnectOutcome, ContainerRef, Fact, HookKind, ProbeOutcome, Record, SignalEffect, Stream, Verb, endpoint,
};

use crate::words::seconds;

/// What a record says, as one sentence without its time.
pub fn describe_fact(record: &Record) -> String {
    match &record.fact {
        Fact::Object { verb, object } => describe_object(*verb, object),
        Fact::Event(event) => format!(
            "Event {} ({}): {}.",
            event.reason,
            event.involved_object.name,
            event.message.trim_end_matches('.')
        ),
        Fact::Action { command, .. } => format!("You run: {command}."),
        Fact::PullStarted { container, image } => {
            format!("The kubelet starts to pull {image} for {}.", name(container))
        }
        Fact::PullEnded {
            container,
            image,
            error,
        } => match error {
            None => format!("The image {image} for {} is there.", name(container)),
            Some(error) => format!(
                "The image {image} for {} cannot be pulled: {error}",
                name(container)
            ),
        },
        Fact::Started { container } => started(container),
        Fact::StartFailed { container, message } => {
            format!("{} cannot be started: {message}", name(container))
        }
        Fact::Exited {
            container,
            exit_code,
            reason,
        } => exited(container, *exit_code, reason),
        Fact::Log {
            container,
            stream,
            line,
        } => log(container, *stream, line),
        Fact::PortOpened {
            container,
            port,
            local,
        } => {
            let reach = if *local { ", for localhost only" } else { "" };
            format!("{} opens port {port}{reach}.", name(container))
        }
        Fact::PortMissed { container, port, at } => format!(
            "{} ends before it opens port {port}, which would have been at {}.",
            name(container),
            seconds(*at)
        ),
        Fact::PortClosed { container, port } => format!("{} closes port {port}.", name(container)),
        Fact::Connection {
            from,
            host,
            port,
            outcome,
            ..
        } => {
            let verb = if *port == 0 { "looks up" } else { "connects to" };
            let server = endpoint(host, *port);
            format!("{} {verb} {server}: {}.", name(from), answer(outcome))
        }
        Fact::Probe {
            container,
            kind,
            began,
            outcome,
        } => {
            let took = record.at.saturating_sub(*began);
            probe(container, kind.field(), took, outcome)
        }
        Fact::HookStarted { container, kind } => {
            format!("The {} hook of {} begins.", hook(*kind), name(container))
        }
        Fact::HookEnded {
            container,
            kind,
            error,
        } => match error {
            None => format!("The {} hook of {} is done.", hook(*kind), name(container)),
            Some(error) => format!("The {} hook of {} fails: {error}", hook(*kind), name(container)),
        },
        Fact::Signal {
            container,
            signal,
            effect,
        } => signalled(container, signal, *effect),
        Fact::Note { text, .. } => text.clone(),
    }
}

/// The container's name, with the number of its restart when there is one.
pub(crate) fn name(container: &ContainerRef) -> String {
    match container.attempt {
        0 => container.name.to_string(),
        attempt => format!("{} (restart {attempt})", container.name),
    }
}

/// What a container is, in plain words.
pub fn role_word(role: ContainerRole) -> &'static str {
    match role {
        ContainerRole::Init => "init container",
        ContainerRole::Sidecar => "sidecar",
        ContainerRole::App => "app container",
    }
}

fn started(container: &ContainerRef) -> String {
    let role = role_word(container.role);
    match container.attempt {
        0 => format!("{} starts ({role}).", container.name),
        attempt => format!("{} starts again ({role}, restart {attempt}).", container.name),
    }
}

fn exited(container: &ContainerRef, code: i32, reason: &str) -> String {
    let name = name(container);
    match (code, reason) {
        (_, "OOMKilled") => format!("{name} is killed: out of memory (exit code {code})."),
        (0, _) => format!("{name} ends with exit code 0: success."),
        (137, _) => format!("{name} is killed (exit code 137)."),
        (143, _) => format!("{name} ends by SIGTERM (exit code 143)."),
        _ => format!("{name} ends with exit code {code}: failure."),
    }
}

fn log(container: &ContainerRef, stream: Stream, line: &str) -> String {
    let verb = match stream {
        Stream::Stdout => "prints",
        Stream::Stderr => "prints to stderr",
    };
    format!("{} {verb}: {line}", name(container))
}

/// What came of a connection, as words after a colon.
pub(crate) fn answer(outcome: &ConnectOutcome) -> String {
    match outcome {
        ConnectOutcome::Accepted(Some(server)) => format!("{server} answers"),
        ConnectOutcome::Accepted(None) => "somebody outside the pod answers".to_owned(),
        ConnectOutcome::Refused => "refused, nobody listens there".to_owned(),
        ConnectOutcome::NoSuchHost => "no such host".to_owned(),
        ConnectOutcome::TimedOut => "no answer in time".to_owned(),
    }
}

fn probe(container: &ContainerRef, field: &str, took: std::time::Duration, outcome: &ProbeOutcome) -> String {
    let name = name(container);
    let took = if took.as_millis() < 100 {
        String::new()
    } else {
        format!(" after {}", seconds(took))
    };
    match outcome {
        ProbeOutcome::Success => format!("The {field} of {name} succeeds{took}."),
        ProbeOutcome::Failure(text) => format!("The {field} of {name} fails{took}: {}", text.trim_end()),
        ProbeOutcome::Error(text) => {
            format!(
                "The {field} of {name} cannot run (neither success nor failure): {}",
                text.trim_end()
            )
        }
    }
}

fn hook(kind: HookKind) -> &'static str {
    match kind {
        HookKind::PostStart => "postStart",
        HookKind::PreStop => "preStop",
    }
}

fn signalled(container: &ContainerRef, signal: &str, effect: SignalEffect) -> String {
    let name = name(container);
    match effect {
        SignalEffect::Ignored => format!("{name} gets {signal} and ignores it."),
        SignalEffect::Handled => format!("{name} gets {signal} and handles it."),
        SignalEffect::Fatal => format!("{name} gets {signal} and ends."),
    }
}

fn describe_object(verb: Verb, object: &Object) -> String {
    let subject = object.kind().named(&object.meta().name);
    match (verb, object) {
        (Verb::Added, _) => format!("{subject} is created."),
        (Verb::Deleted, _) => format!("{subject} is gone."),
        (Verb::Modified, Object::Pod(pod)) => {
            let all = pod.spec.sidecars().count() + pod.spec.containers.len();
            let ready = crate::pod::ready_count(pod);
            let ending = if pod.metadata.deletion_timestamp.is_some() {
                ", being deleted"
            } else {
                ""
            };
            format!(
                "{subject} is {}{ending}, {ready} of {all} containers ready.",
                pod.status.phase
            )
        }
        (Verb::Modified, Object::Job(job)) => match finished_job(&job.status.conditions) {
            Some(condition) => format!("{subject} is {}.", condition.to_ascii_lowercase()),
            None => format!(
                "{subject}: {} active, {} succeeded, {} failed.",
                job.status.active, job.status.succeeded, job.status.failed
            ),
        },
        (Verb::Modified, Object::Deployment(deployment)) => format!(
            "{subject}: {} of {} pods ready.",
            deployment.status.ready_replicas,
            deployment.spec.replicas.unwrap_or(1)
        ),
        (Verb::Modified, _) => format!("{subject} changes."),
    }
}

/// `Complete` or `Failed` when a Job has that condition.
pub(crate) fn finished_job(conditions: &[api::meta_v1::Condition]) -> Option<&str> {
    let is_true = |condition: &&api::meta_v1::Condition| {
        condition.status == "True" && (condition.kind == "Complete" || condition.kind == "Failed")
    };
    conditions.iter().find(is_true).map(|condition| &*condition.kind)
}

#[cfg(test)]
mod tests {
    use api::core_v1::PodPhase;
    use trace::ProbeKind;

    use super::*;
    use crate::testing::Story;

    #[test]
    fn every_step_of_a_life_is_a_sentence() {
        let probe = api::core_v1::Probe::default();
        let story = Story::pod(&["proxy*", "app"]).with("proxy", |proxy| proxy.startup_probe = Some(probe));
        let story =
            story
                .at(500)
                .start("proxy")
                .at(800)
                .open("proxy", 80)
                .probe("proxy", ProbeKind::Startup, true);
        let story = story
            .at(900)
            .start("app")
            .phase(PodPhase::Running)
            .connect("app", 80, Some("proxy"));
        let story = story
            .connect("app", 81, None)
            .exit("app", 3)
            .start("app")
            .ignores_term("app");
        let trace = story.killing("app", "Stopping container app").end();
        let mut sentences: Vec<String> = trace.records().iter().map(describe_fact).collect();
        sentences.dedup();
        assert_eq!(
            sentences,
            [
                "Pod p is created.",
                "Pod p is Pending, 0 of 2 containers ready.",
                "proxy starts (sidecar).",
                "Pod p is Pending, 0 of 2 containers ready.",
                "proxy opens port 80.",
                "The startupProbe of proxy succeeds.",
                "Pod p is Pending, 1 of 2 containers ready.",
                "app starts (app container).",
                "Pod p is Pending, 2 of 2 containers ready.",
                "Pod p is Running, 2 of 2 containers ready.",
                "app connects to localhost:80: proxy answers.",
                "app connects to localhost:81: refused, nobody listens there.",
                "app ends with exit code 3: failure.",
                "Pod p is Running, 1 of 2 containers ready.",
                "app starts again (app container, restart 1).",
                "Pod p is Running, 2 of 2 containers ready.",
                "app (restart 1) gets SIGTERM and ignores it.",
                "Event Killing (): Stopping container app.",
            ]
        );
    }
}
