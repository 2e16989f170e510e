//! The events that change the manifest or the scenario: knobs, fixes, conditions, actions, the prompt.

use super::{Effect, Msg, Session, Sheet};
use crate::conditions::SEED_MAX;
use crate::view::{self, ContainerRow};
use crate::{knobs, pipeline};

impl Session {
    /// The events that change what is simulated.
    pub(super) fn update_scenario(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::KnobTurned(name, aspect, statement, millis) => self.rewrite(effects, &name, |text, row| {
                knobs::turn(text, row, aspect, statement, millis)
            }),
            Msg::BehaviourWritten(name, value) => {
                self.rewrite(effects, &name, |text, row| knobs::annotate(text, row, &value));
            }
            Msg::ProbeSet(name, probe, field, value) => self.rewrite(effects, &name, |text, row| {
                knobs::set_probe(text, row, probe, field, value)
            }),
            Msg::FixApplied(finding, fix) => self.fix(finding, fix, effects),
            Msg::Corrected => {
                let text = pipeline::corrected(&self.text, self.version);
                self.replace(text, effects);
                effects.push(Effect::Announce("Corrected; undo takes it back.".to_owned()));
            }
            Msg::VariantUsed(id) => {
                let picture = self.picture.as_ref();
                let text = picture.and_then(|picture| Some(picture.variant(&id)?.text.clone()));
                if let Some(text) = text {
                    self.replace(text, effects);
                }
            }
            Msg::LengthChosen(seconds) => {
                self.conditions.set_length(seconds);
                (self.window.range, self.cursor) = (None, None);
                self.simulate(effects);
            }
            Msg::SeedChosen(seed) => {
                self.conditions.seed = seed.min(SEED_MAX);
                self.simulate(effects);
            }
            Msg::EpochChosen(clock) => {
                self.conditions.set_clock(&clock);
                self.simulate(effects);
            }
            Msg::JitterToggled(on) => {
                self.conditions.jitter = on;
                self.simulate(effects);
            }
            Msg::ColdToggled(on) => {
                self.conditions.cold = on;
                if !on {
                    self.conditions.pulls.clear();
                }
                self.simulate(effects);
            }
            Msg::PullSet(image, millis) => {
                self.conditions.set_pull(&image, millis);
                self.simulate(effects);
            }
            Msg::ActionRemoved(index) => {
                if index < self.conditions.actions.len() {
                    let gone = self.conditions.actions.remove(index);
                    self.prompt.command = self.prompt.command.take().filter(|line| *line != gone.command);
                    self.simulate(effects);
                }
            }
            other => self.update_surface(other, effects),
        }
    }

    /// Menus, the prompt, the comparison.
    fn update_surface(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::MenuAsked(group, lane, x, y) => {
                let time = self.view.chart.axis.time(x);
                self.open_menu(group, lane, time, (x, y));
                return;
            }
            Msg::MenuAskedHere => return self.open_menu_here(),
            Msg::MenuClosed => {
                self.menu = None;
                return;
            }
            Msg::MenuChosen(index) => self.choose(index, effects),
            Msg::PromptEdited(text) => {
                self.prompt.text = text;
                return;
            }
            Msg::PromptCompleted => return self.complete(),
            Msg::PromptRecalled(older) => return self.recall(older),
            Msg::PromptCleared => {
                self.prompt.text.clear();
                self.prompt.command = None;
                effects.push(Effect::LinkChanged);
            }
            Msg::PromptEntered => {
                self.enter(effects);
                effects.push(Effect::LinkChanged);
            }
            Msg::DiffChosen(from, to) => {
                self.comparison.pair = Some((from, to));
                effects.push(Effect::LinkChanged);
                return self.compare();
            }
            Msg::DiffSplit(on) => {
                self.comparison.split = on;
                return self.compare();
            }
            Msg::DiffUnfolded(on) => {
                self.comparison.unfolded = on;
                return self.compare();
            }
            other => return self.update_files(other, effects),
        }
        self.move_cursor();
    }

    /// Compares the chosen manifests, when anybody looks.
    pub(super) fn compare(&mut self) {
        if self.sheet == Sheet::Diff {
            self.view.diff = view::keep(&self.view.diff, view::diff(self));
        }
    }

    /// Changes the text at a container; a change that cannot be made says so.
    fn rewrite(
        &mut self,
        effects: &mut Vec<Effect>,
        name: &str,
        change: impl FnOnce(&str, &ContainerRow) -> Option<String>,
    ) {
        // The places have to be those of the present text; while it is not valid, there are none.
        self.read_text(effects);
        if self.stale.is_some() {
            return;
        }
        let row = self.view.containers.iter().find(|row| row.name == name);
        match row.and_then(|row| change(&self.text, row)) {
            Some(text) => self.replace(text, effects),
            None => {
                let why = format!("{name} is written in a form that cannot be changed from here.");
                self.notice = Some(why);
            }
        }
    }

    /// Another text by the program: the editor takes it as one step.
    fn replace(&mut self, text: String, effects: &mut Vec<Effect>) {
        if text != self.text {
            effects.push(Effect::SetText(text.clone()));
            self.edit(text, effects);
        }
    }

    fn fix(&mut self, finding: usize, fix: usize, effects: &mut Vec<Effect>) {
        let picture = self.picture.clone();
        let Some(finding) = picture.as_ref().and_then(|picture| picture.findings.get(finding)) else {
            return;
        };
        let Some(fix) = finding.fixes.get(fix) else { return };
        match pipeline::remedied(&self.text, &self.settings(), finding, &fix.remedy) {
            Some(text) => {
                effects.push(Effect::Announce(format!("Done: {}.", fix.title)));
                self.replace(text, effects);
            }
            None => self.notice = Some(format!("This cannot be done here: {}.", fix.title)),
        }
    }

    fn open_menu(&mut self, group: usize, lane: usize, time: i64, at: (i32, i32)) {
        let chart = &self.view.chart;
        let Some(group) = chart.groups.get(group) else {
            return;
        };
        let Some(lane) = group.lanes.get(lane) else { return };
        let lived = self
            .picture
            .as_ref()
            .and_then(|picture| picture.variant(&group.id));
        let menu = lived.map(|lived| view::menu(lived, time, lane.row, view::container_of(lane), at));
        self.menu = menu;
    }

    /// The menu at the cursor, of the keyboard's lane or the first one.
    fn open_menu_here(&mut self) {
        let time = self.cursor();
        let (group, lane) = self.focus.map_or((0, 0), |spot| (spot.group, spot.lane));
        let chart = &self.view.chart;
        let y = chart
            .groups
            .get(group)
            .and_then(|group| Some(group.lanes.get(lane)?.y));
        let at = (chart.axis.x(time), y.unwrap_or(chart.axis_height));
        self.open_menu(group, lane, time, at);
    }

    fn choose(&mut self, index: usize, effects: &mut Vec<Effect>) {
        let Some(menu) = self.menu.take() else { return };
        let Some(item) = menu.items.get(index) else { return };
        if !item.open {
            return self.act(menu.time, &item.command, effects);
        }
        let origin = self.shown().first().map_or(0, |lived| lived.story.origin);
        self.cursor = Some(menu.time - origin);
        self.pane = super::Pane::Kubectl;
        self.prompt.text.clone_from(&item.command);
        effects.push(Effect::FocusPrompt);
    }
}
