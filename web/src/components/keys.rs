//! The list of keys, as a dialog.

use app::Msg;
use app::view::KEYS;
use yew::prelude::*;

use super::{Dialog, Send, View};

/// The list of keys.
#[derive(PartialEq)]
pub struct KeyList {
    /// Takes what the user does.
    pub send: Send,
}

impl View for KeyList {
    fn view(&self) -> Html {
        html! {
            <Dialog class="keys" title="Keys" closed={self.send.reform(|()| Msg::KeysToggled)}>
                <dl>
                    { for KEYS.iter().map(|(keys, what)| html! { <div><dt>{ *keys }</dt><dd>{ *what }</dd></div> }) }
                </dl>
            </Dialog>
        }
    }
}
