//! What can happen to a session, and what it asks the browser to do.

use api::KubernetesVersion;

use crate::drafts::Keep;
use crate::story::Origin;
use crate::text::{Micros, Px10};
use crate::view::{Rove, Spot};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// The user changed the text.
    TextEdited(String),
    /// The user chose an example by its id.
    ExampleChosen(String),
    /// The user chose the cluster's version.
    VersionChosen(KubernetesVersion),
    /// The user chose a theme.
    ThemeChosen(Theme),
    /// The user chose which container is the sidecar.
    SidecarChosen(String),
    /// A variant shall be on the chart, or no longer.
    VariantToggled(String),
    /// The caret stands at this offset of the text (UTF-16 units).
    CaretMoved(u32),
    /// The pointer is over the lane of this container, or over none.
    LaneHovered(Option<String>),
    /// The pointer is over a thing on the chart, or over none.
    SpotHovered(Option<Spot>),
    /// The card of a thing on the chart shall stay, or (none) go.
    SpotPinned(Option<Spot>),
    /// The keyboard moves on the chart.
    Roved(Rove),
    /// The keyboard's thing on the chart shall stay told.
    RovePinned,
    /// The keyboard left the chart.
    RoveLeft,
    /// A duration in what a container does was turned: container, aspect, statement, milliseconds.
    KnobTurned(String, usize, usize, u32),
    /// What a container does was written: container, the annotation's text; empty: as the image or script says.
    BehaviourWritten(String, String),
    /// A number of a probe was set: container, probe's field, number's field, value.
    ProbeSet(String, &'static str, &'static str, i32),
    /// A fix was chosen: finding, fix.
    FixApplied(usize, usize),
    /// What is wrong with the text shall be corrected, as far as it says how.
    Corrected,
    /// A variant's text shall be the manifest.
    VariantUsed(String),
    /// How long to simulate, in seconds.
    LengthChosen(u32),
    /// The seed of names and delays.
    SeedChosen(u64),
    /// The wall-clock time of the start in UTC, as an `<input type="datetime-local">` says it; empty: as usual.
    EpochChosen(String),
    /// Delays are drawn from their ranges, or are the median.
    JitterToggled(bool),
    /// No image is on the node at the start.
    ColdToggled(bool),
    /// How long an image's pull takes, in milliseconds.
    PullSet(String, u32),
    /// Where the time axis has its zero.
    OriginChosen(Origin),
    /// The menu of a lane (group, lane) was asked for at this position.
    MenuAsked(usize, usize, Px10, Px10),
    /// The menu of the lane under the keyboard was asked for, at the cursor's time.
    MenuAskedHere,
    /// An item of the menu was chosen.
    MenuChosen(usize),
    /// The menu was closed.
    MenuClosed,
    /// An action was taken back.
    ActionRemoved(usize),
    /// The prompt's line was changed.
    PromptEdited(String),
    /// The prompt's line was entered.
    PromptEntered,
    /// The prompt's line shall be completed.
    PromptCompleted,
    /// To the line entered before, or (false) after.
    PromptRecalled(bool),
    /// The panes show the watch again.
    PromptCleared,
    /// The variants whose manifests are compared: from, to.
    DiffChosen(String, String),
    /// The comparison shows both texts side by side, or one below the other.
    DiffSplit(bool),
    /// The comparison shows all lines.
    DiffUnfolded(bool),
    /// A line of a pane was chosen: the cursor goes to its time (chart time).
    LineChosen(Micros),
    /// Only the picture, in large type, or the whole page again.
    PresentToggled,
    /// The list of keys is shown, or no longer.
    KeysToggled,
    /// The manifest or the difference in the editor's place.
    SheetChosen(Sheet),
    /// Another kind of pane.
    PaneChosen(Pane),
    /// Another part of the page (phone).
    TabChosen(Tab),
    /// The chart's width became known or changed.
    Resized(Px10),
    /// The pointer put the cursor to a position of the chart.
    CursorDragged(Px10),
    /// The scrubber was moved: 0 to [`crate::view::SCRUB_MAX`].
    Scrubbed(i32),
    /// Play or pause.
    PlayToggled,
    /// So much real time passed since the last frame.
    Frame(Micros),
    /// Speed of the player in percent.
    SpeedChosen(u32),
    /// To the next moment at which something happens (false: to the one before).
    Stepped(bool),
    /// To the next moment from which the shown variants differ (false: to the one before).
    DifferenceStepped(bool),
    /// By a twentieth of what is shown, to the right or (false) to the left.
    Nudged(bool),
    /// To the end (false: to the beginning).
    Jumped(bool),
    /// What is shown moves by a quarter to the right or (false) to the left.
    Panned(bool),
    /// What is shown moves by a distance.
    PannedBy(Px10),
    /// A range was marked for zooming, or none.
    RangeMarked(Option<(Px10, Px10)>),
    /// The marked range shall fill the chart.
    RangeChosen,
    /// Zoom around a position: in or (false) out.
    Zoomed(bool, Option<Px10>),
    /// Show everything.
    Fitted,
    /// Long silences keep their length, or not.
    TrueScale(bool),
    /// The page's address was opened with this hash.
    HashOpened(String),
    /// There is time to go on with what [`Effect::Work`] asked for.
    WorkDue,
    /// Nothing was to be done for a while: [`super::Session::has_odds_to_find`].
    OddsDue,
    /// The user looks at the race odds.
    OddsAsked,
    /// The page was opened: the hash of its address, the drafts as the browser keeps them (key, value), the time (ms
    /// since 1970).
    Started(String, Vec<(String, String)>, i64),
    /// The user asks for a link; the page's address without query and hash.
    ShareAsked(String),
    /// The share dialog was closed.
    ShareClosed,
    /// The dialog of files and drafts was asked for: drafts and time as for [`Msg::Started`].
    FilesAsked(Vec<(String, String)>, i64),
    /// The dialog of files and drafts was closed.
    FilesClosed,
    /// A file was opened or dropped: its name and text; without a text it is too large to be read.
    FileOpened(String, Option<String>),
    /// A text was pasted beside the editor.
    Pasted(String),
    /// The manifest shall become a file.
    DownloadAsked,
    /// The draft may be kept now: drafts and time as for [`Msg::Started`].
    DraftDue(Vec<(String, String)>, i64),
    /// The user goes on with a draft.
    DraftOpened(i64),
    /// A draft shall go.
    DraftDeleted(i64),
    /// The draft that was deleted last shall come back.
    DraftPutBack,
    /// The browser does not keep drafts.
    StorageRefused,
    /// The page has something to say.
    Told(String),
    /// How long the last simulation took on the page's clock.
    Simulated(Micros),
    /// The notice was read.
    NoticeClosed,
}

