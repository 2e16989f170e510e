//! The page's address: its hash carries the link; `?embed` or `embed.html` chooses the small page.

use wasm_bindgen::JsValue;

/// Whether this is the page that stands inside others: `web/boot.js` decides that before anything is drawn.
pub fn is_embed() -> bool {
    let root = gloo::utils::document().document_element();
    root.is_some_and(|root| root.class_name() == "embedded")
}

/// The hash, with its `#`.
pub fn hash() -> String {
    gloo::utils::window().location().hash().unwrap_or_default()
}

/// Replaces the hash without an entry in the history. A sandboxed frame may refuse; nothing depends on it.
pub fn replace_hash(hash: &str) {
    let window = gloo::utils::window();
    let location = window.location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let address = if hash.is_empty() {
        path
    } else {
        format!("{path}#{hash}")
    };
    if let Ok(history) = window.history() {
        // An opaque origin (a sandbox) throws here: then the link is made on demand only.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The address of the full page, without query and hash.
pub fn base() -> String {
    let address = gloo::utils::window().location().href().unwrap_or_default();
    let base = address.split(['#', '?']).next().unwrap_or_default();
    let folder = base
        .strip_suffix("embed.html")
        .or_else(|| base.strip_suffix("embed"))
        .filter(|folder| folder.ends_with('/'));
    folder.unwrap_or(base).to_owned()
}

/// The whole address of the full page with a hash.
pub fn link(hash: &str) -> String {
    let base = base();
    if hash.is_empty() {
        base
    } else {
        format!("{base}#{hash}")
    }
}
