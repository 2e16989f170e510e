//! The CodeMirror editor (`web/vendor/editor.js`) as a Rust value that cleans up after itself.
//!
//! Offsets are UTF-16 units from the start of the text (CodeMirror's own), lines count from 1. The module itself is loaded by
//! `web/boot.js`: with the whole page, or when an embedded page asks for it.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::Callback;

mod js {
    use wasm_bindgen::prelude::*;
    use web_sys::Element;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_name = loadEditor)]
        pub async fn load_editor() -> Result<JsValue, JsValue>;

        pub type Module;
        #[wasm_bindgen(method)]
        pub fn create(this: &Module, parent: &Element, text: &str, options: &JsValue) -> Editor;

        pub type Editor;
        #[wasm_bindgen(method, js_name = getText)]
        pub fn get_text(this: &Editor) -> String;
        #[wasm_bindgen(method, js_name = setText)]
        pub fn set_text(this: &Editor, text: &str);
        #[wasm_bindgen(method, js_name = setDiagnostics)]
        pub fn set_diagnostics(this: &Editor, list: &js_sys::Array);
        #[wasm_bindgen(method, js_name = highlightLines)]
        pub fn highlight_lines(this: &Editor, list: &js_sys::Array);
        #[wasm_bindgen(method, js_name = setTheme)]
        pub fn set_theme(this: &Editor, dark: bool);
        #[wasm_bindgen(method, js_name = setReadOnly)]
        pub fn set_read_only(this: &Editor, read_only: bool);
        #[wasm_bindgen(method)]
        pub fn focus(this: &Editor);
        #[wasm_bindgen(method)]
        pub fn reveal(this: &Editor, line: u32);
        #[wasm_bindgen(method)]
        pub fn destroy(this: &Editor);
    }
}

/// The property of an editor's parent that holds the editor.
const HANDLE: &str = "editor";

/// The editor's JavaScript module.
#[derive(Clone, PartialEq)]
pub struct Module(JsValue);

impl Module {
    /// The module if it is there already.
    pub fn loaded() -> Option<Module> {
        let found = Reflect::get(&js_sys::global(), &"sidecarEditor".into()).ok()?;
        found.is_object().then_some(Module(found))
    }

    /// The module, loaded if it has to be. `None` when that fails: without network, say.
    pub async fn load() -> Option<Module> {
        js::load_editor().await.ok().map(Module)
    }
}

impl From<JsValue> for Module {
    /// A module that was loaded otherwise.
    fn from(module: JsValue) -> Module {
        Module(module)
    }
}

/// What an editor starts with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether the editor lies on a dark page.
    pub dark: bool,
    /// Whether the text can be read and copied only.
    pub read_only: bool,
    /// The editor's accessible name; empty: "Manifest (YAML)".
    pub label: String,
    /// Called with the whole text after each change that the user made (not after `set_text`).
    pub on_change: Callback<String>,
    /// Called with the caret's offset after each move, whoever made it.
    pub on_cursor: Callback<u32>,
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The API server would refuse the manifest.
    Error,
    /// It would accept it, but hardly as meant.
    Warning,
    /// Worth knowing.
    Info,
    /// A mere proposal.
    Hint,
}

impl Severity {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

/// A message under a range of the text; shown in the gutter, as an underline and as a tooltip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Start, in UTF-16 units.
    pub from: u32,
    /// End (exclusive), in UTF-16 units; cut to the text's length.
    pub to: u32,
    /// How much it matters.
    pub severity: Severity,
    /// The sentence shown.
    pub message: String,
}

/// Lines with a class of their own, as when a container's lane is hovered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// The first line, from 1.
    pub from: u32,
    /// The last line (inclusive); cut to the text's length.
    pub to: u32,
    /// The CSS class of each line.
    pub class: &'static str,
}

/// One editor in the page. It leaves the page when it is dropped.
pub struct Editor {
    handle: js::Editor,
    // JavaScript calls these as long as the editor lives.
    _on_change: Closure<dyn Fn(String)>,
    _on_cursor: Closure<dyn Fn(u32)>,
}

impl Editor {
    /// Puts an editor that shows `text` at the end of `parent`.
    pub fn new(module: &Module, parent: &Element, text: &str, options: Options) -> Self {
        let Options {
            dark,
            read_only,
            label,
            on_change,
            on_cursor,
        } = options;
        let on_change = Closure::<dyn Fn(String)>::new(move |text| on_change.emit(text));
        let on_cursor = Closure::<dyn Fn(u32)>::new(move |offset| on_cursor.emit(offset));
        let label = if label.is_empty() {
            JsValue::UNDEFINED
        } else {
            label.into()
        };
        let options = object(&[
            ("dark", &dark.into()),
            ("readOnly", &read_only.into()),
            ("label", &label),
            ("onChange", on_change.as_ref()),
            ("onCursor", on_cursor.as_ref()),
        ]);
        let handle = module
            .0
            .unchecked_ref::<js::Module>()
            .create(parent, text, &options);
        // Where `text_in` finds it. A property of an element can always be set.
        let _ = Reflect::set(parent, &HANDLE.into(), &handle);
        Self {
            handle,
            _on_change: on_change,
            _on_cursor: on_cursor,
        }
    }

    /// The text as it is now, with `\n` line ends.
    pub fn text(&self) -> String {
        self.handle.get_text()
    }

    /// Replaces the text as one step that the user can undo; only the part that differs is touched.
    pub fn set_text(&self, text: &str) {
        self.handle.set_text(text);
    }

    /// Replaces all diagnostics.
    pub fn set_diagnostics(&self, list: &[Diagnostic]) {
        let list = list.iter().map(|item| {
            object(&[
                ("from", &item.from.into()),
                ("to", &item.to.into()),
                ("severity", &item.severity.as_str().into()),
                ("message", &item.message.as_str().into()),
            ])
        });
        self.handle.set_diagnostics(&list.collect());
    }

    /// Replaces all highlighted lines.
    pub fn highlight_lines(&self, list: &[LineRange]) {
        let list = list.iter().map(|item| {
            object(&[
                ("from", &item.from.into()),
                ("to", &item.to.into()),
                ("class", &item.class.into()),
            ])
        });
        self.handle.highlight_lines(&list.collect());
    }

    /// Tells the editor whether the page is dark now.
    pub fn set_theme(&self, dark: bool) {
        self.handle.set_theme(dark);
    }

    /// Allows or forbids editing.
    pub fn set_read_only(&self, read_only: bool) {
        self.handle.set_read_only(read_only);
    }

    /// Gives the editor the keyboard.
    pub fn focus(&self) {
        self.handle.focus();
    }

    /// Puts the caret at the start of `line` (from 1) and scrolls it to the middle; the focus stays where it is.
    pub fn reveal(&self, line: u32) {
        self.handle.reveal(line);
    }
}

/// The text of the editor that was put into `parent`, all of it, whatever became of the program that put it there: the
/// page's own lines are only those that are seen.
pub fn text_in(parent: &Element) -> Option<String> {
    let handle = Reflect::get(parent, &HANDLE.into()).ok()?;
    handle
        .is_object()
        .then(|| handle.unchecked_ref::<js::Editor>().get_text())
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.handle.destroy();
    }
}

/// A plain JavaScript object with the given fields.
fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
