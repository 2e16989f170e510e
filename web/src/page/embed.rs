//! The page inside another: cards and chart first, a player, the text on demand, a way to the whole page.

use app::Msg;
use app::gallery;
use yew::prelude::*;

use super::{App, Event};
use crate::components::{Cards, ManifestText, Player, part};
use crate::platform::address;

impl App {
    pub(super) fn embed(&self, ctx: &Context<App>) -> Html {
        let view = self.session.view();
        let send = self.send.clone();
        let toggle = ctx.link().callback(|_: MouseEvent| Event::YamlToggled);
        // Packing a link takes a moment: it is done when things changed, and again before it is followed.
        let renew = ctx.link().callback(|()| Event::LinkDue);
        let (over, focus) = (
            renew.reform(|_: PointerEvent| ()),
            renew.reform(|_: FocusEvent| ()),
        );
        let children = html! {
            <>
                <button type="button" class="button" aria-expanded={self.yaml.to_string()} onclick={toggle}>{ "YAML" }</button>
                <a class="open" href={address::link(&self.link)} target="_blank" rel="noopener" onpointerenter={over} onfocus={focus}>
                    { "Open in playground" }<span aria-hidden="true">{ " ↗" }</span>
                </a>
            </>
        };
        html! {
            <main class="app embed">
                <h1 class="visually-hidden">{ "Sidecar Playground" }</h1>
                { self.notice(&send) }
                { part(Cards { cards: view.cards.clone(), can_use: false, send: send.clone() }) }
                { self.picture() }
                { part(Player { player: view.player.clone(), pane: None, send, children }) }
                if self.yaml { { self.text(ctx) } }
            </main>
        }
    }

    /// The manifest: to be read, and once that was chosen to be edited.
    fn text(&self, ctx: &Context<App>) -> Html {
        let session = &self.session;
        let choose = ctx.link().callback(|_: MouseEvent| Event::TryChosen);
        let reset = ctx.link().callback(|_: MouseEvent| Event::Reset);
        html! {
            <section class="embed-text" aria-label="Manifest">
                <div class="embed-text-head">
                    if self.tries {
                        <span>{ "Change it: the picture and the link follow, nothing is kept." }</span>
                        <button type="button" class="button small" onclick={reset}>{ "Back to the original" }</button>
                    } else {
                        <span>{ "manifest.yaml" }</span>
                        <button type="button" class="button small" onclick={choose}>{ "Try a change" }</button>
                    }
                </div>
                if self.tries {
                    <div class="embed-editor">{ self.editor() }</div>
                } else {
                    { part(ManifestText { text: session.text().to_owned().into(), lines: session.view().lines }) }
                }
            </section>
        }
    }

    /// Shows again what the page was opened with.
    pub(super) fn reset(&mut self, ctx: &Context<App>) {
        self.tries = false;
        self.tell(ctx, Msg::ExampleChosen(gallery::FIRST.to_owned()));
        self.tell(ctx, Msg::HashOpened(address::hash()));
    }
}
