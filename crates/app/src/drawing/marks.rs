//! The marks of a lane: ends, probe answers, ports, signals, hooks, and the texts beside them.

use super::{Node, figure, line, node, rect, spot, text};
use crate::chart::{Caption, Lane, Mark, Tone};
use crate::story::MarkKind;
use crate::text::Px10;
use crate::view::{Part, Spot};

/// Half the height of an exit's disc.
const DISC: Px10 = 80;

/// All marks and captions.
pub(super) fn marks((group, index): (usize, usize), lane: &Lane) -> Node {
    let all = lane.marks.iter().enumerate();
    let mut children: Vec<Node> = all
        .map(|(at, mark)| {
            let part = Part::Mark(at);
            let name = Spot {
                group,
                lane: index,
                part,
            }
            .name();
            spot("mark", name, drawn(lane, mark))
        })
        .collect();
    children.extend(lane.captions.iter().map(caption));
    let values = vec![format!("{group} {index}").into(), lane.name.clone().into()];
    Node {
        children,
        ..node("g", &["data-at", "data-lane"], values)
    }
}

fn caption(caption: &Caption) -> Node {
    let class = match caption.tone {
        Tone::Good => "caption good",
        Tone::Bad => "caption bad",
        Tone::Stuck => "caption stuck",
        Tone::Neutral => "caption quiet",
    };
    text(class, (caption.x, caption.y), &caption.text)
}

fn drawn(lane: &Lane, mark: &Mark) -> Vec<Node> {
    let (here, top, bottom) = ((mark.x, mark.y), (mark.x, lane.y), (mark.x, lane.y + lane.bar));
    vec![match mark.kind {
        MarkKind::Exit(0) => return exit(mark, "disc good"),
        MarkKind::Exit(_) => return exit(mark, "disc bad"),
        MarkKind::Stopped(_) => return exit(mark, "disc quiet"),
        MarkKind::ProbeOk => figure("mark-ok", "M0-4L4.500 4h-9z", here),
        MarkKind::ProbeFailed => figure("mark-failed", "M-3.500-3.500l7 7M3.500-3.500l-7 7", here),
        MarkKind::ProbeError => figure("mark-error", "M0-4l4 4-4 4-4-4z", here),
        // A port opens: a bold edge on the bar.
        MarkKind::Port(_) => line("mark-port", (top.0, top.1 - 30), (bottom.0, bottom.1 + 30)),
        MarkKind::Signal => figure("mark-signal", "M-4-5h8l-4 7z", top),
        MarkKind::Log => figure("mark-log", "M-1.500-3h3v3h-3z", bottom),
        MarkKind::Hook => figure("mark-hook", "M0-3l4 4-4 4-4-4z", bottom),
    }]
}

/// The exit code in a disc: green with 0, red with anything else, grey when the end was asked for.
fn exit(mark: &Mark, class: &'static str) -> Vec<Node> {
    let area = (mark.x - mark.width / 2, mark.y - DISC, mark.width, 2 * DISC);
    vec![
        rect(class, area, "8"),
        text("disc-label", (mark.x, mark.y), &mark.label),
    ]
}
