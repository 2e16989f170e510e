//! The root component.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::editor_js::{Editor, Options};

/// The text an empty page starts with.
const FIRST_TEXT: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: example\n";

/// The whole page: top bar, editor, picture.
#[component(App)]
pub fn app() -> Html {
    let parent = use_node_ref();
    let text = use_state(|| FIRST_TEXT.to_owned());
    {
        let (parent, text) = (parent.clone(), text.setter());
        use_effect_with((), move |()| {
            let editor = parent.cast::<HtmlElement>().map(|element| {
                let options = Options {
                    on_change: Callback::from(move |new| text.set(new)),
                    ..Options::default()
                };
                Editor::new(&element, FIRST_TEXT, options)
            });
            move || drop(editor)
        });
    }
    html! {
        <>
            <header class="top-bar"><strong>{"Sidecar Playground"}</strong></header>
            <main class="page">
                <section class="column-editor" aria-label="Manifest" ref={parent} />
                <section class="column-picture" aria-label="Lifecycle">
                    <p>{ format!("{} lines", text.lines().count()) }</p>
                </section>
            </main>
        </>
    }
}
