//! `probe-on-client`: a startupProbe on the container that should wait. A probe starts after the process, so it
//! holds nothing back.

use super::{Context, Finding, Severity};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let lost = cx.races.iter().find(|race| {
        let client = cx.pod.spec.container(&race.client.name);
        race.is_lost() && client.is_some_and(|(_, container)| container.startup_probe.is_some())
    });
    let Some(race) = lost else { return Vec::new() };
    let client = &race.client.name;
    let server = race.server.as_deref().unwrap_or("the other container");
    vec![Finding {
        code: "probe-on-client",
        severity: Severity::Problem,
        title: format!("The startupProbe of {client} does not make {client} wait"),
        text: format!(
            "A probe looks at a process that runs already: {client} had asked for port {} before the first look. The \
             startupProbe belongs on {server}, as a native sidecar.",
            race.port
        ),
        container: Some(client.to_string()),
        place: cx.place(client, "startupProbe"),
        records: vec![race.attempt_record],
        fixes: Vec::new(),
    }]
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
