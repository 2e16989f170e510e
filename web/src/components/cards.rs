//! The variant cards: which lives are on the chart, and how each ended.

use std::rc::Rc;

use app::Msg;
use app::view::Card;
use yew::prelude::*;

use super::{Send, View};

/// The variant cards: which lives are on the chart, and how each ended.
#[derive(PartialEq)]
pub struct Cards {
    /// The variants.
    pub cards: Rc<Vec<Card>>,
    /// A variant's text can be made the manifest.
    pub can_use: bool,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Cards {
    fn view(&self) -> Html {
        html! {
            <div class="cards" role="group" aria-label="Variants on the chart">
                { for self.cards.iter().map(|card| view(card, self)) }
            </div>
        }
    }
}

fn view(card: &Card, props: &Cards) -> Html {
    let (id, used) = (card.id.clone(), card.id.clone());
    let onclick = props
        .send
        .reform(move |_: MouseEvent| Msg::VariantToggled(id.clone()));
    let take = props
        .send
        .reform(move |_: MouseEvent| Msg::VariantUsed(used.clone()));
    let note = card.note.clone().unwrap_or_default();
    let title = format!("{} {note}", card.detail);
    html! {
        <div class={classes!("card", card.tone.name(), card.shown.then_some("shown"))} key={card.id.clone()}>
            <button type="button" class="card-face" aria-pressed={card.shown.to_string()} {onclick} title={title.trim().to_owned()}
                data-testid={format!("card-{}", card.id)}>
                <span class="card-title">{ &card.title }</span>
                <span class="card-symbol" aria-hidden="true">{ card.tone.symbol() }</span>
                <span class="card-sentence">{ &card.sentence }</span>
            </button>
            if props.can_use {
                <div class="card-foot">
                    if card.as_written {
                        <span class="card-own">{ "your manifest" }</span>
                    } else {
                        <button type="button" class="link card-use" onclick={take} aria-label={format!("Use this manifest: {}", card.title)}>{ "use this manifest" }</button>
                    }
                    if let Some((odds, tone)) = &card.odds {
                        <span class={classes!("card-odds", tone.name())} title="of so many runs with delays that vary">{ odds }</span>
                    }
                </div>
            }
        </div>
    }
}
