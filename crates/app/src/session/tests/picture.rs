//! What is on the chart and beside it.

use super::told;
use crate::session::{Msg, Session};

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
fn a_thing_on_the_chart_tells_when_why_and_by_which_line() {
    use crate::view::{Part, Rove, Spot};
    let mut session = Session::new(false);
    let at = |session: &Session| session.view().spots.first().cloned().expect("a card");
    // The bar that begins with the startup probe's success.
    let lane = &session.view().chart.groups[1].lanes[1];
    let ready = lane
        .segments
        .iter()
        .position(|bar| bar.look == crate::story::Look::Ready);
    let spot = Spot {
        group: 1,
        lane: 1,
        part: Part::Bar(ready.expect("ready")),
    };
    session.update(Msg::SpotHovered(Some(spot)));
    let card = at(&session);
    assert!(
        !card.steps.is_empty() && card.time.starts_with("from "),
        "{card:?}"
    );
    let (line, text) = card.line.expect("a line of the manifest");
    assert_eq!(
        session.text().lines().nth(line as usize - 1).map(str::trim),
        Some(text.as_str())
    );
    assert!(
        session
            .view()
            .lines
            .is_some_and(|(first, last)| (first..=last).contains(&line))
    );
    session.update(Msg::SpotPinned(Some(spot)));
    session.update(Msg::SpotHovered(None));
    assert!(at(&session).pinned);
    session.update(Msg::SpotPinned(None));
    assert!(session.view().spots.is_empty());
    for step in [
        Rove::Right,
        Rove::Right,
        Rove::Down,
        Rove::Last,
        Rove::Left,
        Rove::Up,
        Rove::First,
    ] {
        session.update(Msg::Roved(step));
        assert!(
            session.focus().is_some() && session.view().spots.len() == 1,
            "{step:?}"
        );
    }
    session.update(Msg::RoveLeft);
    assert!(session.view().spots.is_empty());
}

#[test]
fn the_axis_begins_where_it_was_put() {
    use crate::story::Origin;
    let mut session = Session::new(false);
    for origin in Origin::ALL {
        session.update(Msg::OriginChosen(origin));
        let shown = session.shown();
        let first = shown[0]
            .story
            .lanes
            .iter()
            .flat_map(|lane| &lane.phases)
            .map(|phase| phase.from)
            .min();
        assert_eq!(first, Some(shown[0].story.start), "{}", origin.name());
        assert_eq!(
            session.view().chart.axis.range().0,
            shown.iter().map(|lived| lived.story.start).min().unwrap()
        );
    }
}

#[test]
fn a_range_is_shown_moved_and_left() {
    let mut session = Session::new(false);
    let whole = session.view().chart.axis.range();
    let (a, b) = (
        session.view().chart.axis.x(2_000_000),
        session.view().chart.axis.x(4_000_000),
    );
    session.update(Msg::RangeMarked(Some((b, a))));
    session.update(Msg::RangeChosen);
    let (from, to) = session.view().chart.axis.range();
    assert!((1_900_000..2_100_000).contains(&from) && (3_900_000..4_100_000).contains(&to));
    session.update(Msg::Panned(false));
    assert!(session.view().chart.axis.range().0 < from);
    for _ in 0..20 {
        session.update(Msg::Panned(false));
    }
    assert_eq!(session.view().chart.axis.range().0, 0);
    session.update(Msg::Fitted);
    assert_eq!(session.view().chart.axis.range(), whole);
}

#[test]
fn a_day_of_a_cron_job_stays_small_on_the_chart() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    session.update(Msg::LengthChosen(3_600));
    for group in &session.view().chart.groups {
        for lane in &group.lanes {
            let right = lane.segments.iter().map(|bar| bar.x + bar.width).max();
            assert!(
                right.is_none_or(|right| right <= session.view().chart.width),
                "{}",
                lane.name
            );
            assert!(
                lane.segments.len() < 400 && lane.marks.len() < 1_000,
                "{}",
                lane.name
            );
            for pair in lane.segments.windows(2) {
                assert!(pair[0].x + pair[0].width <= pair[1].x, "{}", lane.name);
            }
        }
    }
}

