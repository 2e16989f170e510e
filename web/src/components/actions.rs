//! What the user does meanwhile, as a list from which it can be taken back.

use std::rc::Rc;

use app::Msg;
use app::view::Flag;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub flags: Rc<Vec<Flag>>,
    pub send: Send,
}

/// The actions, each with a way to take it back.
#[component(Actions)]
pub fn actions(props: &Props) -> Html {
    if props.flags.is_empty() {
        return Html::default();
    }
    let view = |(at, flag): (usize, &Flag)| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::ActionRemoved(at));
        html! {
            <li>
                <span class="flag-number">{ at + 1 }</span>{ &flag.time }{ " " }<code>{ &flag.command }</code>
                <button type="button" class="link" {onclick} aria-label={format!("Take back: {}", flag.command)}>{ "✕" }</button>
            </li>
        }
    };
    html! { <ul class="actions" aria-label="What you do meanwhile" data-testid="actions">{ for props.flags.iter().enumerate().map(view) }</ul> }
}
