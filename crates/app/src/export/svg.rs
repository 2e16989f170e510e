//! The chart as an SVG file that needs nothing else: colours and fonts written into it, verdicts in words, the session
//! in its metadata.

use super::metadata::element;
use super::style::Style;
use super::xml::{escaped, write};
use crate::chart::Chart;
use crate::drawing::{self, Node, legend, px, rect, text};
use crate::session::Session;
use crate::text::{Px10, ellipsis, middle_ellipsis, width};
use crate::view::Flag;

/// Left and right of the legend.
const MARGIN: Px10 = 140;
/// Between the chart and the legend, and below it.
const PAD: Px10 = 180;
/// Height of a line below the chart.
const LINE: Px10 = 200;

/// The session's chart.
pub(super) fn svg(session: &Session, dark: bool) -> String {
    let chart = &session.view().chart;
    let (nodes, height) = shapes(session, chart);
    let style = Style::new(dark);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" \
         font-family=\"{2}\" font-size=\"12\" fill=\"{3}\">\n<title>{4}</title>\n<desc>{5}</desc>\n{6}",
        px(chart.width),
        px(height),
        escaped(style.token("--font-text")),
        style.token("--text"),
        escaped(&title(session)),
        escaped(&description(session)),
        element(&session.carried()),
    );
    for node in &nodes {
        write(&mut out, node, &style);
    }
    out.push_str("</svg>\n");
    out
}

/// The chart's shapes in a frame, with a legend and what the user does meanwhile below; and their height.
fn shapes(session: &Session, chart: &Chart) -> (Vec<Node>, Px10) {
    let flags = &session.view().flags;
    let right = chart.width - MARGIN;
    let (legend, (after, y)) = legend(&chart.legend, (MARGIN, chart.height + PAD), right);
    let made = format!("Kubernetes {}, simulated", session.version());
    // Beside the legend where there is room.
    let y = if after + width(&made) > right { y + LINE } else { y };
    let actions: Vec<Node> = flags
        .iter()
        .enumerate()
        .flat_map(|(at, flag)| action(at, flag, y + LINE * (at as Px10 + 1), right))
        .collect();
    let height = y + LINE * flags.len() as Px10 + PAD;
    let frame = |class| rect(class, (5, 5, chart.width - 10, height - 10), "8");
    let mut nodes = vec![drawing::patterns(), frame("back")];
    nodes.extend(drawing::picture(chart, None));
    nodes.extend(
        flags
            .iter()
            .enumerate()
            .filter_map(|(at, flag)| drawing::flag(chart, at, flag)),
    );
    nodes.extend([corner(session, chart), legend, text("made", (right, y), made)]);
    nodes.extend(actions);
    nodes.push(frame("frame"));
    (nodes, height)
}

/// The workload's name, left of the axis.
fn corner(session: &Session, chart: &Chart) -> Node {
    let (kind, name) = session.subject();
    // Bold, and the axis' first label stands around the edge.
    let room = (chart.plot.0 - MARGIN - 200) * 10 / 11;
    let whole = format!("{kind} {name}");
    let words = if width(&whole) <= room {
        whole
    } else {
        middle_ellipsis(&name, room)
    };
    text("group-title", (MARGIN, drawing::label_y(chart)), words)
}

/// An action with its flag's number.
fn action(at: usize, flag: &Flag, y: Px10, right: Px10) -> [Node; 3] {
    let words = format!("{}: {}", flag.time, flag.command);
    [
        rect("flag-cloth", (MARGIN, y - 80, 160, 160), "8"),
        text("flag-number-label", (MARGIN + 80, y), (at + 1).to_string()),
        text(
            "action",
            (MARGIN + 230, y),
            ellipsis(&words, right - MARGIN - 230),
        ),
    ]
}

fn title(session: &Session) -> String {
    let (kind, name) = session.subject();
    format!("Lifecycle of {kind} {name}, variant by variant on one time axis")
}

/// The verdicts in words.
fn description(session: &Session) -> String {
    let told = session.shown().into_iter().map(|lived| {
        let verdict = &lived.verdict;
        let sentence = format!("{}: {}.", lived.title, verdict.sentence.trim_end_matches('.'));
        match verdict.detail.trim_end_matches('.') {
            "" => sentence,
            detail => format!("{sentence} {detail}."),
        }
    });
    told.collect::<Vec<_>>().join(" ")
}
