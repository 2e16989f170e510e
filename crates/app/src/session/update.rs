//! One event in, the changed session and what the browser shall do out.

use std::rc::Rc;

use super::{Effect, Msg, Session, View};
use crate::picture::Picture;
use crate::pipeline::{Settings, live};
use crate::text::Micros;
use crate::view;
use crate::{chart, gallery, link};

impl Session {
    /// Takes in an event.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        match msg {
            Msg::TextEdited(text) => self.edit(text, &mut effects),
            Msg::ExampleChosen(id) => self.open_example(&id, &mut effects),
            Msg::VersionChosen(version) => {
                self.version = version;
                self.simulate(&mut effects);
            }
            Msg::SidecarChosen(name) => {
                self.sidecar = Some(name);
                self.simulate(&mut effects);
            }
            Msg::ThemeChosen(theme) => {
                self.theme = theme;
                return vec![Effect::SetTheme(theme)];
            }
            Msg::VariantToggled(id) => {
                self.toggle(id);
                self.redraw();
                effects.push(Effect::LinkChanged);
            }
            Msg::PaneChosen(pane) => {
                self.pane = pane;
                self.move_cursor();
                effects.push(Effect::LinkChanged);
            }
            Msg::TabChosen(tab) => self.tab = tab,
            Msg::SheetChosen(sheet) => self.sheet = sheet,
            Msg::CaretMoved(offset) => self.view.marked = self.container_at(offset),
            Msg::LaneHovered(name) => self.view.lines = name.and_then(|name| self.lines_of(&name)),
            Msg::Resized(width) if width == self.width => {}
            Msg::Resized(width) => {
                self.width = width;
                self.redraw();
            }
            Msg::Zoomed(closer, around) => {
                self.zoom(closer, around);
                self.redraw();
            }
            Msg::Fitted => {
                self.window.range = None;
                self.redraw();
            }
            Msg::TrueScale(on) => {
                self.window.true_scale = on;
                self.redraw();
            }
            Msg::HashOpened(hash) => self.open_link(&hash, &mut effects),
            Msg::ShareAsked => {
                let hash = link::encode(&self.shared());
                effects.extend([Effect::LinkChanged, Effect::CopyLink(hash)]);
            }
            Msg::Simulated(took) => {
                self.simulated_in = Some(took);
                self.view.status = view::status(self);
            }
            Msg::NoticeClosed => self.notice = None,
            cursor => self.update_cursor(cursor, &mut effects),
        }
        effects
    }

    /// The events that move the cursor.
    fn update_cursor(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::CursorDragged(x) => self.drag(x),
            Msg::Scrubbed(value) => self.scrub(value),
            Msg::PlayToggled => self.toggle_play(),
            Msg::Frame(passed) => self.frame(passed),
            Msg::SpeedChosen(speed) => self.speed = speed.clamp(1, 100_000),
            Msg::Stepped(forward) => {
                let beats = Rc::clone(&self.view.chart);
                self.step(forward, &beats.beats);
            }
            Msg::DifferenceStepped(forward) => {
                let moments = self.differences();
                self.step(forward, &moments);
            }
            Msg::Nudged(forward) => self.nudge(forward),
            Msg::Jumped(to_end) => self.jump(to_end),
            _ => return,
        }
        if self.playing {
            effects.push(Effect::RequestFrame);
        }
        self.move_cursor();
    }

    /// The moments from which the shown variants' pods differ.
    fn differences(&self) -> Vec<Micros> {
        let stories: Vec<_> = self.shown().iter().map(|lived| Rc::clone(&lived.story)).collect();
        crate::picture::differences(&stories)
    }

    fn edit(&mut self, text: String, effects: &mut Vec<Effect>) {
        if text == self.text {
            return;
        }
        self.text = text;
        self.example = gallery::find_text(&self.text).map(str::to_owned);
        self.simulate(effects);
        effects.push(Effect::SaveDraft(self.text.clone()));
    }

    fn open_example(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let Some(text) = gallery::text(id) else { return };
        self.text = text.to_owned();
        (self.example, self.base) = (Some(id.to_owned()), Some(id.to_owned()));
        self.start_over();
        effects.push(Effect::SetText(self.text.clone()));
        self.simulate(effects);
    }

    pub(super) fn open_first(&mut self) {
        self.open_example(gallery::FIRST, &mut Vec::new());
    }

    /// A new text: nothing of the old one's view is kept.
    fn start_over(&mut self) {
        (self.chosen, self.cursor, self.playing, self.sidecar) = (None, None, false, None);
        self.window = chart::Window::default();
    }

    fn open_link(&mut self, hash: &str, effects: &mut Vec<Effect>) {
        if hash.trim_start_matches('#').is_empty()
            || link::encode(&self.shared()) == hash.trim_start_matches('#')
        {
            return;
        }
        let (shared, problem) = link::decode(hash);
        self.notice = problem;
        let Some(shared) = shared else { return };
        self.start_over();
        self.take(shared);
        effects.push(Effect::SetText(self.text.clone()));
        self.simulate(effects);
    }

    /// Lives all variants of the text. While it is not valid, the last picture stays.
    pub(crate) fn simulate(&mut self, effects: &mut Vec<Effect>) {
        let settings = Settings {
            version: self.version,
            sidecar: self.sidecar.clone(),
        };
        let lived = live(&self.text, &settings);
        self.diagnostics = Rc::new(lived.diagnostics);
        match lived.picture {
            Ok(mut picture) => {
                // A text that would be refused has no typed containers: the last ones are still told.
                if let Some(old) = self.picture.as_ref().filter(|_| picture.containers.is_empty()) {
                    picture.containers.clone_from(&old.containers);
                }
                let news = announcement(self.picture.as_deref(), &picture);
                effects.extend(news.map(Effect::Announce));
                (self.picture, self.stale) = (Some(Rc::new(picture)), None);
            }
            Err(reason) => self.stale = Some(reason),
        }
        self.redraw();
        effects.push(Effect::LinkChanged);
    }

    /// The container that a place of the text belongs to.
    fn container_at(&self, offset: u32) -> Option<String> {
        let line = view::line_of(&self.text, offset);
        let rows = self.view.containers.iter();
        let mut holding = rows.filter(|row| row.lines.0 <= line && line <= row.lines.1);
        holding.next().map(|row| row.name.clone())
    }

    fn lines_of(&self, name: &str) -> Option<(u32, u32)> {
        let row = self.view.containers.iter().find(|row| row.name == name)?;
        // While the text is not valid, the known lines are those of an older text.
        self.stale.is_none().then_some(row.lines)
    }

    /// Everything anew.
    fn redraw(&mut self) {
        let chart = Rc::new(view::chart(self));
        if *self.view.chart != *chart {
            self.view.chart = chart;
        }
        self.view.cards = view::keep(&self.view.cards, view::cards(self));
        let rows = self
            .picture
            .as_ref()
            .map(|picture| picture.containers.clone())
            .unwrap_or_default();
        self.view.containers = view::keep(&self.view.containers, rows);
        self.view.diagnostics = Rc::clone(&self.diagnostics);
        self.view.stale.clone_from(&self.stale);
        self.view.status = view::status(self);
        self.view.diff = view::keep(&self.view.diff, view::diff(self));
        self.move_cursor();
    }

    /// What depends on the cursor.
    fn move_cursor(&mut self) {
        self.view.player = view::player(self);
        self.view.panes = view::keep(&self.view.panes, view::panes(self));
    }
}

/// What changed, in a sentence; `None` when no verdict did.
fn announcement(old: Option<&Picture>, new: &Picture) -> Option<String> {
    let sentence = |picture: &Picture| {
        let verdicts = picture
            .variants
            .iter()
            .map(|lived| format!("{}: {}", lived.title, lived.verdict.sentence));
        verdicts.collect::<Vec<_>>().join(" ")
    };
    let said = sentence(new);
    (old.map(sentence).as_ref() != Some(&said)).then_some(said)
}

impl View {
    pub(super) fn empty() -> View {
        let chart = Rc::new(chart::chart(&[], super::WIDTH_FIRST, chart::Window::default()));
        View {
            cards: Rc::default(),
            chart,
            player: view::PlayerView::default(),
            panes: Rc::default(),
            containers: Rc::default(),
            diagnostics: Rc::default(),
            status: view::Status::default(),
            stale: None,
            marked: None,
            lines: None,
            diff: Rc::default(),
        }
    }
}
