//! Race odds are found while nothing happens: whoever types, drags or plays does not wait for them.

use app::Msg;
use gloo::timers::callback::Timeout;
use yew::Context;

use super::{App, Event};
use crate::platform::now;

/// Nothing has happened for so many ms.
const QUIET: u32 = 400;
/// Lives are lived for so many ms before the browser gets its turn,
const SLICE: f64 = 16.0;
/// for so many.
const PAUSE: u32 = 4;

/// What is scheduled, and when something happened last, on the page's clock.
#[derive(Default)]
pub(super) struct Odds {
    timer: Option<Timeout>,
    touched: f64,
}

impl App {
    /// Something happens: what can be found out later waits until it is over.
    pub(super) fn find_odds_soon(&mut self, ctx: &Context<App>, event: &Event) {
        if matches!(event, Event::OddsDue) {
            return;
        }
        self.odds.touched = now();
        if self.odds.timer.is_none() {
            self.odds_after(ctx, QUIET);
        }
    }

    fn odds_after(&mut self, ctx: &Context<App>, ms: u32) {
        let due = ctx.link().callback(|()| Event::OddsDue);
        self.odds.timer = Some(Timeout::new(ms, move || due.emit(())));
    }

    /// Lives some more. True when that shall be drawn.
    pub(super) fn find_some_odds(&mut self, ctx: &Context<App>) -> bool {
        self.odds.timer = None;
        if !self.session.has_odds_to_find() {
            return false;
        }
        let began = now();
        if began - self.odds.touched < f64::from(QUIET) {
            self.odds_after(ctx, QUIET);
            return false;
        }
        let known = self.session.view().odds.clone();
        while self.session.has_odds_to_find() && now() - began < SLICE {
            self.session.update(Msg::OddsDue);
        }
        if self.session.has_odds_to_find() {
            self.odds_after(ctx, PAUSE);
        }
        !std::rc::Rc::ptr_eq(&known, &self.session.view().odds)
    }
}
