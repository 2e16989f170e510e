//! The state of one page, and how events change it.

mod changes;
mod files;
mod msg;
mod odds;
mod player;
mod prompt;
mod selection;
mod share;
#[cfg(test)]
mod tests;
mod update;
mod work;

use std::rc::Rc;

use api::KubernetesVersion;

pub use msg::{Effect, Msg, Pane, Sheet, Tab, Theme};
pub use player::SPEEDS;
pub(crate) use prompt::action;
pub use selection::SHOWN_MAX;

use crate::chart::{Chart, Window};
use crate::conditions::{Clock, Conditions};
use crate::drafts::{Draft, Drafts};
use crate::link::Shared;
use crate::picture::Picture;
use crate::story::Origin;
use crate::text::{Micros, Px10};
use crate::view::{
    Card, ContainerRow, Diagnostic, DiffView, FilesView, FindingView, Flag, Menu, OddsRow, PaneView,
    PlayerView, ShareView, Spot, SpotCard, Status,
};
use prompt::Prompt;
use work::Work;

/// The width the chart is laid out for until the page has measured its own: 760 px.
const WIDTH_FIRST: Px10 = 7_600;

/// Everything the page knows. Changed by [`Session::update`] only.
#[derive(Debug)]
pub struct Session {
    pub(crate) text: String,
    pub(crate) example: Option<String>,
    /// The example that the text began as.
    pub(crate) base: Option<String>,
    pub(crate) version: KubernetesVersion,
    pub(crate) theme: Theme,
    pub(crate) embed: bool,
    pub(crate) pane: Pane,
    pub(crate) tab: Tab,
    pub(crate) sheet: Sheet,
    /// The container that the user says is the sidecar.
    pub(crate) sidecar: Option<String>,
    /// Ids of the variants that the user wants to see; `None`: the two that tell most.
    pub(crate) chosen: Option<Vec<String>>,
    /// `None`: at the end of the story, where everything has been told.
    pub(crate) cursor: Option<Micros>,
    pub(crate) playing: bool,
    /// Speed of the player in percent.
    pub(crate) speed: u32,
    pub(crate) window: Window,
    pub(crate) width: Px10,
    pub(crate) origin: Origin,
    pub(crate) conditions: Conditions,
    pub(crate) prompt: Prompt,
    /// The container under the pointer, and the one under the caret.
    pub(crate) hovered: Option<String>,
    pub(crate) caret: Option<String>,
    /// Things on the chart: under the pointer, under the keyboard, pinned.
    pub(crate) spot: Option<Spot>,
    pub(crate) focus: Option<Spot>,
    pub(crate) pin: Option<Spot>,
    pub(crate) menu: Option<Menu>,
    /// The range being marked for zooming.
    pub(crate) range: Option<(Px10, Px10)>,
    pub(crate) comparison: Comparison,
    pub(crate) presenting: bool,
    pub(crate) keys: bool,
    /// What is left to be done since the text changed.
    pub(crate) work: Work,
    pub(crate) odds: odds::Odds,
    /// The verdicts as they were last announced.
    pub(crate) said: String,
    /// The newest picture of a valid text.
    pub(crate) picture: Option<Rc<Picture>>,
    /// Why the picture is not that of the present text.
    pub(crate) stale: Option<String>,
    pub(crate) diagnostics: Rc<Vec<Diagnostic>>,
    pub(crate) simulated_in: Option<Micros>,
    pub(crate) notice: Option<String>,
    pub(crate) drafts: Drafts,
    /// The draft that was left for another text, to go back to.
    pub(crate) offer: Option<i64>,
    /// The draft that was deleted last.
    pub(crate) deleted: Option<Draft>,
    /// Whether the browser refuses to keep drafts.
    pub(crate) refused: bool,
    /// When the page was last told the time, in ms since 1970.
    pub(crate) clock: i64,
    /// The open dialogs.
    pub(crate) share: Option<Rc<ShareView>>,
    pub(crate) files: Option<Rc<FilesView>>,
    pub(crate) view: View,
}

/// How two manifests are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Ids of the variants; `None`: the first two on the chart.
    pub pair: Option<(String, String)>,
    pub split: bool,
    pub unfolded: bool,
}

/// What the page shows. Parts that did not change keep their address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// A card for each variant.
    pub cards: Rc<Vec<Card>>,
    /// The picture.
    pub chart: Rc<Chart>,
    /// The player's state, with the cursor.
    pub player: PlayerView,
    /// A pane for each of the variants shown.
    pub panes: Rc<Vec<PaneView>>,
    /// What the containers do.
    pub containers: Rc<Vec<ContainerRow>>,
    /// Messages under the text.
    pub diagnostics: Rc<Vec<Diagnostic>>,
    /// The line below the editor.
    pub status: Status,
    /// Why the picture is not that of the present text: what is wrong with it, or how far its run has come.
    pub stale: Option<String>,
    /// The container under the caret or the pointer: its lane and its lines are marked.
    pub marked: Option<String>,
    /// The lines of the container whose lane the pointer is on, from 1, both included.
    pub lines: Option<(u32, u32)>,
    /// The difference between two variants.
    pub diff: Rc<DiffView>,
    /// What is to be said about the user's own text.
    pub findings: Rc<Vec<FindingView>>,
    /// How often each variant succeeds, as far as it is known.
    pub odds: Rc<Vec<OddsRow>>,
    /// What the user does meanwhile.
    pub flags: Rc<Vec<Flag>>,
    /// Cards of things on the chart: the pinned one, the one under the pointer or keyboard.
    pub spots: Rc<Vec<SpotCard>>,
}

