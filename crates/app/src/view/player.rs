//! The player's controls and the cursor.

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
    PlayerView {
        playing: session.is_playing(),
        x,
        value: (x - left) * SCRUB_MAX / (right - left).max(1),
        clock: clock(cursor),
        flag_box: ((x - size / 2).min(chart.width - size - 20), size),
        flag,
        end: seconds(to),
        speed: session.speed(),
    }
}
