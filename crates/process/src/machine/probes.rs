//! What the kubelet asks a pod's servers.

use super::Machine;
use crate::config::{ConnectAnswer, GrpcAnswer, HttpAnswer, HttpRequest};
use crate::kernel::network::From;
use crate::kernel::web::Dialed;
use std::time::Duration;

/// How long a server in the pod takes to answer a probe.
const ANSWER_TIME: Duration = Duration::from_millis(1);

impl Machine {
    /// Asks for a path as the kubelet does: only servers on `0.0.0.0` or the pod's address are reached.
    pub fn http_get(&mut self, at: Duration, request: &HttpRequest) -> HttpAnswer {
        self.run_to(at);
        let mut kernel = self.kernel.borrow_mut();
        let answer = match kernel.dial(From::Node, &request.host, request.port) {
            Dialed::Listener(place) if request.tls && kernel.speaks_plain_http(place) => HttpAnswer::Plain,
            Dialed::Listener(place) => match kernel.http(place, &request.method, &request.path) {
                Some((status, body)) => HttpAnswer::Answered {
                    status,
                    after: ANSWER_TIME,
                    body,
                },
                None => HttpAnswer::Closed,
            },
            Dialed::Refused => HttpAnswer::Refused,
            Dialed::Outside => HttpAnswer::Answered {
                status: 200,
                after: ANSWER_TIME,
                body: String::new(),
            },
            Dialed::NoSuchHost | Dialed::Timeout => HttpAnswer::Unreachable,
        };
        drop(kernel);
        self.run_to(at);
        answer
    }

    /// Opens a connection as the kubelet does.
    pub fn tcp_connect(&mut self, at: Duration, host: &str, port: u16) -> ConnectAnswer {
        self.run_to(at);
        match self.kernel.borrow().dial(From::Node, host, port) {
            Dialed::Listener(_) | Dialed::Outside => ConnectAnswer::Accepted,
            Dialed::Refused => ConnectAnswer::Refused,
            Dialed::NoSuchHost | Dialed::Timeout => ConnectAnswer::Unreachable,
        }
    }

    /// Asks a gRPC health service as the kubelet does.
    pub fn grpc_check(&mut self, at: Duration, host: &str, port: u16, service: &str) -> GrpcAnswer {
        let _ = service;
        self.run_to(at);
        let kernel = self.kernel.borrow();
        match kernel.dial(From::Node, host, port) {
            Dialed::Listener(place) if kernel.speaks_plain_http(place) => GrpcAnswer::Refused,
            Dialed::Listener(place) => {
                let state = &kernel.containers[&kernel.listeners[place].container];
                match state.launch.overrides.probe(state.age(at)) {
                    Some(false) => GrpcAnswer::NotServing,
                    _ => GrpcAnswer::Serving,
                }
            }
            _ => GrpcAnswer::Refused,
        }
    }
}
