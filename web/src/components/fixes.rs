//! What should be changed in the manifest, each with its fixes, in the editor's place.

use std::rc::Rc;

use app::Msg;
use app::view::FindingView;
use yew::prelude::*;

use super::{Send, View};

/// What should be changed, and how.
#[derive(PartialEq)]
pub struct FixesSheet {
    /// What should be changed.
    pub findings: Rc<Vec<FindingView>>,
    /// Goes to a line of the text.
    pub reveal: Callback<u32>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for FixesSheet {
    fn view(&self) -> Html {
        html! {
            <div class="fixes" role="region" tabindex="0" aria-label="Findings and fixes">
                if self.findings.is_empty() {
                    <p class="quiet">{ "Nothing to repair in the manifest as written." }</p>
                }
                { for self.findings.iter().enumerate().map(|(at, finding)| view(at, finding, self)) }
            </div>
        }
    }
}

fn view(at: usize, finding: &FindingView, props: &FixesSheet) -> Html {
    let (class, word) = if finding.problem {
        ("bad", "Problem")
    } else {
        ("stuck", "Advice")
    };
    let line = finding.line.map(|line| {
        let onclick = props.reveal.reform(move |_: MouseEvent| line);
        html! { <button type="button" class="link" {onclick}>{ format!("line {line}") }</button> }
    });
    let fix = |(index, title): (usize, &String)| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::FixApplied(at, index));
        html! { <button type="button" class="button" {onclick}>{ title }</button> }
    };
    html! {
        <article class="finding">
            <h2><span {class}>{ word }</span>{ " " }{ &finding.title }</h2>
            <p>{ &finding.text }{ " " }{ line }</p>
            <div class="finding-fixes">{ for finding.fixes.iter().enumerate().map(fix) }</div>
        </article>
    }
}
