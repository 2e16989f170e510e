//! The components: each draws a view-model and reports events, and decides nothing.

mod cards;
mod chart;
mod chart_table;
mod containers;
mod diff;
mod editor;
mod icons;
mod legend;
mod panes;
mod player;
mod sheets;
mod status;
mod tabs;
mod top_bar;

pub use cards::Cards;
pub use chart::ChartView;
pub use chart_table::ChartTable;
pub use containers::Containers;
pub use diff::DiffSheet;
pub use editor::EditorView;
pub use legend::Legend;
pub use panes::Panes;
pub use player::Player;
pub use sheets::SheetTabs;
pub use status::StatusLine;
pub use tabs::PhoneTabs;
pub use top_bar::TopBar;

use app::Msg;
use app::text::Px10;
use yew::{AttrValue, Callback};

/// How a component reports what the user did.
pub type Send = Callback<Msg>;

/// Reports what `read` makes of a browser event, if anything.
pub(crate) fn reporting<E: 'static>(send: &Send, read: impl Fn(E) -> Option<Msg> + 'static) -> Callback<E> {
    let send = send.clone();
    Callback::from(move |event| {
        if let Some(msg) = read(event) {
            send.emit(msg);
        }
    })
}

/// A tenth of a pixel as an SVG number.
pub(crate) fn px(value: Px10) -> AttrValue {
    let (sign, value) = if value < 0 { ("-", -value) } else { ("", value) };
    match value % 10 {
        0 => format!("{sign}{}", value / 10).into(),
        tenth => format!("{sign}{}.{tenth}", value / 10).into(),
    }
}
