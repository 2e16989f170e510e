//! The line below the editor: valid or not, and how fast that was known.

use app::view::Status;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub status: Status,
    /// Goes to a line of the text.
    pub reveal: Callback<u32>,
}

/// The line below the editor: valid or not, and how fast that was known.
#[component(StatusLine)]
pub fn status_line(props: &Props) -> Html {
    let status = &props.status;
    let text = html! { <><span aria-hidden="true">{ status.tone.symbol() }{ " " }</span>{ &status.text }</> };
    let text = match status.line {
        Some(line) => {
            let onclick = props.reveal.reform(move |_: MouseEvent| line);
            html! { <button type="button" class="link" {onclick}>{ text }{ format!(" · line {line}") }</button> }
        }
        None => text,
    };
    html! {
        <footer class="status">
            <span class={classes!("status-text", status.tone.name())} data-testid="status">{ text }</span>
            <span class="status-speed">{ &status.speed }</span>
        </footer>
    }
}
