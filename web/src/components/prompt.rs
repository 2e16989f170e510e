//! The prompt below the kubectl panes: history with the arrow keys, completion with Tab or the right arrow.

use app::Msg;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{PROMPT_ID, Send, View, entered};

/// The prompt.
#[derive(PartialEq)]
pub struct Prompt {
    /// The text.
    pub text: AttrValue,
    /// The whole line that would complete the text.
    pub suggestion: Option<AttrValue>,
    /// The panes answer a command instead of the watch.
    pub answers: bool,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Prompt {
    fn view(&self) -> Html {
        let send = &self.send;
        let oninput = send.reform(|event: InputEvent| Msg::PromptEdited(entered(&event)));
        let onsubmit = send.reform(|event: SubmitEvent| {
            event.prevent_default();
            Msg::PromptEntered
        });
        let onkeydown = {
            let (send, suggested) = (send.clone(), self.suggestion.is_some());
            Callback::from(move |event: KeyboardEvent| {
                let input: HtmlInputElement = event.target_unchecked_into();
                let at_end =
                    input.selection_end().ok().flatten() == Some(input.value().encode_utf16().count() as u32);
                let msg = match event.key().as_str() {
                    "ArrowUp" => Msg::PromptRecalled(true),
                    "ArrowDown" => Msg::PromptRecalled(false),
                    "Tab" if suggested && !event.shift_key() => Msg::PromptCompleted,
                    "ArrowRight" if suggested && at_end => Msg::PromptCompleted,
                    "Escape" => Msg::PromptCleared,
                    _ => return,
                };
                event.prevent_default();
                send.emit(msg);
            })
        };
        let clear = send.reform(|_: MouseEvent| Msg::PromptCleared);
        let rest = self
            .suggestion
            .as_ref()
            .and_then(|line| line.strip_prefix(self.text.as_str()).map(str::to_owned));
        html! {
            <form class="prompt" {onsubmit}>
                <label for={PROMPT_ID} aria-hidden="true">{ "$" }</label>
                <span class="prompt-line">
                    <span class="prompt-ghost" aria-hidden="true"><span>{ &self.text }</span>{ rest }</span>
                    <input id={PROMPT_ID} type="text" value={self.text.clone()} autocomplete="off" autocapitalize="off" spellcheck="false"
                        placeholder="kubectl get pods -o wide" aria-label="Command at the cursor's time" aria-describedby="prompt-hint" {oninput} {onkeydown} />
                </span>
                <span id="prompt-hint" class="visually-hidden">
                    { "kubectl at the cursor's time. Up and down: earlier lines. Tab completes." }
                    { for self.suggestion.as_ref().map(|line| format!(" Proposal: {line}")) }
                </span>
                if self.answers {
                    <button type="button" class="link" onclick={clear}>{ "back to the watch" }</button>
                }
            </form>
        }
    }
}
