//! The tabs above the editor.

use app::Msg;
use app::drafts::KEY;
use app::session::Sheet;
use yew::prelude::*;

use super::{Send, View};
use crate::platform::{storage, time};

/// The tabs above the editor.
#[derive(PartialEq)]
pub struct SheetTabs {
    /// The chosen tab.
    pub sheet: Sheet,
    /// How many findings there are.
    pub findings: usize,
    /// Takes what the user does.
    pub send: Send,
}

impl View for SheetTabs {
    fn view(&self) -> Html {
        let tab = |sheet: Sheet, name: &'static str, count: usize| {
            let onclick = self.send.reform(move |_: MouseEvent| Msg::SheetChosen(sheet));
            let selected = sheet == self.sheet;
            html! {
                <button type="button" class="tab" role="tab" aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }} {onclick}>
                    { name }
                    if count > 0 { { " " }<span class="chip count">{ count }</span> }
                </button>
            }
        };
        let files = self
            .send
            .reform(|_: MouseEvent| Msg::FilesAsked(storage::all(KEY), time()));
        html! {
            <div class="sheet-bar">
                <div class="sheet-tabs" role="tablist" aria-label="Manifest">
                    { tab(Sheet::Manifest, "manifest.yaml", 0) }
                    { tab(Sheet::Diff, "diff", 0) }
                    { tab(Sheet::Fixes, "fixes", self.findings) }
                </div>
                <button type="button" class="button small" onclick={files}>{ "Files…" }</button>
            </div>
        }
    }
}
