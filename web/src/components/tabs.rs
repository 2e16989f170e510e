//! The tabs of the phone: one part of the page at a time.

use app::Msg;
use app::session::Tab;
use yew::prelude::*;

use super::{Send, View};

/// The tabs of the phone: one part of the page at a time.
#[derive(PartialEq)]
pub struct PhoneTabs {
    /// The chosen part.
    pub tab: Tab,
    /// Takes what the user does.
    pub send: Send,
}

impl View for PhoneTabs {
    fn view(&self) -> Html {
        let tab = |tab: Tab| {
            let onclick = self.send.reform(move |_: MouseEvent| Msg::TabChosen(tab));
            let current = (tab == self.tab).then_some("true");
            html! { <button type="button" class="tab" aria-current={current} {onclick}>{ tab.name() }</button> }
        };
        html! { <nav class="phone-tabs" aria-label="Parts of the page">{ for Tab::ALL.into_iter().map(tab) }</nav> }
    }
}
