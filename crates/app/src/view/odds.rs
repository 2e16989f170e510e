//! The table of race odds.

use crate::chart::Tone;
use crate::session::Session;

/// How often one variant succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddsRow {
    /// The variant's name.
    pub title: String,
    /// Lives that ended well, in thousandths: the length of its bar.
    pub permille: u32,
    /// The same in words: `97.5 % succeed`.
    pub percent: String,
    /// How many lives that rests on, and how they ended: `40 runs: race lost 39, completed 1`.
    pub outcomes: String,
    /// Well always, never, or sometimes.
    pub tone: Tone,
}

/// A row for each variant that was lived more than once.
pub fn odds(session: &Session) -> Vec<OddsRow> {
    let variants = session.picture.iter().flat_map(|picture| &picture.variants);
    let row = |lived: &crate::picture::Lived| {
        let tally = session.odds.of(lived)?;
        Some(OddsRow {
            title: lived.title.clone(),
            permille: tally.permille(),
            percent: format!("{} succeed", tally.percent()),
            outcomes: format!("{} runs: {}", tally.runs, tally.outcomes()),
            tone: tally.tone(),
        })
    };
    variants.filter_map(row).collect()
}
