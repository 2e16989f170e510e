//! Patterns, so that a state never depends on its colour alone.

use super::{Node, node};

/// A pattern's id, the side of its tile and its lines.
const PATTERNS: [(&str, &str, &str); 5] = [
    ("pattern-pulling", "6", "M-1 1l2-2M0 6l6-6M5 7l2-2"),
    ("pattern-not-started", "8", "M-2 2l4-4M0 8l8-8M6 10l4-4"),
    ("pattern-not-listening", "8", "M-2 6l4 4M0 0l8 8M6-2l4 4"),
    ("pattern-terminating", "6", "M0 3h6"),
    ("pattern-back-off", "5", "M2.5 0v5"),
];

/// The patterns of the bars.
pub fn patterns() -> Node {
    let pattern = |(id, size, d): (&'static str, &'static str, &'static str)| {
        let values = vec![id.into(), size.into(), size.into(), "userSpaceOnUse".into()];
        Node {
            children: vec![node(
                "path",
                &["class", "d"],
                vec!["pattern-line".into(), d.into()],
            )],
            ..node("pattern", &["id", "width", "height", "patternUnits"], values)
        }
    };
    Node {
        children: PATTERNS.map(pattern).into(),
        ..node("defs", &[], Vec::new())
    }
}
