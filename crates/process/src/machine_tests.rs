//! A pod under test, for the stories of several containers and for what the kubelet asks of a machine.

mod kubelet;
mod stories;

use crate::harness::config;
use crate::*;
use std::time::Duration;

fn ms(time: u64) -> Duration {
    Duration::from_millis(time)
}

/// A pod under test: effects by container, as text.
struct Pod {
    machine: Machine,
    effects: Vec<Effect>,
}

impl Pod {
    fn new() -> Pod {
        Pod {
            machine: Machine::new(MachineConfig::default()),
            effects: Vec::new(),
        }
    }

    fn start(&mut self, at: u64, image: &str, argv: &[&str]) -> ContainerId {
        self.start_config(at, config(image, argv))
    }

    fn start_config(&mut self, at: u64, config: ContainerConfig) -> ContainerId {
        self.machine
            .start(ms(at), config)
            .unwrap_or_else(|e| panic!("{}", e.message))
    }

    fn run(&mut self, to: u64) {
        let more = self.machine.advance(ms(to));
        assert!(
            more.windows(2).all(|w| w[0].at <= w[1].at),
            "effects in the order of time"
        );
        self.effects.extend(more);
    }

    /// A container's log lines, marked by stream.
    fn log(&self, id: ContainerId) -> Vec<String> {
        let line = |e: &Effect| match &e.kind {
            EffectKind::Log {
                stream: Stream::Stdout,
                line,
            } => Some(format!("stdout: {line}")),
            EffectKind::Log {
                stream: Stream::Stderr,
                line,
            } => Some(format!("stderr: {line}")),
            _ => None,
        };
        self.effects
            .iter()
            .filter(|e| e.container == id)
            .filter_map(line)
            .collect()
    }

    /// A container's exit code and time in tenths of a second.
    fn exit(&self, id: ContainerId) -> Option<(i32, u128)> {
        self.effects
            .iter()
            .filter(|e| e.container == id)
            .find_map(|e| match e.kind {
                EffectKind::Exited { exit_code, .. } => Some((exit_code, (e.at.as_millis() + 50) / 100)),
                _ => None,
            })
    }

    fn get(&mut self, at: u64, port: u16, path: &str) -> Option<u16> {
        let request = HttpRequest {
            method: "GET".into(),
            host: MachineConfig::default().pod_ip,
            port,
            path: path.into(),
            tls: false,
        };
        match self.machine.http_get(ms(at), &request) {
            HttpAnswer::Answered { status, .. } => Some(status),
            _ => None,
        }
    }
}
