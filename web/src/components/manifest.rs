//! The manifest as plain text: what an embedded page shows before somebody wants to edit it.

use yew::prelude::*;

use super::View;

/// The manifest as plain text.
#[derive(PartialEq)]
pub struct ManifestText {
    /// The text.
    pub text: AttrValue,
    /// The lines to mark, from 1, both included.
    pub lines: Option<(u32, u32)>,
}

impl View for ManifestText {
    fn view(&self) -> Html {
        let marked = |number: u32| {
            self.lines
                .is_some_and(|(from, to)| from <= number && number <= to)
        };
        let lines = self.text.lines().zip(1..).map(|(line, number)| {
            html! { <span class={marked(number).then_some("line-marked")}>{ line }{ "\n" }</span> }
        });
        html! { <pre class="manifest-text" tabindex="0" role="region" aria-label="Manifest (YAML)">{ for lines }</pre> }
    }
}
