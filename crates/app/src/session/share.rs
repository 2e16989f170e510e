//! What of a session goes into its link, and back.

use super::{Effect, Session};
use crate::link::{self, Shared};

impl Session {
    /// What a link of this session carries.
    pub fn shared(&self) -> Shared {
        Shared {
            text: self.text.clone(),
            example: self.base.clone(),
            version: self.version,
            variants: self.chosen.clone(),
            cursor: self.cursor.map(|cursor| cursor / 1_000 * 1_000),
            pane: self.pane,
            sidecar: self.sidecar.clone(),
            command: self.prompt.command.clone(),
            origin: self.origin,
            conditions: self.conditions.clone(),
            range: self.work.range.or(self.window.range),
            true_scale: self.window.true_scale,
            sheet: self.sheet,
            tab: self.tab,
            compared: self.comparison.pair.clone(),
        }
    }

    /// The hash (without `#`) that reopens this session; empty when the text is too long for a link.
    pub fn hash(&self) -> String {
        if self.text.len() > link::LONGEST {
            return String::new();
        }
        link::encode(&self.shared())
    }

    /// Shows what a link or a draft carried.
    pub(super) fn show_shared(&mut self, shared: Shared, effects: &mut Vec<Effect>) {
        self.start_over();
        self.take(shared);
        effects.push(Effect::SetText(self.text.clone()));
        self.simulate_anew(effects);
    }

    /// Takes over what a link carried.
    fn take(&mut self, shared: Shared) {
        self.text = shared.text;
        self.base = shared.example;
        self.version = shared.version;
        self.chosen = shared.variants;
        self.cursor = shared.cursor;
        self.pane = shared.pane;
        self.sidecar = shared.sidecar;
        self.prompt.command = shared.command;
        self.origin = shared.origin;
        self.conditions = shared.conditions;
        (self.work.range, self.window.true_scale) = (shared.range, shared.true_scale);
        (self.sheet, self.tab) = (shared.sheet, shared.tab);
        self.comparison.pair = shared.compared;
        self.example = crate::gallery::find_text(&self.text).map(str::to_owned);
    }
}
