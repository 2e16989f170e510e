//! Running a container's script alone, and what it showed.

use super::super::launch::Launch;
use crate::config::{ContainerConfig, ContainerId, MachineConfig};
use crate::effect::{Bind, EffectKind, Outcome};
use crate::images::OnTerm;
use crate::kernel::network::Answering;
use crate::machine::Machine;
use crate::programs::http::HttpRules;
use std::time::Duration;

/// How long the container is watched.
const WATCHED: Duration = Duration::from_secs(120);
/// How long after the stop signal it is watched.
const STOPPING: Duration = Duration::from_secs(60);
/// How many steps it may take: what is not known then is not told.
const STEPS: u64 = 2_000;
/// Most peers that are told.
const MAX_NEEDS: usize = 4;

/// How a life ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Life {
    /// It does not, as far as it was watched.
    #[default]
    Runs,
    /// With this code after this time.
    Ends(i32, Duration),
}

/// A server that it asks for and that somebody else must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    pub host: String,
    pub port: u16,
    /// The exit code without it; `None`: it goes on.
    pub otherwise: Option<i32>,
}

/// What is known of a container.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub ports: Vec<(Bind, u16, Duration)>,
    pub http: Option<HttpRules>,
    /// Once all that it needs is there.
    pub life: Life,
    pub needs: Vec<Need>,
    /// What its stop signal does; `None`: nothing.
    pub term: Option<OnTerm>,
    pub notes: Vec<String>,
}

/// Runs the container, with its peers when it has any, and stops it in another run.
pub(super) fn watch(config: &ContainerConfig, pod: &MachineConfig, launch: &Launch) -> Seen {
    let (mut seen, peers) = one_run(config, pod, false);
    if !peers.is_empty() {
        let alone = seen.life;
        (seen, _) = one_run(config, pod, true);
        let otherwise = match alone {
            Life::Ends(code, _) if alone != seen.life => Some(code),
            _ => None,
        };
        seen.needs = peers
            .into_iter()
            .map(|(host, port)| Need {
                host,
                port,
                otherwise,
            })
            .collect();
    }
    if launch.overrides.term().is_none() {
        seen.term = stopped(config, pod, &seen);
    }
    seen
}

fn start(config: &ContainerConfig, pod: &MachineConfig, peers: bool) -> Option<(Machine, ContainerId)> {
    let mut machine = Machine::new(pod.clone());
    // Seen alone, nobody knows what others put into its volumes.
    machine.fill_volumes(config);
    machine.limit(STEPS, peers);
    let id = machine.start(Duration::ZERO, config.clone()).ok()?;
    Some((machine, id))
}

/// What one run showed, and the peers that it asked for in vain.
fn one_run(config: &ContainerConfig, pod: &MachineConfig, peers: bool) -> (Seen, Vec<(String, u16)>) {
    let mut seen = Seen::default();
    let mut asked: Vec<(String, u16)> = Vec::new();
    let Some((mut machine, _)) = start(config, pod, peers) else {
        return (seen, asked);
    };
    for effect in machine.advance(WATCHED) {
        match effect.kind {
            EffectKind::PortOpened { bind, port, .. } => seen.ports.push((bind, port, effect.at)),
            EffectKind::Exited { exit_code, .. } => seen.life = Life::Ends(exit_code, effect.at),
            // A loop assumes the same at every turn: once is enough.
            EffectKind::Note { text, .. } if seen.notes.contains(&text) => {}
            EffectKind::Note { text, .. } => seen.notes.push(text),
            EffectKind::Connection {
                host, port, outcome, ..
            } => {
                let vain = matches!(outcome, Outcome::Refused | Outcome::NoSuchHost | Outcome::Timeout);
                let known = asked.iter().any(|(h, p)| (h, p) == (&host, &port));
                if vain && !known && asked.len() < MAX_NEEDS {
                    asked.push((host, port));
                }
            }
            _ => {}
        }
    }
    let kernel = machine.kernel();
    seen.http = kernel
        .listeners
        .iter()
        .find_map(|listener| match &listener.answering {
            Answering::Http(rules) => Some(rules.clone()),
            _ => None,
        });
    drop(kernel);
    asked.truncate(MAX_NEEDS);
    // A port of its own that opened later needs nobody else.
    asked.retain(|(_, port)| !seen.ports.iter().any(|own| own.1 == *port));
    (seen, asked)
}

/// Sends the stop signal in another run, in the middle of the container's life.
fn stopped(config: &ContainerConfig, pod: &MachineConfig, seen: &Seen) -> Option<OnTerm> {
    let ready = seen.ports.iter().map(|p| p.2).max().unwrap_or_default();
    let steady = (ready + Duration::from_secs(1)).max(Duration::from_secs(5));
    let (at, natural) = match seen.life {
        Life::Ends(_, end) => ((end / 2).min(steady), Some(end)),
        Life::Runs => (steady, None),
    };
    let (mut machine, id) = start(config, pod, !seen.needs.is_empty())?;
    let signal = machine.stop_signal(id);
    machine.signal(at, id, signal);
    let until = natural.map_or(at + STOPPING, |end| end.min(at + STOPPING));
    let exit = machine
        .advance(until)
        .into_iter()
        .find_map(|effect| match effect.kind {
            EffectKind::Exited { exit_code, .. } => Some((exit_code, effect.at)),
            _ => None,
        });
    let (code, end) = exit.filter(|e| natural.is_none_or(|n| e.1 < n))?;
    let after = end.saturating_sub(at);
    Some(OnTerm { code, after })
}
