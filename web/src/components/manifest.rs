//! The manifest as plain text: what an embedded page shows before somebody wants to edit it.

use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub text: AttrValue,
    /// The lines to mark, from 1, both included.
    pub lines: Option<(u32, u32)>,
}

/// The manifest as plain text.
#[component(ManifestText)]
pub fn manifest_text(props: &Props) -> Html {
    let marked = |number: u32| {
        props
            .lines
            .is_some_and(|(from, to)| from <= number && number <= to)
    };
    let lines = props.text.lines().zip(1..).map(|(line, number)| {
        html! { <span class={marked(number).then_some("line-marked")}>{ line }{ "\n" }</span> }
    });
    html! { <pre class="manifest-text" tabindex="0" role="region" aria-label="Manifest (YAML)">{ for lines }</pre> }
}