impl Session {
    /// A session that shows the first example.
    pub fn new(embed: bool) -> Session {
        let mut session = Session::blank(embed);
        session.open_first();
        session
    }

    /// A session that shows what a link or a file carried, on a chart of this width.
    pub fn opened(shared: Shared, width: Px10) -> Session {
        let mut session = Session::blank(false);
        session.width = width;
        session.show_shared(shared, &mut Vec::new());
        while session.is_working() {
            session.update(Msg::WorkDue);
        }
        session
    }

    fn blank(embed: bool) -> Session {
        Session {
            text: String::new(),
            example: None,
            base: None,
            version: KubernetesVersion::NEWEST,
            theme: Theme::System,
            embed,
            pane: Pane::Kubectl,
            tab: Tab::Lifecycle,
            sheet: Sheet::Manifest,
            sidecar: None,
            chosen: None,
            cursor: None,
            playing: false,
            speed: 100,
            window: Window::default(),
            width: WIDTH_FIRST,
            origin: Origin::default(),
            conditions: Conditions::default(),
            prompt: Prompt::default(),
            hovered: None,
            caret: None,
            spot: None,
            focus: None,
            pin: None,
            menu: None,
            range: None,
            comparison: Comparison::default(),
            presenting: false,
            keys: false,
            work: Work::default(),
            odds: odds::Odds::default(),
            said: String::new(),
            picture: None,
            stale: None,
            diagnostics: Rc::default(),
            simulated_in: None,
            notice: None,
            drafts: Drafts::default(),
            offer: None,
            deleted: None,
            refused: false,
            clock: 0,
            share: None,
            files: None,
            view: View::empty(),
        }
    }

    /// The manifest.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The example that the text still is.
    pub fn example(&self) -> Option<&str> {
        self.example.as_deref()
    }

    /// The cluster's version.
    pub fn version(&self) -> KubernetesVersion {
        self.version
    }

    /// The chosen theme.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Whether the page is embedded in another.
    pub fn is_embed(&self) -> bool {
        self.embed
    }

    /// The chosen kind of pane.
    pub fn pane(&self) -> Pane {
        self.pane
    }

    /// The part of the page that a phone shows.
    pub fn tab(&self) -> Tab {
        self.tab
    }

    /// What stands in the editor's place.
    pub fn sheet(&self) -> Sheet {
        self.sheet
    }

    /// Whether the picture is not yet that of the text: [`Msg::WorkDue`] goes on with it.
    pub fn is_working(&self) -> bool {
        !self.work.is_done()
    }

    /// Whether the player runs.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Speed of the player in percent.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// Something to tell the user once, such as a damaged link.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// A draft of the user's that was left for another text, to go back to: its number and name.
    pub fn offer(&self) -> Option<(i64, String)> {
        let draft = self.drafts.get(self.offer?)?;
        Some((draft.id, crate::files::title(&draft.shared.text)))
    }

    /// The share dialog, when it is open.
    pub fn share(&self) -> Option<&Rc<ShareView>> {
        self.share.as_ref()
    }

    /// The dialog of files and drafts, when it is open.
    pub fn files(&self) -> Option<&Rc<FilesView>> {
        self.files.as_ref()
    }

    /// What is simulated besides the manifest.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// When the run begins by the wall clock.
    pub fn clock(&self) -> Clock {
        let own = self.picture.as_ref().and_then(|picture| picture.own());
        Clock::at(own.map_or(sim::USUAL_EPOCH, |own| own.trace.epoch()))
    }

    /// Where the time axis has its zero.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether long silences keep their length.
    pub fn is_true_scale(&self) -> bool {
        self.window.true_scale
    }

    /// Whether only a part of the time is shown.
    pub fn is_zoomed(&self) -> bool {
        self.window.range.is_some()
    }

    /// Whether only the picture is shown, in large type.
    pub fn is_presenting(&self) -> bool {
        self.presenting
    }

    /// Whether the list of keys is shown.
    pub fn shows_keys(&self) -> bool {
        self.keys
    }

    /// The open menu.
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// The range that is being marked for zooming.
    pub fn range(&self) -> Option<(Px10, Px10)> {
        self.range
    }

    /// The thing on the chart that the keyboard is on.
    pub fn focus(&self) -> Option<Spot> {
        self.focus
    }

    /// The container that was said to be the sidecar.
    pub fn sidecar(&self) -> Option<&str> {
        self.sidecar.as_deref()
    }

    /// The prompt's line, and what would complete it.
    pub fn prompt(&self) -> (&str, Option<String>) {
        (&self.prompt.text, self.suggestion())
    }

    /// The command that the kubectl pane answers; `None`: the watch.
    pub fn command(&self) -> Option<&str> {
        self.prompt.command.as_deref()
    }

    /// What the page shows.
    pub fn view(&self) -> &View {
        &self.view
    }
}
