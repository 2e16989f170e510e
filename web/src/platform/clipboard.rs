//! Copying text.

/// Copies a text; where the browser forbids it, nothing happens (the address shows the same link).
pub fn copy(text: &str) {
    let promise = gloo::utils::window().navigator().clipboard().write_text(text);
    // The promise settles by itself; a refusal is no error of the page.
    let ignore = wasm_bindgen::closure::Closure::once_into_js(|_: wasm_bindgen::JsValue| {});
    let _ = js_sys::Reflect::get(&promise, &"catch".into())
        .ok()
        .and_then(|catch| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(catch).ok())
        .map(|catch| catch.call1(&promise, &ignore));
}
