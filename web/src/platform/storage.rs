//! What the browser keeps between visits. A blocked storage (a sandbox, a private window) is no error.

fn storage() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

/// The value kept under a key.
pub fn load(key: &str) -> Option<String> {
    storage()?
        .get_item(&format!("sidecar-playground.{key}"))
        .ok()
        .flatten()
}

/// Keeps a value; false when the browser refuses.
pub fn save(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| {
        storage
            .set_item(&format!("sidecar-playground.{key}"), value)
            .is_ok()
    })
}
