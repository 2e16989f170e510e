//! The list of keys, as a dialog.

use app::Msg;
use app::view::KEYS;
use yew::prelude::*;

use super::{Dialog, Send};

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub send: Send,
}

/// The list of keys.
#[component(KeyList)]
pub fn key_list(props: &Props) -> Html {
    html! {
        <Dialog class="keys" title="Keys" closed={props.send.reform(|()| Msg::KeysToggled)}>
            <dl>
                { for KEYS.iter().map(|(keys, what)| html! { <div><dt>{ *keys }</dt><dd>{ *what }</dd></div> }) }
            </dl>
        </Dialog>
    }
}
