//! The chart as shapes: which element stands where, in which class, with which text.
//!
//! The one place that decides the shapes. The page turns each [`Node`] into an element of its document, the
//! exports (`crate::export`) write the same nodes as a file; neither adds a shape of its own to what is here.
//! How a class looks is in `web/styles/drawing.css`, which both read.

mod axis;
mod flags;
mod group;
mod lane;
mod legend;
mod marks;
mod patterns;

use std::borrow::Cow;

use crate::chart::Chart;
use crate::text::Px10;

pub(crate) use axis::label_y;
pub use flags::flag;
pub use legend::{legend, swatch};
pub use patterns::patterns;

/// An element of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name in SVG.
    pub tag: &'static str,
    /// The names of its attributes. What begins with `data-` tells the page what a shape stands for.
    pub keys: &'static [&'static str],
    /// Their values, in the same order.
    pub values: Vec<Cow<'static, str>>,
    /// What lies in it.
    pub children: Vec<Node>,
    /// Its text, behind the children.
    pub text: String,
}

/// Everything but the cursor, from back to front. The lanes of the container `marked` are marked.
pub fn picture(chart: &Chart, marked: Option<&str>) -> Vec<Node> {
    let groups = || chart.groups.iter().enumerate();
    let mut nodes = vec![axis::axis(chart)];
    nodes.extend(groups().map(|(at, item)| group::bars(chart, at, item, marked)));
    nodes.push(axis::cuts(chart));
    nodes.extend(groups().map(|(at, item)| group::overlay(chart, at, item)));
    nodes
}

/// A tenth of a pixel as an SVG number.
pub fn px(value: Px10) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, tenth) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
    match tenth {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{tenth}"),
    }
}

fn node(tag: &'static str, keys: &'static [&'static str], values: Vec<Cow<'static, str>>) -> Node {
    Node {
        tag,
        keys,
        values,
        children: Vec::new(),
        text: String::new(),
    }
}

/// A group without attributes of its own.
pub(crate) fn group(children: Vec<Node>) -> Node {
    Node {
        children,
        ..node("g", &[], Vec::new())
    }
}

/// A group that stands for a thing on the chart.
fn spot(class: &'static str, name: String, children: Vec<Node>) -> Node {
    Node {
        children,
        ..node("g", &["class", "data-spot"], vec![class.into(), name.into()])
    }
}

/// A rectangle: left, top, width, height; the radius of its corners in pixels.
pub(crate) fn rect(
    class: impl Into<Cow<'static, str>>,
    (x, y, width, height): (Px10, Px10, Px10, Px10),
    radius: &'static str,
) -> Node {
    let values = vec![
        class.into(),
        px(x).into(),
        px(y).into(),
        px(width).into(),
        px(height).into(),
        radius.into(),
    ];
    node("rect", &["class", "x", "y", "width", "height", "rx"], values)
}

/// A line between two points.
fn line(class: &'static str, from: (Px10, Px10), to: (Px10, Px10)) -> Node {
    let ends = [from.0, to.0, from.1, to.1].map(|value| px(value).into());
    let values = std::iter::once(class.into()).chain(ends).collect();
    node("line", &["class", "x1", "x2", "y1", "y2"], values)
}

/// A line along points.
fn polyline(class: &'static str, points: impl Iterator<Item = (Px10, Px10)>) -> Node {
    let mut along = String::new();
    for (x, y) in points {
        if !along.is_empty() {
            along.push(' ');
        }
        along += &px(x);
        along.push(',');
        along += &px(y);
    }
    node("polyline", &["class", "points"], vec![class.into(), along.into()])
}

/// A small figure around a point.
fn figure(class: &'static str, d: &'static str, (x, y): (Px10, Px10)) -> Node {
    let place = format!("translate({} {})", px(x), px(y));
    node(
        "path",
        &["class", "d", "transform"],
        vec![class.into(), d.into(), place.into()],
    )
}

/// A text whose line has its middle at `y`.
pub(crate) fn text(
    class: impl Into<Cow<'static, str>>,
    (x, y): (Px10, Px10),
    text: impl Into<String>,
) -> Node {
    let values = vec![class.into(), px(x).into(), px(y).into()];
    Node {
        text: text.into(),
        ..node("text", &["class", "x", "y"], values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    #[test]
    fn numbers_are_short() {
        for (value, expect) in [(0, "0"), (1_234, "123.4"), (-5, "-0.5"), (-120, "-12")] {
            assert_eq!(px(value), expect);
        }
    }

    /// Every class that a node of the first example bears.
    fn classes(nodes: &[Node], found: &mut Vec<String>) {
        for node in nodes {
            let class = node.keys.iter().position(|key| *key == "class");
            let words = class.map(|at| node.values[at].split(' ').map(str::to_owned));
            found.extend(words.into_iter().flatten());
            assert_eq!(node.keys.len(), node.values.len(), "{node:?}");
            classes(&node.children, found);
        }
    }

    #[test]
    fn the_first_example_has_its_shapes() {
        let session = Session::new(false);
        let mut found = Vec::new();
        classes(&picture(&session.view().chart, Some("sidecar-user")), &mut found);
        for class in [
            "tick-label",
            "cut-edge",
            "bar-not-started",
            "hatch-not-started",
            "disc",
            "link-refused",
            "link-ok",
            "race-label",
            "mark-port",
            "mark-ok",
            "marked",
        ] {
            assert!(found.iter().any(|word| word == class), "{class}");
        }
    }
}
