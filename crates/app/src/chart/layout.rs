//! From stories to the picture: the time window, the groups from top to bottom, lines between lanes.

use super::lane::{BAR, NameRoom, is_used, lane};
use super::{Axis, Chart, Group, Lane, Link, RaceBracket, Tone};
use crate::story::{LinkStory, Look, RaceStory, Story};
use crate::text::{Micros, Px10, counted, ellipsis, width};

/// Below this width names are short and the kinds of containers are left out.
const NARROW: Px10 = 5_600;
/// Room for names, and for names on a narrow page.
const NAMES: (Px10, Px10) = (1_560, 1_040);
/// Room right of the time.
const RIGHT: Px10 = 160;
/// Height of the axis.
const AXIS: Px10 = 300;
/// Height of a group's header.
const HEADER: Px10 = 280;
/// Room below a lane for a race's bracket.
const RACE: Px10 = 270;
/// Room below a group.
const GROUP_PAD: Px10 = 60;
/// Height of a line of text below the lanes.
const NOTE: Px10 = 200;
/// The picture is never laid out narrower than this.
const WIDTH_MIN: Px10 = 2_800;
/// The shortest window.
const WINDOW_MIN: Micros = 4_000_000;
/// Attempts closer than this are drawn as one line.
const LINK_GROUP: Px10 = 30;

/// What one group is made from.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// The variant's id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
    /// The verdict, longest first.
    pub verdict: &'a str,
    /// How it sounds.
    pub tone: Tone,
    /// Said in the place of lanes when there are none.
    pub empty: &'a str,
    /// Its lanes.
    pub story: &'a Story,
}

/// Which part of the time to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// From and to; `None`: everything that happens.
    pub range: Option<(Micros, Micros)>,
    /// Long silences keep their length.
    pub true_scale: bool,
}

/// Lays out the picture for a width.
pub fn chart(drawn: &[Drawn], width: Px10, window: Window) -> Chart {
    let width = width.max(WIDTH_MIN);
    let narrow = width < NARROW;
    let plot = (if narrow { NAMES.1 } else { NAMES.0 }, width - RIGHT);
    let mut beats: Vec<Micros> = drawn
        .iter()
        .flat_map(|variant| variant.story.beats.iter().copied())
        .collect();
    beats.sort_unstable();
    beats.dedup();
    let range = window.range.unwrap_or_else(|| fit(drawn, &beats));
    let axis = Axis::new(&beats, range, plot, !window.true_scale);
    let mut groups = Vec::new();
    let mut y = AXIS;
    for variant in drawn {
        let group = group(variant, &axis, plot, y, narrow);
        y += group.height;
        groups.push(group);
    }
    let legend = legend(&groups);
    Chart {
        width,
        height: y,
        axis_height: AXIS,
        plot,
        ticks: axis.ticks(),
        cuts: axis.cuts(),
        axis,
        groups,
        beats,
        legend,
    }
}

/// Everything that happens, and a little of what stays.
fn fit(drawn: &[Drawn], beats: &[Micros]) -> (Micros, Micros) {
    let end = drawn
        .iter()
        .map(|variant| variant.story.end)
        .max()
        .unwrap_or(WINDOW_MIN);
    let last = beats.last().copied().unwrap_or(0);
    let start = drawn.iter().map(|variant| variant.story.start).min().unwrap_or(0);
    let tail = (last / 10).clamp(1_500_000, 4_000_000);
    (start, (last + tail).min(end).max(start + WINDOW_MIN))
}

fn group(drawn: &Drawn, axis: &Axis, plot: (Px10, Px10), top: Px10, narrow: bool) -> Group {
    let story = drawn.story;
    let title_room = width(drawn.title) * 11 / 10 + 600;
    let (beside, below) = (plot.1 - title_room - 160, plot.1 - 400);
    let stacked = width(drawn.verdict) > beside;
    let header = if stacked { HEADER + NOTE } else { HEADER };
    let mut y = top + header + 20;
    let mut lanes: Vec<Option<Lane>> = Vec::new();
    let mut races = Vec::new();
    for (index, lane_story) in story.lanes.iter().enumerate() {
        if !is_used(lane_story, axis.range()) {
            lanes.push(None);
            continue;
        }
        let tag_room = if narrow || lane_story.tag.name().is_empty() {
            0
        } else {
            self::width(lane_story.tag.name()) + 80
        };
        let names = NameRoom {
            width: plot.0 - if narrow { 190 } else { 240 } - tag_room,
            tags: !narrow,
        };
        let placed = lane(lane_story, axis, plot, y, names, &lines_below(story, index, axis));
        y += placed.height;
        lanes.push(Some(placed));
        let below = story.races.iter().filter(|race| race.from.max(race.to) == index);
        let mut taken = Px10::MAX;
        for race in below {
            let Some(mut bracket) = bracket(race, &lanes, axis, plot, y) else {
                continue;
            };
            let (left, right) = reach(&bracket);
            // Brackets side by side share a line.
            if left > taken {
                bracket.y -= RACE;
            } else {
                y += RACE;
            }
            taken = right + 100;
            races.push(bracket);
        }
    }
    let note = match (lanes.is_empty(), story.hidden_pods) {
        (true, _) => Some(ellipsis(drawn.empty, plot.1 - 200)),
        (_, 0) => None,
        (_, hidden) => Some(format!("and {} more at the same time", counted(hidden, "pod"))),
    };
    let note = note.map(|text| {
        y += NOTE;
        (y - NOTE / 2, text)
    });
    Group {
        id: drawn.id.to_owned(),
        title: drawn.title.to_owned(),
        verdict: ellipsis(drawn.verdict, if stacked { below } else { beside }),
        tone: drawn.tone,
        stacked,
        y: top,
        header,
        height: y - top + GROUP_PAD,
        links: links(&story.links, &lanes, axis),
        lanes: lanes.into_iter().flatten().collect(),
        races,
        note,
    }
}

