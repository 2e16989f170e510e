//! One lane: bars, marks below and on them, texts beside them.

use super::captions::Taken;
use super::{Axis, Caption, Cut, Lane, Mark, Segment, Tone};
use crate::story::{LaneStory, Look, MarkKind, MarkStory, Phase, Tag};
use crate::text::{Micros, Px10, counted, exact, middle_ellipsis, width};

/// Height of a bar.
pub(crate) const BAR: Px10 = 200;
/// Room above a bar.
pub(crate) const PAD: Px10 = 50;
/// Room below the bars for the marks that stand there.
const UNDER: Px10 = 150;
/// A bar is never narrower.
const BAR_MIN: Px10 = 40;
/// Marks closer than this are drawn as one.
const GROUP: Px10 = 30;
/// Air left and right of a text in a bar.
const TEXT_AIR: Px10 = 120;
/// How far a disc may stand out of the part that shows time.
const EDGE: Px10 = 130;
/// Height of an exit's disc.
const DISC: Px10 = 160;

/// How wide the lane's name may be, and whether there is room for its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameRoom {
    pub width: Px10,
    pub tags: bool,
}

/// Lays out a lane whose room begins at `y`. At `lines` (in order), lines between other lanes cross the room below its bars.
pub(crate) fn lane(
    story: &LaneStory,
    axis: &Axis,
    plot: (Px10, Px10),
    y: Px10,
    names: NameRoom,
    lines: &[Px10],
) -> Lane {
    let (from, to) = axis.range();
    let (segments, labels) = segments(&story.phases, axis);
    let (on, under): (Vec<&MarkStory>, Vec<&MarkStory>) = story
        .marks
        .iter()
        .filter(|mark| (from..=to).contains(&mark.at))
        .partition(|mark| is_on_bar(mark.kind));
    let y = y + PAD;
    let mut lane = Lane {
        name: story.name.to_string(),
        row: story.row,
        label: middle_ellipsis(&story.name, names.width),
        tag: if names.tags { story.tag.name() } else { "" },
        kind: story.tag,
        y,
        bar: BAR,
        height: PAD + BAR + if under.is_empty() { PAD } else { UNDER },
        segments,
        marks: Vec::new(),
        captions: Vec::new(),
    };
    place_under(&mut lane, &under, axis, plot, lines);
    place_on(&mut lane, &on, axis, plot);
    label_bars(&mut lane, &labels, &axis.cuts());
    lane
}

fn is_on_bar(kind: MarkKind) -> bool {
    !matches!(
        kind,
        MarkKind::ProbeOk | MarkKind::ProbeFailed | MarkKind::ProbeError
    )
}

/// The bars. One too short to see is widened and its successor starts where it ends; what then has no room of its
/// own is counted by the bar before it, so that a dense lane neither drifts nor hides bad news. With what can be
/// written into each.
fn segments<'a>(phases: &'a [Phase], axis: &Axis) -> (Vec<Segment>, Vec<&'a [String]>) {
    let (from, to) = axis.range();
    let shown = phases.iter().filter(|phase| phase.to > from && phase.from < to);
    let mut segments: Vec<Segment> = Vec::new();
    let mut labels: Vec<&[String]> = Vec::new();
    for phase in shown {
        let (left, right) = (axis.x(phase.from), axis.x(phase.to));
        let free = segments.last().map_or(Px10::MIN, |last| last.x + last.width);
        if let Some(last) = segments.last_mut()
            && right <= free
        {
            absorb(last, phase);
            continue;
        }
        let x = left.max(free);
        labels.push(&phase.labels);
        segments.push(Segment {
            from: phase.from,
            record: phase.record,
            count: 1,
            x,
            width: (right - x).max(BAR_MIN),
            look: phase.look,
            open: phase.open || phase.to > to,
            label: None,
            title: format!("{} — {}", phase.title, times(phase)),
        });
    }
    for segment in segments.iter_mut().filter(|segment| segment.count > 1) {
        let more = counted(segment.count - 1, "shorter phase");
        segment.title.push_str(&format!("; and {more} at this place"));
    }
    (segments, labels)
}

/// A phase without room: counted, and shown in the place of a less telling one.
fn absorb(bar: &mut Segment, phase: &Phase) {
    bar.count += 1;
    bar.open |= phase.open;
    if bar.width <= BAR_MIN && severity(phase.look) > severity(bar.look) {
        (bar.look, bar.from, bar.record) = (phase.look, phase.from, phase.record);
        bar.title = format!("{} — {}", phase.title, times(phase));
    }
}

