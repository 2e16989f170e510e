//! What the user does meanwhile: numbered flags on the axis, each with a line through all variants.

use super::{Node, group, line, node, px, text};
use crate::chart::Chart;
use crate::view::Flag;

/// An action's flag; `None` outside what is shown.
pub fn flag(chart: &Chart, index: usize, flag: &Flag) -> Option<Node> {
    let x = flag.x?;
    let top = chart.axis_height - 120;
    // At the right edge the flag points to the left.
    let side = if x + 200 > chart.width { -1 } else { 1 };
    let place = format!("translate({} {}) scale({side} 1)", px(x), px(top));
    let cloth = vec![
        "flag-cloth".into(),
        "M0 0h15l-4 5.500 4 5.500H0z".into(),
        place.into(),
    ];
    let mut whole = group(vec![
        line("flag-line", (x, top), (x, chart.height)),
        node("path", &["class", "d", "transform"], cloth),
        text(
            "flag-number-label",
            (x + 60 * side, top + 56),
            (index + 1).to_string(),
        ),
    ]);
    whole.children.push(Node {
        text: format!("{}: {}", flag.time, flag.command),
        ..node("title", &[], Vec::new())
    });
    Some(Node {
        keys: &["class"],
        values: vec!["flag".into()],
        ..whole
    })
}
