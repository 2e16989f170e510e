//! The player: play, steps, scrubber, speed, and the tabs of the panes.

use app::Msg;
use app::session::{Pane, SPEEDS};
use app::view::{PlayerView, SCRUB_MAX};
use yew::prelude::*;

use super::{Send, View, entered, icons, reporting};

/// The player: play, steps, scrubber, speed, and the tabs of the panes.
#[derive(PartialEq)]
pub struct Player {
    /// The cursor and how it moves.
    pub player: PlayerView,
    /// The chosen pane; without one there are no tabs.
    pub pane: Option<Pane>,
    /// Takes what the user does.
    pub send: Send,
    /// What stands at the end of the row.
    pub children: Html,
}

impl View for Player {
    fn view(&self) -> Html {
        let Player { player, send, .. } = self;
        let (icon, label) = if player.playing {
            (icons::pause(), "Pause")
        } else {
            (icons::play(), "Play")
        };
        let oninput = reporting(send, |event: InputEvent| {
            entered(&event).parse().ok().map(Msg::Scrubbed)
        });
        html! {
            <div class="player" role="group" aria-label="Player">
                { button(send, Msg::DifferenceStepped(false), "Previous difference", icons::previous_difference()) }
                { button(send, Msg::Stepped(false), "Previous event", icons::previous()) }
                { button(send, Msg::PlayToggled, label, icon) }
                { button(send, Msg::Stepped(true), "Next event", icons::next()) }
                { button(send, Msg::DifferenceStepped(true), "Next difference", icons::next_difference()) }
                <output class="clock">{ &player.clock }</output>
                <input class="scrubber" type="range" min="0" max={SCRUB_MAX.to_string()} value={player.value.to_string()}
                    aria-label="Time" aria-valuetext={player.flag.clone()} {oninput} />
                <span class="clock-end">{ &player.end }</span>
                { speeds(player.speed, send) }
                { for self.pane.map(|pane| tabs(pane, send)) }
                { self.children.clone() }
            </div>
        }
    }
}

fn button(send: &Send, msg: Msg, label: &'static str, icon: Html) -> Html {
    let onclick = send.reform(move |_: MouseEvent| msg.clone());
    html! { <button type="button" class="player-button" aria-label={label} title={label} {onclick}>{ icon }</button> }
}

fn speeds(speed: u32, send: &Send) -> Html {
    let onchange = reporting(send, |event: Event| {
        super::chosen(&event).parse().ok().map(Msg::SpeedChosen)
    });
    let name = |percent: u32| match percent % 100 {
        0 => format!("{}×", percent / 100),
        25 => "¼×".to_owned(),
        _ => "½×".to_owned(),
    };
    html! {
        <select class="speed" aria-label="Speed" {onchange}>
            { for SPEEDS.into_iter().map(|percent| html! {
                <option value={percent.to_string()} selected={percent == speed}>{ name(percent) }</option>
            }) }
        </select>
    }
}

fn tabs(chosen: Pane, send: &Send) -> Html {
    let tab = |pane: Pane| {
        let onclick = send.reform(move |_: MouseEvent| Msg::PaneChosen(pane));
        let selected = pane == chosen;
        html! {
            <button type="button" class="tab" role="tab" aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }} aria-controls="panes" {onclick}>{ pane.name() }</button>
        }
    };
    html! { <div class="pane-tabs" role="tablist" aria-label="Panes">{ for Pane::ALL.into_iter().map(tab) }</div> }
}
