//! The page inside another: cards and chart first, a player, the text on demand, a way to the whole page.

use yew::prelude::*;

use super::{App, Event};
use crate::components::{Cards, Player};
use crate::platform::address;

impl App {
    pub(super) fn embed(&self, ctx: &Context<App>) -> Html {
        let view = self.session.view();
        let send = self.send.clone();
        let toggle = ctx.link().callback(|_: MouseEvent| Event::YamlToggled);
        html! {
            <main class="app embed">
                <h1 class="visually-hidden">{ "Sidecar Playground" }</h1>
                { self.notice(&send) }
                <Cards cards={view.cards.clone()} send={send.clone()} />
                { self.picture() }
                <Player player={view.player.clone()} {send}>
                    <button type="button" class="button" aria-expanded={self.yaml.to_string()} onclick={toggle}>{ "YAML" }</button>
                    <a class="open" href={address::link(&self.session.hash())} target="_blank" rel="noopener">{ "Open in playground" }<span aria-hidden="true">{ " ↗" }</span></a>
                </Player>
                if self.yaml {
                    <div class="embed-yaml">{ self.editor(true) }</div>
                }
            </main>
        }
    }
}
