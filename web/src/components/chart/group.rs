//! A variant's part of the chart in two layers: bars, then header, lines between lanes, races and marks.

use app::chart::{Chart, Group, Link, RaceBracket};
use app::view::{Part, Spot};
use yew::prelude::*;

use super::{lane, marks};
use crate::components::px;

/// A variant's bars.
pub fn group(chart: &Chart, at: usize, group: &Group, marked: Option<&str>) -> Html {
    html! {
        <g class="group" key={group.id.clone()} data-testid={format!("group-{}", group.id)}>
            { for group.lanes.iter().enumerate().map(|(index, item)| lane::bars(chart, (at, index), item, marked == Some(&item.name))) }
        </g>
    }
}

/// What lies above the bars and the cuts: lines between lanes, races, marks and their texts.
pub fn overlay(chart: &Chart, at: usize, group: &Group) -> Html {
    let tone = group.tone.name();
    let middle = px(group.y + group.header / 2);
    html! {
        <g class="overlay" key={group.id.clone()}>
            <rect class="group-header" x="0" y={px(group.y)} width={px(chart.width)} height={px(group.header)} />
            <text class="group-title" x="14" y={middle.clone()}>{ &group.title }</text>
            <text class={classes!("group-verdict", tone)} x={px(chart.width - 280)} y={middle}>
                { group.tone.symbol() }{ " " }{ &group.verdict }
            </text>
            { for group.links.iter().enumerate().map(|(index, item)| link(item, spot(at, Part::Link(index)))) }
            { for group.races.iter().enumerate().map(|(index, item)| race(item, spot(at, Part::Race(index)))) }
            { for group.lanes.iter().enumerate().map(|(index, item)| marks::marks((at, index), item)) }
            if let Some((y, note)) = &group.note {
                <text class="note" x="14" y={px(*y)}>{ note }</text>
            }
        </g>
    }
}

fn spot(group: usize, part: Part) -> String {
    Spot { group, lane: 0, part }.name()
}

/// A connection attempt: from the lane that asked to the lane that was asked.
fn link(link: &Link, spot: String) -> Html {
    let class = if link.ok { "link ok" } else { "link refused" };
    let (x, end) = (px(link.x), link.y1);
    let tip = if link.y0 < link.y1 { -40 } else { 40 };
    let arrow = format!(
        "{},{} {},{} {},{}",
        px(link.x - 30),
        px(end + tip),
        px(link.x),
        px(end),
        px(link.x + 30),
        px(end + tip)
    );
    html! {
        <g {class} data-spot={spot}>
            <line class="hit" x1={x.clone()} x2={x.clone()} y1={px(link.y0)} y2={px(link.y1)} />
            <line x1={x.clone()} x2={x} y1={px(link.y0)} y2={px(link.y1)} />
            <polyline points={arrow} />
        </g>
    }
}

/// The bracket from the attempt to the opening of the port.
fn race(race: &RaceBracket, spot: String) -> Html {
    let (x0, x1, y) = (px(race.x0), px(race.x1), px(race.y));
    html! {
        <g class="race" data-spot={spot}>
            <line class="race-edge" x1={x0.clone()} x2={x0.clone()} y1={px(race.from_y)} y2={px(race.y + 40)} />
            <line class="race-edge" x1={x1.clone()} x2={x1.clone()} y1={px(race.to_y)} y2={px(race.y + 40)} />
            <line class="race-line" x1={x0} x2={x1} y1={y.clone()} y2={y} />
            <text class="race-label" x={px(race.text_x)} y={px(race.y + 130)}>{ &race.label }</text>
        </g>
    }
}
