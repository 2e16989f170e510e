//! The panes below the chart: what a terminal would show at the cursor's time.

use std::rc::Rc;

use app::Msg;
use app::session::Pane;
use app::view::{PaneLine, PaneView};
use yew::prelude::*;

use super::{Send, View, attribute, reporting};

/// The panes below the chart: what a terminal would show at the cursor's time.
#[derive(PartialEq)]
pub struct Panes {
    /// The chosen pane.
    pub kind: Pane,
    /// One for each variant on the chart.
    pub panes: Rc<Vec<PaneView>>,
    /// The container whose lines are marked.
    pub marked: Option<AttrValue>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Panes {
    fn view(&self) -> Html {
        let wraps = match self.kind {
            Pane::Why => Some("wraps"),
            // What counts stands at the end of their lines.
            Pane::Events | Pane::Logs => Some("folds"),
            _ => None,
        };
        let body = |(at, pane): (usize, &PaneView)| {
            // Another command begins at its top.
            let key = format!("{} {}", pane.id, pane.command);
            html! { <PaneBody {key} panes={self.panes.clone()} {at} {wraps} marked={self.marked.clone()} send={self.send.clone()} /> }
        };
        html! {
            <div class="panes" id="panes" role="tabpanel" aria-label={format!("{} at the cursor", self.kind.name())}>
                { for self.panes.iter().enumerate().map(body) }
            </div>
        }
    }
}

#[derive(Clone, Properties)]
struct BodyProps {
    panes: Rc<Vec<PaneView>>,
    /// Which of them.
    at: usize,
    /// How long lines are broken: the class.
    wraps: Option<&'static str>,
    marked: Option<AttrValue>,
    send: Send,
}

/// A pane is not drawn anew when only the other one changed.
impl PartialEq for BodyProps {
    fn eq(&self, other: &BodyProps) -> bool {
        (&self.wraps, &self.marked, &self.send) == (&other.wraps, &other.marked, &other.send)
            && self.panes.get(self.at) == other.panes.get(other.at)
    }
}

#[component(PaneBody)]
fn pane_body(props: &BodyProps) -> Html {
    let Some(pane) = props.panes.get(props.at) else {
        return Html::default();
    };
    let body = use_node_ref();
    {
        // The newest line stays in sight.
        let body = body.clone();
        use_effect_with((pane.lines.len(), pane.grows), move |(_, grows)| {
            if let Some(body) = body.cast::<web_sys::Element>().filter(|_| *grows) {
                body.set_scroll_top(body.scroll_height());
            }
        });
    }
    // The lines report through the pane: hundreds of handlers would have to be compared in every frame.
    let over = props
        .send
        .reform(|event: PointerEvent| Msg::LaneHovered(attribute(&event, "data-container")));
    let out = props.send.reform(|_: PointerEvent| Msg::LaneHovered(None));
    let go = reporting(&props.send, |event: MouseEvent| {
        attribute(&event, "data-time")?.parse().ok().map(Msg::LineChosen)
    });
    html! {
        <section class="pane" aria-label={pane.title.clone()} data-testid={format!("pane-{}", pane.id)}>
            <h2>
                { &pane.title }
                if !pane.command.is_empty() {
                    <code><span aria-hidden="true">{ "$ " }</span>{ &pane.command }</code>
                }
            </h2>
            <pre class={classes!(props.wraps)} ref={body} tabindex="0" role="region" onpointerover={over} onpointerleave={out} onclick={go}
                aria-label={format!("{}: {}", pane.title, pane.command)}>
                { for pane.lines.iter().map(|item| line(item, props)) }
                if pane.lines.is_empty() {
                    <span class="quiet">{ &pane.empty }</span>
                }
            </pre>
        </section>
    }
}

fn line(line: &PaneLine, props: &BodyProps) -> Html {
    let part = |(tone, text): &(app::chart::Tone, String)| match tone {
        app::chart::Tone::Neutral => html! { text },
        tone => html! { <span class={tone.name()}>{ text }</span> },
    };
    let parts = line.parts.iter().map(part);
    if line.container.is_none() && line.at.is_none() {
        return html! { <><span class={classes!(line.header.then_some("pane-header"))}>{ for parts }</span>{ "\n" }</> };
    }
    let marked = line.container.is_some() && line.container.as_deref() == props.marked.as_deref();
    let time = line.at.map(|at| at.to_string());
    html! {
        <><span class={classes!("pane-line", marked.then_some("marked"), line.at.map(|_| "timed"))} data-container={line.container.clone()} data-time={time}>{ for parts }</span>{ "\n" }</>
    }
}
