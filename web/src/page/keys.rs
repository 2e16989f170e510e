//! The keyboard outside of fields: play, step, move, zoom, the chart's things, what is open.

use app::Msg;
use app::view::Rove;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::Callback;

/// Elements that need their keys themselves.
const OWN_KEYS: &str = "input, select, textarea, [contenteditable], .cm-editor, dialog, [role=menu]";
/// Elements that a space presses.
const PRESSED: &str = "button, summary, a";

/// Listens on the whole page.
pub fn listen(send: Callback<Msg>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&gloo::utils::window(), "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        if target.as_ref().is_some_and(|target| moves_tab(key, target)) {
            event.prevent_default();
        } else if let Some(msg) = message(key, target.as_ref()) {
            event.prevent_default();
            send.emit(msg);
        }
    })
}

fn message(key: &KeyboardEvent, target: Option<&Element>) -> Option<Msg> {
    let is_in = |selector| target.is_some_and(|target| target.closest(selector).ok().flatten().is_some());
    if key.ctrl_key() || key.meta_key() || key.alt_key() || is_in(OWN_KEYS) {
        return None;
    }
    if is_in(".chart")
        && let Some(msg) = on_chart(key)
    {
        return Some(msg);
    }
    Some(match key.key().as_str() {
        " " if !is_in(PRESSED) => Msg::PlayToggled,
        "." => Msg::Stepped(true),
        "," => Msg::Stepped(false),
        "]" => Msg::DifferenceStepped(true),
        "[" => Msg::DifferenceStepped(false),
        "ArrowRight" if !is_in("pre") => Msg::Nudged(true),
        "ArrowLeft" if !is_in("pre") => Msg::Nudged(false),
        "Home" if !is_in("pre") => Msg::Jumped(false),
        "End" if !is_in("pre") => Msg::Jumped(true),
        "w" | "+" => Msg::Zoomed(true, None),
        "s" | "-" => Msg::Zoomed(false, None),
        "a" => Msg::Panned(false),
        "d" => Msg::Panned(true),
        "f" => Msg::Fitted,
        "m" | "ContextMenu" => Msg::MenuAskedHere,
        "p" => Msg::PresentToggled,
        "?" => Msg::KeysToggled,
        "Escape" => Msg::SpotPinned(None),
        _ => return None,
    })
}

/// The keys of the chart itself: from thing to thing.
fn on_chart(key: &KeyboardEvent) -> Option<Msg> {
    Some(match key.key().as_str() {
        "ArrowLeft" => Msg::Roved(Rove::Left),
        "ArrowRight" => Msg::Roved(Rove::Right),
        "ArrowUp" => Msg::Roved(Rove::Up),
        "ArrowDown" => Msg::Roved(Rove::Down),
        "Home" => Msg::Roved(Rove::First),
        "End" => Msg::Roved(Rove::Last),
        "Enter" => Msg::RovePinned,
        _ => return None,
    })
}

/// The arrow keys in a list of tabs go to the neighbour and choose it.
fn moves_tab(key: &KeyboardEvent, target: &Element) -> bool {
    if target.get_attribute("role").as_deref() != Some("tab") {
        return false;
    }
    let neighbour = match key.key().as_str() {
        "ArrowLeft" => target.previous_element_sibling(),
        "ArrowRight" => target.next_element_sibling(),
        _ => return false,
    };
    if let Some(tab) = neighbour.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        // A tab can always take the focus.
        let _ = tab.focus();
        tab.click();
    }
    true
}
