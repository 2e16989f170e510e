//! The keyboard outside of fields: play, step, move, zoom.

use app::Msg;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::Callback;

/// Elements that need their keys themselves.
const OWN_KEYS: &str = "input, select, textarea, [contenteditable], .cm-editor";
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
        if let Some(msg) = message(key, target.as_ref()) {
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
    Some(match key.key().as_str() {
        " " if !is_in(PRESSED) => Msg::PlayToggled,
        "." => Msg::Stepped(true),
        "," => Msg::Stepped(false),
        "]" => Msg::DifferenceStepped(true),
        "[" => Msg::DifferenceStepped(false),
        "ArrowRight" | "d" if !is_in("pre") => Msg::Nudged(true),
        "ArrowLeft" | "a" if !is_in("pre") => Msg::Nudged(false),
        "Home" if !is_in("pre") => Msg::Jumped(false),
        "End" if !is_in("pre") => Msg::Jumped(true),
        "w" | "+" => Msg::Zoomed(true, None),
        "s" | "-" => Msg::Zoomed(false, None),
        "f" => Msg::Fitted,
        _ => return None,
    })
}
