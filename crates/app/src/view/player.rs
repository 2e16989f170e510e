//! The player's controls and the cursor.

use crate::chart::Chart;
use crate::session::Session;
use crate::text::{Px10, clock, seconds, width};

/// The scrubber goes from 0 to this.
pub const SCRUB_MAX: i32 = 10_000;
/// Air in the cursor's flag.
const FLAG_AIR: Px10 = 200;

/// The player's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayerView {
    /// Whether it runs.
    pub playing: bool,
    /// The cursor's place on the chart.
    pub x: Px10,
    /// The scrubber's value.
    pub value: i32,
    /// `00:08.1`
    pub clock: String,
    /// `8.1 s`: in the cursor's flag, and what a screen reader says.
    pub flag: String,
    /// Left edge and width of the flag, inside the picture.
    pub flag_box: (Px10, Px10),
    /// Left edge and width of each of the axis' labels that give way to the flag.
    pub covered: Vec<(Px10, Px10)>,
    /// The end of the time shown: `40.2 s`.
    pub end: String,
    /// Speed in percent.
    pub speed: u32,
}

/// The player of a session.
pub fn player(session: &Session) -> PlayerView {
    let chart = &session.view().chart;
    let cursor = session.cursor();
    let x = chart.axis.x(cursor);
    let (left, right) = chart.plot;
    let (_, to) = chart.axis.range();
    let flag = seconds(cursor);
    let size = width(&flag) + FLAG_AIR;
    let flag_box = ((x - size / 2).min(chart.width - size - 20), size);
    PlayerView {
        playing: session.is_playing(),
        x,
        value: (x - left) * SCRUB_MAX / (right - left).max(1),
        clock: clock(cursor),
        flag_box,
        covered: covered(chart, flag_box),
        flag,
        end: seconds(to),
        speed: session.speed(),
    }
}

/// The labels of ticks and cuts that a flag would stand on.
fn covered(chart: &Chart, (left, size): (Px10, Px10)) -> Vec<(Px10, Px10)> {
    let ticks = chart
        .ticks
        .iter()
        .filter_map(|tick| Some((tick.x, tick.label.as_ref()?)));
    let cuts = chart.cuts.iter().map(|cut| ((cut.x0 + cut.x1) / 2, &cut.label));
    let boxes = ticks
        .chain(cuts)
        .map(|(x, label)| (x - width(label) / 2, width(label)));
    boxes
        .filter(|(start, wide)| *start < left + size && left < start + wide)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Msg, Session};

    #[test]
    fn labels_of_the_axis_give_way_to_the_flag() {
        let mut session = Session::new(false);
        session.update(Msg::Resized(3_900));
        let chart = session.view().chart.clone();
        let labels = chart.ticks.iter().filter(|tick| tick.label.is_some()).count() + chart.cuts.len();
        let mut hidden = 0;
        for value in (0..=SCRUB_MAX).step_by(100) {
            session.update(Msg::Scrubbed(value));
            let player = &session.view().player;
            let (left, size) = player.flag_box;
            // Those far away stay.
            assert!(player.covered.len() < labels, "{player:?}");
            assert!(
                player
                    .covered
                    .iter()
                    .all(|(start, wide)| start + wide > left && *start < left + size)
            );
            hidden += player.covered.len();
        }
        assert!(hidden > 0);
    }
}