/// Where lines between lanes cross the room below the bars of a lane, in order.
fn lines_below(story: &Story, lane: usize, axis: &Axis) -> Vec<Px10> {
    let links = story.links.iter().filter_map(|link| {
        let (from, to) = (link.from, link.to?);
        (from.min(to)..from.max(to))
            .contains(&lane)
            .then(|| axis.x(link.at))
    });
    let races = story.races.iter().flat_map(|race| {
        let last = race.from.max(race.to);
        let edges = [(race.from, race.attempt), (race.to, race.opened)];
        edges
            .into_iter()
            .filter(move |(first, _)| (*first..=last).contains(&lane))
    });
    let mut lines: Vec<Px10> = links.chain(races.map(|(_, at)| axis.x(at))).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The bracket of a race whose room begins at `y`; `None` outside the window.
fn bracket(
    race: &RaceStory,
    lanes: &[Option<Lane>],
    axis: &Axis,
    plot: (Px10, Px10),
    y: Px10,
) -> Option<RaceBracket> {
    let (from, to) = axis.range();
    let (asking, asked) = (lanes.get(race.from)?.as_ref()?, lanes.get(race.to)?.as_ref()?);
    if race.opened < from || race.attempt > to {
        return None;
    }
    let (x0, x1) = (axis.x(race.attempt), axis.x(race.opened));
    let size = width(&race.label);
    let middle = (x0 + x1 - size) / 2;
    Some(RaceBracket {
        at: race.attempt,
        record: race.record,
        x0,
        x1,
        y: y + 20,
        from_y: asking.y + BAR,
        to_y: asked.y + BAR,
        text_x: middle.clamp(plot.0, (plot.1 - size).max(plot.0)),
        label: race.label.clone(),
    })
}

/// From where to where a bracket with its text goes.
fn reach(bracket: &RaceBracket) -> (Px10, Px10) {
    (
        bracket.x0.min(bracket.text_x),
        bracket.x1.max(bracket.text_x + width(&bracket.label)),
    )
}

/// The attempts as vertical lines, those that would cover each other as one.
fn links(stories: &[LinkStory], lanes: &[Option<Lane>], axis: &Axis) -> Vec<Link> {
    let (from, to) = axis.range();
    let mut links: Vec<Link> = Vec::new();
    for story in stories.iter().filter(|story| (from..=to).contains(&story.at)) {
        let ends = story.to.map(|to| (lanes.get(story.from), lanes.get(to)));
        let Some((Some(Some(asking)), Some(Some(asked)))) = ends else {
            continue;
        };
        let x = axis.x(story.at);
        let down = asking.y < asked.y;
        let (y0, y1) = if down {
            (asking.y + BAR, asked.y)
        } else {
            (asking.y, asked.y + BAR)
        };
        let mut near = links
            .iter_mut()
            .rev()
            .take_while(|link| (x - link.x).abs() < LINK_GROUP);
        match near.find(|link| link.ok == story.ok && link.y0 == y0) {
            Some(link) => link.count += 1,
            None => links.push(Link {
                at: story.at,
                record: story.record,
                x,
                y0,
                y1,
                ok: story.ok,
                count: 1,
                title: format!("{} — at {}", story.title, crate::text::exact(story.at)),
            }),
        }
    }
    links
}

/// The looks that occur in lanes of containers, each once, in order of life.
fn legend(groups: &[Group]) -> Vec<Look> {
    let lanes = groups.iter().flat_map(|group| &group.lanes);
    let mut looks: Vec<Look> = lanes
        .flat_map(|lane| lane.segments.iter().map(|segment| segment.look))
        .collect();
    looks.retain(|look| !matches!(look, Look::Succeeded | Look::Failed));
    looks.sort_unstable();
    looks.dedup();
    looks
}
