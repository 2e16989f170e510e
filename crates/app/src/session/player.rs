//! The cursor on the time axis, and the player that moves it.

use super::Session;
use crate::text::{Micros, Px10};
use crate::view::SCRUB_MAX;

/// The player's speeds, in percent.
pub const SPEEDS: [u32; 7] = [25, 50, 100, 200, 500, 1_000, 6_000];
/// A frame that took longer (the page was hidden) counts as one this long.
const FRAME_MAX: Micros = 250_000;
/// One zoom step makes what is shown this much shorter, in percent.
const ZOOM: Micros = 70;
/// The shortest stretch that can be zoomed to.
const ZOOM_MIN: Micros = 50_000;

impl Session {
    /// Where the cursor is, on chart time.
    pub fn cursor(&self) -> Micros {
        let (from, to) = self.view.chart.axis.range();
        self.cursor.unwrap_or(to).clamp(from, to)
    }

    pub(super) fn drag(&mut self, x: Px10) {
        self.playing = false;
        let (_, to) = self.view.chart.axis.range();
        let time = self.view.chart.axis.time(x);
        // At the end it stays at the end, wherever that will be.
        self.cursor = (time < to).then_some(time);
    }

    pub(super) fn scrub(&mut self, value: i32) {
        let (left, right) = self.view.chart.plot;
        self.drag(left + (right - left) * value.clamp(0, SCRUB_MAX) / SCRUB_MAX);
    }

    pub(super) fn toggle_play(&mut self) {
        self.playing = !self.playing;
        let (from, to) = self.view.chart.axis.range();
        if self.playing && self.cursor() >= to {
            self.cursor = Some(from);
        }
    }

    /// Moves the cursor by a frame; silences that are cut out are skipped.
    pub(super) fn frame(&mut self, passed: Micros) {
        if !self.playing {
            return;
        }
        let passed = passed.clamp(0, FRAME_MAX) * Micros::from(self.speed) / 100;
        let next = self.view.chart.axis.after_cut(self.cursor() + passed);
        let (_, to) = self.view.chart.axis.range();
        self.playing = next < to;
        self.cursor = (next < to).then_some(next);
    }

    /// To the next or previous of some moments.
    pub(super) fn step(&mut self, forward: bool, moments: &[Micros]) {
        self.playing = false;
        let now = self.cursor();
        let (from, to) = self.view.chart.axis.range();
        let found = if forward {
            moments.iter().copied().find(|&moment| moment > now)
        } else {
            moments.iter().rev().copied().find(|&moment| moment < now)
        };
        self.cursor = found
            .or(Some(if forward { to } else { from }))
            .map(|moment| moment.clamp(from, to));
    }

    pub(super) fn nudge(&mut self, forward: bool) {
        let (left, right) = self.view.chart.plot;
        let step = if forward {
            (right - left) / 60
        } else {
            -(right - left) / 60
        };
        let x = self.view.chart.axis.x(self.cursor());
        self.drag(x + step);
    }

    /// To a moment.
    pub(super) fn go(&mut self, at: Micros) {
        let (from, to) = self.view.chart.axis.range();
        self.playing = false;
        self.cursor = Some(at.clamp(from, to));
    }

    pub(super) fn jump(&mut self, to_end: bool) {
        let (from, to) = self.view.chart.axis.range();
        self.playing = false;
        self.cursor = Some(if to_end { to } else { from });
    }

    pub(super) fn zoom(&mut self, closer: bool, around: Option<Px10>) {
        let (from, to) = self.view.chart.axis.range();
        let middle = around.map_or(self.cursor(), |x| self.view.chart.axis.time(x));
        let scale = |length: Micros| {
            if closer {
                length * ZOOM / 100
            } else {
                length * 100 / ZOOM
            }
        };
        self.show((middle - scale(middle - from), middle + scale(to - middle)));
    }

    /// Shows a range of time, as far as there is something; to the millisecond, as links carry it.
    pub(super) fn show(&mut self, (from, to): (Micros, Micros)) {
        let (start, end) = self.whole();
        let range = (whole_millis(from.max(start)), whole_millis(to.min(end)));
        let is_all = range.0 == start && range.1 >= end;
        if range.1 - range.0 >= ZOOM_MIN {
            self.window.range = (!is_all).then_some(range);
        }
    }

    /// Moves what is shown, as far as there is something.
    pub(super) fn pan(&mut self, by: Micros) {
        let (from, to) = self.view.chart.axis.range();
        let (start, end) = self.whole();
        let by = by.clamp((start - from).min(0), (end - to).max(0));
        if self.window.range.is_some() && by != 0 {
            self.window.range = Some((whole_millis(from + by), whole_millis(to + by)));
        }
    }

    /// Moves what is shown by a distance on the chart.
    pub(super) fn pan_by(&mut self, distance: Px10) {
        let (from, to) = self.view.chart.axis.range();
        let (left, right) = self.view.chart.plot;
        self.pan((to - from) * Micros::from(distance) / Micros::from((right - left).max(1)));
    }

    /// Shows the marked range.
    pub(super) fn show_marked(&mut self) {
        if let Some((a, b)) = self.range.take() {
            let axis = &self.view.chart.axis;
            self.show((axis.time(a.min(b)), axis.time(a.max(b))));
        }
    }

    /// The window that shows everything.
    fn whole(&self) -> (Micros, Micros) {
        let shown = self.shown();
        let start = shown.iter().map(|lived| lived.story.start).min();
        let end = shown.iter().map(|lived| lived.story.end).max();
        (start.unwrap_or(0), end.unwrap_or(1))
    }
}

/// Without the rest of a millisecond.
fn whole_millis(time: Micros) -> Micros {
    time / 1_000 * 1_000
}
