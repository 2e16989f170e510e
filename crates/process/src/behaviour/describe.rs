//! A container's behaviour in words and values, with the source of each aspect.
//!
//! What is known without running is told without running: what an annotation sets, and what a program of the table
//! does. Only scripts and utilities are run, alone and for a bounded number of steps. When such a run asks for a server
//! that is not there, what comes of it depends on others: it is run once more with every peer answering, and both are
//! told ("needs localhost:5432, then exits 0 at once").

mod aspects;
mod origin;
mod watch;

use super::annotation::{AnnotationDiagnostic, parse_annotation};
use crate::commands::Found;
use crate::config::{ContainerConfig, MachineConfig, StartError};
use crate::images::{OnTerm, base_name, is_init, is_wrapper};
use crate::machine::Machine;
use crate::programs::server::Spec;
use crate::signal::Signal;
use aspects::{http, life, life_set, listen, probe, term, term_set};
use origin::Origin;
use std::time::Duration;
use watch::{Life, Need, Seen, watch};

/// What decides an aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The annotation.
    Set,
    /// The container's command or script.
    Script {
        /// Commands of the script that are emulated.
        emulated: u32,
        /// All its commands.
        commands: u32,
        /// A construct that is not emulated and its line.
        opaque: Option<(String, u32)>,
    },
    /// The image's profile.
    Image {
        /// The names it is for.
        profile: String,
        /// How well this aspect is known, from the table's letter: "measured", "read in source", …
        confidence: &'static str,
        /// Where it was read.
        source: String,
    },
    /// Nothing: the default for the container's role.
    Assumed,
}

/// The kinds of aspects, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AspectKind {
    /// Whether and when it ends by itself.
    Life,
    /// The ports it listens on.
    Listen,
    /// What it answers.
    Http,
    /// What exec and gRPC probes find.
    Probe,
    /// What it does on its stop signal.
    Term,
}

/// One aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// Which.
    pub kind: AspectKind,
    /// A short sentence.
    pub text: String,
    /// The statements of an annotation that set it to what it is; empty when there is nothing to set.
    pub statements: Vec<String>,
    /// What decides it.
    pub source: Source,
}

/// A container's behaviour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behaviour {
    /// The container's name.
    pub container: String,
    /// Its aspects; life is always there, and term for a container that can start.
    pub aspects: Vec<Aspect>,
    /// Mistakes in its annotation.
    pub diagnostics: Vec<AnnotationDiagnostic>,
    /// Notes: assumptions, busy loops.
    pub notes: Vec<String>,
}

