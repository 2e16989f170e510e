//! Puts a variant's lanes, marks, links and races together.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{ContainerRole, Pod};
use explain::Race;
use trace::Trace;

use super::marks::{links, margin, marks};
use super::origin::{Origin, moment};
use super::records::PodRecords;
use super::rows::{Placed, place};
use super::{LaneStory, MarkKind, MarkStory, RaceStory, Story, Tag, container, pod};
use crate::text::{Micros, micros};

/// Equal probe answers in a row after this many are no news: they do not stretch the chart.
const SAME_ANSWERS: usize = 2;

/// Tells a trace as lanes, with 0 where `zero` says.
pub fn story(trace: &Trace, zero: Origin) -> Story {
    let origin = moment(trace, zero);
    let created = trace.pods().first().map_or(origin, |pod| micros(pod.created));
    let records = PodRecords::new(trace);
    let (placed, hidden_pods) = place(trace);
    let mut story = Story {
        origin,
        start: (created - origin).min(0),
        end: micros(trace.end()) - origin,
        hidden_pods,
        ..Story::default()
    };
    for place in &placed {
        add_pod(&mut story, trace, &records, place);
    }
    for place in &placed {
        let lane = |name: &str| lane_of(&story.lanes, place.row, name);
        let links = links(records.of(place.pod), place.pod, origin, lane);
        let races = explain::races(trace, place.pod);
        let races: Vec<RaceStory> = races
            .iter()
            .filter_map(|race| race_story(race, origin, lane))
            .collect();
        story.links.extend(links);
        story.races.extend(races);
    }
    name_pods(&mut story.lanes, trace, &placed);
    story.beats = beats(&story);
    story
}

/// Pods that live side by side are called by their names, unless one after the other had the same rows.
fn name_pods(lanes: &mut [LaneStory], trace: &Trace, placed: &[Placed]) {
    if placed.iter().all(|place| place.row == 0) {
        return;
    }
    for lane in lanes.iter_mut().filter(|lane| lane.tag == Tag::Pod) {
        let mut pods = placed.iter().filter(|place| place.row == lane.row);
        if let (Some(only), None) = (pods.next(), pods.next())
            && let Some(info) = trace.pod_info(only.pod)
        {
            lane.name = format!("pod {}", info.name).into();
        }
    }
}

/// Adds a pod's phases and marks to the lanes of its row, making them when they are new.
fn add_pod(story: &mut Story, trace: &Trace, records: &PodRecords, place: &Placed) {
    let Some(newest) = last_revision(trace, place) else {
        return;
    };
    let origin = story.origin;
    let lane = lane(story, place.row, Tag::Pod, "pod");
    lane.phases
        .extend(pod::phases(trace, records.of(place.pod), place, origin));
    for (role, spec) in newest.spec.all_containers() {
        let lane = lane_mut(story, place.row, role, &spec.name);
        let records = records.of(place.pod);
        lane.phases
            .extend(container::phases(trace, records, place, spec, origin));
        lane.marks.extend(marks(records, place, &spec.name, origin));
    }
}

fn last_revision(trace: &Trace, place: &Placed) -> Option<Arc<Pod>> {
    trace
        .pod_revisions(place.pod)
        .last()
        .map(|(_, _, pod)| Arc::clone(pod))
}

fn lane_mut<'a>(story: &'a mut Story, row: usize, role: ContainerRole, name: &str) -> &'a mut LaneStory {
    let tag = match role {
        ContainerRole::Init => Tag::Init,
        ContainerRole::Sidecar => Tag::Sidecar,
        ContainerRole::App => Tag::App,
    };
    lane(story, row, tag, name)
}

fn lane<'a>(story: &'a mut Story, row: usize, tag: Tag, name: &str) -> &'a mut LaneStory {
    let found = story.lanes.iter().position(|lane| {
        lane.row == row && *lane.name == *name && (lane.tag == Tag::Pod) == (tag == Tag::Pod)
    });
    let at = found.unwrap_or_else(|| {
        story.lanes.push(LaneStory {
            tag,
            name: name.into(),
            row,
            phases: Vec::new(),
            marks: Vec::new(),
        });
        story.lanes.len() - 1
    });
    &mut story.lanes[at]
}

fn lane_of(lanes: &[LaneStory], row: usize, name: &str) -> Option<usize> {
    lanes
        .iter()
        .position(|lane| lane.row == row && *lane.name == *name && lane.tag != Tag::Pod)
}

/// Only lost races whose port opened at last, or would have, have two ends to draw.
fn race_story(race: &Race, origin: Micros, lane: impl Fn(&str) -> Option<usize>) -> Option<RaceStory> {
    let (attempt, opened) = (
        chart(race.attempt, origin),
        chart(race.opened.or(race.missed)?, origin),
    );
    race.is_lost().then_some(())?;
    Some(RaceStory {
        attempt,
        opened,
        from: lane(&race.client.name)?,
        to: lane(race.server.as_deref()?)?,
        label: margin(attempt, opened),
        record: race.attempt_record,
    })
}

fn chart(time: Duration, origin: Micros) -> Micros {
    micros(time) - origin
}

/// The moments that are news.
fn beats(story: &Story) -> Vec<Micros> {
    let mut beats = vec![story.start, 0];
    for lane in &story.lanes {
        beats.extend(lane.phases.iter().map(|phase| phase.from));
        beats.extend(
            lane.phases
                .iter()
                .filter(|phase| !phase.open)
                .map(|phase| phase.to),
        );
        beats.extend(news(&lane.marks));
    }
    let mut last = None;
    for link in &story.links {
        // Every answer is news, a refusal only when it is another than the one before.
        if link.ok || last != Some(&link.title) {
            beats.push(link.at);
        }
        last = Some(&link.title);
    }
    beats.sort_unstable();
    beats.dedup();
    beats
}

/// The moments of the marks, without probe answers that only repeat.
fn news(marks: &[MarkStory]) -> Vec<Micros> {
    let mut same = 0;
    let mut last: Option<(MarkKind, &str)> = None;
    let mut news = Vec::new();
    for mark in marks.iter().filter(|mark| mark.kind != MarkKind::Log) {
        let answer = (mark.kind, mark.title.as_str());
        if matches!(
            mark.kind,
            MarkKind::ProbeOk | MarkKind::ProbeFailed | MarkKind::ProbeError
        ) {
            same = if last == Some(answer) { same + 1 } else { 0 };
            last = Some(answer);
            if same >= SAME_ANSWERS {
                continue;
            }
        }
        news.push(mark.at);
    }
    news
}
