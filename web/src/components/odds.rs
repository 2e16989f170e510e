//! Race odds: how often each variant succeeds when delays are drawn anew.

use std::rc::Rc;

use app::Msg;
use app::view::OddsRow;
use yew::prelude::*;

use super::{Send, View};

/// Race odds: how often each variant succeeds when delays are drawn anew.
#[derive(PartialEq)]
pub struct Odds {
    /// The variants.
    pub odds: Rc<Vec<OddsRow>>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Odds {
    fn view(&self) -> Html {
        let asked = self.send.reform(|_: MouseEvent| Msg::OddsAsked);
        html! {
            <details class="odds">
                <summary onclick={asked}>{ "Race odds" }<span class="quiet">{ ": many runs with delays that vary" }</span></summary>
                <ul>{ for self.odds.iter().map(row) }</ul>
                <p class="quiet">
                    { "In every run the kubelet's delays are drawn anew, and pulls and servers take between half and double their time, \
                       unless a script says how long." }
                </p>
            </details>
        }
    }
}

fn row(row: &OddsRow) -> Html {
    html! {
        <li class={row.tone.name()}>
            <span>{ &row.title }</span>
            <svg viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                <rect width={row.permille.to_string()} height="8" />
            </svg>
            <b>{ &row.percent }</b>
            <span class="quiet">{ &row.outcomes }</span>
        </li>
    }
}
