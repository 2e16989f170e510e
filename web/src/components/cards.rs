//! The variant cards: which lives are on the chart, and how each ended.

use std::rc::Rc;

use app::Msg;
use app::view::Card;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub cards: Rc<Vec<Card>>,
    pub send: Send,
}

/// The variant cards: which lives are on the chart, and how each ended.
#[component(Cards)]
pub fn cards(props: &Props) -> Html {
    html! {
        <div class="cards" role="group" aria-label="Variants on the chart">
            { for props.cards.iter().map(|card| view(card, &props.send)) }
        </div>
    }
}

fn view(card: &Card, send: &Send) -> Html {
    let id = card.id.clone();
    let onclick = send.reform(move |_: MouseEvent| Msg::VariantToggled(id.clone()));
    let tone = card.tone.name();
    html! {
        <button type="button" class={classes!("card", tone)} aria-pressed={card.shown.to_string()} {onclick}
            key={card.id.clone()} title={card.detail.clone()} data-testid={format!("card-{}", card.id)}>
            <span class="card-title">{ &card.title }</span>
            <span class="card-symbol" aria-hidden="true">{ card.tone.symbol() }</span>
            <span class="card-sentence">{ &card.sentence }</span>
        </button>
    }
}
