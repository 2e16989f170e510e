//! The manifest's editor, wired to the session.

use std::rc::Rc;

use app::Msg;
use app::view::{Diagnostic, Severity};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::Send;
use crate::editor_js::{self, Editor, LineRange, Module, Options};

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The text to put into the editor whenever `revision` changes; the user's own typing does not come back here.
    pub text: AttrValue,
    /// Counts the texts that the program set.
    pub revision: usize,
    /// Counts requests to show `line`.
    pub reveals: usize,
    /// The line to show, from 1.
    pub line: u32,
    pub diagnostics: Rc<Vec<Diagnostic>>,
    /// The lines to mark, from 1, both included.
    #[prop_or_default]
    pub lines: Option<(u32, u32)>,
    pub dark: bool,
    pub send: Send,
}

/// The editor's code, once it is there, and whether it could not be loaded.
#[hook]
fn use_module() -> (UseStateHandle<Option<Module>>, bool) {
    let module = use_state_eq(|| None::<Module>);
    let failed = use_state_eq(|| false);
    {
        let (module, failed) = (module.clone(), failed.clone());
        use_effect_with((), move |()| {
            if let loaded @ Some(_) = Module::loaded() {
                return module.set(loaded);
            }
            spawn_local(async move {
                match Module::load().await {
                    Some(loaded) => module.set(Some(loaded)),
                    None => failed.set(true),
                }
            });
        });
    }
    (module, *failed)
}

/// The manifest's editor, wired to the session.
#[component(EditorView)]
pub fn editor_view(props: &Props) -> Html {
    let parent = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    let (module, failed) = use_module();
    // Made before the effects below tell it anything: effects run in the order in which they are written.
    let there = module.is_some();
    {
        let (parent, editor, props) = (parent.clone(), editor.clone(), props.clone());
        use_effect_with(module, move |module| {
            if let (Some(module), Some(element)) = (&**module, parent.cast::<HtmlElement>()) {
                let on_change = props.send.reform(Msg::TextEdited);
                let on_cursor = props.send.reform(Msg::CaretMoved);
                let options = Options {
                    on_cursor,
                    dark: props.dark,
                    on_change,
                    ..Options::default()
                };
                *editor.borrow_mut() = Some(Editor::new(module, &element, &props.text, options));
            }
            move || drop(editor.borrow_mut().take())
        });
    }
    let with = |change: fn(&Editor, &Props)| {
        let (editor, props) = (editor.clone(), props.clone());
        move || {
            if let Some(editor) = &*editor.borrow() {
                change(editor, &props);
            }
        }
    };
    let set_text = with(|editor, props| editor.set_text(&props.text));
    use_effect_with((props.revision, there), move |_| set_text());
    let diagnose = with(|editor, props| {
        editor.set_diagnostics(&props.diagnostics.iter().map(diagnostic).collect::<Vec<_>>())
    });
    use_effect_with((props.diagnostics.clone(), props.revision, there), move |_| {
        diagnose()
    });
    let set_theme = with(|editor, props| editor.set_theme(props.dark));
    use_effect_with((props.dark, there), move |_| set_theme());
    let mark = with(|editor, props| {
        let marked = props.lines.map(|(from, to)| LineRange {
            from,
            to,
            class: "line-marked",
        });
        editor.highlight_lines(marked.as_slice());
    });
    use_effect_with((props.lines, there), move |_| mark());
    let reveal = with(|editor, props| {
        if props.reveals > 0 {
            editor.reveal(props.line);
            editor.focus();
        }
    });
    use_effect_with((props.reveals, there), move |_| reveal());
    html! {
        <div class="editor" ref={parent}>
            if failed {
                <p class="bad" role="alert">{ "The editor could not be loaded." }</p>
            }
        </div>
    }
}

fn diagnostic(message: &Diagnostic) -> editor_js::Diagnostic {
    editor_js::Diagnostic {
        from: message.from,
        to: message.to,
        severity: match message.severity {
            Severity::Error => editor_js::Severity::Error,
            Severity::Warning => editor_js::Severity::Warning,
            Severity::Info => editor_js::Severity::Info,
        },
        message: message.message.clone(),
    }
}
