//! What a container's process does over virtual time: shell scripts, utilities, servers, signals, ports, files.
//!
//! One [`Machine`] is one pod's sandbox. The caller starts containers, sends signals, runs probes, and asks for
//! [`Effect`]s up to a time. Time is the [`Duration`](std::time::Duration) since the scenario's start; nothing
//! here reads a clock, and two machines fed alike report alike. This crate knows no Kubernetes.

mod behaviour;
mod commands;
mod config;
mod effect;
#[cfg(test)]
mod harness;
mod images;
mod kernel;
mod machine;
#[cfg(test)]
mod machine_tests;
mod programs;
mod shell;
mod signal;
mod time;
mod utilities;

pub use behaviour::annotation::{AnnotationDiagnostic, parse_annotation};
pub use behaviour::coverage::{ScriptCoverage, script_coverage};
pub use behaviour::databases::databases;
pub use behaviour::describe::{Aspect, AspectKind, Behaviour, Source, annotation_of, describe};
pub use behaviour::overrides::Overrides;
pub use config::*;
pub use effect::*;
pub use images::runs_as_root;
pub use machine::Machine;
pub use signal::Signal;
pub use time::{format_duration, parse_duration};
