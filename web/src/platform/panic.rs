//! The page that a bug shows instead of nothing: the manifest to copy, the error, a reload.

use std::panic::PanicHookInfo;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlElement};

/// Shows the page when the program panics.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Without a document there is nobody to tell.
        let _ = show(info);
    }));
}

fn show(info: &PanicHookInfo) -> Option<()> {
    let document = gloo::utils::document();
    let text = manifest(&document);
    let page = document.create_element("main").ok()?;
    page.set_class_name("crash");
    page.set_attribute("role", "alert").ok()?;
    let add = |tag: &str, text: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        page.append_child(&element).ok()?;
        Some(element)
    };
    add("h1", "The playground stopped because of a bug in it")?;
    add(
        "p",
        "Your manifest is below: copy it, then reload. Please report the bug with this text.",
    )?;
    add("pre", &text)?;
    add("pre", &info.to_string())?;
    let button = add("button", "Reload")?.dyn_into::<HtmlElement>().ok()?;
    let reload = Closure::once_into_js(|| {
        let _ = gloo::utils::window().location().reload();
    });
    button.set_onclick(Some(reload.unchecked_ref()));
    document.body()?.replace_children_with_node_1(&page);
    button.focus().ok()
}

/// The editor's text as it stands on the page.
fn manifest(document: &Document) -> String {
    let lines = document.query_selector_all(".cm-content .cm-line").ok();
    let Some(lines) = lines else { return String::new() };
    let line = |at| {
        lines
            .get(at)
            .and_then(|line: web_sys::Node| line.text_content())
            .unwrap_or_default()
    };
    (0..lines.length()).map(|at| line(at) + "\n").collect()
}
