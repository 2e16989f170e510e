//! The editor's boundary, in a real browser: what Rust hands over is what CodeMirror shows, and back.

// On the host there is no browser to test in.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::editor_js::{Diagnostic, Editor, LineRange, Module, Options, Severity};
use web_sys::{Element, HtmlElement};
use yew::Callback;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/vendor/codemirror.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = create)]
    static CREATE: Function;
}

/// The editor's module, as `web/boot.js` loads it.
fn module() -> Module {
    let module = Object::new();
    let set = CREATE.with(|create| Reflect::set(&module, &"create".into(), create));
    assert_eq!(set, Ok(true));
    Module::from(wasm_bindgen::JsValue::from(module))
}

/// An editor in an element of its own, and what it reported.
struct Bench {
    parent: Element,
    editor: Editor,
    texts: Rc<RefCell<Vec<String>>>,
    carets: Rc<RefCell<Vec<u32>>>,
}

impl Bench {
    fn new(text: &str) -> Self {
        let document = gloo::utils::document();
        let parent = document.create_element("div").expect("an element");
        gloo::utils::body()
            .append_child(&parent)
            .expect("the body takes it");
        let (texts, carets) = (
            Rc::<RefCell<Vec<String>>>::default(),
            Rc::<RefCell<Vec<u32>>>::default(),
        );
        let options = Options {
            on_change: Callback::from({
                let texts = Rc::clone(&texts);
                move |text| texts.borrow_mut().push(text)
            }),
            on_cursor: Callback::from({
                let carets = Rc::clone(&carets);
                move |offset| carets.borrow_mut().push(offset)
            }),
            ..Options::default()
        };
        let editor = Editor::new(&module(), &parent, text, options);
        Self {
            parent,
            editor,
            texts,
            carets,
        }
    }

    fn count(&self, selector: &str) -> u32 {
        self.parent
            .query_selector_all(selector)
            .expect("a selector")
            .length()
    }

    /// Types as a person does: through the browser's own editing command.
    fn type_text(&self, text: &str) {
        let content = self
            .parent
            .query_selector(".cm-content")
            .expect("a selector")
            .expect("the text");
        content.unchecked_ref::<HtmlElement>().focus().expect("focus");
        let script = format!("document.execCommand('insertText', false, {text:?})");
        js_sys::eval(&script).expect("the command");
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.parent.remove();
    }
}

#[wasm_bindgen_test]
fn set_text_replaces_and_is_not_reported() {
    let bench = Bench::new("kind: Pod\n");
    bench.editor.set_text("kind: Job\r\nspec: {}\n");
    assert_eq!(bench.editor.text(), "kind: Job\nspec: {}\n");
    assert!(bench.texts.borrow().is_empty());
}

#[wasm_bindgen_test]
fn reveal_moves_the_caret_and_counts_utf16_units() {
    let bench = Bench::new("# 😀\nkind: Pod\n");
    bench.editor.reveal(2);
    assert_eq!(bench.carets.borrow().last(), Some(&5), "an emoji is two units");
    bench.editor.reveal(99);
    assert_eq!(bench.carets.borrow().last(), Some(&15), "cut to the last line");
}

#[wasm_bindgen_test]
fn diagnostics_are_shown_and_cut_to_the_text() {
    let bench = Bench::new("kind: Pod\nspec: []\n");
    let diagnostic = |from, to, severity| Diagnostic {
        from,
        to,
        severity,
        message: "no".to_owned(),
    };
    bench.editor.set_diagnostics(&[
        diagnostic(0, 4, Severity::Error),
        diagnostic(10, 9999, Severity::Warning),
    ]);
    assert_eq!(bench.count(".cm-lintRange-error"), 1);
    assert_eq!(bench.count(".cm-lintRange-warning"), 1);
    bench.editor.set_diagnostics(&[]);
    assert_eq!(bench.count(".cm-lintRange"), 0);
}

#[wasm_bindgen_test]
fn highlighted_lines_have_their_class() {
    let bench = Bench::new("a: 1\nb: 2\nc: 3\n");
    bench.editor.highlight_lines(&[LineRange {
        from: 2,
        to: 3,
        class: "marked",
    }]);
    assert_eq!(bench.count(".cm-line.marked"), 2);
    bench.editor.highlight_lines(&[]);
    assert_eq!(bench.count(".cm-line.marked"), 0);
}

#[wasm_bindgen_test]
async fn typing_is_reported_with_the_whole_text() {
    let bench = Bench::new("kind: Pod\n");
    bench.editor.reveal(1);
    bench.type_text("x");
    // CodeMirror hears of edits through a mutation observer.
    gloo::timers::future::TimeoutFuture::new(0).await;
    assert_eq!(
        bench.texts.borrow().last().map(String::as_str),
        Some("xkind: Pod\n")
    );
}

#[wasm_bindgen_test]
async fn a_read_only_editor_keeps_its_text() {
    let bench = Bench::new("kind: Pod\n");
    bench.editor.set_read_only(true);
    bench.type_text("x");
    gloo::timers::future::TimeoutFuture::new(0).await;
    assert_eq!(bench.editor.text(), "kind: Pod\n");
}

#[wasm_bindgen_test]
fn a_dropped_editor_leaves_the_page() {
    let parent = gloo::utils::document().create_element("div").expect("an element");
    let editor = Editor::new(&module(), &parent, "kind: Pod\n", Options::default());
    assert_eq!(parent.child_element_count(), 1);
    drop(editor);
    assert_eq!(parent.child_element_count(), 0);
}
