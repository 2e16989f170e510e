//! Places for texts: beside their marks, where nothing else stands.

use crate::text::{Px10, fitting};

/// Air around a text.
const AIR: Px10 = 50;

/// The occupied parts of one line of a lane.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    parts: Vec<(Px10, Px10)>,
}

impl Taken {
    /// Takes a part.
    pub fn add(&mut self, from: Px10, to: Px10) {
        self.parts.push((from, to));
    }

    /// Where the free room that begins at `from` ends, at most at `limit`.
    fn free_until(&self, from: Px10, limit: Px10) -> Px10 {
        if self.parts.iter().any(|&(start, end)| start < from && from < end) {
            return from;
        }
        let starts = self
            .parts
            .iter()
            .map(|part| part.0)
            .filter(|&start| start >= from);
        starts.min().unwrap_or(limit).min(limit)
    }

    /// Places the longest of `texts` that fits right of `from`, and takes its room: left edge and text.
    pub fn place(&mut self, from: Px10, limit: Px10, texts: &[String]) -> Option<(Px10, String)> {
        let from = from + AIR;
        let room = self.free_until(from, limit) - from - AIR;
        let text = fitting(texts, room)?.clone();
        self.add(from, from + crate::text::width(&text));
        Some((from, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    #[test]
    fn texts_never_overlap() {
        let texts = ["exit 1: localhost:8081 refused".to_owned(), "exit 1".to_owned()];
        let mut taken = Taken::default();
        taken.add(0, 100);
        taken.add(1_000, 1_200);
        assert_eq!(taken.place(100, 5_000, &texts), Some((150, "exit 1".to_owned())));
        assert_eq!(
            taken.place(100, 5_000, &texts),
            None,
            "the first text stands there"
        );
        assert_eq!(taken.place(1_200, 5_000, &texts), Some((1_250, texts[0].clone())));
        assert_eq!(taken.place(4_700, 5_000, &texts), None, "the picture ends");
        assert!(width(&texts[1]) < 900);
    }
}
