//! What of a session goes into its link, and back.

use super::Session;
use crate::link::Shared;

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
        }
    }

    /// The hash (without `#`) that reopens this session; empty for a fresh page.
    pub fn hash(&self) -> String {
        crate::link::encode(&self.shared())
    }

    /// Takes over what a link carried.
    pub(super) fn take(&mut self, shared: Shared) {
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
        self.example = crate::gallery::find_text(&self.text).map(str::to_owned);
    }
}
