//! The bars of a lane, and its name.

use super::group::MARGIN;
use super::{Node, node, rect, spot, text};
use crate::chart::{Chart, Lane, Segment};
use crate::story::{Look, Tag};
use crate::view::{Part, Spot};

/// Name and bars.
pub(super) fn bars(chart: &Chart, (group, index): (usize, usize), lane: &Lane, marked: bool) -> Node {
    let middle = lane.y + lane.bar / 2;
    let pod = lane.kind == Tag::Pod;
    let mut name = text("lane-name", (MARGIN, middle), &lane.label);
    if lane.label != lane.name {
        name.children.push(Node {
            text: lane.name.clone(),
            ..node("title", &[], Vec::new())
        });
    }
    let back = (0, lane.y - 40, chart.width, lane.bar + 80);
    let mut children = vec![rect("lane-back hit", back, "0"), name];
    if !lane.tag.is_empty() {
        children.push(text("lane-tag", (chart.plot.0 - 120, middle), lane.tag));
    }
    let segments = lane.segments.iter().enumerate();
    children.extend(segments.map(|(at, segment)| {
        let part = Part::Bar(at);
        bar(
            lane,
            segment,
            Spot {
                group,
                lane: index,
                part,
            },
        )
    }));
    let class = match (pod, marked) {
        (true, _) => "lane pod-lane",
        (false, true) => "lane marked",
        (false, false) => "lane",
    };
    let about = if pod { String::new() } else { lane.name.clone() };
    let values = vec![class.into(), about.into(), format!("{group} {index}").into()];
    Node {
        children,
        ..node("g", &["class", "data-lane", "data-at"], values)
    }
}

/// A bar: colour, pattern above it, text. Waiting is a thin line: nothing happens there.
fn bar(lane: &Lane, segment: &Segment, at: Spot) -> Node {
    let thin = segment.look == Look::Waiting && lane.kind != Tag::Pod;
    let (y, height, radius) = if thin {
        (lane.y + lane.bar / 2 - 20, 40, "2")
    } else {
        (lane.y, lane.bar, "4")
    };
    let area = (segment.x + 5, y, (segment.width - 10).max(30), height);
    let (fill, hatch, label) = classes(segment.look);
    let mut children = vec![rect(fill, area, radius)];
    if !hatch.is_empty() {
        children.push(rect(hatch, area, radius));
    }
    if let Some((x, words)) = &segment.label {
        children.push(text(label, (*x, lane.y + lane.bar / 2), words));
    }
    spot("bar", at.name(), children)
}

/// The classes of a bar's fill, of the pattern on it (empty: none) and of the text in it.
pub(super) fn classes(look: Look) -> (&'static str, &'static str, &'static str) {
    match look {
        Look::Waiting => ("bar-waiting", "", "bar-label on-waiting"),
        Look::Pulling => ("bar-pulling", "hatch hatch-pulling", "bar-label on-pulling"),
        Look::NotStarted => ("bar-not-started", "hatch hatch-not-started", "bar-label"),
        Look::NotReady => ("bar-not-ready", "", "bar-label"),
        Look::NotListening => ("bar-not-listening", "hatch hatch-not-listening", "bar-label"),
        Look::Ready => ("bar-ready", "", "bar-label"),
        Look::BackOff => ("bar-back-off", "hatch hatch-back-off", "bar-label"),
        Look::Terminating => ("bar-terminating", "hatch hatch-terminating", "bar-label"),
        Look::Succeeded => ("bar-succeeded", "", "bar-label on-succeeded"),
        Look::Failed => ("bar-failed", "", "bar-label on-failed"),
    }
}
