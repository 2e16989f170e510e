//! What lies above the picture: the cursor, the frame of a thing that is told of, a marked range.

use app::chart::Chart;
use app::drawing::px;
use app::text::Px10;
use app::view::{PlayerView, SpotCard};
use yew::prelude::*;

/// The cursor's line and flag.
pub fn cursor(chart: &Chart, player: &PlayerView) -> Html {
    let (x, (left, width)) = (px(player.x), player.flag_box);
    let cover = |(left, width): &(Px10, Px10)| html! { <rect class="cover" x={px(*left)} y="5" width={px(*width)} height="16" /> };
    html! {
        <g class="cursor">
            { for player.covered.iter().map(cover) }
            <line x1={x.clone()} x2={x} y1={px(chart.axis_height - 60)} y2={px(chart.height)} />
            // It ends where the flags of actions begin.
            <rect x={px(left)} y="4" width={px(width)} height="15" rx="7.5" />
            <text x={px(left + width / 2)} y="12">{ &player.flag }</text>
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
