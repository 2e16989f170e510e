//! The picture of a changed text is made between paints: what was typed is painted first, and no piece of work is longer
//! than a keystroke may wait.

use app::Msg;
use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use yew::Context;

use super::{App, Event};
use crate::platform::now;

/// Work goes on for so many ms before the browser gets its turn.
const SLICE: f64 = 6.0;

/// What is scheduled, and how much was done since the text changed.
#[derive(Default)]
pub(super) struct Work {
    frame: Option<AnimationFrame>,
    timer: Option<Timeout>,
    pub(super) worked: f64,
}

impl App {
    /// Goes on after the next paint, unless that is settled already.
    pub(super) fn work_soon(&mut self, ctx: &Context<App>) {
        let due = ctx.link().callback(|()| Event::WorkDue);
        if self.work.frame.is_none() {
            // Not before what was typed now.
            self.work.timer = None;
            // A frame's callbacks come just before its paint, a timer that they set comes after it.
            let frame = request_animation_frame(move |_| {
                Timeout::new(0, move || due.emit(())).forget();
            });
            self.work.frame = Some(frame);
        }
    }

    /// Does one slice.
    pub(super) fn do_some_work(&mut self, ctx: &Context<App>) {
        (self.work.frame, self.work.timer) = (None, None);
        let began = now();
        while self.session.is_working() && now() - began < SLICE {
            for effect in self.session.update(Msg::WorkDue) {
                self.carry_out(ctx, effect);
            }
        }
        self.work.worked += now() - began;
        if self.session.is_working() {
            let due = ctx.link().callback(|()| Event::WorkDue);
            self.work.timer = Some(Timeout::new(0, move || due.emit(())));
        } else {
            let took = (std::mem::take(&mut self.work.worked) * 1_000.0) as i64;
            self.session.update(Msg::Simulated(took));
            crate::platform::mark("picture");
        }
    }
}
