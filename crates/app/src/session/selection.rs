//! Which variants are on the chart.

use super::Session;
use crate::picture::Lived;

/// At most so many variants are drawn.
pub const SHOWN_MAX: usize = 4;

impl Session {
    /// The variants on the chart, in the order of their cards.
    pub fn shown(&self) -> Vec<&Lived> {
        let Some(picture) = &self.picture else {
            return Vec::new();
        };
        let wanted: Vec<&str> = match &self.chosen {
            Some(chosen) => chosen.iter().map(String::as_str).collect(),
            None => picture.first_pair(),
        };
        let mut shown: Vec<&Lived> = picture
            .variants
            .iter()
            .filter(|lived| wanted.contains(&lived.id.as_str()))
            .collect();
        if shown.is_empty() {
            shown = picture.variants.iter().take(1).collect();
        }
        shown.truncate(SHOWN_MAX);
        shown
    }

    /// Puts a variant on the chart or takes it off; the last one stays, and a fifth replaces the oldest.
    pub(super) fn toggle(&mut self, id: String) {
        let mut chosen: Vec<String> = self.shown().iter().map(|lived| lived.id.clone()).collect();
        if let Some(at) = chosen.iter().position(|shown| *shown == id) {
            if chosen.len() > 1 {
                chosen.remove(at);
            }
        } else {
            if chosen.len() >= SHOWN_MAX {
                chosen.remove(0);
            }
            chosen.push(id);
        }
        self.chosen = Some(chosen);
    }
}
