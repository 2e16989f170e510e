//! The kubelet's two tickers: the generic PLEG's, and the sync loop's of one second.
//! Mirrors pkg/kubelet/pleg/generic.go `Start` and pkg/kubelet/kubelet.go `syncLoop` (v1.36.2).
//!
//! They stand beside the event queue, in its order: of all that happens in an hour most is a tick that finds nothing.

use std::time::Duration;

use trace::Cause;

use super::Kubelet;
use crate::context::Context;
use crate::engine::Timer;
use crate::runtime::Uid;

const SECOND: Duration = Duration::from_secs(1);

/// What comes next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tickers {
    relist: Option<(Timer, Relist)>,
    sync: Option<Timer>,
}

#[derive(Clone, Copy, Debug)]
enum Relist {
    Begins,
    /// One that began at this time.
    Ends(Duration),
}

impl Kubelet {
    /// The tickers run while there are pods.
    pub(super) fn start_ticking(&mut self, context: &mut Context) {
        if self.tickers.relist.is_some() {
            return;
        }
        let timing = &context.scenario.timing;
        let (pleg, ticker) = (timing.pleg_phase, timing.ticker_phase);
        let period = timing.pleg_period;
        let pleg = context.vary(pleg, Duration::ZERO, period);
        let ticker = context.vary(ticker, Duration::ZERO, SECOND);
        self.set_relist(context, pleg, Relist::Begins);
        self.tickers.sync = Some(context.queue.reserve(context.now + ticker));
    }

    fn set_relist(&mut self, context: &mut Context, delay: Duration, what: Relist) {
        self.tickers.relist = Some((context.queue.reserve(context.now + delay), what));
    }

    /// The place of the next tick in the order of events.
    pub fn next_tick(&self) -> Option<Timer> {
        let relist = self.tickers.relist.map(|(timer, _)| timer);
        match (relist, self.tickers.sync) {
            (Some(relist), Some(sync)) => Some(relist.min(sync)),
            (relist, sync) => relist.or(sync),
        }
    }

    /// The next tick has come.
    pub fn tick(&mut self, context: &mut Context) {
        let next = self.next_tick();
        let Some((_, what)) = self.tickers.relist.take_if(|(timer, _)| Some(*timer) == next) else {
            self.tickers.sync = None;
            context.cause = Cause::Clock("sync ticker");
            return self.sync_due(context);
        };
        context.cause = Cause::Clock("pleg");
        match what {
            Relist::Begins => {
                let duration = context.scenario.timing.relist_duration;
                self.set_relist(context, duration, Relist::Ends(context.now));
            }
            Relist::Ends(began) => self.relisted(context, began),
        }
    }

    /// The end of a relist: every pod whose containers changed is looked at anew and synced.
    fn relisted(&mut self, context: &mut Context, began: Duration) {
        for uid in self.node.runtime.take_changed() {
            self.with(context, &uid, |agent| agent.relist_pod(false));
        }
        self.node.relisted = Some(began);
        for uid in std::mem::take(&mut self.node.waiting) {
            self.with(context, &uid, |agent| agent.check_cache());
        }
        if !self.pods.is_empty() {
            let period = context.scenario.timing.pleg_period;
            self.set_relist(context, period, Relist::Begins);
        }
    }

    /// Syncs the pods whose turn has come (`getPodsToSync`).
    fn sync_due(&mut self, context: &mut Context) {
        for uid in self.due(context.now) {
            self.with(context, &uid, |agent| agent.tick());
        }
        if !self.pods.is_empty() {
            self.tickers.sync = Some(context.queue.reserve(context.now + SECOND));
        }
    }

    /// The pods that the ticker has to look at, by UID.
    fn due(&mut self, now: Duration) -> sorted::Set<Uid> {
        let queued = self.node.queued.take_first_while(|(at, _)| *at < now);
        let mut due: sorted::Set<Uid> = queued.map(|(_, uid)| uid).collect();
        if self.node.deadlines {
            due.extend(self.pods.keys().cloned());
        }
        due
    }
}
