//! The chart by keyboard: from thing to thing along a lane, from lane to lane.

use crate::chart::{Chart, Lane};
use crate::story::MarkKind;
use crate::text::Px10;
use crate::view::{Part, Spot};

/// A step of the keyboard on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rove {
    /// To the thing before.
    Left,
    /// To the thing after.
    Right,
    /// To the lane above.
    Up,
    /// To the lane below.
    Down,
    /// To the first thing of the lane.
    First,
    /// To the last thing of the lane.
    Last,
}

/// The spot after a step; the first thing of all when there was none.
pub(crate) fn rove(chart: &Chart, from: Option<Spot>, step: Rove) -> Option<Spot> {
    let lanes: Vec<(usize, usize, &Lane)> = chart
        .groups
        .iter()
        .enumerate()
        .flat_map(|(group, part)| {
            let lanes = part.lanes.iter().enumerate();
            lanes.map(move |(index, lane)| (group, index, lane))
        })
        .filter(|(_, _, lane)| !lane.segments.is_empty() || !lane.marks.is_empty())
        .collect();
    let here = from.and_then(|spot| {
        let lane = lanes
            .iter()
            .position(|(group, lane, _)| (*group, *lane) == (spot.group, spot.lane))?;
        let things = things(lanes[lane].2);
        let at = things.iter().position(|(_, part)| *part == spot.part)?;
        Some((lane, at, things))
    });
    let Some((lane, at, own)) = here else {
        let (group, lane, first) = lanes.first()?;
        return spot(*group, *lane, things(first).first()?.1);
    };
    let next = match step {
        Rove::Up => lane.checked_sub(1)?,
        Rove::Down => lane + 1,
        _ => lane,
    };
    let (group, index, target) = lanes.get(next)?;
    let part = match step {
        Rove::Left => own.get(at.checked_sub(1)?)?.1,
        Rove::Right => own.get(at + 1)?.1,
        Rove::First => own.first()?.1,
        Rove::Last => own.last()?.1,
        Rove::Up | Rove::Down => nearest(&things(target), own[at].0)?,
    };
    spot(*group, *index, part)
}

fn spot(group: usize, lane: usize, part: Part) -> Option<Spot> {
    Some(Spot { group, lane, part })
}

/// The bars and marks of a lane from left to right.
fn things(lane: &Lane) -> Vec<(Px10, Part)> {
    let bars = lane.segments.iter().enumerate();
    // Lines written are read in the logs.
    let marks = lane
        .marks
        .iter()
        .enumerate()
        .filter(|(_, mark)| mark.kind != MarkKind::Log);
    let mut things: Vec<(Px10, Part)> = bars
        .map(|(index, bar)| (bar.x, Part::Bar(index)))
        .chain(marks.map(|(index, mark)| (mark.x, Part::Mark(index))))
        .collect();
    things.sort_by_key(|(x, _)| *x);
    things
}

fn nearest(things: &[(Px10, Part)], x: Px10) -> Option<Part> {
    let near = things.iter().min_by_key(|(other, _)| (other - x).abs())?;
    Some(near.1)
}
