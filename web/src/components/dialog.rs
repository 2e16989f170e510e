//! A modal dialog: the browser keeps the focus inside, Escape closes it, and the focus returns to where it was.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is special about it; also the stem of its title's id.
    pub class: &'static str,
    /// Its name.
    pub title: &'static str,
    pub children: Html,
    /// What stands left of the button that closes it.
    #[prop_or_default]
    pub foot: Html,
    /// It was closed.
    pub closed: Callback<()>,
}

/// A modal dialog that is open as long as it is in the page.
#[component(Dialog)]
pub fn dialog(props: &Props) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // A dialog that is in the page and closed can be opened.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let onclose = props.closed.reform(|_: Event| ());
    let title = format!("{}-title", props.class);
    html! {
        <dialog class={classes!("dialog", props.class)} ref={dialog} aria-labelledby={title.clone()} {onclose}>
            <h2 id={title}>{ props.title }</h2>
            { props.children.clone() }
            <div class="dialog-foot">
                { props.foot.clone() }
                <button type="button" class="button" onclick={close}>{ "Close" }</button>
            </div>
        </dialog>
    }
}
