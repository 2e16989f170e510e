//! `startup-deadlock`: a sidecar's startupProbe asks for a port of a container that starts only after the sidecar.

use api::core_v1::{Container, ContainerRole};

use super::{Context, Finding, Severity, port_of};
use crate::verdict::Outcome;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let (Outcome::Stuck {
        container: Some(stuck),
        ..
    }
    | Outcome::CrashLooping { container: stuck, .. }) = &cx.verdict.outcome
    else {
        return Vec::new();
    };
    let found = cx
        .sidecars()
        .find(|sidecar| sidecar.name == *stuck)
        .and_then(|sidecar| finding(cx, sidecar));
    found.into_iter().collect()
}

fn finding(cx: &Context<'_>, sidecar: &Container) -> Option<Finding> {
    let port = port_of(sidecar, &sidecar.startup_probe.as_ref()?.handler)?;
    let has = |container: &Container| {
        container
            .ports
            .iter()
            .any(|declared| declared.container_port == port)
    };
    if has(sidecar) {
        return None;
    }
    let mut apps = cx
        .pod
        .spec
        .all_containers()
        .filter(|(role, _)| *role == ContainerRole::App);
    let (_, app) = apps.find(|(_, container)| has(container))?;
    let name = &sidecar.name;
    Some(Finding {
        code: "startup-deadlock",
        severity: Severity::Problem,
        title: format!("{name} waits for {}, and {} waits for {name}", app.name, app.name),
        text: format!(
            "The startupProbe of {name} asks for port {port}, which {} opens. But {} starts only after the \
             startupProbe of {name} has succeeded. A startupProbe should ask for the sidecar's own state; use a \
             readinessProbe for a look at the app.",
            app.name, app.name
        ),
        container: Some(name.clone()),
        place: cx.place(name, "startupProbe"),
        records: Vec::new(),
        fixes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::{check, port, tcp_probe};
    use crate::testing::Story;

    #[test]
    fn sidecar_that_waits_for_the_app() {
        let story =
            Story::pod(&["queue*", "app"]).with("queue", |queue| queue.startup_probe = Some(tcp_probe(8080)));
        let story = story.with("app", |app| app.ports.push(port(8080)));
        let story = story
            .at(500)
            .start("queue")
            .at(1_300)
            .probe("queue", trace::ProbeKind::Startup, false);
        check(
            &story.end(),
            &[("startup-deadlock", "queue waits for app, and app waits for queue")],
        );
    }
}
