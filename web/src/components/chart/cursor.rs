//! What lies above the picture: the cursor, flags of actions, the frame of a thing that is told of, a marked range.

use app::chart::Chart;
use app::text::Px10;
use app::view::{Flag, PlayerView, SpotCard};
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

/// An action: a numbered flag on the axis, its line through all variants.
pub fn flag(chart: &Chart, index: usize, flag: &Flag) -> Html {
    let Some(x) = flag.x else { return Html::default() };
    // At the right edge the flag points to the left.
    let side = if x + 200 > chart.width { -1 } else { 1 };
    html! {
        <g class="flag">
            <title>{ format!("{}: {}", flag.time, flag.command) }</title>
            <line x1={px(x)} x2={px(x)} y1={px(chart.axis_height - 120)} y2={px(chart.height)} />
            <path d="M0 0h15l-4 5.500 4 5.500H0z" transform={format!("translate({} {}) scale({side} 1)", px(x), px(chart.axis_height - 120))} />
            <text x={px(x + 60 * side)} y={px(chart.axis_height - 64)}>{ index + 1 }</text>
        </g>
    }
}

/// The frame of a thing that a card tells of.
pub fn frame(card: &SpotCard) -> Html {
    let (left, right, top, bottom) = card.area;
    html! {
        <rect class="spot-frame" x={px(left - 25)} y={px(top - 25)} width={px(right - left + 50)} height={px(bottom - top + 50)} rx="4" />
    }
}

/// The range that is being marked.
pub fn range(chart: &Chart, range: Option<(Px10, Px10)>) -> Html {
    let Some((a, b)) = range else {
        return Html::default();
    };
    let (left, right) = (a.min(b), a.max(b));
    html! {
        <rect class="range" x={px(left)} width={px(right - left)} y={px(chart.axis_height - 60)} height={px(chart.height - chart.axis_height + 60)} />
    }
}
