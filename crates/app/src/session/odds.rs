//! Race odds while nobody waits for anything: one life at a time, until every variant has had its number.

use std::rc::Rc;

use sim::Simulation;
use trace::Trace;

use super::Session;
use crate::odds::{Tally, wanted};
use crate::picture::Lived;
use crate::view;

/// What is known about the odds.
#[derive(Debug, Default)]
pub(crate) struct Odds {
    /// The user wants to know them well.
    asked: bool,
    tallies: Vec<Tally>,
    /// The life under way, with what its variant is known by.
    life: Option<(Rc<Trace>, Simulation)>,
}

/// So many events of a life are lived at once: all of an ordinary one.
const PORTION: u64 = 4_000;

/// After so many lives what is known is shown.
const SHOWN_EVERY: u32 = 8;

impl Odds {
    /// What is known of a variant.
    pub fn of(&self, lived: &Lived) -> Option<&Tally> {
        let same = |tally: &&Tally| Rc::ptr_eq(&tally.of, &lived.trace);
        self.tallies.iter().find(same)
    }
}

impl Session {
    /// Whether [`super::Msg::OddsDue`] would find something to do. It is only for times at which nothing else is to be done.
    pub fn has_odds_to_find(&self) -> bool {
        self.next_to_live().is_some()
    }

    /// The variant that is behind the others.
    fn next_to_live(&self) -> Option<(&Lived, u32)> {
        let picture = self.picture.as_ref()?;
        // An embedded page is one of many on its host's.
        if self.embed || self.playing || self.is_working() {
            return None;
        }
        let behind = picture.variants.iter().filter_map(|lived| {
            let runs = self.odds.of(lived).map_or(0, |tally| tally.runs);
            (runs < wanted(lived, self.odds.asked)).then_some((lived, runs))
        });
        behind.min_by_key(|(_, runs)| *runs)
    }

    /// The user looks at the odds.
    pub(super) fn ask_odds(&mut self) {
        self.odds.asked = true;
        self.show_odds();
    }

    /// Lives one variant once more, or a portion of that.
    pub(super) fn find_odds(&mut self) {
        let Some(picture) = self.picture.clone() else {
            return;
        };
        let under_way = self.odds.life.take();
        let Some((lived, runs)) = self.next_to_live() else {
            return;
        };
        let mut tally = match self.odds.of(lived) {
            Some(tally) => tally.clone(),
            None => Tally::new(&lived.trace),
        };
        let under_way = under_way.filter(|(of, _)| Rc::ptr_eq(of, &tally.of));
        let mut life = under_way.map_or_else(|| tally.begin(lived), |(_, life)| life);
        if !life.advance(PORTION) {
            self.odds.life = Some((tally.of, life));
            return;
        }
        tally.count(&life.finish());
        // What another text led to is forgotten with it.
        let lives = |of: &Rc<Trace>| picture.variants.iter().any(|lived| Rc::ptr_eq(of, &lived.trace));
        let tallies = &mut self.odds.tallies;
        tallies.retain(|other| lives(&other.of) && !Rc::ptr_eq(&other.of, &tally.of));
        tallies.push(tally);
        if (runs + 1).is_multiple_of(SHOWN_EVERY) || !self.has_odds_to_find() {
            self.show_odds();
        }
    }

    /// The cards and the table say what is known.
    pub(super) fn show_odds(&mut self) {
        self.view.cards = view::keep(&self.view.cards, view::cards(self));
        self.view.odds = view::keep(&self.view.odds, view::odds(self));
    }
}
