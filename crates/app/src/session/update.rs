//! One event in, the changed session and what the browser shall do out.

use std::rc::Rc;

use super::{Comparison, Effect, Msg, Session, View};
use crate::conditions::Conditions;
use crate::pipeline::Settings;
use crate::text::Micros;
use crate::view::{self, Spot};
use crate::{chart, gallery, link};

impl Session {
    /// Takes in an event.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !msg.leaves_work() {
            self.finish_work(&mut effects);
        }
        match msg {
            Msg::WorkDue => self.do_some_work(&mut effects),
            Msg::OddsDue => self.find_odds(),
            Msg::OddsAsked => self.ask_odds(),
            Msg::TextEdited(text) => self.edit(text, &mut effects),
            Msg::ExampleChosen(id) => self.open_example(&id, &mut effects),
            Msg::VersionChosen(version) => {
                self.version = version;
                self.simulate(&mut effects);
            }
            Msg::SidecarChosen(name) => {
                self.sidecar = Some(name).filter(|name| !name.is_empty());
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
            Msg::TabChosen(tab) => {
                self.tab = tab;
                effects.push(Effect::LinkChanged);
            }
            Msg::SheetChosen(sheet) => {
                self.sheet = sheet;
                self.compare();
                effects.push(Effect::LinkChanged);
            }
            Msg::HashOpened(hash) => self.open_link(&hash, &mut effects),
            Msg::ShareAsked(base) => self.share = Some(Rc::new(view::share(self, &base))),
            Msg::ShareClosed => self.share = None,
            Msg::Simulated(took) => {
                self.simulated_in = Some(took);
                self.view.status = view::status(self);
            }
            Msg::NoticeClosed => (self.notice, self.offer) = (None, None),
            Msg::PresentToggled => {
                self.presenting = !self.presenting;
                self.redraw();
            }
            Msg::KeysToggled => self.keys = !self.keys,
            other => self.update_chart(other, &mut effects),
        }
        effects
    }

    /// The events that change what the chart shows of the picture.
    fn update_chart(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Resized(width) => {
                if width != self.width {
                    self.width = width;
                    self.redraw();
                }
                return;
            }
            Msg::Zoomed(closer, around) => self.zoom(closer, around),
            Msg::Fitted => self.window.range = None,
            Msg::TrueScale(on) => self.window.true_scale = on,
            Msg::Panned(right) => {
                let (left_edge, right_edge) = self.view.chart.plot;
                let quarter = (right_edge - left_edge) / 4;
                self.pan_by(if right { quarter } else { -quarter });
            }
            Msg::PannedBy(distance) => self.pan_by(distance),
            Msg::RangeMarked(range) => {
                self.range = range;
                return;
            }
            Msg::RangeChosen => self.show_marked(),
            Msg::OriginChosen(origin) => {
                self.origin = origin;
                self.retell();
            }
            other => return self.update_marks(other, effects),
        }
        effects.push(Effect::LinkChanged);
        self.redraw();
    }

    /// The events that mark what belongs together.
    fn update_marks(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let pin = self.pin;
        match msg {
            Msg::CaretMoved(offset) => self.caret = self.container_at(offset),
            Msg::LaneHovered(name) => self.hovered = name,
            Msg::SpotHovered(spot) => self.spot = spot,
            Msg::SpotPinned(spot) => self.pin = spot.filter(|_| spot != self.pin),
            Msg::Roved(step) => {
                let next = view::rove(&self.view.chart, self.focus, step);
                self.focus = next.or(self.focus);
            }
            Msg::RovePinned => self.pin = self.focus.filter(|_| self.focus != self.pin),
            Msg::RoveLeft => self.focus = None,
            other => return self.update_scenario(other, effects),
        }
        self.mark();
        if self.pin != pin {
            self.show_panes();
        }
    }

    /// The events that move the cursor.
    pub(super) fn update_cursor(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
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
            Msg::LineChosen(at) => self.go(at),
            _ => return,
        }
        effects.push(if self.playing {
            Effect::RequestFrame
        } else {
            Effect::LinkChanged
        });
        self.move_cursor();
    }

    /// The moments from which the shown variants' pods differ.
    fn differences(&self) -> Vec<Micros> {
        let stories: Vec<_> = self.shown().iter().map(|lived| Rc::clone(&lived.story)).collect();
        crate::picture::differences(&stories)
    }

    pub(super) fn edit(&mut self, text: String, effects: &mut Vec<Effect>) {
        if text == self.text {
            return;
        }
        self.text = text;
        self.example = gallery::find_text(&self.text).map(str::to_owned);
        self.start_work(effects);
        self.draft_changed(effects);
    }

    fn open_example(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let Some(example) = gallery::example(id) else {
            return;
        };
        self.text = example.text.to_owned();
        (self.example, self.base) = (Some(id.to_owned()), Some(id.to_owned()));
        self.start_over();
        example.act(&mut self.conditions);
        self.leave_draft();
        effects.push(Effect::SetText(self.text.clone()));
        self.simulate(effects);
    }

    pub(super) fn open_first(&mut self) {
        self.open_example(gallery::FIRST, &mut Vec::new());
    }

    /// A new text: nothing of the old one's view is kept.
    pub(super) fn start_over(&mut self) {
        (self.chosen, self.cursor, self.playing, self.sidecar) = (None, None, false, None);
        (self.window, self.work.range) = (chart::Window::default(), None);
        self.conditions = Conditions::default();
        self.comparison = Comparison::default();
        self.prompt.command = None;
        (self.share, self.files) = (None, None);
    }

    pub(super) fn open_link(&mut self, hash: &str, effects: &mut Vec<Effect>) {
        let hash = hash.trim_start_matches('#');
        if hash.is_empty() || self.hash() == hash {
            return;
        }
        let (shared, problem) = link::decode(hash);
        self.notice = problem;
        let Some(shared) = shared else { return };
        self.open_shared(shared, effects);
        // The address keeps a damaged link as it is until something is changed.
        if self.notice.is_some() {
            effects.retain(|effect| *effect != Effect::LinkChanged);
        }
    }

    pub(super) fn settings(&self) -> Settings<'_> {
        Settings {
            version: self.version,
            sidecar: self.sidecar.as_deref(),
            origin: self.origin,
            conditions: &self.conditions,
        }
    }

    /// The same lives with another zero of the time axis.
    fn retell(&mut self) {
        let Some(picture) = &mut self.picture else { return };
        crate::verdict::retell(Rc::make_mut(picture), self.origin);
        (self.window.range, self.cursor) = (None, None);
    }

    /// The container that a place of the text belongs to.
    fn container_at(&self, offset: u32) -> Option<String> {
        let line = view::line_of(&self.text, offset);
        let rows = self.view.containers.iter();
        let mut holding = rows.filter(|row| row.lines.0 <= line && line <= row.lines.1);
        holding.next().map(|row| row.name.clone())
    }

    /// The lines of what is under the pointer or the keyboard; those of its container when nothing finer is known.
    fn lines(&self) -> Option<(u32, u32)> {
        // While the text is not valid, the known lines are those of an older text.
        if self.stale.is_some() {
            return None;
        }
        let finer = self
            .spot
            .or(self.focus)
            .and_then(|spot| view::own_lines(self, spot));
        finer.or_else(|| {
            let name = self.hovered.as_ref()?;
            let row = self.view.containers.iter().find(|row| row.name == *name)?;
            Some(row.lines)
        })
    }

    /// What belongs together is marked: lane, lines, rows of panes, and a card tells of the thing on the chart.
    fn mark(&mut self) {
        self.view.marked = self.hovered.clone().or_else(|| self.caret.clone());
        self.view.lines = self.lines();
        let transient = self.spot.or(self.focus).filter(|spot| Some(*spot) != self.pin);
        let pinned = self.pin.and_then(|spot| view::card(self, spot, true));
        let other = transient.and_then(|spot| view::card(self, spot, false));
        let cards = pinned.into_iter().chain(other).collect();
        self.view.spots = view::keep(&self.view.spots, cards);
    }

    /// Everything anew.
    pub(super) fn redraw(&mut self) {
        let chart = Rc::new(view::chart(self));
        if *self.view.chart != *chart {
            let old = std::mem::replace(&mut self.view.chart, chart);
            let new = &self.view.chart;
            let follow = |spot: Option<Spot>| spot.and_then(|spot| view::follow(&old, new, spot));
            (self.focus, self.pin, self.spot) = (follow(self.focus), follow(self.pin), None);
        }
        self.show_odds();
        self.list_containers();
        self.view.diagnostics = Rc::clone(&self.diagnostics);
        self.view.stale = self.stale.clone().or_else(|| self.work.progress());
        self.view.status = view::status(self);
        self.compare();
        self.view.findings = view::keep(&self.view.findings, view::findings(self));
        self.view.flags = view::keep(&self.view.flags, view::flags(self));
        self.mark();
        self.move_cursor();
    }

    /// What depends on the cursor.
    pub(super) fn move_cursor(&mut self) {
        self.view.player = view::player(self);
        self.show_panes();
    }

    fn show_panes(&mut self) {
        self.view.panes = view::keep(&self.view.panes, view::panes(self));
    }
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
            findings: Rc::default(),
            odds: Rc::default(),
            flags: Rc::default(),
            spots: Rc::default(),
        }
    }
}