#[test]
fn sentences_have_the_times_of_the_axis() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    let shown = session.shown();
    let lived = shown.last().expect("a variant");
    assert!(lived.story.origin > 1_000_000, "the CronJob waits for its minute");
    let app = lived
        .story
        .lanes
        .iter()
        .find(|lane| &*lane.name == "sidecar-user")
        .expect("a lane");
    let runs = app
        .phases
        .iter()
        .find(|phase| phase.look == crate::story::Look::Ready)
        .expect("it runs");
    let time = crate::text::seconds(runs.from);
    assert!(
        lived.verdict.sentence.contains(&time),
        "{} in {}",
        time,
        lived.verdict.sentence
    );
}

#[test]
fn pods_side_by_side_have_names_and_all_their_containers_are_told() {
    let pod = |name: &str, containers: &[&str]| {
        let list: String = containers
            .iter()
            .map(|container| format!("  - name: {container}\n    image: nginx\n"))
            .collect();
        format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n{list}---\n")
    };
    let mut session = Session::new(false);
    let text = pod("a", &["web"]) + &pod("b", &["web", "log-agent"]);
    told(&mut session, Msg::TextEdited(text));
    let rows: Vec<(&str, &str)> = session
        .view()
        .containers
        .iter()
        .map(|row| (&*row.name, &*row.place.workload))
        .collect();
    assert_eq!(rows, [("web", "Pod a"), ("log-agent", "Pod b")]);
    let lanes = session.view().chart.groups[0].lanes.iter();
    let names: Vec<&str> = lanes.map(|lane| lane.name.as_str()).collect();
    assert_eq!(names, ["pod a", "web", "pod b", "web", "log-agent"]);
    told(&mut session, Msg::TextEdited(pod("a", &["web", "log-agent"])));
    assert_eq!(session.view().chart.groups[0].lanes[0].name, "pod");
}

#[test]
fn containers_that_are_not_listed_are_counted() {
    let pod = |count: usize| {
        let list: String = (0..count)
            .map(|at| format!("  - name: c{at}\n    image: nginx\n"))
            .collect();
        format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: many\nspec:\n  containers:\n{list}")
    };
    let mut session = Session::new(false);
    for (count, rows, more) in [(60, 60, 0), (63, 60, 3)] {
        told(&mut session, Msg::TextEdited(pod(count)));
        let listed = &session.view().containers;
        assert_eq!(
            (listed.len(), listed.last().map(|row| row.more)),
            (rows, Some(more))
        );
    }
}

#[test]
fn a_bar_says_whom_its_container_asks_in_vain() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  \
        - {name: late, image: busybox, command: [sh, -c, 'sleep 20; exec nc -lk -p 6379 -e cat']}\n  \
        - {name: waits, image: busybox, command: [sh, -c, 'until nc -z localhost 6379; do sleep 2; done; sleep 99']}\n";
    let mut session = Session::new(false);
    session.update(Msg::Resized(14_000));
    told(&mut session, Msg::TextEdited(text.into()));
    let group = &session.view().chart.groups[0];
    let lane = group.lanes.iter().find(|lane| lane.name == "waits");
    let bars = lane.expect("a lane").segments.iter();
    let running: Vec<_> = bars.filter(|bar| bar.title.contains("running")).collect();
    let [waits, goes_on, ..] = &running[..] else {
        panic!("two phases: {running:?}");
    };
    let label = |bar: &crate::chart::Segment| bar.label.as_ref().map(|(_, text)| text.clone());
    assert!(
        waits
            .title
            .contains("running, but localhost:6379 does not answer"),
        "{waits:?}"
    );
    let said = label(waits);
    assert!(
        said.is_some_and(|text| text.contains("no answer from localhost:6379")),
        "{waits:?}"
    );
    assert_eq!(label(goes_on).as_deref(), Some("running"), "{goes_on:?}");
}
