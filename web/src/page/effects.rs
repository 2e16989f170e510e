//! What the session asks the browser to do.

use app::session::Theme;
use app::{Effect, Msg};
use gloo::render::request_animation_frame;
use gloo::timers::callback::Timeout;
use yew::Context;

use super::{App, Event};
use crate::platform::{address, clipboard, now, storage, theme};

/// The hash follows the last change after this many ms.
const LINK_DELAY: u32 = 400;
/// A verdict is read out when it stands for this many ms.
const ANNOUNCE_DELAY: u32 = 900;
/// *Link copied* stands for this many ms.
const COPIED_DELAY: u32 = 2_000;

impl App {
    /// The state of the last visit and of the address; a link wins over the user's own text, which stays kept.
    pub(super) fn restore(&mut self, ctx: &Context<App>) {
        if let Some(name) = storage::load("theme") {
            self.tell(ctx, Msg::ThemeChosen(Theme::from_name(&name)));
        }
        let hash = address::hash();
        if !hash.is_empty() {
            self.tell(ctx, Msg::HashOpened(hash));
        } else if let Some(draft) = storage::load("draft").filter(|_| !ctx.props().embed) {
            self.tell(ctx, Msg::TextEdited(draft));
            // Nothing else is to be seen first.
            while self.session.is_working() {
                self.tell(ctx, Msg::WorkDue);
            }
            self.revision += 1;
        }
    }

    pub(super) fn carry_out(&mut self, ctx: &Context<App>, effect: Effect) {
        let link = ctx.link();
        match effect {
            Effect::SetText(_) => self.revision += 1,
            Effect::Work => self.work_soon(ctx),
            Effect::LinkChanged if ctx.props().embed => {}
            Effect::LinkChanged => {
                let due = link.callback(|()| Event::LinkDue);
                self.timers.link = Some(Timeout::new(LINK_DELAY, move || due.emit(())));
            }
            Effect::CopyLink(hash) => {
                clipboard::copy(&address::link(&hash));
                self.copied = true;
                self.said = "Link copied".to_owned();
                let over = link.callback(|()| Event::CopiedOver);
                self.timers.copied = Some(Timeout::new(COPIED_DELAY, move || over.emit(())));
            }
            Effect::SaveDraft(text) => {
                storage::save("draft", &text);
            }
            Effect::SetTheme(chosen) => {
                theme::show(chosen);
                storage::save("theme", chosen.name());
            }
            Effect::Announce(text) => {
                let due = link.callback(move |()| Event::AnnounceDue(text.clone()));
                self.timers.announce = Some(Timeout::new(ANNOUNCE_DELAY, move || due.emit(())));
            }
            Effect::FocusPrompt => self.focus_prompt = true,
            Effect::RequestFrame => {
                if self.frame.is_none() {
                    self.request_frame(ctx, now());
                }
            }
        }
    }

    fn request_frame(&mut self, ctx: &Context<App>, since: f64) {
        let due = ctx.link().callback(Event::Frame);
        self.frame = Some((request_animation_frame(move |time| due.emit(time)), since));
    }

    /// Moves the player by the time since the last frame.
    pub(super) fn frame(&mut self, ctx: &Context<App>, time: f64) {
        let Some((_, since)) = self.frame.take() else {
            return;
        };
        let passed = ((time - since).max(0.0) * 1_000.0) as i64;
        // The session asks for the next frame as long as it plays.
        let effects = self.session.update(Msg::Frame(passed));
        if effects.contains(&Effect::RequestFrame) {
            self.request_frame(ctx, time);
        }
    }
}
