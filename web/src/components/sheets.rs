//! The tabs above the editor.

use app::Msg;
use app::drafts::KEY;
use app::session::Sheet;
use yew::prelude::*;

use super::Send;
use crate::platform::{storage, time};

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub sheet: Sheet,
    /// How many findings there are.
    pub findings: usize,
    pub send: Send,
}

/// The tabs above the editor.
#[component(SheetTabs)]
pub fn sheet_tabs(props: &Props) -> Html {
    let tab = |sheet: Sheet, name: &'static str, count: usize| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::SheetChosen(sheet));
        let selected = sheet == props.sheet;
        html! {
            <button type="button" class="tab" role="tab" aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }} {onclick}>
                { name }
                if count > 0 { { " " }<span class="chip count">{ count }</span> }
            </button>
        }
    };
    let files = props
        .send
        .reform(|_: MouseEvent| Msg::FilesAsked(storage::all(KEY), time()));
    html! {
        <div class="sheet-bar">
            <div class="sheet-tabs" role="tablist" aria-label="Manifest">
                { tab(Sheet::Manifest, "manifest.yaml", 0) }
                { tab(Sheet::Diff, "diff", 0) }
                { tab(Sheet::Fixes, "fixes", props.findings) }
            </div>
            <button type="button" class="button small" onclick={files}>{ "Files…" }</button>
        </div>
    }
}
