//! The difference between two variants' manifests, in the editor's place.

use std::rc::Rc;

use app::Msg;
use app::view::{DiffRow, DiffView};
use yew::prelude::*;

use super::conditions::checkbox;
use super::{Send, View, chosen};

/// The difference between two variants' manifests, in the editor's place.
#[derive(PartialEq)]
pub struct DiffSheet {
    /// What is compared, and how.
    pub diff: Rc<DiffView>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for DiffSheet {
    fn view(&self) -> Html {
        let diff = &self.diff;
        let Some((old, new)) = &diff.pair else {
            return html! { <p class="diff diff-head quiet">{ "There is only one variant: nothing to compare." }</p> };
        };
        let rows = diff.rows.iter().map(|row| view(row, diff.split));
        html! {
            <div class="diff">
                { head(self, old, new) }
                <div class="diff-body" tabindex="0" role="region" aria-label="Difference">
                    <table class={classes!(diff.split.then_some("split"))}><tbody>{ for rows }</tbody></table>
                </div>
            </div>
        }
    }
}

fn head(props: &DiffSheet, old: &str, new: &str) -> Html {
    let (diff, send) = (&props.diff, &props.send);
    let (from, to, used) = (old.to_owned(), new.to_owned(), new.to_owned());
    let first = send.reform(move |event: Event| Msg::DiffChosen(chosen(&event), to.clone()));
    let second = send.reform(move |event: Event| Msg::DiffChosen(from.clone(), chosen(&event)));
    let take = send.reform(move |_: MouseEvent| Msg::VariantUsed(used.clone()));
    html! {
        <div class="diff-head">
            { choice("From", diff, old, first) }{ "→" }{ choice("To", diff, new, second) }
            { checkbox("side by side", diff.split, send, Msg::DiffSplit) }
            { checkbox("all lines", diff.unfolded, send, Msg::DiffUnfolded) }
            if diff.can_use {
                <button type="button" class="button small" onclick={take}>{ "Use this manifest" }</button>
            }
        </div>
    }
}

fn choice(label: &'static str, diff: &DiffView, now: &str, onchange: Callback<Event>) -> Html {
    html! {
        <select aria-label={label} {onchange}>
            { for diff.choices.iter().map(|(id, title)| html! { <option value={id.clone()} selected={id == now}>{ title }</option> }) }
        </select>
    }
}

fn view(row: &DiffRow, split: bool) -> Html {
    let (old, new, same) = match row {
        DiffRow::Folded(count) => {
            return html! { <tr class="folded"><td colspan="4">{ format!("⋯ {count} equal lines") }</td></tr> };
        }
        DiffRow::Line { old, new, same } => (old, new, *same),
    };
    let number = |side: &Option<(usize, String)>| {
        side.as_ref()
            .map(|(number, _)| number.to_string())
            .unwrap_or_default()
    };
    if split {
        let class =
            |side: &Option<(usize, String)>, name: &'static str| (!same && side.is_some()).then_some(name);
        let text =
            |side: &Option<(usize, String)>| side.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
        return html! {
            <tr>
                <td class="number">{ number(old) }</td><td class={classes!(class(old, "removed"))}>{ text(old) }</td>
                <td class="number">{ number(new) }</td><td class={classes!(class(new, "added"))}>{ text(new) }</td>
            </tr>
        };
    }
    let (class, sign) = match (old, new) {
        (Some(_), None) => ("removed", "−"),
        (None, Some(_)) => ("added", "+"),
        _ => ("", " "),
    };
    let text = new.as_ref().or(old.as_ref()).map(|(_, text)| text.clone());
    html! {
        <tr {class}><td class="number">{ number(old) }</td><td class="number">{ number(new) }</td><td class="sign">{ sign }</td><td>{ text }</td></tr>
    }
}
