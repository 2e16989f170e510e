//! A variant's part of the picture in two layers: bars, then header, lines between lanes, races and marks.

use super::{Node, group, lane, line, marks, node, polyline, rect, spot, text};
use crate::chart::{Chart, Group, Link, RaceBracket};
use crate::text::Px10;
use crate::view::{Part, Spot};

/// The left edge of names and titles.
pub(super) const MARGIN: Px10 = 140;

/// From the edge of a header to the middle of its line.
const HALF_LINE: Px10 = 140;

/// A variant's bars.
pub(super) fn bars(chart: &Chart, at: usize, item: &Group, marked: Option<&str>) -> Node {
    let lanes = item.lanes.iter().enumerate();
    let children = lanes
        .map(|(index, lane)| lane::bars(chart, (at, index), lane, marked == Some(&lane.name)))
        .collect();
    Node {
        children,
        ..node("g", &["data-testid"], vec![format!("group-{}", item.id).into()])
    }
}

/// What lies above the bars and the cuts: header, lines between lanes, races, marks and their texts.
pub(super) fn overlay(chart: &Chart, at: usize, item: &Group) -> Node {
    let said = format!("{} {}", item.tone.symbol(), item.verdict);
    let (title_y, class, place) = if item.stacked {
        let y = item.y + item.header - HALF_LINE;
        (item.y + HALF_LINE, item.tone.name().to_owned(), (MARGIN, y))
    } else {
        let middle = item.y + item.header / 2;
        let class = format!("group-verdict {}", item.tone.name());
        (middle, class, (chart.width - 2 * MARGIN, middle))
    };
    let mut nodes = vec![
        rect("group-header", (0, item.y, chart.width, item.header), "0"),
        text("group-title", (MARGIN, title_y), &item.title),
        text(class, place, said),
    ];
    let links = item.links.iter().enumerate();
    nodes.extend(links.map(|(index, what)| link(what, name(at, Part::Link(index)))));
    let races = item.races.iter().enumerate();
    nodes.extend(races.map(|(index, what)| race(what, name(at, Part::Race(index)))));
    let lanes = item.lanes.iter().enumerate();
    nodes.extend(lanes.map(|(index, what)| marks::marks((at, index), what)));
    if let Some((y, note)) = &item.note {
        nodes.push(text("note", (MARGIN, *y), note));
    }
    group(nodes)
}

fn name(group: usize, part: Part) -> String {
    Spot { group, lane: 0, part }.name()
}

/// A connection attempt: from the lane that asked to the lane that was asked.
fn link(link: &Link, name: String) -> Node {
    let (stem, tip) = if link.ok {
        ("link-ok", "link-ok")
    } else {
        ("link-refused dashed", "link-refused")
    };
    let (from, to) = ((link.x, link.y0), (link.x, link.y1));
    let back = link.y1 + if link.y0 < link.y1 { -40 } else { 40 };
    let arrow = [(link.x - 30, back), to, (link.x + 30, back)];
    let children = vec![
        line("hit", from, to),
        line(stem, from, to),
        polyline(tip, arrow.into_iter()),
    ];
    spot("attempt", name, children)
}

/// The bracket from the attempt to the opening of the port.
fn race(race: &RaceBracket, name: String) -> Node {
    let bottom = race.y + 40;
    let children = vec![
        line("race-edge dashed", (race.x0, race.from_y), (race.x0, bottom)),
        line("race-edge dashed", (race.x1, race.to_y), (race.x1, bottom)),
        line("race-line", (race.x0, race.y), (race.x1, race.y)),
        text("race-label", (race.text_x, race.y + 130), &race.label),
    ];
    spot("race", name, children)
}
