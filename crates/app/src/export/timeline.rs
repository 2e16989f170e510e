//! What happens in a variant, as a list in order of time.

use crate::picture::Lived;
use crate::story::{LaneStory, Look, MarkKind, Tag};
use crate::text::{Micros, exact};

/// So many lines are written; the rest is counted.
const LINES_MAX: usize = 300;

/// A line for every phase and every mark, with its time and its lane.
pub(super) fn timeline(lived: &Lived) -> String {
    let mut entries: Vec<(Micros, String, &str)> = Vec::new();
    for lane in &lived.story.lanes {
        let name = || lane_name(lived, lane);
        // A container that waits is told by its pod.
        let phases = lane
            .phases
            .iter()
            .filter(|phase| lane.tag == Tag::Pod || phase.look != Look::Waiting);
        entries.extend(phases.map(|phase| (phase.from, name(), phase.title.as_str())));
        let marks = lane.marks.iter().filter(|mark| mark.kind != MarkKind::Log);
        entries.extend(marks.map(|mark| (mark.at, name(), mark.title.as_str())));
    }
    entries.sort_by_key(|(at, ..)| *at);
    let names = entries
        .iter()
        .map(|(_, lane, _)| lane.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for (at, lane, what) in entries.iter().take(LINES_MAX) {
        out += &format!("{:>10}  {lane:<names$}  {what}\n", exact(*at));
    }
    if let Some(more) = entries.len().checked_sub(LINES_MAX).filter(|more| *more > 0) {
        out += &format!("{:>10}  and {more} more\n", "");
    }
    out
}

/// The lane's name; of pods that live side by side, and of their containers, with the number of the pod.
pub(super) fn lane_name(lived: &Lived, lane: &LaneStory) -> String {
    let name = if lane.tag == Tag::Pod { "pod" } else { &*lane.name };
    if lived.story.lanes.iter().any(|other| other.row > 0) {
        format!("{name} ({})", lane.row + 1)
    } else {
        name.to_owned()
    }
}
