//! The list of keys, as a dialog.

use app::Msg;
use app::view::KEYS;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub send: Send,
}

/// The list of keys.
#[component(KeyList)]
pub fn key_list(props: &Props) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // A dialog that is in the page and closed can be opened.
                let _ = dialog.show_modal();
            }
        });
    }
    let onclose = props.send.reform(|_: Event| Msg::KeysToggled);
    let close = Callback::from({
        let dialog = dialog.clone();
        move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        }
    });
    html! {
        <dialog class="keys" ref={dialog} aria-labelledby="keys-title" {onclose}>
            <h2 id="keys-title">{ "Keys" }</h2>
            <dl>
                { for KEYS.iter().map(|(keys, what)| html! { <div><dt>{ *keys }</dt><dd>{ *what }</dd></div> }) }
            </dl>
            <button type="button" class="button" onclick={close}>{ "Close" }</button>
        </dialog>
    }
}
