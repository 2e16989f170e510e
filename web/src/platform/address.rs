//! The page's address: its hash carries the link, `?embed` chooses the small page.

use wasm_bindgen::JsValue;

/// Whether the address asks for the embedded page.
pub fn is_embed() -> bool {
    let search = gloo::utils::window().location().search().unwrap_or_default();
    search
        .trim_start_matches('?')
        .split('&')
        .any(|part| part == "embed" || part.starts_with("embed="))
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
    base.to_owned()
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
