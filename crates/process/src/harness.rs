//! For tests: runs one container and tells what it did as text.

use crate::{ContainerConfig, EffectKind, Machine, MachineConfig, Signal, Stream};
use std::time::Duration;

/// What a run showed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ran {
    pub out: String,
    pub err: String,
    /// Exit code and time in milliseconds.
    pub exit: Option<(i32, u128)>,
    pub notes: Vec<String>,
    pub ports: Vec<(u16, u128)>,
}

pub(crate) fn config(image: &str, argv: &[&str]) -> ContainerConfig {
    ContainerConfig {
        image: image.into(),
        command: if argv.is_empty() {
            None
        } else {
            Some(argv.iter().map(|s| s.to_string()).collect())
        },
        ..Default::default()
    }
}

/// Runs a container for so long; signals arrive at the given seconds.
pub(crate) fn run_for(config: ContainerConfig, signals: &[(u64, Signal)], limit: u64) -> Ran {
    let mut machine = Machine::new(MachineConfig::default());
    let id = machine
        .start(Duration::ZERO, config)
        .unwrap_or_else(|e| panic!("{}", e.message));
    for (at, signal) in signals {
        machine.signal(Duration::from_secs(*at), id, *signal);
    }
    let mut ran = Ran::default();
    for effect in machine.advance(Duration::from_secs(limit)) {
        match effect.kind {
            EffectKind::Log {
                stream: Stream::Stdout,
                line,
            } => ran.out += &(line + "\n"),
            EffectKind::Log {
                stream: Stream::Stderr,
                line,
            } => ran.err += &(line + "\n"),
            EffectKind::Exited { exit_code, .. } => ran.exit = Some((exit_code, effect.at.as_millis())),
            EffectKind::Note { text, .. } => ran.notes.push(text),
            EffectKind::PortOpened { port, .. } => ran.ports.push((port, effect.at.as_millis())),
            _ => {}
        }
    }
    ran
}

/// The image that gives `sh` (or bash) of a dialect.
pub(crate) fn shell_command(dialect: &str) -> (&'static str, &'static str) {
    match dialect {
        "dash" => ("debian:12", "sh"),
        "bash" => ("debian:12", "bash"),
        _ => ("alpine:3.20", "sh"),
    }
}

/// Runs a script in a dialect for a virtual day.
pub(crate) fn script(dialect: &str, text: &str) -> Ran {
    let (image, shell) = shell_command(dialect);
    run_for(config(image, &[shell, "-c", text]), &[], 86_400)
}

/// Checks a script's output and exit code in all three shells.
pub(crate) fn check_all(text: &str, out: &str, code: i32) {
    for dialect in ["dash", "bash", "ash"] {
        check(dialect, text, out, code);
    }
}

/// Checks a script's output and exit code in one shell.
pub(crate) fn check(dialect: &str, text: &str, out: &str, code: i32) {
    let ran = script(dialect, text);
    assert_eq!(
        (ran.out.as_str(), ran.exit.map(|e| e.0)),
        (out, Some(code)),
        "{dialect}: {text}\n{}",
        ran.err
    );
}
