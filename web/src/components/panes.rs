//! The panes below the chart: what a terminal would show at the cursor's time.

use std::rc::Rc;

use app::session::Pane;
use app::view::{PaneLine, PaneView};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub kind: Pane,
    pub panes: Rc<Vec<PaneView>>,
}

/// The panes below the chart: what a terminal would show at the cursor's time.
#[component(Panes)]
pub fn panes(props: &Props) -> Html {
    let wraps = props.kind == Pane::Why;
    html! {
        <div class="panes" id="panes" role="tabpanel" aria-label={format!("{} at the cursor", props.kind.name())}>
            { for props.panes.iter().map(|pane| html! { <PaneBody key={pane.id.clone()} pane={pane.clone()} {wraps} /> }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct BodyProps {
    pane: PaneView,
    wraps: bool,
}

#[component(PaneBody)]
fn pane_body(props: &BodyProps) -> Html {
    let pane = &props.pane;
    let body = use_node_ref();
    {
        // The newest line stays in sight.
        let body = body.clone();
        use_effect_with(pane.lines.len(), move |_| {
            if let Some(body) = body.cast::<web_sys::Element>() {
                body.set_scroll_top(body.scroll_height());
            }
        });
    }
    html! {
        <section class="pane" aria-label={pane.title.clone()} data-testid={format!("pane-{}", pane.id)}>
            <h3>
                { &pane.title }
                if !pane.command.is_empty() {
                    <code><span aria-hidden="true">{ "$ " }</span>{ &pane.command }</code>
                }
            </h3>
            <pre class={classes!(props.wraps.then_some("wraps"))} ref={body} tabindex="0" aria-label={format!("{}: {}", pane.title, pane.command)}>
                { for pane.lines.iter().map(line) }
                if pane.lines.is_empty() {
                    <span class="quiet">{ pane.empty }</span>
                }
            </pre>
        </section>
    }
}

fn line(line: &PaneLine) -> Html {
    let part = |(tone, text): &(app::chart::Tone, String)| match tone {
        app::chart::Tone::Neutral => html! { text },
        tone => html! { <span class={tone.name()}>{ text }</span> },
    };
    let parts = line.parts.iter().map(part);
    if line.header {
        html! { <><span class="pane-header">{ for parts }</span>{ "\n" }</> }
    } else {
        html! { <>{ for parts }{ "\n" }</> }
    }
}
