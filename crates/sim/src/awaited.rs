//! Who would have answered: of ports that a pod's process asked for in vain, the container that was never started and would
//! have opened them. So an init container that needs a server among the app containers can be told what it waits for.

use std::sync::Arc;

use api::Object;
use api::core_v1::{ContainerRole, Pod, ProbeHandler};
use trace::{ConnectOutcome, ContainerRef, Fact, PodId, ProbeKind, ProbeOutcome, Recorder, is_localhost};

use crate::runtime::{behaviours, port_number};

/// So many ports are looked for.
const PORTS_MAX: usize = 8;

/// Tells the trace. To be called once, when the run is over.
pub(crate) fn tell(trace: &mut Recorder, helpers: &[String]) {
    for (pod, port) in compute_unanswered(trace) {
        if let Some(container) = server(trace, pod, port, helpers) {
            trace.set_awaited(pod, port, container);
        }
    }
}

/// Ports of pods that somebody in the pod asked the pod itself for (or a startupProbe) and nobody opened, in the order of
/// the first questions.
fn compute_unanswered(trace: &Recorder) -> Vec<(PodId, u16)> {
    let mut asked: Vec<(PodId, u16)> = Vec::new();
    let mut probed: Vec<&ContainerRef> = Vec::new();
    for record in trace.records() {
        let question = match &record.fact {
            Fact::Connection {
                from,
                host,
                port,
                outcome: ConnectOutcome::Refused,
                ..
            } if is_localhost(host) => Some((from.pod, *port)),
            Fact::Probe {
                container,
                kind: ProbeKind::Startup,
                outcome: ProbeOutcome::Failure(_),
                ..
            } if !probed.contains(&container) => {
                probed.push(container);
                probed_port(trace, container).map(|port| (container.pod, port))
            }
            _ => None,
        };
        asked.extend(question.filter(|question| asked.len() < PORTS_MAX && !asked.contains(question)));
    }
    for record in trace.records() {
        if let Fact::PortOpened { container, port, .. } | Fact::PortMissed { container, port, .. } =
            &record.fact
        {
            asked.retain(|asked| *asked != (container.pod, *port));
        }
    }
    asked
}

/// The port that the startupProbe of a container asks for.
fn probed_port(trace: &Recorder, of: &ContainerRef) -> Option<u16> {
    let (_, container) = pod(trace, of.pod)?.spec.container(&of.name)?;
    let port = match &container.startup_probe.as_ref()?.handler {
        ProbeHandler::HttpGet(get) => &get.port,
        ProbeHandler::TcpSocket(socket) => &socket.port,
        ProbeHandler::Exec(_) | ProbeHandler::Grpc(_) => return None,
    };
    port_number(container, port)
}

/// The container of a pod that opens a port, as far as is known without starting it.
fn server(trace: &Recorder, id: PodId, port: u16, helpers: &[String]) -> Option<String> {
    let object = pod(trace, id)?;
    let told = behaviours(&Object::Pod(object.clone()), helpers);
    let server = told
        .iter()
        .find(|told| told.behaviour.listens().any(|(opened, _)| opened == port))?;
    let containers = match server.role {
        ContainerRole::App => &object.spec.containers,
        ContainerRole::Init | ContainerRole::Sidecar => &object.spec.init_containers,
    };
    Some(containers.get(server.index)?.name.clone())
}

/// The first revision of a pod.
fn pod(trace: &Recorder, id: PodId) -> Option<&Arc<Pod>> {
    let uid = &trace.pods().get(id.0 as usize)?.uid;
    trace.records().iter().find_map(|record| match &record.fact {
        Fact::Object {
            object: Object::Pod(pod),
            ..
        } if pod.metadata.uid == *uid => Some(pod),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use api::meta_v1::Time;
    use trace::Cause;

    use super::*;

    #[test]
    fn of_the_pod_itself_only() {
        let mut trace = Recorder::new(Time::from_unix(0));
        let from = ContainerRef {
            pod: PodId(0),
            name: "app".into(),
            role: ContainerRole::App,
            attempt: 0,
        };
        for (host, port) in [
            ("db", 5432),
            ("localhost", 9090),
            ("127.0.0.1", 9090),
            ("::1", 80),
        ] {
            let asked = Fact::Connection {
                from: from.clone(),
                host: host.to_owned(),
                port,
                outcome: ConnectOutcome::Refused,
                exec: false,
            };
            trace.record(Duration::ZERO, Cause::Clock("test"), asked);
        }
        let opened = Fact::PortOpened {
            container: from,
            port: 80,
            local: false,
        };
        trace.record(Duration::ZERO, Cause::Clock("test"), opened);
        assert_eq!(compute_unanswered(&trace), [(PodId(0), 9090)]);
    }
}
