//! The tabs above the editor.

use app::Msg;
use app::session::Sheet;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub sheet: Sheet,
    pub send: Send,
}

/// The tabs above the editor.
#[component(SheetTabs)]
pub fn sheet_tabs(props: &Props) -> Html {
    let tab = |sheet: Sheet, name: &'static str| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::SheetChosen(sheet));
        let selected = (sheet == props.sheet).to_string();
        html! { <button type="button" class="tab" role="tab" aria-selected={selected} {onclick}>{ name }</button> }
    };
    html! {
        <div class="sheet-tabs" role="tablist" aria-label="Manifest">
            { tab(Sheet::Manifest, "manifest.yaml") }
            { tab(Sheet::Diff, "diff: without → with") }
        </div>
    }
}
