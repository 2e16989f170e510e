//! Running a postStart or preStop hook.
//! Mirrors pkg/kubelet/lifecycle/handlers.go (v1.36.2).

use std::time::Duration;

use api::core_v1::{Container, EventType, HttpGetAction, LifecycleHandler};
use process::{HttpAnswer, HttpRequest};

use crate::kubelet::agent::{Agent, ExecOwner};
use crate::runtime::{ContainerId, port_number};

/// What became of the call.
#[derive(Clone, Debug)]
pub(crate) enum HookCall {
    /// A command runs; its owner is told when it ends.
    Runs,
    /// The hook ends after this time with this result.
    Ends(Duration, Result<(), String>),
}

impl Agent<'_> {
    /// Begins a hook of a container.
    pub fn call_hook(
        &mut self,
        id: ContainerId,
        container: &Container,
        hook: &LifecycleHandler,
        owner: ExecOwner,
    ) -> HookCall {
        let timing = &self.cx.scenario.timing;
        let (exec_time, network_time) = (timing.exec, timing.network_probe);
        match hook {
            LifecycleHandler::Exec(exec) => {
                let uid = self.pod.uid.clone();
                match self.node.runtime.exec(self.cx, &uid, id, &exec.command) {
                    Ok(exec) => {
                        self.pod.execs.insert(exec, owner);
                        HookCall::Runs
                    }
                    Err(error) => HookCall::Ends(exec_time, Err(error)),
                }
            }
            LifecycleHandler::HttpGet(get) => {
                let (after, result) = self.http_hook(container, get);
                HookCall::Ends(network_time + after, result)
            }
            LifecycleHandler::Sleep(sleep) => {
                let seconds = u64::try_from(sleep.seconds).unwrap_or_default();
                HookCall::Ends(Duration::from_secs(seconds), Ok(()))
            }
            LifecycleHandler::TcpSocket(_) => {
                HookCall::Ends(Duration::ZERO, Err("invalid handler: TCPSocket".to_owned()))
            }
        }
    }

    /// Only connection errors fail; the status does not matter.
    fn http_hook(&mut self, container: &Container, get: &HttpGetAction) -> (Duration, Result<(), String>) {
        let Some(port) = port_number(container, &get.port) else {
            return (Duration::ZERO, Err("invalid port".to_owned()));
        };
        let host = if get.host.is_empty() {
            self.pod.ip.clone()
        } else {
            get.host.clone()
        };
        let request = HttpRequest {
            method: "GET".to_owned(),
            host: host.clone(),
            port,
            path: get.path.clone(),
            tls: get.scheme.eq_ignore_ascii_case("https"),
        };
        let uid = self.pod.uid.clone();
        match self.node.runtime.http_get(self.cx, &uid, &request) {
            HttpAnswer::Plain => {
                self.http_fallback(&host, port);
                (Duration::ZERO, Ok(()))
            }
            HttpAnswer::Answered { after, .. } => {
                if request.tls && !speaks_tls(port) {
                    self.http_fallback(&host, port);
                }
                (after, Ok(()))
            }
            HttpAnswer::Refused => {
                let error = format!("dial tcp {host}:{port}: connect: connection refused");
                (Duration::ZERO, Err(error))
            }
            HttpAnswer::Closed => (Duration::ZERO, Err("EOF".to_owned())),
            HttpAnswer::Unreachable => (
                Duration::from_secs(30),
                Err(format!("dial tcp {host}:{port}: i/o timeout")),
            ),
        }
    }

    /// An HTTPS hook's server answered HTTP: the hook was called again without TLS.
    fn http_fallback(&mut self, host: &str, port: u16) {
        let message = format!(
            "request to HTTPS lifecycle hook {host}:{port} got HTTP response, retry with HTTP succeeded"
        );
        self.event(None, EventType::Warning, "LifecycleHTTPFallback", message);
    }

    /// A command that was run in a container has ended.
    pub fn exec_ended(&mut self, exec: process::ExecId, exit_code: i32, output: String) {
        match self.pod.execs.remove(&exec) {
            Some(ExecOwner::PostStart) => self.post_start_exec_ended(exit_code),
            Some(ExecOwner::PreStop(id)) => self.pre_stop_exec_ended(id, exit_code),
            Some(ExecOwner::Probe(key)) => self.probe_exec_ended(&key, exit_code, output),
            Some(ExecOwner::User(command)) => {
                crate::kubelet::exec::ended(self.cx, command, exit_code, output)
            }
            None => {}
        }
    }
}

/// Whether a server on this port speaks TLS: by custom 443, 8443, 9443, …
fn speaks_tls(port: u16) -> bool {
    port % 1000 == 443
}
