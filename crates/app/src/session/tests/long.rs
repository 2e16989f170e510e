//! Long runs: lived in portions, given up when something else is asked.

use crate::session::{Effect, Msg, Pane, Session};

/// A job a minute, for so many seconds.
fn minutely(session: &mut Session, length: u32) -> Vec<Effect> {
    let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: report}\nspec:\n  schedule: \"* * * * *\"\n  jobTemplate:\n    \
        spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          \
        - {name: report, image: busybox, command: [sleep, \"5\"]}\n";
    session.update(Msg::TextEdited(text.to_owned()));
    session.update(Msg::LengthChosen(length))
}

#[test]
fn a_long_run_gives_way() {
    use std::rc::Rc;
    let mut session = Session::new(false);
    minutely(&mut session, 120);
    assert!(!session.is_working());
    let before = session.view().clone();
    let effects = session.update(Msg::LengthChosen(86_400));
    assert!(session.is_working() && effects.contains(&Effect::Work));
    let view = session.view();
    assert!(Rc::ptr_eq(&before.chart, &view.chart) && Rc::ptr_eq(&before.cards, &view.cards));
    // It goes on, and says how far it has come.
    let progress = |session: &mut Session| {
        let old = session.view().stale.clone();
        while session.view().stale == old && session.is_working() {
            session.update(Msg::WorkDue);
        }
        session.view().stale.clone().expect("a sentence")
    };
    let first = progress(&mut session);
    assert!(
        first.starts_with("Simulating ") && first.ends_with(" of 24 h"),
        "{first}"
    );
    progress(&mut session);
    // Whatever else happens does not wait for it,
    for msg in [
        Msg::PaneChosen(Pane::Why),
        Msg::Scrubbed(100),
        Msg::Zoomed(true, None),
        Msg::Fitted,
    ] {
        assert!(session.update(msg).contains(&Effect::Work) && session.is_working());
    }
    assert_eq!(session.view().panes[0].command, "");
    // and another text ends it.
    session.update(Msg::TextEdited(session.text().replace("report", "other")));
    assert_eq!(progress(&mut session), first);
    session.update(Msg::LengthChosen(120));
    assert!(!session.is_working() && session.view().stale.is_none());
}

#[test]
fn a_long_run_is_the_same_in_portions() {
    let mut session = Session::new(false);
    minutely(&mut session, 21_600);
    assert!(session.is_working());
    // What a link asks to see is seen when it is there.
    let shared = crate::link::Shared {
        range: Some((6_000_000_000, 7_000_000_000)),
        ..session.shared()
    };
    let hash = crate::link::encode(&shared);
    let mut session = Session::new(false);
    session.update(Msg::HashOpened(hash.clone()));
    assert!(session.is_working());
    assert_eq!(session.hash(), hash);
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    assert_eq!(session.hash(), hash);
    assert_eq!(session.view().chart.axis.range(), (6_000_000_000, 7_000_000_000));
    let own = session
        .picture
        .as_ref()
        .and_then(|picture| picture.own())
        .expect("a picture");
    let whole = sim::simulate(&own.objects, &own.made_with.scenario(&own.objects));
    assert!(*own.trace == whole);
}

#[test]
fn the_odds_of_a_long_run_are_found_in_portions() {
    let mut session = Session::new(false);
    minutely(&mut session, 10_800);
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    // Nobody asked: it takes long.
    assert!(!session.has_odds_to_find());
    session.update(Msg::OddsAsked);
    let runs = |session: &Session| {
        let own = session.picture.as_ref().and_then(|picture| picture.own());
        own.and_then(|own| session.odds.of(own))
            .map_or(0, |tally| tally.runs)
    };
    let mut portions = 0;
    while runs(&session) == 0 {
        assert!(session.has_odds_to_find());
        session.update(Msg::OddsDue);
        portions += 1;
    }
    assert!(portions > 5, "{portions}");
    // What was begun for another text is not counted for this one.
    session.update(Msg::OddsDue);
    session.update(Msg::LengthChosen(120));
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    session.update(Msg::OddsDue);
    assert_eq!(runs(&session), 1);
}
