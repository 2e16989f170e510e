//! A thing on the chart under the pointer, the keyboard or a pin: what it is, when, why, and by which line.

use api::Kind;
use explain::{Place, Step};
use trace::{Fact, RecordId};

use crate::chart::{Chart, Group};
use crate::picture::Lived;
use crate::session::Session;
use crate::story::container::subject;
use crate::text::{Micros, Px10, micros, seconds};
use crate::view::place;

/// So many steps of a chain of causes are told: the last ones.
const STEPS_MAX: usize = 5;

/// A thing on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The variant's group, from 0.
    pub group: usize,
    /// The lane in it, from 0.
    pub lane: usize,
    /// What on it.
    pub part: Part,
}

/// What a spot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A bar of the lane.
    Bar(usize),
    /// A mark of the lane.
    Mark(usize),
    /// A connection attempt of the group.
    Link(usize),
    /// A race of the group.
    Race(usize),
}

impl Spot {
    /// As an attribute of what is drawn: `0 2 b3`.
    pub fn name(self) -> String {
        let (letter, index) = match self.part {
            Part::Bar(index) => ('b', index),
            Part::Mark(index) => ('m', index),
            Part::Link(index) => ('l', index),
            Part::Race(index) => ('r', index),
        };
        format!("{} {} {letter}{index}", self.group, self.lane)
    }

    /// The spot of an attribute.
    pub fn from_name(name: &str) -> Option<Spot> {
        let mut words = name.split(' ');
        let (group, lane) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let (letter, index) = words.next()?.split_at_checked(1)?;
        let index = index.parse().ok()?;
        let part = match letter {
            "b" => Part::Bar(index),
            "m" => Part::Mark(index),
            "l" => Part::Link(index),
            "r" => Part::Race(index),
            _ => return None,
        };
        Some(Spot { group, lane, part })
    }
}

/// What is known of a spot without its causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    pub group: &'a Group,
    /// The container, or `pod`; empty between lanes.
    pub lane: &'a str,
    pub title: String,
    pub at: Micros,
    pub record: Option<RecordId>,
    /// Left and right edge, top and bottom.
    pub area: (Px10, Px10, Px10, Px10),
}

/// The thing at a spot, while it is on the chart.
pub(crate) fn find(chart: &Chart, spot: Spot) -> Option<Found<'_>> {
    let group = chart.groups.get(spot.group)?;
    let lane = group.lanes.get(spot.lane);
    Some(match spot.part {
        Part::Bar(index) => {
            let (lane, bar) = (lane?, lane?.segments.get(index)?);
            Found {
                group,
                lane: &lane.name,
                title: bar.title.clone(),
                at: bar.from,
                record: bar.record,
                area: (bar.x, bar.x + bar.width, lane.y, lane.y + lane.bar),
            }
        }
        Part::Mark(index) => {
            let (lane, mark) = (lane?, lane?.marks.get(index)?);
            Found {
                group,
                lane: &lane.name,
                title: mark.title.clone(),
                at: mark.at,
                record: Some(mark.record),
                area: (
                    mark.x - mark.width / 2,
                    mark.x + mark.width / 2,
                    mark.y - 80,
                    mark.y + 80,
                ),
            }
        }
        Part::Link(index) => {
            let link = group.links.get(index)?;
            let (top, bottom) = (link.y0.min(link.y1), link.y0.max(link.y1));
            Found {
                group,
                lane: "",
                title: link.title.clone(),
                at: link.at,
                record: Some(link.record),
                area: (link.x - 30, link.x + 30, top, bottom),
            }
        }
        Part::Race(index) => {
            let race = group.races.get(index)?;
            Found {
                group,
                lane: "",
                title: format!("race {} — at {}", race.label, crate::text::exact(race.at)),
                at: race.at,
                record: Some(race.record),
                area: (race.x0, race.x1, race.y, race.y + 160),
            }
        }
    })
}

/// Where the thing of a spot is on another chart of the same lives.
pub(crate) fn follow(old: &Chart, new: &Chart, spot: Spot) -> Option<Spot> {
    let found = find(old, spot)?;
    let row = |chart: &Chart, spot: Spot| Some(chart.groups.get(spot.group)?.lanes.get(spot.lane)?.row);
    let same = |spot: &Spot| {
        find(new, *spot).is_some_and(|other| {
            other.group.id == found.group.id && other.lane == found.lane && other.record == found.record
        })
    };
    let group = new.groups.iter().position(|group| group.id == found.group.id)?;
    let part = |lane: usize, index: usize| Spot {
        group,
        lane,
        part: match spot.part {
            Part::Bar(_) => Part::Bar(index),
            Part::Mark(_) => Part::Mark(index),
            Part::Link(_) => Part::Link(index),
            Part::Race(_) => Part::Race(index),
        },
    };
    if found.lane.is_empty() {
        let count = new.groups[group].links.len().max(new.groups[group].races.len());
        return (0..count).map(|index| part(0, index)).find(same);
    }
    let lanes = new.groups[group].lanes.iter().enumerate();
    let mut spots = lanes.flat_map(|(lane, what)| {
        let count = what.segments.len().max(what.marks.len());
        (0..count).map(move |index| part(lane, index))
    });
    spots.find(|other| same(other) && row(new, *other) == row(old, spot))
}

