//! The words on the lanes.

use trace::{Fact, SignalEffect};

use crate::story::Look;
use crate::text::{Micros, micros, seconds};

/// What to write into a running phase, longest first, and its tooltip. `unanswered`: whom it asks in vain.
pub(crate) fn running(
    look: Look,
    ports: &[u16],
    probed: bool,
    unanswered: Option<&str>,
) -> (Vec<String>, String) {
    let listening = ports
        .iter()
        .map(|port| format!(":{port}"))
        .collect::<Vec<_>>()
        .join(" ");
    match look {
        Look::NotStarted => (
            list(&["running, started=false", "started=false", "not started"]),
            "running, but its startup probe has not succeeded: started=false".into(),
        ),
        Look::NotReady => (
            list(&["running, not ready", "not ready"]),
            "running, but not ready".into(),
        ),
        Look::NotListening => (
            list(&["running, not listening", "not listening"]),
            "running and counted as ready, but its port is not open yet".into(),
        ),
        _ if ports.is_empty() => {
            let plain = if probed { "ready" } else { "running" };
            match unanswered {
                None => (list(&[plain]), "running, ready".into()),
                Some(server) => (
                    vec![
                        format!("{plain}, no answer from {server}"),
                        format!("no answer from {server}"),
                        plain.to_owned(),
                    ],
                    format!("{plain}, but {server} does not answer"),
                ),
            }
        }
        _ => (
            vec![
                format!("ready, listening {listening}"),
                format!("listening {listening}"),
                listening.clone(),
            ],
            format!("running, ready, listening on {listening}"),
        ),
    }
}

/// What to write into a terminating phase, longest first, and its tooltip.
pub(crate) fn terminating(life: &Ending, origin: Micros) -> (Vec<String>, String) {
    let signal = life.signal.unwrap_or("SIGTERM");
    let ignored = life.effect == Some(SignalEffect::Ignored);
    let how = match (life.hook, ignored) {
        (true, _) => "preStop, then ".to_owned() + signal,
        (false, true) => format!("{signal} ignored by PID 1"),
        (false, false) => signal.to_owned(),
    };
    let Some((at, code)) = life.exit else {
        return (
            vec![format!("{how}, still running"), how.clone(), "terminating".into()],
            format!("terminating: {how}"),
        );
    };
    let at = seconds(at - origin);
    if !life.killed {
        let text = format!("{how} → exit {code}");
        let title = format!("terminating: {how}, exit {code} at {at}");
        return (vec![text, format!("{signal} → {code}"), signal.to_owned()], title);
    }
    let short = if ignored {
        format!("{signal} ignored → {code}")
    } else {
        format!("{signal} … {code}")
    };
    let texts = vec![
        format!("{how} … SIGKILL at {at} → exit {code}"),
        format!("{how} → exit {code}"),
        short,
        format!("{signal} … {code}"),
        signal.to_owned(),
    ];
    (
        texts,
        format!("terminating: {how}, SIGKILL at {at} when the grace period ended, exit {code}"),
    )
}

/// How an instance was brought to its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ending {
    pub signal: Option<&'static str>,
    pub effect: Option<SignalEffect>,
    pub hook: bool,
    pub killed: bool,
    pub exit: Option<(Micros, i32)>,
}

impl Ending {
    /// Takes in what a record says about the instance's end.
    pub fn read(&mut self, at: std::time::Duration, fact: &Fact) {
        match fact {
            Fact::Signal {
                signal: "SIGKILL", ..
            } => self.killed = true,
            Fact::Signal { signal, effect, .. } if self.signal.is_none() => {
                (self.signal, self.effect) = (Some(*signal), Some(*effect));
            }
            Fact::HookStarted {
                kind: trace::HookKind::PreStop,
                ..
            } => self.hook = true,
            Fact::Exited { exit_code, .. } => self.exit = Some((micros(at), *exit_code)),
            _ => {}
        }
    }
}

pub(crate) fn list(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
