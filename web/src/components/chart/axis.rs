//! The time axis: lines across the chart, their labels, and the silences that were cut out.

use app::chart::{Chart, Cut, Tick};
use yew::prelude::*;

use crate::components::px;

/// The axis and its lines.
pub fn axis(chart: &Chart) -> Html {
    html! {
        <g class="axis">
            { for chart.ticks.iter().map(|tick| line(chart, tick)) }
        </g>
    }
}

/// The silences that were cut out, across all bars.
pub fn cuts(chart: &Chart) -> Html {
    html! { <g class="cuts">{ for chart.cuts.iter().map(|cut| silence(chart, cut)) }</g> }
}

fn line(chart: &Chart, tick: &Tick) -> Html {
    let class = if tick.label.is_some() {
        "tick major"
    } else {
        "tick"
    };
    let (x, top, bottom) = (px(tick.x), px(chart.axis_height - 20), px(chart.height));
    html! {
        <>
            <line {class} x1={x.clone()} x2={x.clone()} y1={top} y2={bottom} />
            if let Some(label) = &tick.label {
                <text class="tick-label" {x} y={px(chart.axis_height / 2 + 10)}>{ label }</text>
            }
        </>
    }
}

/// A zigzag over the whole height, with the length of what is missing.
fn silence(chart: &Chart, cut: &Cut) -> Html {
    let middle = (cut.x0 + cut.x1) / 2;
    let edge = |x: i32| {
        let teeth = (0..)
            .map(|tooth| chart.axis_height - 40 + tooth * 60)
            .take_while(|y| *y < chart.height);
        let points = teeth
            .enumerate()
            .map(|(at, y)| format!("{},{}", px(x + if at % 2 == 0 { -25 } else { 25 }), px(y)));
        points.collect::<Vec<_>>().join(" ")
    };
    html! {
        <g class="cut">
            <title>{ format!("{} without events are left out", cut.label) }</title>
            <rect x={px(cut.x0)} width={px(cut.x1 - cut.x0)} y={px(chart.axis_height - 40)} height={px(chart.height - chart.axis_height + 40)} />
            <polyline points={edge(cut.x0)} />
            <polyline points={edge(cut.x1)} />
            <text class="cut-label" x={px(middle)} y={px(chart.axis_height / 2 + 10)}>{ &cut.label }</text>
        </g>
    }
}