/// Describes a container of a pod. A pure function of its configuration, cheap enough for every keystroke. Of the
/// pod counts how its containers share processes and network; its host name is that of `$HOSTNAME`, if set.
pub fn describe(config: &ContainerConfig, pod: &MachineConfig) -> Behaviour {
    let mut behaviour = Behaviour {
        container: config.name.clone(),
        aspects: Vec::new(),
        diagnostics: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(annotation) = &config.annotation {
        behaviour.diagnostics = parse_annotation(annotation).1;
    }
    let pod = machine_config(config, pod);
    let mut machine = Machine::new(pod.clone());
    machine.fill_volumes(config);
    let (id, _) = match machine.prepare(config) {
        Ok(prepared) => prepared,
        Err(error) => {
            behaviour.aspects.push(cannot_start(&error));
            return behaviour;
        }
    };
    let launch = machine.launch(id);
    let set = &launch.overrides;
    let found = machine.own_program(id);
    let origin = Origin::new(&machine, id, &launch, &found);
    drop(machine);
    let unhandled = without_handler(launch.stop_signal, &pod);
    let seen = match found {
        Found::Program(spec) => of_spec(&spec, launch.stop_signal, unhandled),
        _ if set.sets_life() => Seen {
            term: unhandled,
            ..Seen::default()
        },
        _ => watch(config, &pod, &launch),
    };
    if set.sets_life() {
        behaviour.aspects.push(life_set(set));
    } else {
        behaviour
            .aspects
            .push(life(&seen, origin.source(AspectKind::Life)));
        behaviour.notes = seen.notes.clone();
    }
    behaviour.aspects.extend(listen(set, &seen, &origin));
    behaviour.aspects.extend(http(set, &seen, &origin));
    behaviour.aspects.extend(probe(set));
    behaviour.aspects.push(match set.term() {
        Some(set) => term_set(launch.stop_signal, set),
        None => term(launch.stop_signal, seen.term, origin.source(AspectKind::Term)),
    });
    behaviour
}

/// The annotation that pins everything that is not set yet to what it is now.
pub fn annotation_of(behaviour: &Behaviour) -> String {
    let mut text = String::new();
    for statement in behaviour.aspects.iter().flat_map(|a| &a.statements) {
        if !text.is_empty() {
            text += "; ";
        }
        text += statement;
    }
    text
}

/// What the kernel does to a container's process that has no handler for a signal: nothing to process 1, which it is
/// unless the pod shares its processes.
fn without_handler(signal: Signal, pod: &MachineConfig) -> Option<OnTerm> {
    let fatal = pod.share_process_namespace && signal.ends_by_default();
    fatal.then(|| OnTerm {
        code: signal.exit_code(),
        after: Duration::ZERO,
    })
}

/// The machine of a container whose environment may say what its pod is called.
fn machine_config(config: &ContainerConfig, pod: &MachineConfig) -> MachineConfig {
    let mut machine = pod.clone();
    if let Some((_, name)) = config.env.iter().find(|(name, _)| name == "HOSTNAME") {
        machine.hostname.clone_from(name);
    }
    machine
}

fn cannot_start(error: &StartError) -> Aspect {
    let reason = error.message.rsplit("process: ").next().unwrap_or(&error.message);
    Aspect {
        kind: AspectKind::Life,
        text: format!("cannot start: {reason}"),
        statements: Vec::new(),
        source: Source::Script {
            emulated: 0,
            commands: 1,
            opaque: None,
        },
    }
}

/// The words that a wrapper of the image starts. An init of the user's stays: it decides what a signal does.
fn started(argv: &[String], own: bool) -> &[String] {
    let skipped =
        |word: &str| is_wrapper(base_name(word)) && (own || !is_init(base_name(word))) || own && word == "--";
    let mut words = argv;
    while words.len() > 1 && skipped(&words[0]) {
        words = &words[1..];
    }
    words
}

/// What a program of the table does, without running it.
fn of_spec(spec: &Spec, stop: Signal, unhandled: Option<OnTerm>) -> Seen {
    let life = match (&spec.fails, spec.ends) {
        (Some((_, code)), _) => Life::Ends(*code, crate::programs::server::FAIL_TIME),
        (None, Some((after, code))) => Life::Ends(code, after),
        (None, None) => Life::Runs,
    };
    let ports = spec
        .ports
        .iter()
        .map(|(bind, port)| (*bind, *port, spec.ready_after));
    Seen {
        ports: if spec.fails.is_some() {
            Vec::new()
        } else {
            ports.collect()
        },
        http: spec.http.clone().filter(|_| spec.fails.is_none()),
        life,
        needs: spec
            .needs
            .iter()
            .map(|port| Need {
                host: "localhost".to_owned(),
                port: *port,
                otherwise: Some(1),
            })
            .collect(),
        term: spec.on_signal(stop).or(unhandled),
        notes: spec
            .note
            .iter()
            .cloned()
            .chain(
                spec.fails
                    .iter()
                    .filter_map(|f| f.0.lines().next().map(str::to_string)),
            )
            .collect(),
    }
}

/// Rounded to what is worth telling: tenths of a second, hundredths below one, nothing below 50 ms.
fn round(time: Duration) -> Duration {
    if time < Duration::from_millis(50) {
        return Duration::ZERO;
    }
    let step = if time < Duration::from_secs(1) { 10 } else { 100 };
    let half = u64::try_from(time.as_millis())
        .unwrap_or(u64::MAX)
        .saturating_add(step / 2);
    Duration::from_millis(half / step * step)
}

#[cfg(test)]
mod tests;
