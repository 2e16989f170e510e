//! The difference between two variants' manifests, in the editor's place.

use std::rc::Rc;

use app::view::{DiffKind, DiffRow, DiffView};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub diff: Rc<DiffView>,
}

/// The difference between two variants' manifests, in the editor's place.
#[component(DiffSheet)]
pub fn diff_sheet(props: &Props) -> Html {
    let diff = &props.diff;
    html! {
        <div class="diff" tabindex="0" role="region" aria-label={format!("Difference: {}", diff.title)}>
            <p class="diff-title">
                if diff.title.is_empty() { { "Choose two variants to see what differs." } } else { { &diff.title } }
            </p>
            <table><tbody>{ for diff.rows.iter().map(row) }</tbody></table>
        </div>
    }
}

fn row(row: &DiffRow) -> Html {
    let (class, sign) = match row.kind {
        DiffKind::Same => ("", " "),
        DiffKind::Removed => ("removed", "−"),
        DiffKind::Added => ("added", "+"),
    };
    let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
    html! {
        <tr {class}><td class="number">{ number(row.old) }</td><td class="number">{ number(row.new) }</td><td class="sign">{ sign }</td><td>{ &row.text }</td></tr>
    }
}