impl Msg {
    /// Whether a text that was not lived yet can wait: what comes often while one types or drags.
    pub(super) fn leaves_work(&self) -> bool {
        matches!(
            self,
            Msg::WorkDue
                | Msg::OddsDue
                | Msg::TextEdited(_)
                | Msg::KnobTurned(..)
                | Msg::ProbeSet(..)
                | Msg::CaretMoved(_)
                | Msg::LaneHovered(_)
                | Msg::SpotHovered(_)
                | Msg::Resized(_)
                | Msg::Frame(_)
                | Msg::ThemeChosen(_)
                | Msg::TabChosen(_)
                | Msg::Simulated(_)
                | Msg::DraftDue(..)
                | Msg::StorageRefused
        )
    }
}

/// Something for the browser to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Put this text into the editor.
    SetText(String),
    /// Send [`Msg::WorkDue`] once the page has been painted, and again while [`super::Session::is_working`].
    Work,
    /// The link changed: soon (packing takes some milliseconds) replace the address' hash by
    /// [`super::Session::hash`], without an entry in the history.
    LinkChanged,
    /// The user's own text changed: soon, and before the page goes away, send [`Msg::DraftDue`].
    DraftChanged,
    /// Put or drop records of the browser's storage; send [`Msg::StorageRefused`] when it does not take one.
    Keep(Vec<Keep>),
    /// Give out a file: name, text.
    Download(String, String),
    /// Keep and show the theme.
    SetTheme(Theme),
    /// Tell it to people who do not see the page.
    Announce(String),
    /// The keyboard goes to the prompt, behind its text.
    FocusPrompt,
    /// Send [`Msg::Frame`] before the next paint.
    RequestFrame,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word in the page and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a word; anything unknown is `System`.
    pub fn from_name(name: &str) -> Theme {
        Theme::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or_default()
    }
}

/// What stands in the editor's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    /// The manifest.
    #[default]
    Manifest,
    /// What differs between two variants.
    Diff,
    /// What should be changed.
    Fixes,
}

impl Sheet {
    /// All of them, in the order of their tabs.
    pub const ALL: [Sheet; 3] = [Sheet::Manifest, Sheet::Diff, Sheet::Fixes];

    /// The word in links.
    pub fn name(self) -> &'static str {
        match self {
            Sheet::Manifest => "manifest",
            Sheet::Diff => "diff",
            Sheet::Fixes => "fixes",
        }
    }
}

/// What the panes below the chart show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// `kubectl get pods -w`.
    #[default]
    Kubectl,
    /// `kubectl events`.
    Events,
    /// `kubectl describe pod`.
    Describe,
    /// `kubectl logs`.
    Logs,
    /// The pod's status as YAML.
    Status,
    /// The verdict and its reasons.
    Why,
}

impl Pane {
    /// All of them, in the order of their tabs.
    pub const ALL: [Pane; 6] = [
        Pane::Kubectl,
        Pane::Events,
        Pane::Describe,
        Pane::Logs,
        Pane::Status,
        Pane::Why,
    ];

    /// The tab's name.
    pub fn name(self) -> &'static str {
        match self {
            Pane::Kubectl => "kubectl",
            Pane::Events => "events",
            Pane::Describe => "describe",
            Pane::Logs => "logs",
            Pane::Status => "status",
            Pane::Why => "why",
        }
    }
}

/// The parts of the page that a phone shows one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The editor.
    Yaml,
    /// Cards, chart, player and panes.
    #[default]
    Lifecycle,
    /// What the containers do, and the status.
    Details,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Tab; 3] = [Tab::Yaml, Tab::Lifecycle, Tab::Details];

    /// The tab's name.
    pub fn name(self) -> &'static str {
        match self {
            Tab::Yaml => "YAML",
            Tab::Lifecycle => "Lifecycle",
            Tab::Details => "Details",
        }
    }
}
