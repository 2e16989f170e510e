//! What the user does meanwhile, as a list from which it can be taken back.

use std::rc::Rc;

use app::Msg;
use app::view::Flag;
use yew::prelude::*;

use super::{Send, View};

/// The actions, each with a way to take it back.
#[derive(PartialEq)]
pub struct Actions {
    /// What the user does meanwhile.
    pub flags: Rc<Vec<Flag>>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Actions {
    fn view(&self) -> Html {
        if self.flags.is_empty() {
            return Html::default();
        }
        let view = |(at, flag): (usize, &Flag)| {
            let onclick = self.send.reform(move |_: MouseEvent| Msg::ActionRemoved(at));
            html! {
                <li>
                    <span class="flag-number">{ at + 1 }</span>{ &flag.time }{ " " }<code>{ &flag.command }</code>
                    <button type="button" class="link" {onclick} aria-label={format!("Take back: {}", flag.command)}>{ "✕" }</button>
                </li>
            }
        };
        html! { <ul class="actions" aria-label="What you do meanwhile" data-testid="actions">{ for self.flags.iter().enumerate().map(view) }</ul> }
    }
}
