//! The share dialog: each form in a field of its own, with a button that copies it.

use std::rc::Rc;

use app::Msg;
use app::export::Format;
use app::view::{ShareForm, ShareView};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{Dialog, Send};
use crate::platform::clipboard;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub view: Rc<ShareView>,
    pub export: Callback<Format>,
    pub send: Send,
}

/// The share dialog.
#[component(ShareDialog)]
pub fn share_dialog(props: &Props) -> Html {
    let said = use_state(String::new);
    let lazy = use_state_eq(|| false);
    let tell = {
        let said = said.clone();
        Callback::from(move |(label, copied): (&str, bool)| {
            said.set(if copied {
                format!("{label} copied")
            } else {
                format!(
                    "This browser does not let the page copy: {label} is selected, copy it with Ctrl+C or ⌘C."
                )
            });
        })
    };
    let foot = html! {
        <p class="dialog-said" role="status" aria-live="polite">{ &*said }</p>
    };
    html! {
        <Dialog class="share" title="Share" {foot} closed={props.send.reform(|()| Msg::ShareClosed)}>
            <p data-testid="link-length">{ &props.view.note }</p>
            { for props.view.forms.iter().enumerate().map(|(at, form)| view(at, form, &lazy, &tell, &props.export)) }
        </Dialog>
    }
}

fn view(
    at: usize,
    form: &ShareForm,
    lazy: &UseStateHandle<bool>,
    tell: &Callback<(&'static str, bool)>,
    export: &Callback<Format>,
) -> Html {
    let label = form.label;
    let (field, note) = (format!("share-{at}"), format!("share-note-{at}"));
    let onclick = {
        let (tell, field) = (tell.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let element = gloo::utils::document().get_element_by_id(&field);
            let area =
                element.and_then(|found| wasm_bindgen::JsCast::dyn_into::<HtmlTextAreaElement>(found).ok());
            if let Some(area) = area {
                clipboard::copy(&area, tell.reform(move |copied| (label, copied)));
            }
        })
    };
    let save = |format: Format, label: &'static str| {
        let onclick = export.reform(move |_: MouseEvent| format.clone());
        html! { <button type="button" class="link" {onclick}>{ label }</button> }
    };
    let text = form.lazy.as_ref().filter(|_| **lazy).unwrap_or(&form.text);
    let choose = {
        let lazy = lazy.clone();
        Callback::from(move |_: Event| lazy.set(!*lazy))
    };
    html! {
        <div class="share-form">
            <label for={field.clone()}>{ label }</label>
            <textarea id={field} rows="2" readonly=true spellcheck="false" aria-describedby={note.clone()} value={text.clone()} />
            <button type="button" class="button" autofocus={at == 0} aria-label={format!("Copy {label}")} {onclick}>{ "Copy" }</button>
            <p class="quiet">
                <span id={note}>{ form.note }</span>
                if form.lazy.is_some() {
                    <label class="check"><input type="checkbox" checked={**lazy} onchange={choose} />{ "Loads when the reader presses Try it" }</label>
                }
                if form.pictured {
                    { " " }{ save(Format::Svg, "save SVG") }{ " · " }{ save(Format::Png, "save PNG") }
                }
            </p>
        </div>
    }
}
