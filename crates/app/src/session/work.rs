//! From the text to its picture in small pieces, so that the page is never held up: read, then variant by variant, those
//! on the chart first.

use std::rc::Rc;

use super::{Effect, Session};
use crate::picture::Picture;
use crate::pipeline::{self, Begun};
use crate::text::Micros;
use crate::view;

/// What is being done and what comes then. A picture that was begun is finished though the text has changed meanwhile: a
/// knob that is dragged changes it in every frame, and something shall be seen of that. A long one is dropped: nobody waits
/// for it, neither here nor when something else happens meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// The variants that are being lived.
    live: Option<Box<Begun>>,
    next: Next,
    /// What shall be seen of the picture when it is there.
    pub range: Option<(Micros, Micros)>,
}

/// How far the present text has come.
#[derive(Debug, Default)]
enum Next {
    /// It is the one being lived, or there is nothing to do.
    #[default]
    Nothing,
    /// Nothing was done yet.
    Unread,
    /// It was read.
    Read(Box<Begun>),
}

impl Work {
    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.live.is_none() && matches!(self.next, Next::Nothing)
    }

    /// Whether nothing is left, or what is left takes longer than anybody should wait.
    fn is_waited_for(&self) -> bool {
        self.is_done() || self.live.as_ref().is_some_and(|begun| begun.keeps_waiting())
    }

    /// How far a long one has come, in words.
    pub fn progress(&self) -> Option<String> {
        self.live.as_ref()?.progress()
    }
}

impl Session {
    /// The text changed: its picture follows.
    pub(super) fn start_work(&mut self, effects: &mut Vec<Effect>) {
        self.work.live = self.work.live.take().filter(|begun| !begun.is_long());
        self.work.next = Next::Unread;
        effects.push(Effect::Work);
    }

    /// Lives all variants of the text at once, unless that takes long. While it is not valid, the last picture stays.
    pub(crate) fn simulate(&mut self, effects: &mut Vec<Effect>) {
        self.work.next = Next::Unread;
        self.finish_work(effects);
        if self.drafts.is_open() {
            self.draft_changed(effects);
        }
    }

    /// Lives another text than before: of one that is not valid nothing is shown, least of all the other one's picture.
    pub(super) fn simulate_anew(&mut self, effects: &mut Vec<Effect>) {
        self.simulate(effects);
        if self.stale.is_some() {
            self.picture = None;
            self.redraw();
        }
    }

    /// Does all that is left, unless that takes long: then it goes on later, and the last picture stays until then.
    pub(super) fn finish_work(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.work.next, Next::Nothing) {
            self.work.live = None;
        }
        while !self.work.is_waited_for() {
            self.do_some_work(effects);
        }
        if !self.work.is_done() {
            effects.push(Effect::Work);
        }
    }

    /// Reads the text, or lives one of its variants.
    pub(super) fn do_some_work(&mut self, effects: &mut Vec<Effect>) {
        if let Some(begun) = self.work.live.take() {
            return self.live(begun, effects);
        }
        self.read_text(effects);
        if let Next::Read(begun) = std::mem::take(&mut self.work.next) {
            self.work.live = Some(begun);
        }
    }

    fn live(&mut self, mut begun: Box<Begun>, effects: &mut Vec<Effect>) {
        let shown = self.shown();
        let wanted: Vec<&str> = shown.iter().map(|lived| lived.id.as_str()).collect();
        let old = self.picture.as_deref();
        let done = begun.is_done();
        begun.step(&wanted, old);
        // Of a long one even the end is a step of its own.
        if begun.is_done() && (done || !begun.is_long()) {
            let picture = begun.finish(old);
            return self.publish(picture, effects);
        }
        // The chart first: it does not wait for the cards of what is not on it.
        let preview = old.and_then(|old| begun.preview(&wanted, old));
        self.work.live = Some(begun);
        match preview {
            Some(picture) => self.take_picture(picture),
            None => self.view.stale = self.work.progress().or_else(|| self.view.stale.take()),
        }
    }

    /// Knows what the text says, though not yet what comes of it.
    pub(super) fn read_text(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.work.next, Next::Unread) {
            return;
        }
        self.work.next = Next::Nothing;
        let reading = pipeline::read(&self.text, &self.settings(), self.picture.as_deref());
        self.diagnostics = Rc::new(reading.diagnostics);
        match reading.begun {
            Ok(begun) => {
                self.stale = None;
                self.work.next = Next::Read(Box::new(begun));
                self.list_containers();
            }
            Err(reason) => {
                self.stale = Some(reason);
                self.redraw();
                effects.push(Effect::LinkChanged);
            }
        }
    }

    fn publish(&mut self, mut picture: Picture, effects: &mut Vec<Effect>) {
        // A text that would be refused has no typed containers: the last ones are still told, unless it is another text.
        let text = &self.text;
        let told = |old: &&Picture| old.containers.iter().all(|row| text.contains(&row.name));
        let old = self.picture.as_deref().filter(|_| picture.containers.is_empty());
        if let Some(old) = old.filter(told) {
            picture.containers.clone_from(&old.containers);
        }
        let said = verdicts(&picture);
        if said != self.said {
            effects.push(Effect::Announce(said.clone()));
            self.said = said;
        }
        self.take_picture(picture);
        effects.push(Effect::LinkChanged);
    }

    /// The containers as the newest text that was read has them.
    pub(super) fn list_containers(&mut self) {
        let begun = match &self.work.next {
            Next::Read(begun) => Some(begun),
            _ => self.work.live.as_ref(),
        };
        let old = self.picture.as_deref();
        let rows = begun.map(|begun| begun.rows(old)).filter(|rows| !rows.is_empty());
        let rows = rows.or_else(|| Some(old?.containers.clone()));
        self.view.containers = view::keep(&self.view.containers, rows.unwrap_or_default());
    }

    fn take_picture(&mut self, picture: Picture) {
        self.picture = Some(Rc::new(picture));
        // What was pointed at may be gone, and its record is another's now.
        (self.spot, self.focus, self.pin, self.menu) = (None, None, None, None);
        if let Some(range) = self.work.range.take() {
            self.show(range);
        }
        self.redraw();
    }
}

/// All verdicts in a sentence each.
fn verdicts(picture: &Picture) -> String {
    let verdicts = picture
        .variants
        .iter()
        .map(|lived| format!("{}: {}", lived.title, lived.verdict.sentence));
    verdicts.collect::<Vec<_>>().join(" ")
}
