//! `init-before-server`: an init container needs a server that starts only after it.

use api::core_v1::ContainerRole;
use variants::{Edit, tcp_startup_probe};

use super::fix::{add_args, change, set_key};
use super::{Context, Finding, Fix, Place, Remedy, Severity, known_health_check};
use crate::race::Race;

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
        Some(ContainerRole::Init) => (
            "Init containers run one after the other, in the order of the list",
            format!("Make {server} a native sidecar and put it above {client}."),
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
        fixes: fix(cx, race, server).into_iter().collect(),
    }]
}

/// Puts the server above who needs it, as a native sidecar whose startupProbe tells that it is up.
fn fix(cx: &Context<'_>, race: &Race, server: &str) -> Option<Fix> {
    let (pod, client) = (&cx.pod.spec, &*race.client.name);
    let (role, container) = pod.container(server)?;
    let lists = [
        ("initContainers", &pod.init_containers),
        ("containers", &pod.containers),
    ];
    let (from, list) = lists.into_iter().find(|(_, list)| list.contains(container))?;
    let (index, at) = (
        list.iter().position(|other| other.name == server)?,
        pod.init_containers
            .iter()
            .position(|other| other.name == client)?,
    );
    if role == ContainerRole::App && list.len() == 1 {
        return None; // A pod needs a container.
    }
    let spec = cx.spec_place()?;
    let (from, to) = (from.to_owned(), "initContainers".to_owned());
    let own = Place {
        object: spec.object,
        path: format!("{}.{to}[{at}]", spec.path),
    };
    let mut changes = vec![change(&spec, Edit::Move { from, index, to, at })];
    let is_native = role == ContainerRole::Sidecar;
    if !is_native {
        changes.push(set_key(&own, "restartPolicy", "Always".to_owned()));
    }
    if container.startup_probe.is_none() {
        let probe = match known_health_check(container) {
            Some(check) => {
                changes.extend(add_args(&own, &check.missing));
                check.startup_probe()
            }
            None => tcp_startup_probe(race.port.into()),
        };
        changes.push(set_key(&own, "startupProbe", probe));
    }
    Some(Fix {
        title: match is_native {
            true => format!("Put {server} above {client}, with a startupProbe"),
            false => format!("Make {server} a native sidecar above {client}, with a startupProbe"),
        },
        remedy: Remedy::Changes(changes),
    })
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

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn init_container_above_its_server() {
        let story = Story::pod(&["migrate!", "proxy*", "app"]).with("proxy", |proxy| {
            let port = api::core_v1::ContainerPort {
                container_port: 5432,
                ..Default::default()
            };
            proxy.ports.push(port);
        });
        let story = story
            .at(500)
            .start("migrate")
            .connect("migrate", 5432, None)
            .exit("migrate", 1);
        check(
            &story.end(),
            &[("init-before-server", "migrate needs proxy, which starts after it")],
        );
    }
}
