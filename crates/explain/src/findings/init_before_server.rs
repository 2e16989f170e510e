//! `init-before-server`: an init container needs a server that starts only after it.

use api::core_v1::ContainerRole;

use super::{Context, Finding, Severity};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let refused = cx
        .races
        .iter()
        .filter(|race| race.client.role == ContainerRole::Init && race.is_lost());
    let Some(race) = refused.clone().next() else {
        return Vec::new();
    };
    let client = &race.client.name;
    let Some(server) = race
        .server
        .as_deref()
        .filter(|server| starts_later(cx, client, server))
    else {
        return Vec::new();
    };
    let (why, how) = match cx.role(server) {
        Some(ContainerRole::Sidecar) => (
            "Init containers and native sidecars start in the order of the list",
            format!("Put {server} above {client} in initContainers."),
        ),
        _ => (
            "Containers in containers start only after every init container has ended",
            format!("Make {server} a native sidecar and put it above {client} in initContainers."),
        ),
    };
    vec![Finding {
        code: "init-before-server",
        severity: Severity::Problem,
        title: format!("{client} needs {server}, which starts after it"),
        text: format!(
            "{why}, so {client} asks for port {} before {server} exists. {how}",
            race.port
        ),
        container: Some(client.to_string()),
        place: cx.place(client, ""),
        records: vec![race.attempt_record],
        fixes: Vec::new(),
    }]
}

fn starts_later(cx: &Context<'_>, client: &str, server: &str) -> bool {
    let position = |name: &str| {
        cx.pod
            .spec
            .all_containers()
            .position(|(_, container)| container.name == name)
    };
    position(client) < position(server)
}
