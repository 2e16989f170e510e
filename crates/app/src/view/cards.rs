//! The variant cards.

use crate::chart::Tone;
use crate::session::Session;

/// One variant: name, symbol, verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The variant's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The verdict, one sentence.
    pub sentence: String,
    /// The times behind the verdict.
    pub detail: String,
    /// How it sounds.
    pub tone: Tone,
    /// The user's own text is this variant.
    pub as_written: bool,
    /// What a reader should know about it.
    pub note: Option<String>,
    /// How many of how many lives with other delays ended well: `38/40 succeed`. `None` while nothing is known.
    pub odds: Option<(String, Tone)>,
    /// On the chart.
    pub shown: bool,
}

/// A card for each variant.
pub fn cards(session: &Session) -> Vec<Card> {
    let shown: Vec<&str> = session.shown().iter().map(|lived| lived.id.as_str()).collect();
    let variants = session.picture.iter().flat_map(|picture| &picture.variants);
    let card = variants.map(|lived| Card {
        id: lived.id.clone(),
        title: lived.title.clone(),
        sentence: lived.verdict.sentence.clone(),
        detail: lived.verdict.detail.clone(),
        tone: lived.verdict.tone,
        as_written: lived.as_written,
        note: lived.note.clone(),
        odds: session
            .odds
            .of(lived)
            .map(|tally| (format!("{}/{} succeed", tally.wins, tally.runs), tally.tone())),
        shown: shown.contains(&lived.id.as_str()),
    });
    card.collect()
}
