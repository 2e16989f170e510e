//! The tabs of the phone: one part of the page at a time.

use app::Msg;
use app::session::Tab;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub tab: Tab,
    pub send: Send,
}

/// The tabs of the phone: one part of the page at a time.
#[component(PhoneTabs)]
pub fn phone_tabs(props: &Props) -> Html {
    let tab = |tab: Tab| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::TabChosen(tab));
        let current = (tab == props.tab).then_some("true");
        html! { <button type="button" class="tab" aria-current={current} {onclick}>{ tab.name() }</button> }
    };
    html! { <nav class="phone-tabs" aria-label="Parts of the page">{ for Tab::ALL.into_iter().map(tab) }</nav> }
}
