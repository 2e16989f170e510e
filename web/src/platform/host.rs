//! The page around an embedded one: it is told how high the content is, and may say which theme it has.
//!
//! To the parent: `{ type: "sidecar-playground:height", height: <CSS pixels> }`. Any origin may know the height, and nothing
//! else is ever told, so the message goes to `*`. From the parent, and from no other window:
//! `{ type: "sidecar-playground:theme", theme: "light" | "dark" | "auto" }`. docs/hosting.md documents both.

use app::session::Theme;
use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, MessageEvent, ResizeObserver, Window};
use yew::Callback;

/// Tells the host page the content's height, now and whenever it changes, until it is dropped.
pub struct Heights {
    observer: ResizeObserver,
    _changed: Closure<dyn Fn()>,
}

impl Heights {
    /// `None` where nobody is to be told: in no frame.
    pub fn tell() -> Option<Heights> {
        let host = host()?;
        let content = gloo::utils::document().get_element_by_id("app")?;
        let observed = content.clone();
        let changed = Closure::<dyn Fn()>::new(move || tell(&host, &content));
        let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        observer.observe(&observed);
        Some(Heights {
            observer,
            _changed: changed,
        })
    }
}

impl Drop for Heights {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn tell(host: &Window, content: &Element) {
    let message = Object::new();
    let height = content.get_bounding_client_rect().height().ceil();
    // Setting fields of a fresh plain object cannot fail.
    let _ = Reflect::set(&message, &"type".into(), &"sidecar-playground:height".into());
    let _ = Reflect::set(&message, &"height".into(), &height.into());
    // Nor can a message to `*`.
    let _ = host.post_message(&message, "*");
}

/// Calls back with the theme whenever the host page says one.
pub fn listen(said: Callback<Theme>) -> Option<EventListener> {
    let host = JsValue::from(host()?);
    let window = gloo::utils::window();
    Some(EventListener::new(&window, "message", move |event| {
        let message = event
            .dyn_ref::<MessageEvent>()
            .filter(|event| event.source().is_some_and(|source| *source == host));
        if let Some(theme) = message.and_then(|event| theme(&event.data())) {
            said.emit(theme);
        }
    }))
}

/// The theme in a message of the right shape.
fn theme(data: &JsValue) -> Option<Theme> {
    let field = |name: &str| Reflect::get(data, &name.into()).ok()?.as_string();
    if field("type")? != "sidecar-playground:theme" {
        return None;
    }
    match &*field("theme")? {
        "auto" => Some(Theme::System),
        name => Some(Theme::from_name(name)).filter(|theme| *theme != Theme::System),
    }
}

/// The window around this one's.
fn host() -> Option<Window> {
    let window = gloo::utils::window();
    window.parent().ok().flatten().filter(|parent| *parent != window)
}
