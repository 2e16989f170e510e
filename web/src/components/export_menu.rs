//! What the picture can be carried away as: a menu in the top bar.

use std::rc::Rc;

use app::export::Format;
use app::view::Card;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::menu::MenuFrame;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The variants, whose manifests can be kept.
    pub cards: Rc<Vec<Card>>,
    pub export: Callback<Format>,
}

/// The button and its menu.
#[component(ExportMenu)]
pub fn export_menu(props: &Props) -> Html {
    let open = use_state(|| false);
    let button = use_node_ref();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // The keyboard goes back to the button unless it has gone elsewhere by itself.
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |by_key: bool| {
            open.set(false);
            if let Some(button) = button.cast::<HtmlElement>().filter(|_| by_key) {
                // A button on the page can always take the focus.
                let _ = button.focus();
            }
        })
    };
    let item = |format: Format, label: String| {
        let (export, close) = (props.export.clone(), close.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            export.emit(format.clone());
            close.emit(true);
        });
        html! { <button type="button" role="menuitem" tabindex="-1" {onclick}>{ label }</button> }
    };
    let fixed = [
        (Format::Svg, "Picture (SVG)"),
        (Format::Png, "Picture (PNG)"),
        (Format::Markdown, "Report (Markdown)"),
        (Format::Mermaid, "Gantt diagram (Mermaid)"),
    ];
    let manifests = props.cards.iter();
    let manifests = manifests.map(|card| (Format::Yaml(card.id.clone()), format!("{} (YAML)", card.title)));
    let all = fixed
        .map(|(format, label)| (format, label.to_owned()))
        .into_iter()
        .chain(manifests);
    html! {
        <div class="menu-anchor">
            <button type="button" class="button" aria-haspopup="menu" aria-expanded={open.to_string()} onclick={toggle} ref={button}>
                { "Export" }<span aria-hidden="true">{ "▾" }</span>
            </button>
            if *open {
                <MenuFrame label="Export" close={close.clone()}>{ for all.map(|(format, label)| item(format, label)) }</MenuFrame>
            }
        </div>
    }
}
