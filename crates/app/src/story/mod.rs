//! A trace told as lanes: what each pod and each of its containers was doing, when, and the marks on the
//! way. Times only; [`crate::chart`] gives them places.

mod build;
pub(crate) mod container;
mod labels;
mod marks;
mod origin;
mod pod;
mod records;
mod rows;

use std::sync::Arc;

use trace::{ConnectOutcome, RecordId};

pub use build::story;
pub use origin::Origin;

use crate::text::Micros;

/// One variant's life as lanes, on chart time (0 is the variant's origin).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Chart time 0 on the trace's clock, as chosen by [`Origin`].
    pub origin: Micros,
    /// Chart time of the first pod's creation: 0 or before it.
    pub start: Micros,
    /// Chart time at which the trace ends.
    pub end: Micros,
    /// Moments at which something changed, in order, without repeats. Silences lie between them.
    pub beats: Vec<Micros>,
    /// Lanes from top to bottom.
    pub lanes: Vec<LaneStory>,
    /// Connection attempts between lanes.
    pub links: Vec<LinkStory>,
    /// Lost races: an attempt, and the port that opened too late for it.
    pub races: Vec<RaceStory>,
    /// Pods that have no lanes of their own because there were too many at a time.
    pub hidden_pods: usize,
}

/// What a lane is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The pod as a whole.
    Pod,
    /// An init container that runs to its end.
    Init,
    /// A native sidecar.
    Sidecar,
    /// An app container.
    App,
}

impl Tag {
    /// The small word beside the lane's name.
    pub fn name(self) -> &'static str {
        match self {
            Tag::Pod => "",
            Tag::Init => "init",
            Tag::Sidecar => "sidecar",
            Tag::App => "app",
        }
    }
}

/// One lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneStory {
    /// Pod lane or container lane.
    pub tag: Tag,
    /// The container's name, or `pod`.
    pub name: Arc<str>,
    /// Which set of rows (pods that live side by side have sets of their own), from 0.
    pub row: usize,
    /// What it was doing, in order, without overlaps.
    pub phases: Vec<Phase>,
    /// Moments on it, in order.
    pub marks: Vec<MarkStory>,
}

/// How a stretch of a lane looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Nothing runs yet.
    Waiting,
    /// The image is being pulled.
    Pulling,
    /// Runs, its startup probe has not succeeded.
    NotStarted,
    /// Runs and has started, its readiness probe has not succeeded.
    NotReady,
    /// Counts as ready, but its port is not open yet.
    NotListening,
    /// Runs, ready.
    Ready,
    /// Ended or failed to start; will be tried again.
    BackOff,
    /// Told to end, still there.
    Terminating,
    /// The pod as a whole is fine at its end.
    Succeeded,
    /// The pod as a whole has a failed container.
    Failed,
}

impl Look {
    /// What the legend says.
    pub fn words(self) -> &'static str {
        match self {
            Look::Waiting => "waiting",
            Look::Pulling => "pulling image",
            Look::NotStarted => "not started",
            Look::NotReady => "not ready",
            Look::NotListening => "port not open",
            Look::Ready => "ready",
            Look::BackOff => "back-off",
            Look::Terminating => "terminating",
            Look::Succeeded => "succeeded",
            Look::Failed => "failed",
        }
    }

    /// The class of the drawn shape.
    pub fn name(self) -> &'static str {
        match self {
            Look::Waiting => "waiting",
            Look::Pulling => "pulling",
            Look::NotStarted => "not-started",
            Look::NotReady => "not-ready",
            Look::NotListening => "not-listening",
            Look::Ready => "ready",
            Look::BackOff => "back-off",
            Look::Terminating => "terminating",
            Look::Succeeded => "succeeded",
            Look::Failed => "failed",
        }
    }
}

/// One stretch of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// From when.
    pub from: Micros,
    /// Until when.
    pub to: Micros,
    /// Still so when the trace ends.
    pub open: bool,
    /// How it looks.
    pub look: Look,
    /// What to write into it, longest first.
    pub labels: Vec<String>,
    /// What a tooltip says, without the times.
    pub title: String,
    /// The record that it began with.
    pub record: Option<RecordId>,
}

/// A moment on a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkStory {
    /// When.
    pub at: Micros,
    /// What.
    pub kind: MarkKind,
    /// What to write beside it where there is room, longest first.
    pub captions: Vec<String>,
    /// What a tooltip says, without the time.
    pub title: String,
    /// The record it stands for.
    pub record: RecordId,
}

/// What kind of moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// The process ended with this code, of itself.
    Exit(i32),
    /// The process ended with this code after it was told to: no failure, whatever the code.
    Stopped(i32),
    /// A probe was answered well.
    ProbeOk,
    /// A probe failed.
    ProbeFailed,
    /// A probe could not be asked.
    ProbeError,
    /// A port was opened.
    Port(u16),
    /// A signal arrived.
    Signal,
    /// A hook began.
    Hook,
    /// A line was written.
    Log,
}

/// A connection attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkStory {
    /// When.
    pub at: Micros,
    /// The lane (index into [`Story::lanes`]) that asked.
    pub from: usize,
    /// The lane that was asked, when it is on the chart.
    pub to: Option<usize>,
    /// Answered or not.
    pub ok: bool,
    /// What a tooltip says, without the time.
    pub title: String,
    /// The record it stands for.
    pub record: RecordId,
}

/// The race between an attempt and the port it needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaceStory {
    /// When the attempt was made.
    pub attempt: Micros,
    /// When the port opened.
    pub opened: Micros,
    /// The lane that asked.
    pub from: usize,
    /// The lane that opened the port.
    pub to: usize,
    /// `lost by 3.9 s`.
    pub label: String,
    /// The record of the attempt.
    pub record: RecordId,
}

/// True when nobody answered.
pub(crate) fn failed(outcome: &ConnectOutcome) -> bool {
    !matches!(outcome, ConnectOutcome::Accepted(_))
}
