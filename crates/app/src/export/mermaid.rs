//! The shown variants as a Mermaid `gantt` diagram: a section for each lane, a task for each phase, a milestone for each
//! exit. Long silences are not cut: Mermaid's axis is linear.

use crate::picture::Lived;
use crate::session::Session;
use crate::story::{LaneStory, Look, MarkKind, Tag};
use crate::text::{Micros, Px10, width};

/// So many tasks are written.
const TASKS_MAX: usize = 400;
/// Room left of the diagram beside the longest section's name, in pixels.
const PADDING: Px10 = 24;

/// The diagram's text.
pub(super) fn gantt(session: &Session) -> String {
    let end = session.view().chart.axis.range().1;
    let (kind, name) = session.subject();
    let mut sections = String::new();
    let (mut tasks, mut widest) = (0, 0);
    for lived in session.shown() {
        for lane in &lived.story.lanes {
            let name = words(&format!("{} · {}", lived.title, lane.name));
            let list = lane_tasks(lived, lane, end, TASKS_MAX - tasks);
            if list.is_empty() {
                continue;
            }
            widest = widest.max(width(&name));
            tasks += list.len();
            sections += &format!("    section {name}\n{}", list.concat());
        }
    }
    format!(
        "---\nconfig:\n  gantt:\n    displayMode: compact\n    leftPadding: {}\n---\ngantt\n    title {}\n    \
         dateFormat HH:mm:ss.SSS\n    axisFormat %M:%S\n    todayMarker off\n{sections}",
        widest / 10 + PADDING,
        words(&format!("{kind} {name}")),
    )
}

/// The lines of a lane, at most `most`.
fn lane_tasks(lived: &Lived, lane: &LaneStory, end: Micros, most: usize) -> Vec<String> {
    let start = lived.story.start;
    let is_told = |look: Look| lane.tag == Tag::Pod || look != Look::Waiting;
    let phases = lane
        .phases
        .iter()
        .filter(|phase| phase.from < end && phase.to > phase.from && is_told(phase.look));
    let phases = phases.map(|phase| {
        let text = match lane.tag {
            Tag::Pod => phase.labels.first().map_or(phase.look.words(), String::as_str),
            _ => phase.look.words(),
        };
        task(
            text,
            tags(phase.look),
            phase.from - start,
            phase.to.min(end) - phase.from,
        )
    });
    let exits = lane.marks.iter().filter_map(|mark| {
        let (code, tags) = match mark.kind {
            MarkKind::Exit(0) => (0, "done, milestone, "),
            MarkKind::Exit(code) => (code, "crit, milestone, "),
            MarkKind::Stopped(code) => (code, "milestone, "),
            _ => return None,
        };
        (mark.at < end).then(|| task(&format!("exit {code}"), tags, mark.at - start, 0))
    });
    phases.chain(exits).take(most).collect()
}

fn task(text: &str, tags: &str, from: Micros, length: Micros) -> String {
    let millis = from.max(0) / 1_000;
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    format!(
        "    {} :{tags}{:02}:{:02}:{:02}.{rest:03}, {}ms\n",
        words(text),
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
        length.max(0) / 1_000,
    )
}

/// Mermaid's colours: three moods are all it has.
fn tags(look: Look) -> &'static str {
    match look {
        Look::Ready => "active, ",
        Look::Failed | Look::BackOff => "crit, ",
        Look::Succeeded => "done, ",
        _ => "",
    }
}

/// A text that Mermaid's grammar takes for one: no ends of names and lines, no comments.
fn words(text: &str) -> String {
    let plain = |c| match c {
        ':' => '∶',
        ';' => ',',
        '#' => '♯',
        '%' => '٪',
        c if c < ' ' => ' ',
        c => c,
    };
    text.trim().chars().map(plain).collect()
}