/// How much a look tells when only one of several can be drawn.
fn severity(look: Look) -> u8 {
    match look {
        Look::Failed => 4,
        Look::BackOff => 3,
        Look::NotStarted | Look::NotReady | Look::NotListening | Look::Terminating => 2,
        Look::Ready | Look::Succeeded => 1,
        Look::Waiting | Look::Pulling => 0,
    }
}

/// Writes into the bars, beside what stands on them. A port's edge may lie under a text that has no other place.
fn label_bars(lane: &mut Lane, labels: &[&[String]], cuts: &[Cut]) {
    let discs = lane.marks.iter().filter(|mark| exit_code(mark.kind).is_some());
    let discs = discs.map(|mark| (mark.x - mark.width / 2, mark.x + mark.width / 2));
    let mut hard: Vec<(Px10, Px10)> = cuts.iter().map(|cut| (cut.x0 - 30, cut.x1 + 30)).collect();
    hard.extend(discs);
    hard.sort_unstable();
    let ports = lane
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Port(_)));
    let mut all: Vec<(Px10, Px10)> = ports.map(|mark| (mark.x - 10, mark.x + 10)).collect();
    all.extend(&hard);
    all.sort_unstable();
    for (segment, texts) in lane.segments.iter_mut().zip(labels) {
        let bar = (segment.x, segment.x + segment.width);
        segment.label = label(texts, bar, &all).or_else(|| label(texts, bar, &hard));
    }
}

/// A text for a bar, in the first of its parts between obstacles that has room for a long one.
fn label(texts: &[String], (from, to): (Px10, Px10), obstacles: &[(Px10, Px10)]) -> Option<(Px10, String)> {
    let mut parts: Vec<(Px10, Px10)> = Vec::new();
    let mut start = from;
    for (left, right) in obstacles
        .iter()
        .filter(|(left, right)| *right > from && *left < to)
    {
        parts.push((start, *left));
        start = start.max(*right);
    }
    parts.push((start, to));
    texts.iter().find_map(|text| {
        let (start, _) = parts
            .iter()
            .find(|(start, end)| width(text) <= end - start - TEXT_AIR)?;
        Some((start + TEXT_AIR / 2, text.clone()))
    })
}

fn times(phase: &Phase) -> String {
    let from = exact(phase.from);
    if phase.open {
        return format!("from {from} on");
    }
    format!(
        "from {from} to {} ({})",
        exact(phase.to),
        exact(phase.to - phase.from)
    )
}

/// Probe answers, as ticks below the bar, with a text after the last of a row of equal ones.
fn place_under(lane: &mut Lane, marks: &[&MarkStory], axis: &Axis, (_, right): (Px10, Px10), lines: &[Px10]) {
    let y = lane.y + BAR + 60;
    let grouped = group(marks, axis);
    let mut taken = Taken::default();
    for (x, _, _) in &grouped {
        taken.add(x - 40, x + 40);
    }
    let mut equal = 0;
    for (position, (x, mark, count)) in grouped.iter().enumerate() {
        equal += count;
        let last = grouped
            .get(position + 1)
            .is_none_or(|(_, next, _)| next.captions != mark.captions);
        let place =
            |taken: &mut Taken| taken.place(behind(x + 40, lines), right, &times_each(&mark.captions, equal));
        if let Some((text_x, text)) = last.then(|| place(&mut taken)).flatten() {
            lane.captions.push(Caption {
                x: text_x,
                y: y + 10,
                text,
                tone: tone(mark.kind),
            });
        }
        if last {
            equal = 0;
        }
        lane.marks.push(drawn(*x, y, 80, mark, *count));
    }
}

/// Behind the lines that stand close to a position; `lines` are in order.
fn behind(mut start: Px10, lines: &[Px10]) -> Px10 {
    let near = lines.partition_point(|line| *line < start - 10);
    for line in &lines[near..] {
        if *line >= start + 150 {
            break;
        }
        start = start.max(line + 11);
    }
    start
}

/// The texts with the number of times when that is more than once; plain ones as a last resort.
fn times_each(texts: &[String], count: usize) -> Vec<String> {
    let many = texts
        .iter()
        .filter(|_| count > 1)
        .map(|text| format!("{text} ×{count}"));
    many.chain(texts.iter().cloned()).collect()
}

