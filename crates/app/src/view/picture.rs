//! The chart of the variants that are shown.

use crate::chart::{self, Chart, Drawn};
use crate::session::Session;

/// Lays out the picture of the session's selection for its width and window.
pub fn chart(session: &Session) -> Chart {
    let shown = session.shown();
    let drawn: Vec<Drawn> = shown
        .iter()
        .map(|lived| Drawn {
            id: &lived.id,
            title: &lived.title,
            verdict: &lived.verdict.sentence,
            tone: lived.verdict.tone,
            empty: &lived.verdict.detail,
            story: &lived.story,
        })
        .collect();
    chart::chart(&drawn, session.width, session.window)
}
