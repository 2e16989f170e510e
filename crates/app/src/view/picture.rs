//! The chart of the variants that are shown.

use crate::chart::{self, Chart, Drawn};
use crate::session::Session;
use crate::text::Px10;

/// How much larger everything is drawn for an audience, in percent.
const PRESENTED: Px10 = 165;

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
    let width = if session.presenting {
        session.width * 100 / PRESENTED
    } else {
        session.width
    };
    chart::chart(&drawn, width, session.window)
}
