//! Copying text.

use js_sys::{Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDocument, HtmlTextAreaElement};
use yew::Callback;

/// Copies what stands in a field, which stays selected, and tells whether that was possible.
pub fn copy(field: &HtmlTextAreaElement, done: Callback<bool>) {
    // A field in the page can always be selected.
    let _ = field.focus();
    field.select();
    // Pages that are no secure context have no clipboard.
    let navigator = gloo::utils::window().navigator();
    let has_clipboard = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object());
    if !has_clipboard {
        return done.emit(copy_selected());
    }
    let promise = navigator.clipboard().write_text(&field.value());
    let refused = done.clone();
    let copied = Closure::once_into_js(move |_: JsValue| done.emit(true));
    let refused = Closure::once_into_js(move |_: JsValue| refused.emit(copy_selected()));
    settle(&promise, &copied, &refused);
}

/// Calls one of the two when the promise settles.
pub fn settle(promise: &Promise, resolved: &JsValue, rejected: &JsValue) {
    let then = Reflect::get(promise, &"then".into()).ok();
    let then = then.and_then(|then| then.dyn_into::<js_sys::Function>().ok());
    if let Some(then) = then {
        // `then` of a promise does not throw.
        let _ = then.call2(promise, resolved, rejected);
    }
}

/// The older way, which needs no permission.
fn copy_selected() -> bool {
    let document = gloo::utils::document().unchecked_into::<HtmlDocument>();
    document.exec_command("copy").unwrap_or(false)
}
