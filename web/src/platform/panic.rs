//! The page that a bug shows instead of nothing: the manifest to copy, the error, a reload.

use js_sys::{Reflect, WebAssembly::RuntimeError};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement};

use crate::editor_js::text_in;

/// The first example, by an address that is not the page's own: a bug that comes with a text comes with every reload.
const ELSEWHERE: &str = "?#example=slow-sidecar-job";

/// Shows the page when the program panics or traps.
pub fn install() {
    // Without a document there is nobody to tell: what `show` returns does not matter.
    std::panic::set_hook(Box::new(|info| {
        let _ = show(&info.to_string());
    }));
    // A release build panics without a word (docs/decisions/wasm-size.md): it traps, as it does without memory.
    let trapped = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let cause = ["error", "reason"].map(|field| Reflect::get(&event, &field.into()).unwrap_or_default());
        if let Some(cause) = cause.iter().find(|cause| cause.has_type::<RuntimeError>()) {
            let _ = show(&told(cause));
        }
    });
    let window = gloo::utils::window();
    for event in ["error", "unhandledrejection"] {
        let _ = window.add_event_listener_with_callback(event, trapped.as_ref().unchecked_ref());
    }
    trapped.forget();
}

/// What a trap says: where in the program it happened.
fn told(cause: &JsValue) -> String {
    let stack = Reflect::get(cause, &"stack".into()).ok();
    stack.and_then(|stack| stack.as_string()).unwrap_or_default()
}

fn show(cause: &str) -> Option<()> {
    let document = gloo::utils::document();
    if document.query_selector(".crash").ok()?.is_some() {
        return None;
    }
    let text = manifest(&document);
    let page = document.create_element("main").ok()?;
    page.set_class_name("crash");
    let add = |tag: &str, text: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        page.append_child(&element).ok()?;
        Some(element)
    };
    add("h1", "The playground stopped because of a bug in it")?;
    let said = add(
        "p",
        "Your manifest is below: copy it, then reload. Please report the bug with this text.",
    )?;
    said.set_attribute("role", "alert").ok()?;
    for long in [&text, cause] {
        add("pre", long)?.set_attribute("tabindex", "0").ok()?;
    }
    let button = add("button", "Reload")?.dyn_into::<HtmlElement>().ok()?;
    let reload = Closure::once_into_js(|| {
        let _ = gloo::utils::window().location().reload();
    });
    button.set_onclick(Some(reload.unchecked_ref()));
    let elsewhere = add("a", "Start with an example instead")?;
    elsewhere.set_attribute("href", ELSEWHERE).ok()?;
    document.body()?.replace_children_with_node_1(&page);
    button.focus().ok()
}

/// The editor's text.
fn manifest(document: &Document) -> String {
    let editor = document.query_selector(".editor").ok().flatten();
    editor.as_ref().and_then(text_in).unwrap_or_default()
}
