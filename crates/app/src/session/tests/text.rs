//! What a text becomes: seen, kept, refused, not lived again.

use super::{edited, told, tone};
use crate::chart::Tone;
use crate::session::{Msg, Session};

#[test]
fn a_text_that_is_no_yaml_keeps_the_picture() {
    let mut session = Session::new(false);
    let chart = session.view().chart.clone();
    edited(&mut session, "  template:", "  template: [");
    assert!(session.view().stale.is_some());
    assert_eq!(*session.view().chart, *chart);
    assert!(!session.view().diagnostics.is_empty());
    edited(&mut session, "  template: [", "  template:");
    assert_eq!(session.view().stale, None);
}

#[test]
fn a_new_text_that_is_no_yaml_has_no_picture() {
    let mut session = Session::new(false);
    session.update(Msg::FileOpened("x.yaml".into(), Some("kind: [Pod".into())));
    let view = session.view();
    assert!(view.stale.is_some() && !view.diagnostics.is_empty());
    assert!(view.cards.is_empty() && view.chart.groups.is_empty(), "{view:?}");
    assert!(view.panes.is_empty() && view.containers.is_empty() && view.findings.is_empty());
    let valid = crate::gallery::text("proxy").expect("an example").to_owned();
    told(&mut session, Msg::TextEdited(valid));
    assert_eq!(session.view().stale, None);
    assert!(!session.view().cards.is_empty());
}

#[test]
fn a_sidecar_without_restart_policy_is_judged_at_once() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar".into()));
    edited(&mut session, "restartPolicy: Always", "");
    assert_eq!(tone(&session, "plain-init"), Tone::Stuck);
    let mut session = Session::new(false);
    edited(&mut session, "restartPolicy: Always", "");
    // A plain init container must not have probes: the API server refuses this text, the others live on.
    assert_eq!(tone(&session, "as-written"), Tone::Bad);
    assert_eq!(session.view().stale, None);
    assert!(
        session
            .view()
            .diagnostics
            .iter()
            .any(|message| message.message.contains("restartPolicy=Always")),
        "{:?}",
        session.view().diagnostics
    );
}

#[test]
fn nonsense_does_no_harm() {
    let mut session = Session::new(true);
    for text in [
        "",
        "\n",
        "- ",
        "kind: Pod",
        "apiVersion: v1\nkind: Pod\n",
        "{}",
        "\u{0}",
        "a: &a [*a]",
    ] {
        told(&mut session, Msg::TextEdited(text.into()));
        session.update(Msg::Resized(10));
        session.update(Msg::Scrubbed(i32::MAX));
        session.update(Msg::CursorDragged(i32::MIN));
        session.update(Msg::CaretMoved(u32::MAX));
        session.update(Msg::Frame(i64::MAX));
        for closer in [true, false] {
            session.update(Msg::Zoomed(closer, Some(i32::MAX)));
        }
    }
}

#[test]
fn an_unknown_helper_does_the_same_in_every_variant() {
    let mut session = Session::new(false);
    let job = |helper: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      \
             containers:\n      - name: work\n        image: acme/work\n      - name: {helper}\n        image: acme/other\n"
        )
    };
    told(&mut session, Msg::TextEdited(job("log-agent")));
    let life = |session: &Session| session.view().containers[1].aspects[0].text.clone();
    assert_eq!(life(&session), "runs until it is stopped");
    assert_eq!(tone(&session, "without"), Tone::Stuck, "the Job never completes");
    assert_eq!(tone(&session, "plain-init"), Tone::Stuck, "nor does it begin");
    assert_eq!(tone(&session, "native"), Tone::Good);
    // Nothing calls it a helper, until the user does.
    told(&mut session, Msg::TextEdited(job("second")));
    assert_eq!(life(&session), "exits 0 after 5s");
    assert_eq!(tone(&session, "without"), Tone::Good);
    told(&mut session, Msg::SidecarChosen("second".into()));
    assert_eq!(life(&session), "runs until it is stopped");
    assert_eq!(tone(&session, "without"), Tone::Stuck);
}

#[test]
fn what_does_not_change_is_not_lived_again() {
    let mut session = Session::new(false);
    let before = std::rc::Rc::clone(&session.shown()[0].trace);
    edited(&mut session, "# this", "# that");
    assert!(std::rc::Rc::ptr_eq(&before, &session.shown()[0].trace));
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    assert!(!std::rc::Rc::ptr_eq(&before, &session.shown()[0].trace));
}

#[test]
fn a_comment_costs_no_life_and_no_picture() {
    use std::rc::Rc;
    let mut session = Session::new(false);
    let told = |session: &Session| session.picture.as_ref()?.told.first().cloned();
    let (before, known) = (session.view().clone(), told(&session).expect("containers"));
    session.update(Msg::TextEdited(format!("{}# a comment", session.text())));
    while session.is_working() {
        session.update(Msg::WorkDue);
        let view = session.view();
        assert!(Rc::ptr_eq(&before.chart, &view.chart) && Rc::ptr_eq(&before.cards, &view.cards));
        assert!(Rc::ptr_eq(&before.panes, &view.panes) && Rc::ptr_eq(&before.containers, &view.containers));
    }
    assert!(
        session
            .picture
            .as_ref()
            .is_some_and(|picture| picture.own().is_some_and(|own| own.text.ends_with("# a comment")))
    );
    assert!(told(&session).expect("containers").is(&known));
    // Another object is looked at anew.
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    assert!(!told(&session).expect("containers").is(&known));
}

#[test]
fn a_nightly_job_is_seen_and_the_clock_can_be_set() {
    let mut session = Session::new(false);
    told(
        &mut session,
        Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()),
    );
    let clock = |session: &Session| {
        let clock = session.clock();
        (clock.text, clock.usual)
    };
    assert_eq!(clock(&session), ("2026-11-21T10:02:58".to_owned(), true));
    let schedule = session.text().lines().find(|line| line.contains("schedule:"));
    let schedule = schedule.expect("a schedule").trim().to_owned();
    edited(&mut session, &schedule, "schedule: \"0 3 * * *\"");
    assert_eq!(clock(&session), ("2026-11-22T02:59:58".to_owned(), false));
    assert_eq!(
        tone(&session, "native-startup-probe"),
        Tone::Good,
        "its Job runs within the two minutes"
    );
    told(&mut session, Msg::EpochChosen("2026-11-22T12:00".into()));
    assert_eq!(clock(&session), ("2026-11-22T12:00:00".to_owned(), false));
    assert_eq!(
        tone(&session, "native-startup-probe"),
        Tone::Neutral,
        "nothing is due at noon"
    );
    told(&mut session, Msg::EpochChosen(String::new()));
    assert_eq!(clock(&session).0, "2026-11-22T02:59:58");
}
