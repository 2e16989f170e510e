//! The page around an embedded one: it is told how high the content is.
//!
//! Message to the parent: `{ type: "sidecar-playground:height", height: <CSS pixels> }`. Any origin may know
//! the height, so the message goes to `*`; nothing is ever read from the host.

use js_sys::{Object, Reflect};

/// Tells the host page the content's height.
pub fn tell_height() {
    let window = gloo::utils::window();
    let (Ok(Some(parent)), Some(root)) = (window.parent(), gloo::utils::document().get_element_by_id("app"))
    else {
        return;
    };
    if parent == window {
        return;
    }
    let message = Object::new();
    let height = root.get_bounding_client_rect().height().ceil();
    // Setting fields of a fresh plain object cannot fail.
    let _ = Reflect::set(&message, &"type".into(), &"sidecar-playground:height".into());
    let _ = Reflect::set(&message, &"height".into(), &height.into());
    let _ = parent.post_message(&message, "*");
}
