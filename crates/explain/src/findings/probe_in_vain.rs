//! `probe-on-localhost`, `probe-on-closed-port`, `probe-on-wrong-path`: a probe asks a port that its container opens for
//! localhost only (the kubelet is not in the pod), or does not open at all, or a server that does not know the path.

use api::core_v1::{Container, Probe, ProbeHandler};
use trace::{Fact, ProbeOutcome, RecordId};
use variants::Edit;

use super::fix::{add_args, change, set_key};
use super::{Context, Finding, Fix, Place, Remedy, Severity, known_health_check, port_of, set};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    all.filter_map(|(_, container)| finding(cx, container)).collect()
}

/// Whether the startupProbe of `container` asks in vain because of this.
pub(super) fn asks_in_vain(cx: &Context<'_>, container: &Container, probe: &Probe) -> bool {
    asked(container, probe).is_some_and(|port| reason(cx, (&container.name, "startupProbe"), port).is_some())
}

/// Why nobody answers.
enum Reason {
    /// The port is open for localhost only, since this record.
    Localhost(RecordId),
    /// The container opens these ports instead (for everybody: true).
    Closed(Vec<(u16, bool)>),
    /// The server answers, but with this status, since this record.
    NotFound(RecordId),
}

/// What the kubelet says of an answer that will not change.
const NOT_FOUND: &str = "statuscode: 404";