/// A card that tells of a spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotCard {
    /// What it tells of.
    pub spot: Spot,
    /// Left and right edge, top and bottom of that.
    pub area: (Px10, Px10, Px10, Px10),
    /// The variant and the container.
    pub place: String,
    /// What it is.
    pub title: String,
    /// When: `from 0.701 s to 5.612 s (4.911 s)`.
    pub time: String,
    /// Why: the chain of causes, the last steps of it.
    pub steps: Vec<String>,
    /// The line of the variant's manifest that has to do with it, from 1, and its text.
    pub line: Option<(u32, String)>,
    /// It stays until it is closed.
    pub pinned: bool,
}

/// The card of a spot.
pub(crate) fn card(session: &Session, spot: Spot, pinned: bool) -> Option<SpotCard> {
    let chart = &session.view().chart;
    let found = find(chart, spot)?;
    let lived = session.picture.as_ref()?.variant(&found.group.id)?;
    let steps = found
        .record
        .map(|record| explain::why(&lived.trace, record))
        .unwrap_or_default();
    let (title, time) = found.title.split_once(" — ").unwrap_or((&found.title, ""));
    let place = match found.lane {
        "" => found.group.title.clone(),
        lane => format!("{} · {lane}", found.group.title),
    };
    Some(SpotCard {
        spot,
        area: found.area,
        place,
        title: title.to_owned(),
        time: time.to_owned(),
        line: line(lived, &steps),
        // What the manifest says is told by its line.
        steps: told(
            &steps
                .into_iter()
                .filter(|step| step.at.is_some() || step.place.is_none())
                .collect::<Vec<_>>(),
            lived.story.origin,
        ),
        pinned,
    })
}

impl Session {
    /// The name of the pod that the pinned thing on the chart belongs to.
    pub(crate) fn pinned_pod(&self) -> Option<String> {
        let found = find(&self.view().chart, self.pin?)?;
        let lived = self.picture.as_ref()?.variant(&found.group.id)?;
        let fact = &lived.trace.record(found.record?)?.fact;
        let pod = match fact {
            Fact::Object { object, .. } if object.kind() == Kind::Pod => Some(&object.meta().name),
            fact => subject(fact)
                .and_then(|container| lived.trace.pod_info(container.pod))
                .map(|pod| &pod.name),
        };
        pod.map(ToString::to_string)
    }
}

/// The steps as sentences with their times on the chart.
pub(crate) fn told(steps: &[Step], origin: Micros) -> Vec<String> {
    let first = steps.len().saturating_sub(STEPS_MAX);
    let sentence = |step: &Step| match step.at {
        Some(at) => format!("{}  {}", seconds(micros(at) - origin), step.sentence),
        None => step.sentence.clone(),
    };
    steps[first..].iter().map(sentence).collect()
}

fn line(lived: &Lived, steps: &[Step]) -> Option<(u32, String)> {
    let place = steps.iter().rev().find_map(|step| step.place.as_ref())?;
    let (line, _) = lines_at(lived, place)?;
    let text = lived.text.lines().nth(line as usize - 1)?;
    Some((line, text.trim().to_owned()))
}

/// The lines (from 1, both included) of a place in a variant's manifest, or of what is written around it.
pub(crate) fn lines_at(lived: &Lived, at: &Place) -> Option<(u32, u32)> {
    let mut path = at.path.as_str();
    loop {
        if let Some(span) = lived.parsed.span_of(at.object, path) {
            let (first, last) = crate::behaviours::lines(&lived.text, span);
            // A field's value may begin below its key, which tells what it is.
            let key = lived.parsed.key_span_of(at.object, path);
            let first = key.map_or(first, |key| place(&lived.text, key.start).1);
            return Some((first.min(last), last));
        }
        let cut = path.rfind(['.', '['])?;
        path = &path[..cut];
    }
}

/// The lines of the user's text that a spot has to do with.
pub(crate) fn own_lines(session: &Session, spot: Spot) -> Option<(u32, u32)> {
    let found = find(&session.view().chart, spot)?;
    let picture = session.picture.as_ref()?;
    let lived = picture.variant(&found.group.id)?;
    let steps = explain::why(&lived.trace, found.record?);
    let place = steps.iter().rev().find_map(|step| step.place.as_ref())?;
    let (first, last) = lines_at(lived, place)?;
    if lived.as_written {
        return Some((first, last));
    }
    let same: Vec<u32> = api::diff::diff(&lived.text, session.text())
        .iter()
        .filter(|line| {
            let old = line.old.and_then(|old| u32::try_from(old).ok());
            old.is_some_and(|old| (first..=last).contains(&old))
        })
        .filter_map(|line| u32::try_from(line.new?).ok())
        .collect();
    Some((*same.first()?, *same.last()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_have_names() {
        for part in [Part::Bar(0), Part::Mark(12), Part::Link(3), Part::Race(1)] {
            let spot = Spot {
                group: 1,
                lane: 2,
                part,
            };
            assert_eq!(Spot::from_name(&spot.name()), Some(spot));
        }
        for wrong in ["", "1", "1 2", "1 2 x3", "1 2 b", "1 2 ä1"] {
            assert_eq!(Spot::from_name(wrong), None, "{wrong}");
        }
    }
}
