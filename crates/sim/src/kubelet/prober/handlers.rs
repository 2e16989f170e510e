//! Asking: HTTP, TCP, gRPC, a command; and the words for what went wrong.
//! Mirrors pkg/kubelet/prober/prober.go and pkg/probe/{http,tcp,grpc,exec} (v1.36.2).

use std::time::Duration;

use api::core_v1::{Container, ProbeHandler};
use api::meta_v1::IntOrString;
use process::{ConnectAnswer, ExecId, GrpcAnswer, HttpAnswer, HttpRequest};
use trace::ProbeOutcome;

use super::ProbeKey;
use crate::kubelet::agent::{Agent, ExecOwner};
use crate::runtime::{ContainerId, port_number};

/// What became of a question.
pub(super) enum Asked {
    /// The answer comes after this time.
    Answered(Duration, ProbeOutcome),
    /// A good answer comes after this time, about which people are warned.
    Warned(Duration, String),
    /// A command runs.
    Runs(ExecId),
}

/// A command as the time-out's text shows it.
pub(super) fn command_line(handler: &ProbeHandler) -> String {
    match handler {
        ProbeHandler::Exec(exec) => exec.command.join(" "),
        _ => String::new(),
    }
}

impl Agent<'_> {
    pub(super) fn ask(
        &mut self,
        key: &ProbeKey,
        id: ContainerId,
        container: &Container,
        handler: &ProbeHandler,
        timeout: Duration,
    ) -> Asked {
        let latency = self.cx.scenario.timing.network_probe;
        let error = |text: String| Asked::Answered(latency, ProbeOutcome::Error(text));
        let uid = self.pod.uid.clone();
        match handler {
            ProbeHandler::Exec(action) => match self.node.runtime.probe(self.cx, &uid, id, &action.command) {
                Ok(exec) => {
                    self.pod.execs.insert(exec, ExecOwner::Probe(key.clone()));
                    Asked::Runs(exec)
                }
                Err(text) => {
                    self.pod.prober.refused += 1;
                    error(exec_error(&text, ContainerId(self.pod.prober.refused)))
                }
            },
            ProbeHandler::HttpGet(get) => {
                let Some(port) = port_number(container, &get.port) else {
                    return error(bad_port(&get.port));
                };
                let host = self.host(&get.host);
                let scheme = if get.scheme.eq_ignore_ascii_case("https") {
                    "https"
                } else {
                    "http"
                };
                let path = if get.path.starts_with('/') {
                    get.path.clone()
                } else {
                    format!("/{}", get.path)
                };
                let request = HttpRequest {
                    method: "GET".to_owned(),
                    host: host.clone(),
                    port,
                    path: path.clone(),
                    tls: scheme == "https",
                };
                let answer = self.node.runtime.http_get(self.cx, &uid, &request);
                if let Some((after, warning)) = redirect(&answer, timeout) {
                    return Asked::Warned(latency + after, warning);
                }
                let url = format!("{scheme}://{host}:{port}{path}");
                let (after, outcome) = http_outcome(answer, &url, &format!("{host}:{port}"), timeout);
                Asked::Answered(latency + after, outcome)
            }
            ProbeHandler::TcpSocket(tcp) => {
                let Some(port) = port_number(container, &tcp.port) else {
                    return error(bad_port(&tcp.port));
                };
                let host = self.host(&tcp.host);
                let answer = self.node.runtime.tcp_connect(self.cx, &uid, &host, port);
                let (after, outcome) = tcp_outcome(answer, &format!("{host}:{port}"), timeout);
                Asked::Answered(latency + after, outcome)
            }
            ProbeHandler::Grpc(grpc) => {
                let Ok(port) = u16::try_from(grpc.port) else {
                    return error(format!("invalid port number: {}", grpc.port));
                };
                let host = self.pod.ip.clone();
                let service = grpc.service.clone().unwrap_or_default();
                let answer = self.node.runtime.grpc_check(self.cx, &uid, &host, port, &service);
                let (after, outcome) = grpc_outcome(answer, &format!("{host}:{port}"), timeout);
                Asked::Answered(latency + after, outcome)
            }
        }
    }

    fn host(&self, host: &str) -> String {
        if host.is_empty() {
            self.pod.ip.clone()
        } else {
            host.to_owned()
        }
    }
}

fn bad_port(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => format!("invalid port number: {number}"),
        IntOrString::String(name) => format!("strconv.Atoi: parsing \"{name}\": invalid syntax"),
    }
}

/// containerd's words: a command that could not be started names its exec's id, each time another one.
fn exec_error(text: &str, number: ContainerId) -> String {
    let front = "rpc error: code = Unknown desc = ";
    if text.starts_with("failed to exec") {
        return format!("{front}{text}");
    }
    let id = number.text();
    let id = id.trim_start_matches("containerd://");
    format!("{front}failed to exec in container: failed to start exec \"{id}\": {text}")
}

