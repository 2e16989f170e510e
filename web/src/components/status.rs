//! The line below the editor: valid or not, and how fast that was known.

use app::Msg;
use app::view::Status;
use yew::prelude::*;

use super::{Send, View};

/// The line below the editor: valid or not, and how fast that was known.
#[derive(PartialEq)]
pub struct StatusLine {
    /// What is said.
    pub status: Status,
    /// Goes to a line of the text.
    pub reveal: Callback<u32>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for StatusLine {
    fn view(&self) -> Html {
        let status = &self.status;
        let text =
            html! { <><span aria-hidden="true">{ status.tone.symbol() }{ " " }</span>{ &status.text }</> };
        let text = match status.line {
            Some(line) => {
                let onclick = self.reveal.reform(move |_: MouseEvent| line);
                html! { <button type="button" class="link" {onclick}>{ text }{ format!(" · line {line}") }</button> }
            }
            None => text,
        };
        html! {
            <footer class="status">
                <span class={classes!("status-text", status.tone.name())} data-testid="status">{ text }</span>
                if !status.correct.is_empty() {
                    <button type="button" class="button" onclick={self.send.reform(|_: MouseEvent| Msg::Corrected)}>{ &status.correct }</button>
                }
                <span class="status-speed">{ &status.speed }</span>
            </footer>
        }
    }
}
