//! The lifecycle chart as plain data: every position is fixed here, so that a browser, a test and a
//! command line that writes SVG draw the same picture.
//!
//! Positions and sizes are tenths of a CSS pixel ([`Px10`]).

mod axis;
mod captions;
mod lane;
mod layout;

use trace::RecordId;

use crate::story::{Look, MarkKind, Tag};
use crate::text::{Micros, Px10};

pub use axis::{Axis, Cut, Tick};
pub use layout::{Drawn, Window, chart};

/// The whole picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Width of the picture.
    pub width: Px10,
    /// Height of the picture.
    pub height: Px10,
    /// Height of the axis above the first group.
    pub axis_height: Px10,
    /// Left and right edge of the part that shows time.
    pub plot: (Px10, Px10),
    /// Moments to positions and back.
    pub axis: Axis,
    /// Lines across the chart.
    pub ticks: Vec<Tick>,
    /// Silences that were cut out.
    pub cuts: Vec<Cut>,
    /// One group for each variant shown.
    pub groups: Vec<Group>,
    /// The moments at which something changes in any variant, in order.
    pub beats: Vec<Micros>,
    /// What occurs in the picture, for the legend.
    pub legend: Vec<Look>,
}

/// A variant's part of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The variant's id.
    pub id: String,
    /// The variant's name.
    pub title: String,
    /// The verdict, shortened to the room.
    pub verdict: String,
    /// How the verdict sounds.
    pub tone: Tone,
    /// The verdict stands below the title: there was no room beside it.
    pub stacked: bool,
    /// Top of the header.
    pub y: Px10,
    /// Height of the header.
    pub header: Px10,
    /// Height of the whole group.
    pub height: Px10,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// Lines between lanes.
    pub links: Vec<Link>,
    /// Lost races.
    pub races: Vec<RaceBracket>,
    /// Said below the lanes, such as pods that are not drawn.
    pub note: Option<(Px10, String)>,
}

/// How a verdict sounds; colour and symbol go by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As wished.
    Good,
    /// Failed.
    Bad,
    /// Goes on for ever, though it should end, or does not get on.
    Stuck,
    /// Nothing to judge.
    Neutral,
}

impl Tone {
    /// The symbol that stands beside the colour.
    pub fn symbol(self) -> &'static str {
        match self {
            Tone::Good => "✓",
            Tone::Bad => "✕",
            Tone::Stuck => "∞",
            Tone::Neutral => "•",
        }
    }

    /// The class of coloured things.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Bad => "bad",
            Tone::Stuck => "stuck",
            Tone::Neutral => "neutral",
        }
    }
}

/// One lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The whole name.
    pub name: String,
    /// Which set of rows (pods that live side by side have sets of their own), from 0.
    pub row: usize,
    /// The name, shortened to the room.
    pub label: String,
    /// What kind of container; empty where there is no room for it.
    pub tag: &'static str,
    /// Pod or container.
    pub kind: Tag,
    /// Top of the bars.
    pub y: Px10,
    /// Height of the bars.
    pub bar: Px10,
    /// Height of the lane.
    pub height: Px10,
    /// The bars.
    pub segments: Vec<Segment>,
    /// Marks on and below the bars.
    pub marks: Vec<Mark>,
    /// Texts beside marks; they touch neither bars nor each other.
    pub captions: Vec<Caption>,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// When it begins.
    pub from: Micros,
    /// The record that it begins with.
    pub record: Option<RecordId>,
    /// How many phases it stands for: those too short to be drawn are told by the bar before them.
    pub count: usize,
    /// Left edge.
    pub x: Px10,
    /// Width, never too small to be seen.
    pub width: Px10,
    /// How it looks.
    pub look: Look,
    /// Goes on beyond the picture.
    pub open: bool,
    /// What is written in it and where: the longest text that fits beside the cuts.
    pub label: Option<(Px10, String)>,
    /// The tooltip.
    pub title: String,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When; of several the first.
    pub at: Micros,
    /// The record it stands for; of several the first.
    pub record: RecordId,
    /// Its middle.
    pub x: Px10,
    /// Its middle.
    pub y: Px10,
    /// Width of an exit's disc.
    pub width: Px10,
    /// What it stands for.
    pub kind: MarkKind,
    /// How many marks it stands for.
    pub count: usize,
    /// An exit's code, with the number of times when there are several.
    pub label: String,
    /// The tooltip.
    pub title: String,
}

/// A text beside a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Left edge.
    pub x: Px10,
    /// Middle of the line.
    pub y: Px10,
    /// The text.
    pub text: String,
    /// Good or bad news.
    pub tone: Tone,
}

/// A connection attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// When; of several the first.
    pub at: Micros,
    /// The record it stands for; of several the first.
    pub record: RecordId,
    /// When.
    pub x: Px10,
    /// From here.
    pub y0: Px10,
    /// To there.
    pub y1: Px10,
    /// Answered.
    pub ok: bool,
    /// How many attempts lie here.
    pub count: usize,
    /// The tooltip.
    pub title: String,
}

/// A lost race: a bracket from the attempt to the opening of the port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaceBracket {
    /// When the attempt was made.
    pub at: Micros,
    /// The record of the attempt.
    pub record: RecordId,
    /// The attempt.
    pub x0: Px10,
    /// The opening.
    pub x1: Px10,
    /// The bracket's line.
    pub y: Px10,
    /// Where the attempt's line starts: the asking lane.
    pub from_y: Px10,
    /// Where the opening's line starts: the asked lane.
    pub to_y: Px10,
    /// Left edge of the text.
    pub text_x: Px10,
    /// `lost by 3.9 s`.
    pub label: String,
}