fn finding(cx: &Context<'_>, container: &Container) -> Option<Finding> {
    let probes = [
        ("startupProbe", &container.startup_probe),
        ("readinessProbe", &container.readiness_probe),
        ("livenessProbe", &container.liveness_probe),
    ];
    let (field, probe, port, reason) = probes.into_iter().find_map(|(field, probe)| {
        let probe = probe.as_ref()?;
        let port = asked(container, probe)?;
        Some((field, probe, port, reason(cx, (&container.name, field), port)?))
    })?;
    let name = &container.name;
    let place = cx.place(name, field);
    let own = own_health_check(cx, container, (field, probe), port);
    let nobody = format!("The {field} of {name} asks where nobody listens");
    let other = |other: Option<u16>| ask_other(place.as_ref()?, probe, other?);
    let (code, title, why, help, records, other) = match reason {
        Reason::Localhost(record) => (
            "probe-on-localhost",
            nobody,
            format!(
                "{name} opens port {port} for localhost only. The kubelet asks at the pod's address, from outside the pod, \
                 and is refused: no threshold is high enough."
            ),
            format!(
                "Let {name} listen on 0.0.0.0, ask another port, or use an exec probe, which runs inside the container."
            ),
            vec![record],
            None,
        ),
        Reason::NotFound(record) => (
            "probe-on-wrong-path",
            format!("The {field} of {name} asks for a path that is not there"),
            format!("{name} listens on port {port}, but answers 404 there: more patience does not help."),
            "Ask for a path that it has, or only whether the port is open.".to_owned(),
            vec![record],
            place.as_ref().map(|place| ask_port(place, port)),
        ),
        Reason::Closed(ports) => {
            let opens: Vec<String> = ports.iter().map(|(port, _)| port.to_string()).collect();
            let opens = opens.join(", ");
            (
                "probe-on-closed-port",
                nobody,
                format!(
                    "{name} opens {opens}, not {port}: whoever asks there is refused, and no threshold is high enough."
                ),
                "Ask a port that it opens, or let it open this one.".to_owned(),
                Vec::new(),
                other(only(&ports)),
            )
        }
    };
    Some(Finding {
        code,
        severity: Severity::Problem,
        title,
        text: format!("{why} {help}"),
        container: Some(name.clone()),
        place,
        records,
        fixes: own.or(other).into_iter().collect(),
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

/// Why `container` does not answer on `port`; `None` when it does, or would have, or nothing is known of where it listens.
fn reason(cx: &Context<'_>, (container, field): (&str, &str), port: u16) -> Option<Reason> {
    let (mut open, mut not_found) = (false, None);
    // One that starts later would: that is a deadlock.
    if cx
        .trace
        .awaited(cx.id, port)
        .is_some_and(|other| other != container)
    {
        return None;
    }
    let mut local = None;
    let mut others: Vec<(u16, bool)> = Vec::new();
    for record in cx.trace.records() {
        match &record.fact {
            Fact::PortMissed {
                container: who,
                port: missed,
                ..
            } if who.pod == cx.id && *who.name == *container && *missed == port => return None,
            Fact::PortOpened {
                container: who,
                port: opened,
                local: locally,
            } if who.pod == cx.id => {
                if *who.name != *container {
                    // A pod's containers have one address: another one may answer, as Istio's proxy does for the app.
                    if *opened == port && !locally {
                        return None;
                    }
                } else if *opened != port {
                    others.push((*opened, !locally));
                } else if *locally {
                    local = local.or(Some(record.id));
                } else {
                    open = true;
                }
            }
            Fact::Probe {
                container: who,
                kind,
                outcome,
                ..
            } if who.pod == cx.id && *who.name == *container && kind.field() == field => match outcome {
                ProbeOutcome::Failure(said) if said.ends_with(NOT_FOUND) => {
                    not_found = not_found.or(Some(record.id));
                }
                ProbeOutcome::Success => return None,
                _ => {}
            },
            _ => {}
        }
    }
    if open {
        return not_found.map(Reason::NotFound);
    }
    others.sort_unstable();
    others.dedup();
    match local {
        Some(record) => Some(Reason::Localhost(record)),
        None if others.is_empty() => None,
        None => Some(Reason::Closed(others)),
    }
}

/// The one port that everybody reaches.
fn only(ports: &[(u16, bool)]) -> Option<u16> {
    let mut open = ports.iter().filter(|(_, everybody)| *everybody);
    let (port, _) = open.next()?;
    open.next().is_none().then_some(*port)
}

/// Asks whether the port is open, not for an answer.
fn ask_port(place: &Place, port: u16) -> Fix {
    let key = "httpGet".to_owned();
    Fix {
        title: format!("Ask only whether port {port} is open"),
        remedy: Remedy::Changes(vec![
            change(place, Edit::Remove { key }),
            set_key(place, "tcpSocket", format!("port: {port}")),
        ]),
    }
}

/// Asks another port in the same way.
fn ask_other(place: &Place, probe: &Probe, port: u16) -> Option<Fix> {
    let handler = Place {
        object: place.object,
        path: format!("{}.{}", place.path, handler_key(probe)?),
    };
    let title = format!("Ask port {port} instead");
    Some(set(title, &handler, &[("port", port.to_string())]))
}

/// Switches the health check of a known program on, and asks it there.
fn own_health_check(
    cx: &Context<'_>,
    container: &Container,
    (field, probe): (&str, &Probe),
    asked: u16,
) -> Option<Fix> {
    let check = known_health_check(container)?;
    let (place, own) = (cx.place(&container.name, field)?, cx.place(&container.name, "")?);
    let mut changes = add_args(&own, &check.missing);
    if asked != check.port {
        let key = handler_key(probe)?.to_owned();
        changes.extend((key != "httpGet").then(|| change(&place, Edit::Remove { key })));
        changes.push(set_key(&place, "httpGet", check.http_get()));
    }
    let title = match check.missing[..] {
        [] => format!("Ask {}'s own health check", check.image),
        _ => format!(
            "Switch {}'s health check on: {}",
            check.image,
            check.missing.join(" ")
        ),
    };
    (!changes.is_empty()).then_some(Fix {
        title,
        remedy: Remedy::Changes(changes),
    })
}

fn handler_key(probe: &Probe) -> Option<&'static str> {
    match probe.handler {
        ProbeHandler::HttpGet(_) => Some("httpGet"),
        ProbeHandler::TcpSocket(_) => Some("tcpSocket"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use trace::Trace;

    use crate::findings::findings;
    use crate::findings::testing::{check, tcp_probe};
    use crate::testing::Story;

    #[test]
    fn startup_probe_from_outside_for_localhost_only() {
        let story = || {
            let pod = Story::pod(&["proxy*", "app"]);
            pod.with("proxy", |proxy| proxy.startup_probe = Some(tcp_probe(5432)))
                .at(500)
                .start("proxy")
                .open_locally("proxy", 5432)
        };
        let found = [(
            "probe-on-localhost",
            "The startupProbe of proxy asks where nobody listens",
        )];
        check(&story().end(), &found);
        let killed = story().killing("proxy", "Init container proxy failed startup probe");
        check(&killed.end(), &found);
        check(&story().open("proxy", 5432).end(), &[]);
    }

    #[test]
    fn probe_of_a_port_that_is_never_opened() {
        let story = |ports: &[(u16, bool)]| {
            let pod = Story::pod(&["proxy*", "app"]);
            let pod = pod.with("proxy", |proxy| proxy.startup_probe = Some(tcp_probe(9090)));
            let started = pod.at(500).start("proxy");
            ports.iter().fold(started, |story, (port, local)| match local {
                true => story.open_locally("proxy", *port),
                false => story.open("proxy", *port),
            })
        };
        let found = [(
            "probe-on-closed-port",
            "The startupProbe of proxy asks where nobody listens",
        )];
        let fixes = |trace: &Trace| -> Vec<String> {
            let fixes = findings(trace).remove(0).fixes.into_iter();
            fixes.map(|fix| fix.title).collect()
        };
        let killed = |story: Story| {
            story
                .killing("proxy", "Init container proxy failed startup probe")
                .end()
        };
        let trace = killed(story(&[(8080, false)]));
        check(&trace, &found);
        assert_eq!(fixes(&trace), ["Ask port 8080 instead"]);
        let trace = killed(story(&[(5432, true)]));
        check(&trace, &found);
        assert!(fixes(&trace).is_empty());
        // Another container answers there, nothing is known of where it listens, or it would have come to it.
        let tight = [("tight-startup-probe", "The startupProbe kills proxy once")];
        check(&killed(story(&[])), &tight);
        check(&killed(story(&[(8080, false)]).open("app", 9090)), &tight);
        check(
            &killed(story(&[(8080, false)]).miss("proxy", 9090, 40_000)),
            &tight,
        );
        // A program whose own health check is off, or asked elsewhere.
        let sql = story(&[(5432, true)]).with("proxy", |proxy| {
            proxy.image = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1".into();
        });
        assert_eq!(
            fixes(&killed(sql)),
            ["Switch cloud-sql-proxy's health check on: --health-check --http-address=0.0.0.0"]
        );
    }
}
