//! `readiness-does-not-order`: a sidecar with a readinessProbe and no startupProbe, and an app that started before
//! the sidecar was ready.

use api::core_v1::{Container, ContainerRole};
use trace::{Fact, ProbeKind, ProbeOutcome, Record};
use variants::VariantId;

use super::startup_deadlock::later;
use super::{Context, Finding, Severity, port_of, take};
use crate::life;
use crate::words::seconds;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let only_readiness =
        |sidecar: &&Container| sidecar.readiness_probe.is_some() && sidecar.startup_probe.is_none();
    cx.sidecars()
        .filter(only_readiness)
        .filter_map(|sidecar| finding(cx, sidecar))
        .collect()
}

fn finding(cx: &Context<'_>, sidecar: &Container) -> Option<Finding> {
    let name = &sidecar.name;
    // One that looks at the app cannot come before it.
    let port = sidecar
        .readiness_probe
        .as_ref()
        .and_then(|probe| port_of(sidecar, &probe.handler));
    let looks = port.and_then(|port| u16::try_from(port).ok()).and_then(|port| {
        let opened = cx.trace.records().iter().find_map(|record| match &record.fact {
            Fact::PortOpened {
                container, port: is, ..
            } if container.pod == cx.id && *is == port => Some(&*container.name),
            _ => None,
        });
        later(cx, sidecar, port, opened)
    });
    if looks.is_some() {
        return None;
    }
    let app = &cx.pod.spec.containers.first()?.name;
    let started = life::first_start(cx.trace, cx.id, app)?;
    let ready = cx
        .trace
        .records()
        .iter()
        .find(|record| is_ready(cx, record, name))
        .map(|record| record.at);
    if ready.is_some_and(|ready| ready <= started) {
        return None;
    }
    // What never succeeds would hold everything up as a startupProbe.
    let fix = ready.map(|_| {
        take(
            format!("Ask the same as a startupProbe of {name}"),
            VariantId::NativeStartupProbe,
        )
    });
    let ready = match ready {
        Some(at) => format!("ready only at {}", seconds(at)),
        None => "never ready, so the pod never is".to_owned(),
    };
    Some(Finding {
        code: "readiness-does-not-order",
        severity: Severity::Advice,
        title: format!("The readinessProbe of {name} does not make {app} wait"),
        text: format!(
            "{app} started at {}, though {name} was {ready}. Readiness decides about traffic and about the pod's \
             Ready condition, not about the order of the start. Only a startupProbe (or a postStart hook) holds \
             the next container back.",
            seconds(started)
        ),
        container: Some(name.clone()),
        place: cx.place(name, "readinessProbe"),
        records: Vec::new(),
        fixes: fix.into_iter().collect(),
    })
}

fn is_ready(cx: &Context<'_>, record: &Record, name: &str) -> bool {
    match &record.fact {
        Fact::Probe {
            container,
            kind: ProbeKind::Readiness,
            outcome: ProbeOutcome::Success,
            ..
        } => container.pod == cx.id && container.role == ContainerRole::Sidecar && &*container.name == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn readiness() {
        let probe = api::core_v1::Probe::default();
        let story = Story::pod(&["nginx*", "app"]).with("nginx", |nginx| nginx.readiness_probe = Some(probe));
        let trace = story
            .at(500)
            .start("nginx")
            .unready("nginx")
            .at(700)
            .start("app")
            .end();
        check(
            &trace,
            &[(
                "readiness-does-not-order",
                "The readinessProbe of nginx does not make app wait",
            )],
        );
    }
}
