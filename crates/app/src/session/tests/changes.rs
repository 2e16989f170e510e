//! What the page writes into the text: knobs, fixes, corrections, variants.

use super::{text_has, told, tone};
use crate::chart::Tone;
use crate::session::{Effect, Msg, Session};

#[test]
fn a_knob_writes_the_annotation_and_moves_the_picture() {
    let mut session = Session::new(false);
    let row = &session.view().containers[0];
    let (aspect, found) = row
        .aspects
        .iter()
        .enumerate()
        .find(|(_, aspect)| aspect.text.starts_with("listens"))
        .expect("it listens");
    assert_eq!(found.knobs[0].millis, 5_000);
    let effects = told(
        &mut session,
        Msg::KnobTurned("slow-sidecar".into(), aspect, 0, 500),
    );
    assert!(matches!(effects[0], Effect::SetText(_)));
    text_has(
        &session,
        "behaviour.sidecar-playground.dev/slow-sidecar: listen 8081 after 500ms",
    );
    let row = &session.view().containers[0];
    assert_eq!(row.aspects[aspect].source, "annotation");
    // Turned again, the same statement changes.
    told(
        &mut session,
        Msg::KnobTurned("slow-sidecar".into(), aspect, 0, 8_000),
    );
    text_has(&session, "slow-sidecar: listen 8081 after 8s\n");
    assert!(!session.text().contains("500ms"));
    told(
        &mut session,
        Msg::BehaviourWritten("slow-sidecar".into(), String::new()),
    );
    assert_eq!(session.text(), Session::new(false).text());
    told(
        &mut session,
        Msg::ProbeSet("slow-sidecar".into(), "startupProbe", "periodSeconds", 0),
    );
    told(
        &mut session,
        Msg::ProbeSet("slow-sidecar".into(), "startupProbe", "timeoutSeconds", 3),
    );
    text_has(&session, "periodSeconds: 1\n");
    text_has(&session, "timeoutSeconds: 3\n");
}

#[test]
fn a_fix_changes_the_text_and_takes_the_finding_away() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-classic".into()));
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| !finding.fixes.is_empty())
        .expect("a fix");
    assert!(findings[at].line.is_some(), "{findings:?}");
    let effects = told(&mut session, Msg::FixApplied(at, 0));
    assert!(matches!(effects[0], Effect::Announce(_)) && matches!(effects[1], Effect::SetText(_)));
    assert!(
        session
            .view()
            .findings
            .iter()
            .all(|left| left.title != findings[at].title)
    );
    told(&mut session, Msg::FixApplied(99, 0));
}

#[test]
fn a_fix_knows_the_port_of_an_image() {
    let mut session = Session::new(false);
    // No port is written anywhere: the image is known.
    let (start, rest) = session.text().split_once("        ports:").expect("ports");
    let (_, end) = rest.split_once("failureThreshold: 5\n").expect("the probe's end");
    let text = format!("{start}{end}");
    told(&mut session, Msg::TextEdited(text));
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| finding.title.contains("too early"));
    told(&mut session, Msg::FixApplied(at.expect("a lost race"), 0));
    assert_eq!(session.notice(), None);
    assert!(session.text().contains("startupProbe"), "{}", session.text());
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Good);
}

/// A Job whose proxy is asked for a health check that was never switched on.
const UNHEALTHY: &str = "apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      restartPolicy: Never
      initContainers:
      - name: proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        restartPolicy: Always
        args: [--port=5432, 'my-project:us-central1:db']  # no --health-check
        startupProbe:
          tcpSocket: {port: 9091}
          periodSeconds: 1
          failureThreshold: 20
      containers:
      - {name: app, image: 'python:3.12', command: [sh, -c, nc -z localhost 5432]}
";

#[test]
fn a_health_check_is_switched_on() {
    let mut session = Session::new(false);
    told(&mut session, Msg::TextEdited(UNHEALTHY.to_owned()));
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Bad);
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| finding.fixes.iter().any(|fix| fix.starts_with("Switch ")));
    told(&mut session, Msg::FixApplied(at.expect("a fix"), 0));
    let text = session.text();
    for part in [
        "--health-check, --http-address=0.0.0.0]  # no",
        "path: /startup",
        "port: 9090",
        "periodSeconds: 1",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("tcpSocket"), "{text}");
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Good);
    // Without the probe the race is lost by what the proxy would have needed, though it was stopped before.
    let lost = session.view().cards.iter().find(|card| card.id == "native");
    assert_eq!(
        lost.map(|card| card.sentence.as_str()),
        Some("Race lost by 0.9 s")
    );
}

#[test]
fn an_unknown_program_needs_the_database_that_it_is_told_of() {
    let mut session = Session::new(false);
    let own = "{name: app, image: 'acme/report:3', env: [{name: DB_HOST, value: 127.0.0.1}]}";
    let known = "{name: app, image: 'python:3.12', command: [sh, -c, nc -z localhost 5432]}";
    told(&mut session, Msg::TextEdited(UNHEALTHY.replace(known, own)));
    for (id, expect) in [("without", Tone::Bad), ("native", Tone::Bad)] {
        assert_eq!(tone(&session, id), expect, "{id}");
    }
    let lost = session.view().cards.iter().find(|card| card.id == "native");
    assert_eq!(
        lost.map(|card| card.sentence.as_str()),
        Some("Race lost by 0.9 s")
    );
    let told_of = session.view().containers.iter().find(|row| row.name == "app");
    let words: Vec<&str> = told_of
        .expect("a row")
        .aspects
        .iter()
        .map(|aspect| aspect.text.as_str())
        .collect();
    assert_eq!(
        words[0],
        "needs localhost:5432, else exits 1; then exits 0 after 5s"
    );
}

#[test]
fn placeholders_are_corrected() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    let text = session
        .text()
        .replace("slow-sidecar", "<YOUR-SIDECAR>")
        .replace("* * * * *", "often");
    told(&mut session, Msg::TextEdited(text));
    assert_eq!(session.view().status.correct, "Correct 1 of 2");
    let effects = told(&mut session, Msg::Corrected);
    assert!(matches!(&effects[0], Effect::SetText(text) if text.contains("- name: your-sidecar\n")));
    assert_eq!(session.view().status.text, "1 error");
    assert_eq!(session.view().status.correct, "");
}

#[test]
fn a_variant_becomes_the_manifest() {
    let mut session = Session::new(false);
    told(&mut session, Msg::VariantUsed("without".into()));
    let card = |id: &str| session.view().cards.iter().find(|card| card.id == id).cloned();
    assert!(card("without").expect("a card").as_written);
    assert!(!session.text().contains("initContainers"));
}
