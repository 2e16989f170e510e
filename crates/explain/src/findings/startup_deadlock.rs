//! `startup-deadlock`: a startupProbe or a postStart hook asks for a port of a container that starts only afterwards.

use api::core_v1::{Container, ContainerRole, ProbeHandler};
use trace::{ConnectOutcome, Fact};
use variants::Edit;

use super::fix::{change, set_key};
use super::{Context, Finding, Fix, Remedy, port_of};
use crate::life;
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
        .pod
        .spec
        .container(stuck)
        .and_then(|(_, stuck)| finding(cx, stuck));
    found.into_iter().collect()
}

/// The container whose port the startupProbe of a sidecar asks for, though it starts only after the sidecar.
pub(super) fn probes_later<'a>(cx: &Context<'a>, container: &Container) -> Option<(u16, &'a Container)> {
    let handler = &container.startup_probe.as_ref()?.handler;
    let port = u16::try_from(port_of(container, handler)?).ok()?;
    let sidecar = cx.role(&container.name) == Some(ContainerRole::Sidecar);
    let later = later(cx, container, port, None).filter(|_| sidecar)?;
    Some((port, later))
}

fn finding(cx: &Context<'_>, container: &Container) -> Option<Finding> {
    let name = &container.name;
    let probe = probes_later(cx, container).map(|found| ("startupProbe", found));
    let (field, (port, later)) =
        probe.or_else(|| Some(("lifecycle.postStart", hook_asks(cx, container)?)))?;
    let (waits, help) = match probe {
        Some(_) => (
            format!("the startupProbe of {name} has succeeded"),
            "A startupProbe should ask for the sidecar's own state; use a readinessProbe for a look at the app.",
        ),
        None => (
            format!("the postStart hook of {name} has returned"),
            "The containers after one with a postStart hook wait for the hook, so it cannot wait for them.",
        ),
    };
    let fix = match probe {
        Some(_) => ask_later(cx, container),
        None => cx.leave_out(name, "postStart"),
    };
    let what = field.rsplit('.').next().unwrap_or(field);
    let later = &later.name;
    Some(cx.problem(
        "startup-deadlock",
        (name, field),
        format!("{name} waits for {later}, and {later} waits for {name}"),
        format!(
            "The {what} of {name} asks for port {port}, which {later} opens. But {later} starts only after {waits}. {help}"
        ),
        fix.into_iter().collect(),
    ))
}

/// What a postStart hook that has not returned asks for.
fn hook_asks<'a>(cx: &Context<'a>, container: &Container) -> Option<(u16, &'a Container)> {
    let run = life::running(cx.trace, cx.id, &container.name)?;
    life::post_start_since(cx.trace, &run.container)?;
    cx.trace
        .records()
        .iter()
        .rev()
        .find_map(|record| match &record.fact {
            Fact::Connection {
                from,
                port,
                outcome: ConnectOutcome::Refused,
                exec: true,
                ..
            } if *from == run.container => Some((*port, later(cx, container, *port, None)?)),
            _ => None,
        })
}

/// The container after `first` that opens a port, as far as is known (or as `opened` tells); `None` when `first` has it
/// itself.
pub(super) fn later<'a>(
    cx: &Context<'a>,
    first: &Container,
    port: u16,
    opened: Option<&str>,
) -> Option<&'a Container> {
    let known = opened.or_else(|| cx.trace.awaited(cx.id, port));
    let has = |container: &Container| {
        let mut ports = container.ports.iter();
        known == Some(&*container.name) || ports.any(|declared| declared.container_port == i32::from(port))
    };
    let all = cx.pod.spec.all_containers().map(|(_, container)| container);
    let mut after = all.skip_while(|container| container.name != first.name);
    after.next().filter(|first| !has(first))?;
    after.find(|container| has(container))
}

/// Asks the same as a readinessProbe.
fn ask_later(cx: &Context<'_>, container: &Container) -> Option<Fix> {
    let name = &container.name;
    let place = cx.place(name, "")?;
    let handler = &container.startup_probe.as_ref()?.handler;
    let port = port_of(container, handler)?;
    let yaml = match handler {
        ProbeHandler::HttpGet(get) => format!("httpGet:\n  path: {}\n  port: {port}", get.path),
        _ => format!("tcpSocket:\n  port: {port}"),
    };
    let key = "startupProbe".to_owned();
    let mut changes = vec![change(&place, Edit::Remove { key })];
    if container.readiness_probe.is_none() {
        changes.push(set_key(&place, "readinessProbe", yaml));
    }
    Some(Fix {
        title: format!("Ask this as a readinessProbe of {name}"),
        remedy: Remedy::Changes(changes),
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
