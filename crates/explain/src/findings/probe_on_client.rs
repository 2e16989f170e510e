//! `probe-on-client`: a startupProbe on the container that should wait. A probe starts after the process, so it
//! holds nothing back.

use api::core_v1::{Container, ContainerRole};
use trace::{ConnectOutcome, Fact, RecordId};
use variants::VariantId;

use super::{Context, Finding, take};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    let mut found = all.filter_map(|(_, container)| finding(cx, container));
    found.next().into_iter().collect()
}

fn finding(cx: &Context<'_>, container: &Container) -> Option<Finding> {
    container.startup_probe.as_ref()?;
    let client = &container.name;
    let lost = cx
        .races
        .iter()
        .find(|race| race.is_lost() && race.closed.is_none() && *race.client.name == **client);
    let (server, port, record, then, fixes) = match lost {
        Some(race) => (
            race.server.as_deref().unwrap_or("the other container"),
            race.port,
            race.attempt_record,
            format!("{client} had asked for port {} before the first look", race.port),
            Vec::new(),
        ),
        None => {
            let (server, port, record) = asks_another(cx, container)?;
            let title = format!("Let {client} wait: native sidecar with a startupProbe");
            (
                server,
                port,
                record,
                "it does not wait, but is killed when the probe fails too often".to_owned(),
                vec![take(title, VariantId::NativeStartupProbe)],
            )
        }
    };
    // The choice of a variant is the sidecar.
    let about = if fixes.is_empty() { client } else { server };
    let mut finding = cx.problem(
        "probe-on-client",
        (about, ""),
        format!("The startupProbe of {client} does not make {client} wait"),
        format!(
            "A probe looks at a process that runs already: {then}. The startupProbe belongs on {server}, which opens \
             port {port}, as a native sidecar."
        ),
        fixes,
    );
    finding.place = cx.place(client, "startupProbe");
    finding.records.push(record);
    Some(finding)
}

/// The app container whose port the command of a startupProbe that kills its container asks for.
pub(super) fn asks_another<'a>(cx: &Context<'a>, container: &Container) -> Option<(&'a str, u16, RecordId)> {
    if cx.killings(&container.name, "failed startup probe").is_empty() {
        return None;
    }
    let (port, record) = cx.trace.records().iter().find_map(|record| match &record.fact {
        Fact::Connection {
            from,
            port,
            outcome: ConnectOutcome::Refused,
            exec: true,
            ..
        } if from.pod == cx.id && *from.name == *container.name => Some((*port, record.id)),
        _ => None,
    })?;
    let server = cx.trace.records().iter().find_map(|record| match &record.fact {
        Fact::PortOpened {
            container: server,
            port: opened,
            ..
        } if server.pod == cx.id && *opened == port => Some(&*server.name),
        _ => None,
    });
    let server = server.or_else(|| cx.trace.awaited(cx.id, port))?;
    let another = server != container.name && cx.role(server) != Some(ContainerRole::Init);
    another.then_some((server, port, record))
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::{check, tcp_probe};
    use crate::testing::Story;

    #[test]
    fn startup_probe_on_the_wrong_container() {
        let story = Story::pod(&["app", "proxy"]).with("app", |app| app.startup_probe = Some(tcp_probe(80)));
        let story = story.at(500).start("app").connect("app", 80, None).exit("app", 1);
        let story = story.at(600).start("proxy").at(900).open("proxy", 80);
        check(
            &story.end(),
            &[
                ("lost-race", "app asks proxy 0.4 s too early"),
                (
                    "probe-on-client",
                    "The startupProbe of app does not make app wait",
                ),
            ],
        );
    }
}
