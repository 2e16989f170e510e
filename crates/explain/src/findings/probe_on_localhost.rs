//! `probe-on-localhost`: a probe asks a port that its container opens for localhost only. The kubelet is not in the pod.

use api::core_v1::{Container, Probe, ProbeHandler};
use trace::Fact;

use super::{Context, Finding, Severity, port_of};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    all.filter_map(|(_, container)| finding(cx, container)).collect()
}

/// Whether a probe of `container` asks in vain because of this.
pub(super) fn asks_in_vain(cx: &Context<'_>, container: &Container, probe: &Probe) -> bool {
    asked(container, probe).is_some_and(|port| open_for_localhost(cx, &container.name, port).is_some())
}

fn finding(cx: &Context<'_>, container: &Container) -> Option<Finding> {
    let probes = [
        ("startupProbe", &container.startup_probe),
        ("readinessProbe", &container.readiness_probe),
        ("livenessProbe", &container.liveness_probe),
    ];
    let (field, port, record) = probes.into_iter().find_map(|(field, probe)| {
        let port = asked(container, probe.as_ref()?)?;
        Some((field, port, open_for_localhost(cx, &container.name, port)?))
    })?;
    let name = &container.name;
    Some(Finding {
        code: "probe-on-localhost",
        severity: Severity::Problem,
        title: format!("The {field} of {name} asks where nobody listens"),
        text: format!(
            "{name} opens port {port} for localhost only. The kubelet asks at the pod's address, from outside the pod, \
             and is refused: no threshold is high enough. Let {name} listen on 0.0.0.0, ask another port, or use an exec \
             probe, which runs inside the container."
        ),
        container: Some(name.clone()),
        place: cx.place(name, field),
        records: vec![record],
        fixes: Vec::new(),
    })
}

/// The port that a probe asks at the pod's address.
fn asked(container: &Container, probe: &Probe) -> Option<u16> {
    let host = match &probe.handler {
        ProbeHandler::HttpGet(get) => &get.host,
        ProbeHandler::TcpSocket(socket) => &socket.host,
        _ => return None,
    };
    if !host.is_empty() {
        return None;
    }
    u16::try_from(port_of(container, &probe.handler)?).ok()
}

/// The record in which `container` opened `port` for localhost, when it opened it for nobody else.
fn open_for_localhost(cx: &Context<'_>, container: &str, port: u16) -> Option<trace::RecordId> {
    let mut found = None;
    for record in cx.trace.records() {
        match &record.fact {
            Fact::PortOpened {
                container: who,
                port: opened,
                local,
            } if *opened == port && who.pod == cx.id && &*who.name == container => {
                if !local {
                    return None;
                }
                found = found.or(Some(record.id));
            }
            _ => {}
        }
    }
    found
}
