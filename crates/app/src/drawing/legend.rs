//! What the bars mean.

use super::{Node, group, lane, rect, text};
use crate::story::Look;
use crate::text::{Px10, width};

/// Size of a swatch.
const SWATCH: (Px10, Px10) = (160, 120);
/// Between a swatch and its words, and after the words.
const GAPS: (Px10, Px10) = (70, 160);
/// Height of a line.
pub(crate) const LINE: Px10 = 200;

/// A piece of a bar, at a place.
pub fn swatch(look: Look, (x, y): (Px10, Px10)) -> Vec<Node> {
    let area = (x, y, SWATCH.0, SWATCH.1);
    let (fill, hatch, _) = lane::classes(look);
    let classes = [fill, hatch].into_iter().filter(|class| !class.is_empty());
    classes.map(|class| rect(class, area, "3")).collect()
}

/// The legend in lines from the left edge `x` to `right`, the middle of the first at `y`; with the place after its
/// last word.
pub fn legend(looks: &[Look], (left, y): (Px10, Px10), right: Px10) -> (Node, (Px10, Px10)) {
    let mut nodes = Vec::new();
    let (mut x, mut y) = (left, y);
    for look in looks {
        let words = look.words();
        let size = SWATCH.0 + GAPS.0 + width(words);
        if x > left && x + size > right {
            (x, y) = (left, y + LINE);
        }
        nodes.extend(swatch(*look, (x, y - SWATCH.1 / 2)));
        nodes.push(text("legend-words", (x + SWATCH.0 + GAPS.0, y), words));
        x += size + GAPS.1;
    }
    (group(nodes), (x, y))
}