/// A redirect that the prober does not follow: one to another host name, or to nowhere. (A server of the model answers
/// with a status and no `Location`, so no redirect leads back to it.)
fn redirect(answer: &HttpAnswer, timeout: Duration) -> Option<(Duration, String)> {
    match answer {
        HttpAnswer::Answered { status, after, body } if (300..400).contains(status) && *after <= timeout => {
            let warning = format!("Probe terminated redirects, Response body: {body}");
            Some((*after, warning))
        }
        _ => None,
    }
}

fn http_outcome(answer: HttpAnswer, url: &str, address: &str, timeout: Duration) -> (Duration, ProbeOutcome) {
    match answer {
        HttpAnswer::Answered { after, .. } if after > timeout => {
            let text = format!(
                "Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            );
            (timeout, ProbeOutcome::Failure(text))
        }
        HttpAnswer::Answered { status, after, .. } if (200..300).contains(&status) => {
            (after, ProbeOutcome::Success)
        }
        HttpAnswer::Answered { status, after, .. } => (
            after,
            ProbeOutcome::Failure(format!("HTTP probe failed with statuscode: {status}")),
        ),
        HttpAnswer::Refused => {
            let text = format!("Get \"{url}\": dial tcp {address}: connect: connection refused");
            (Duration::ZERO, ProbeOutcome::Failure(text))
        }
        HttpAnswer::Closed => (
            Duration::ZERO,
            ProbeOutcome::Failure(format!("Get \"{url}\": EOF")),
        ),
        HttpAnswer::Plain => {
            let text = format!("Get \"{url}\": http: server gave HTTP response to HTTPS client");
            (Duration::ZERO, ProbeOutcome::Failure(text))
        }
        HttpAnswer::Unreachable => {
            let text = format!(
                "Get \"{url}\": dial tcp {address}: i/o timeout (Client.Timeout exceeded while awaiting headers)"
            );
            (timeout, ProbeOutcome::Failure(text))
        }
    }
}

fn tcp_outcome(answer: ConnectAnswer, address: &str, timeout: Duration) -> (Duration, ProbeOutcome) {
    match answer {
        ConnectAnswer::Accepted => (Duration::ZERO, ProbeOutcome::Success),
        ConnectAnswer::Refused => {
            let text = format!("dial tcp {address}: connect: connection refused");
            (Duration::ZERO, ProbeOutcome::Failure(text))
        }
        ConnectAnswer::Unreachable => (
            timeout,
            ProbeOutcome::Failure(format!("dial tcp {address}: i/o timeout")),
        ),
    }
}

fn grpc_outcome(answer: GrpcAnswer, address: &str, timeout: Duration) -> (Duration, ProbeOutcome) {
    let seconds = timeout.as_secs();
    match answer {
        GrpcAnswer::Serving => (Duration::ZERO, ProbeOutcome::Success),
        GrpcAnswer::NotServing => {
            let text = "service unhealthy (responded with \"NOT_SERVING\")".to_owned();
            (Duration::ZERO, ProbeOutcome::Failure(text))
        }
        GrpcAnswer::Refused => {
            let text = format!(
                "timeout: failed to connect service \"{address}\" within {seconds}s: context deadline exceeded"
            );
            (timeout, ProbeOutcome::Failure(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: HttpAnswer, expect: ProbeOutcome) {
        let (_, outcome) = http_outcome(
            answer,
            "http://1.2.3.4:80/x",
            "1.2.3.4:80",
            Duration::from_secs(1),
        );
        assert_eq!(outcome, expect);
    }

    #[test]
    fn words_of_http_probes() {
        let failure = |text: &str| ProbeOutcome::Failure(text.to_owned());
        let answered = |status, after| HttpAnswer::Answered {
            status,
            after: Duration::from_millis(after),
            body: String::new(),
        };
        check(answered(200, 5), ProbeOutcome::Success);
        let second = Duration::from_secs(1);
        let warning = "Probe terminated redirects, Response body: ".to_owned();
        let after = Duration::from_millis(5);
        assert_eq!(redirect(&answered(302, 5), second), Some((after, warning)));
        assert_eq!(redirect(&answered(200, 5), second), None);
        assert_eq!(redirect(&answered(302, 1500), second), None);
        check(
            answered(404, 5),
            failure("HTTP probe failed with statuscode: 404"),
        );
        check(
            answered(200, 1500),
            failure(
                "Get \"http://1.2.3.4:80/x\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            ),
        );
        check(
            HttpAnswer::Plain,
            failure("Get \"http://1.2.3.4:80/x\": http: server gave HTTP response to HTTPS client"),
        );
        check(
            HttpAnswer::Unreachable,
            failure(
                "Get \"http://1.2.3.4:80/x\": dial tcp 1.2.3.4:80: i/o timeout (Client.Timeout exceeded while awaiting headers)",
            ),
        );
        check(
            HttpAnswer::Refused,
            failure("Get \"http://1.2.3.4:80/x\": dial tcp 1.2.3.4:80: connect: connection refused"),
        );
    }
}
