//! The bars of a lane, and its name.

use app::chart::{Chart, Lane, Segment};
use app::story::{Look, Tag};
use app::view::{Part, Spot};
use yew::prelude::*;

use crate::components::px;

/// Name and bars.
pub fn bars(chart: &Chart, (group, index): (usize, usize), lane: &Lane, marked: bool) -> Html {
    let middle = px(lane.y + lane.bar / 2);
    let pod = lane.kind == Tag::Pod;
    let name = if pod { String::new() } else { lane.name.clone() };
    let class = classes!(
        "lane",
        pod.then_some("pod-lane"),
        (marked && !pod).then_some("marked")
    );
    html! {
        <g {class} data-lane={name} data-at={format!("{group} {index}")}>
            <rect class="lane-back" x="0" y={px(lane.y - 40)} width={px(chart.width)} height={px(lane.bar + 80)} />
            <text class="lane-name" x="14" y={middle.clone()}>{ &lane.label }<title>{ &lane.name }</title></text>
            if !lane.tag.is_empty() {
                <text class="lane-tag" x={px(chart.plot.0 - 120)} y={middle}>{ lane.tag }</text>
            }
            { for lane.segments.iter().enumerate().map(|(at, segment)| bar(lane, segment, Spot { group, lane: index, part: Part::Bar(at) })) }
        </g>
    }
}

/// A bar: colour, pattern above it, text. Waiting is a thin line: nothing happens there.
fn bar(lane: &Lane, segment: &Segment, spot: Spot) -> Html {
    let name = segment.look.name();
    let thin = segment.look == Look::Waiting && lane.kind != Tag::Pod;
    let (y, height) = if thin {
        (lane.y + lane.bar / 2 - 20, 40)
    } else {
        (lane.y, lane.bar)
    };
    let (x, y, width, height) = (
        px(segment.x + 5),
        px(y),
        px((segment.width - 10).max(30)),
        px(height),
    );
    let patterned = matches!(
        segment.look,
        Look::Pulling
            | Look::NotStarted
            | Look::NotReady
            | Look::NotListening
            | Look::Terminating
            | Look::BackOff
    );
    let radius = if thin { "2" } else { "4" };
    html! {
        <g class={classes!("bar", format!("bar-{name}"), segment.open.then_some("open"))} data-spot={spot.name()}>
            <rect class="bar-fill" x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} rx={radius} />
            if patterned {
                <rect class="bar-pattern" {x} {y} {width} {height} rx={radius} />
            }
            if let Some((x, label)) = &segment.label {
                <text class="bar-label" x={px(*x)} y={px(lane.y + lane.bar / 2)}>{ label }</text>
            }
        </g>
    }
}
