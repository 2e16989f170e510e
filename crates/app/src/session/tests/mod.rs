//! The session as a visitor uses it, on the gallery's examples and the real simulator.

mod changes;
mod long;
mod panes;
mod picture;
mod text;

use crate::chart::Tone;
use crate::session::{Effect, Msg, Pane, Session};

/// Replaces the first `from` in the text.
fn edited(session: &mut Session, from: &str, to: &str) -> Vec<Effect> {
    let text = session.text().replacen(from, to, 1);
    assert_ne!(text, session.text(), "{from} is in the text");
    told(session, Msg::TextEdited(text))
}

/// Tells a message and lets the picture follow.
fn told(session: &mut Session, msg: Msg) -> Vec<Effect> {
    let mut effects = session.update(msg);
    while session.is_working() {
        effects.extend(session.update(Msg::WorkDue));
    }
    effects
}

/// The tone of a variant's card.
fn tone(session: &Session, id: &str) -> Tone {
    let card = session.view().cards.iter().find(|card| card.id == id);
    card.unwrap_or_else(|| panic!("a card {id}")).tone
}

fn text_has(session: &Session, part: &str) {
    assert!(session.text().contains(part), "{part} in\n{}", session.text());
}

#[test]
fn the_first_example_shows_the_race_lost_and_won() {
    let session = Session::new(false);
    let view = session.view();
    let groups: Vec<&str> = view.chart.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(groups, ["without", "native-startup-probe"]);
    assert_eq!(
        (tone(&session, "without"), tone(&session, "native-startup-probe")),
        (Tone::Bad, Tone::Good)
    );
    assert_eq!(view.chart.groups[0].races.len(), 1, "the lost race is drawn");
    assert_eq!(view.chart.groups[1].races.len(), 0);
    assert!(view.chart.cuts.len() == 1, "the grace period is cut");
    assert!(
        view.containers.iter().all(|row| !row.aspects.is_empty()),
        "{:?}",
        view.containers
    );
}

#[test]
fn a_link_reopens_the_same_state() {
    let mut session = Session::new(false);
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    session.update(Msg::VariantToggled("native".into()));
    session.update(Msg::PaneChosen(Pane::Events));
    session.update(Msg::Scrubbed(3_000));
    let hash = session.hash();
    let mut opened = Session::new(false);
    let effects = opened.update(Msg::HashOpened(format!("#{hash}")));
    assert_eq!(effects.first(), Some(&Effect::SetText(session.text().to_owned())));
    assert_eq!(opened.shared(), session.shared());
    assert_eq!(opened.view().chart, session.view().chart);
    let mut damaged = Session::new(false);
    damaged.update(Msg::HashOpened("#v1=AA".into()));
    assert!(damaged.notice().is_some());
    assert!(!damaged.view().cards.is_empty());
}

#[test]
fn an_example_is_opened_with_its_actions_and_a_link_without_those_taken_back() {
    let opened = |hash: &str| {
        let mut session = Session::new(false);
        session.update(Msg::HashOpened(format!("#{hash}")));
        session
    };
    let flags = |session: &Session| {
        session
            .view()
            .flags
            .iter()
            .map(|flag| flag.command.clone())
            .collect::<Vec<_>>()
    };
    let mut session = Session::new(false);
    let proxy = || Msg::ExampleChosen("proxy-dies-first".into());
    told(&mut session, proxy());
    assert_eq!(flags(&session), ["kubectl delete pod shop"]);
    assert!(session.view().flags[0].x.is_some());
    assert_eq!(flags(&opened(&session.hash())), flags(&session));
    let written = opened("example=proxy-dies-first");
    assert_eq!(written.hash(), session.hash());
    told(&mut session, Msg::ActionRemoved(0));
    let without = opened(&session.hash());
    assert_eq!(
        (flags(&without), without.example()),
        (vec![], Some("proxy-dies-first"))
    );
    assert_eq!(without.view().cards, session.view().cards);
    // Chosen again, it is as it was; another example has none of it.
    told(&mut session, proxy());
    assert_eq!(session.hash(), written.hash());
    told(&mut session, Msg::ExampleChosen("pi".into()));
    assert!(flags(&session).is_empty());
}
