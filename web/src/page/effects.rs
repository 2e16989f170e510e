//! What the session asks the browser to do.

use app::drafts::KEY;
use app::export::{Format, Surroundings};
use app::{Effect, Msg};
use gloo::render::request_animation_frame;
use gloo::timers::callback::Timeout;
use yew::Context;

use super::{App, Event};
use crate::platform::{address, files, now, raster, storage, theme, time};

/// The hash follows the last change after this many ms.
const LINK_DELAY: u32 = 400;
/// A verdict is read out when it stands for this many ms.
const ANNOUNCE_DELAY: u32 = 900;
/// What was written is kept after this many ms; also when the page goes away before.
const DRAFT_DELAY: u32 = 300;

impl App {
    /// The state of the last visit and of the address; a link wins over the user's own text, which stays kept.
    pub(super) fn restore(&mut self, ctx: &Context<App>) {
        self.tell(ctx, Msg::ThemeChosen(theme::begun()));
        let drafts = if ctx.props().embed {
            Vec::new()
        } else {
            storage::all(KEY)
        };
        self.tell(ctx, Msg::Started(address::hash(), drafts, time()));
    }

    /// Keeps what is not kept yet: the page may go away now, or show another text.
    pub(super) fn flush(&mut self, ctx: &Context<App>) {
        if ctx.props().embed {
            return;
        }
        if self.timers.draft.take().is_some() {
            self.tell(ctx, Msg::DraftDue(storage::all(KEY), time()));
        }
        if self.timers.link.take().is_some() {
            address::replace_hash(&self.session.hash());
        }
    }

    pub(super) fn carry_out(&mut self, ctx: &Context<App>, effect: Effect) {
        let link = ctx.link();
        match effect {
            Effect::SetText(_) => self.revision += 1,
            Effect::Work => self.work_soon(ctx),
            Effect::LinkChanged => {
                let due = link.callback(|()| Event::LinkDue);
                self.timers.link = Some(Timeout::new(LINK_DELAY, move || due.emit(())));
            }
            // The host's theme is no choice of the user's.
            Effect::SetTheme(chosen) if ctx.props().embed => theme::show(chosen),
            Effect::DraftChanged => {
                let due = link.callback(|()| Event::DraftDue);
                self.timers.draft = Some(Timeout::new(DRAFT_DELAY, move || due.emit(())));
            }
            Effect::Keep(records) => {
                let keep = |record: &app::drafts::Keep| storage::save(&record.key, record.value.as_deref());
                if !records.iter().all(keep) {
                    self.tell(ctx, Msg::StorageRefused);
                }
            }
            Effect::Download(name, text) => {
                // A browser that cannot make the file does not offer it.
                let _ = files::download(&name, "application/yaml", &text);
            }
            Effect::SetTheme(chosen) => {
                theme::show(chosen);
                storage::save("theme", Some(chosen.name()));
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

    /// Gives out an export.
    pub(super) fn keep(&self, format: &Format) {
        let around = Surroundings {
            dark: theme::is_dark(self.session.theme()),
            address: &address::base(),
        };
        // A browser that cannot give out files says so itself.
        let _ = self.session.export(format, around).and_then(|file| match format {
            Format::Png => raster::download(file),
            _ => files::download(&file.name, file.mime, &file.text),
        });
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
