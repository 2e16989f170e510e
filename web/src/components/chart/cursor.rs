//! The cursor: one line through all variants, with the time in a flag.

use app::chart::Chart;
use app::view::PlayerView;
use yew::prelude::*;

use crate::components::px;

/// The cursor's line and flag.
pub fn cursor(chart: &Chart, player: &PlayerView) -> Html {
    let (x, (left, width)) = (px(player.x), player.flag_box);
    html! {
        <g class="cursor">
            <line x1={x.clone()} x2={x} y1={px(chart.axis_height - 60)} y2={px(chart.height)} />
            <rect x={px(left)} y="4" width={px(width)} height="20" rx="10" />
            <text x={px(left + width / 2)} y="14">{ &player.flag }</text>
        </g>
    }
}