/// Ends, ports, signals and hooks, on the bar.
fn place_on(lane: &mut Lane, marks: &[&MarkStory], axis: &Axis, (_, right): (Px10, Px10)) {
    let y = lane.y + BAR / 2;
    let mut taken = Taken::default();
    for segment in lane
        .segments
        .iter()
        .filter(|segment| segment.look != Look::Waiting)
    {
        taken.add(segment.x, segment.x + segment.width);
    }
    let (ends, others): (Vec<&MarkStory>, Vec<&MarkStory>) = marks
        .iter()
        .copied()
        .partition(|mark| exit_code(mark.kind).is_some());
    for (x, mark, count) in group(&others, axis) {
        lane.marks.push(drawn(x, y, 80, mark, count));
    }
    for (disc, mark) in discs(lane, &ends, axis, right + EDGE) {
        taken.add(disc.x - disc.width / 2, disc.x + disc.width / 2);
        if let Some((text_x, text)) = taken.place(disc.x + disc.width / 2, right, &mark.captions) {
            lane.captions.push(Caption {
                x: text_x,
                y,
                text,
                tone: tone(mark.kind),
            });
        }
        lane.marks.push(disc);
    }
}

/// The ends as discs that do not cover each other: one without room is counted by the one before it.
fn discs<'a>(lane: &Lane, ends: &[&'a MarkStory], axis: &Axis, right: Px10) -> Vec<(Mark, &'a MarkStory)> {
    let y = lane.y + BAR / 2;
    let mut discs: Vec<(Mark, &MarkStory)> = Vec::new();
    let mut free = Px10::MIN;
    for &mark in ends {
        let x = axis.x(mark.at);
        let size = |label: &str| (width(label) + 90).max(DISC);
        let mut label = exit_code(mark.kind).unwrap_or(0).to_string();
        // The disc stands after the bar that it ends, or on it where the next bar follows at once.
        let left = disc_left(lane, x, size(&label)).min(right - size(&label));
        if let Some((last, first)) = discs.last_mut()
            && left < free - DISC / 2
        {
            last.count += 1;
            let plain = exit_code(first.kind).unwrap_or(0);
            label = format!("{plain} ×{}", last.count);
            let grown = size(&label) - last.width;
            (last.x, last.width) = (last.x + grown / 2, last.width + grown);
            free += grown;
            last.label = label;
            last.title = titled(first, last.count);
            continue;
        }
        let left = left.max(free);
        let size = size(&label);
        free = left + size;
        discs.push((drawn(left + size / 2, y, size, mark, 1), mark));
    }
    discs
}

fn disc_left(lane: &Lane, x: Px10, size: Px10) -> Px10 {
    let ended = lane
        .segments
        .iter()
        .filter(|segment| segment.x <= x)
        .map(|segment| segment.x + segment.width)
        .max();
    let follows = lane
        .segments
        .iter()
        .any(|segment| segment.x >= x && segment.x < x + size && segment.look != Look::Waiting);
    if follows {
        x - size / 2
    } else {
        ended.unwrap_or(x).min(x + BAR_MIN).max(x) + 20
    }
}

fn exit_code(kind: MarkKind) -> Option<i32> {
    match kind {
        MarkKind::Exit(code) | MarkKind::Stopped(code) => Some(code),
        _ => None,
    }
}

fn drawn(x: Px10, y: Px10, width: Px10, mark: &MarkStory, count: usize) -> Mark {
    Mark {
        at: mark.at,
        record: mark.record,
        x,
        y,
        width,
        kind: mark.kind,
        count,
        label: exit_code(mark.kind)
            .map(|code| code.to_string())
            .unwrap_or_default(),
        title: titled(mark, count),
    }
}

fn titled(mark: &MarkStory, count: usize) -> String {
    let at = exact(mark.at);
    match count {
        0 | 1 => format!("{} — at {at}", mark.title),
        _ => format!("{count} × {} — the first at {at}", mark.title),
    }
}

/// Marks of one kind that would cover each other, as one: position, the first of them, how many.
fn group<'a>(marks: &[&'a MarkStory], axis: &Axis) -> Vec<(Px10, &'a MarkStory, usize)> {
    let mut groups: Vec<(Px10, &MarkStory, usize)> = Vec::new();
    for mark in marks {
        let x = axis.x(mark.at);
        let mut near = groups
            .iter_mut()
            .rev()
            .take_while(|(other, ..)| x - other < GROUP);
        match near.find(|(_, first, _)| first.kind == mark.kind) {
            Some((_, _, count)) => *count += 1,
            None => groups.push((x, mark, 1)),
        }
    }
    groups
}

/// Good or bad news.
fn tone(kind: MarkKind) -> Tone {
    match kind {
        MarkKind::Exit(0) | MarkKind::ProbeOk => Tone::Good,
        MarkKind::Exit(_) | MarkKind::ProbeFailed => Tone::Bad,
        MarkKind::ProbeError => Tone::Stuck,
        _ => Tone::Neutral,
    }
}

/// True when the lane has something to show in a window.
pub(crate) fn is_used(story: &LaneStory, (from, to): (Micros, Micros)) -> bool {
    story.tag != Tag::Pod
        || story
            .phases
            .iter()
            .any(|phase| phase.to > from && phase.from < to)
}
