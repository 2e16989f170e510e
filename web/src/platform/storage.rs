//! What the browser keeps between visits. A blocked storage (a sandbox, a private window) is no error.

/// What all keys of the page begin with: other pages may share the origin.
const PREFIX: &str = "sidecar-playground.";

fn storage() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

/// The value kept under a key.
pub fn load(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok().flatten()
}

/// Everything kept under keys that begin with `start`: key and value.
pub fn all(start: &str) -> Vec<(String, String)> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let keys = keys.filter_map(|key| key.strip_prefix(PREFIX).map(str::to_owned));
    keys.filter(|key| key.starts_with(start))
        .filter_map(|key| load(&key).map(|value| (key, value)))
        .collect()
}

/// Keeps a value, or (none) drops it; false when the browser refuses.
pub fn save(key: &str, value: Option<&str>) -> bool {
    let key = format!("{PREFIX}{key}");
    storage().is_some_and(|storage| {
        let done = match value {
            Some(value) => storage.set_item(&key, value),
            None => storage.remove_item(&key),
        };
        done.is_ok()
    })
}
