//! The time axis: lines across the chart, their labels, and the silences that were cut out.

use super::{Node, group, line, node, polyline, rect, text};
use crate::chart::{Chart, Cut};
use crate::text::Px10;

/// Height of one tooth of a cut's edge, and how far it reaches to the side.
const TOOTH: (Px10, Px10) = (60, 25);

/// The lines and their labels.
pub(super) fn axis(chart: &Chart) -> Node {
    let mut nodes = Vec::new();
    for tick in &chart.ticks {
        let class = if tick.label.is_some() {
            "tick major"
        } else {
            "tick"
        };
        nodes.push(line(
            class,
            (tick.x, chart.axis_height - 20),
            (tick.x, chart.height),
        ));
        if let Some(label) = &tick.label {
            nodes.push(text("tick-label", (tick.x, label_y(chart)), label));
        }
    }
    group(nodes)
}

/// The cut silences, across all bars.
pub(super) fn cuts(chart: &Chart) -> Node {
    group(chart.cuts.iter().map(|cut| silence(chart, cut)).collect())
}

/// A zigzag over the whole height, with the length of what is missing.
fn silence(chart: &Chart, cut: &Cut) -> Node {
    let top = chart.axis_height - 40;
    let edge = |x: Px10| {
        let (height, reach) = TOOTH;
        let teeth = (0..).map(move |tooth| (tooth, top + tooth * height));
        let inside = teeth.take_while(|(_, y)| *y < chart.height);
        polyline(
            "cut-edge",
            inside.map(move |(tooth, y)| (x + if tooth % 2 == 0 { -reach } else { reach }, y)),
        )
    };
    let area = (cut.x0, top, cut.x1 - cut.x0, chart.height - top);
    let children = vec![
        rect("cut-fill", area, "0"),
        edge(cut.x0),
        edge(cut.x1),
        text("cut-label", ((cut.x0 + cut.x1) / 2, label_y(chart)), &cut.label),
    ];
    Node {
        children,
        ..node("g", &["class"], vec!["cut".into()])
    }
}

/// The middle of the axis' labels: above the flags.
pub(crate) fn label_y(chart: &Chart) -> Px10 {
    chart.axis_height / 2 - 20
}
