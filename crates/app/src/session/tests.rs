//! The session as a visitor uses it, on the gallery's examples and the real simulator.

use super::{Msg, Pane, Session};
use crate::chart::Tone;
use crate::session::Effect;

fn edited(session: &mut Session, from: &str, to: &str) -> Vec<Effect> {
    let text = session.text().replacen(from, to, 1);
    assert_ne!(text, session.text(), "{from} is in the text");
    session.update(Msg::TextEdited(text))
}

fn tone(session: &Session, id: &str) -> Tone {
    let card = session.view().cards.iter().find(|card| card.id == id);
    card.unwrap_or_else(|| panic!("a card {id}")).tone
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
fn captions_and_labels_stay_inside_and_apart() {
    for example in crate::gallery::EXAMPLES {
        let mut session = Session::new(false);
        session.update(Msg::ExampleChosen(example.id.into()));
        for width in [3_900, 7_200, 9_000] {
            session.update(Msg::Resized(width));
            let chart = &session.view().chart;
            assert!(!chart.groups.is_empty(), "{}", example.id);
            for lane in chart.groups.iter().flat_map(|group| &group.lanes) {
                let mut boxes: Vec<_> = lane
                    .captions
                    .iter()
                    .map(|caption| {
                        (
                            caption.y,
                            caption.x,
                            caption.x + crate::text::width(&caption.text),
                        )
                    })
                    .collect();
                boxes.sort_unstable();
                for pair in boxes.windows(2) {
                    assert!(
                        pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1,
                        "{}: {:?}",
                        example.id,
                        lane.captions
                    );
                }
                assert!(
                    boxes
                        .iter()
                        .all(|(_, from, to)| chart.plot.0 <= *from && *to <= chart.width),
                    "{}",
                    example.id
                );
            }
        }
    }
}

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
fn the_panes_follow_the_cursor() {
    let mut session = Session::new(false);
    let lines = |session: &Session| {
        session
            .view()
            .panes
            .iter()
            .map(|pane| pane.lines.len())
            .collect::<Vec<_>>()
    };
    let all = lines(&session);
    session.update(Msg::Jumped(false));
    let first = lines(&session);
    assert!(
        first.iter().zip(&all).all(|(first, all)| first < all),
        "{first:?} {all:?}"
    );
    for pane in Pane::ALL {
        session.update(Msg::PaneChosen(pane));
        assert_eq!(session.view().panes.len(), 2);
    }
}

#[test]
fn steps_go_from_event_to_event_and_difference_to_difference() {
    let mut session = Session::new(false);
    session.update(Msg::Jumped(false));
    session.update(Msg::DifferenceStepped(true));
    let first = session.cursor();
    assert!(first > 0 && first < 3_000_000, "{first}");
    session.update(Msg::Stepped(true));
    assert!(session.cursor() > first);
    session.update(Msg::DifferenceStepped(false));
    assert_eq!(session.cursor(), first);
}

#[test]
fn playing_skips_what_is_cut_and_stops_at_the_end() {
    let mut session = Session::new(false);
    session.update(Msg::SpeedChosen(200));
    let effects = session.update(Msg::PlayToggled);
    assert_eq!(effects, [Effect::RequestFrame]);
    let mut frames = 0;
    while session.is_playing() {
        session.update(Msg::Frame(100_000));
        frames += 1;
        assert!(frames < 500, "the end is reached");
    }
    let (_, end) = session.view().chart.axis.range();
    assert!(frames < end / 200_000, "{frames} frames: silence is skipped");
    assert_eq!(session.cursor(), end);
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
        session.update(Msg::TextEdited(text.into()));
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
