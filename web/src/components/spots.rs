//! Cards beside things on the chart: what it is, when, why, and by which line of the manifest.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::text::Px10;
use app::view::SpotCard;
use yew::prelude::*;

use super::place::use_place;
use super::{Send, View};

/// Cards beside things on the chart.
#[derive(PartialEq)]
pub struct Spots {
    /// The chart.
    pub chart: Rc<Chart>,
    /// The things that have a card.
    pub spots: Rc<Vec<SpotCard>>,
    /// Whether the keyboard is on the chart: then what it is on is read out.
    pub reads: bool,
    /// Goes to a line of the text.
    pub reveal: Callback<u32>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Spots {
    fn view(&self) -> Html {
        let said = self.spots.last().filter(|_| self.reads);
        html! {
            <>
                { for self.spots.iter().map(|card| html! {
                    <Spot card={card.clone()} place={place(card, &self.chart)} reveal={self.reveal.clone()} send={self.send.clone()} />
                }) }
                <p class="visually-hidden" aria-live="polite">
                    { for said.map(|card| format!("{}: {} {}", card.place, card.title, card.time)) }
                </p>
            </>
        }
    }
}

/// A share of the whole, as CSS writes it.
pub(super) fn percent(part: Px10, whole: Px10) -> String {
    let tenths = i64::from(part) * 1_000 / i64::from(whole.max(1));
    format!("{}.{}%", tenths / 10, tenths.rem_euclid(10))
}

/// Beside the thing, on the side where there is more room.
fn place(card: &SpotCard, chart: &Chart) -> String {
    let (left, right, top, bottom) = card.area;
    let x = (left.max(chart.plot.0) + right.min(chart.plot.1)) / 2;
    let across = if x * 2 > chart.width {
        format!("right:{}", percent(chart.width - x, chart.width))
    } else {
        format!("left:{}", percent(x, chart.width))
    };
    if (top + bottom) > chart.height {
        format!(
            "{across};bottom:{}",
            percent(chart.height - top + 60, chart.height)
        )
    } else {
        format!("{across};top:{}", percent(bottom + 60, chart.height))
    }
}

#[derive(Clone, PartialEq, Properties)]
struct SpotProps {
    card: SpotCard,
    /// Where it lies, in CSS.
    place: String,
    reveal: Callback<u32>,
    send: Send,
}

#[component(Spot)]
fn spot(props: &SpotProps) -> Html {
    let (card, root) = (&props.card, use_node_ref());
    use_place(&root, &props.place);
    let close = props.send.reform(|_: MouseEvent| Msg::SpotPinned(None));
    let line = card.line.as_ref().map(|(line, text)| {
        let number = *line;
        let onclick = props.reveal.reform(move |_: MouseEvent| number);
        html! {
            <p class="spot-line">
                <button type="button" class="link" {onclick}>{ format!("line {number}") }</button>{ " " }<code>{ text }</code>
            </p>
        }
    });
    html! {
        <div role="group" class={classes!("spot", card.pinned.then_some("pinned"))} ref={root} data-place={props.place.clone()} aria-label={card.title.clone()} data-testid="spot">
            <p class="spot-place">{ &card.place }</p>
            if card.pinned {
                <button type="button" class="spot-close" aria-label="Close" onclick={close}>{ "✕" }</button>
            }
            <p class="spot-title">{ &card.title }</p>
            <p class="spot-time">{ &card.time }</p>
            if !card.steps.is_empty() {
                <ol>{ for card.steps.iter().map(|step| html! { <li>{ step }</li> }) }</ol>
            }
            { line }
        </div>
    }
}
