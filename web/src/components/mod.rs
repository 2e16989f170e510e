//! The components: each draws a view-model and reports events, and decides nothing.

mod actions;
mod cards;
mod chart;
mod chart_table;
mod conditions;
mod containers;
mod dialog;
mod diff;
mod editor;
mod export_menu;
mod files;
mod fixes;
mod icons;
mod keys;
mod legend;
mod manifest;
mod menu;
mod odds;
mod panes;
mod part;
mod place;
mod player;
mod prompt;
mod share;
mod sheets;
mod splitter;
mod spots;
mod status;
mod tabs;
mod top_bar;

pub use actions::Actions;
pub use cards::Cards;
pub use chart::ChartView;
pub use chart_table::ChartTable;
pub use conditions::ConditionsView;
pub use containers::Containers;
pub use dialog::Dialog;
pub use diff::DiffSheet;
pub use editor::EditorView;
pub use export_menu::ExportMenu;
pub use files::FilesDialog;
pub use fixes::FixesSheet;
pub use keys::KeyList;
pub use legend::Legend;
pub use manifest::ManifestText;
pub use menu::LaneMenu;
pub use odds::Odds;
pub use panes::Panes;
pub use part::{View, part};
pub use player::Player;
pub use prompt::Prompt;
pub use share::ShareDialog;
pub use sheets::SheetTabs;
pub use splitter::Splitter;
pub use spots::Spots;
pub use status::StatusLine;
pub use tabs::PhoneTabs;
pub use top_bar::TopBar;

use app::Msg;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Event, InputEvent, MouseEvent, TargetCast};

/// How a component reports what the user did.
pub type Send = Callback<Msg>;

/// The prompt's element, which takes the keyboard when a command is to be completed.
pub const PROMPT_ID: &str = "prompt";

/// What was chosen in a list.
pub(crate) fn chosen(event: &Event) -> String {
    event.target_unchecked_into::<HtmlSelectElement>().value()
}

/// What was entered into a field.
pub(crate) fn entered(event: &InputEvent) -> String {
    changed(event)
}

/// What a field says after an event of it.
pub(crate) fn changed(event: &Event) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}

/// The number that a text is. The browser reads it: the tables that Rust reads floats by weigh 12 KiB.
pub(crate) fn number(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text)).filter(|number| number.is_finite())
}

/// Milliseconds as seconds: `1.5`. Written without a float, for the same reason.
pub(crate) fn seconds(millis: u32) -> String {
    let text = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reports what `read` makes of a browser event, if anything.
pub(crate) fn reporting<E: 'static>(send: &Send, read: impl Fn(E) -> Option<Msg> + 'static) -> Callback<E> {
    let send = send.clone();
    Callback::from(move |event| {
        if let Some(msg) = read(event) {
            send.emit(msg);
        }
    })
}

/// An attribute of what is under the pointer.
pub(crate) fn attribute(event: &MouseEvent, name: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let holder = target.closest(&format!("[{name}]")).ok()??;
    holder.get_attribute(name)
}
