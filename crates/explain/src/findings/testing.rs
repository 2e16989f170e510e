//! What the rules' unit tests share.

use api::core_v1::{ContainerPort, Probe, ProbeHandler, TcpSocketAction};
use api::meta_v1::IntOrString;
use trace::Trace;

use super::findings;

/// The findings' codes and titles, and what holds for every finding.
#[track_caller]
pub(super) fn check(trace: &Trace, expect: &[(&str, &str)]) {
    let findings = findings(trace);
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.code, &*finding.title))
        .collect();
    assert_eq!(found, expect);
    for finding in &findings {
        assert!(
            finding.text.ends_with('.') && !finding.title.ends_with('.'),
            "{finding:?}"
        );
        assert!(finding.place.is_some(), "{finding:?}");
    }
}

/// A port that a container declares.
pub(super) fn port(number: i32) -> ContainerPort {
    ContainerPort {
        container_port: number,
        ..Default::default()
    }
}

/// A startupProbe of a port that gives up soon.
pub(super) fn tcp_probe(port: i32) -> Probe {
    let port = IntOrString::Int(port);
    let action = TcpSocketAction {
        port,
        ..Default::default()
    };
    Probe {
        handler: ProbeHandler::TcpSocket(action),
        period_seconds: 1,
        failure_threshold: 5,
        ..Default::default()
    }
}
