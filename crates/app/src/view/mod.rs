//! What the page shows, as plain data.

mod cards;
mod containers;
mod diagnostics;
mod diff;
mod files;
mod fixes;
mod flags;
mod keys;
mod odds;
mod panes;
mod picture;
mod player;
mod rove;
mod share;
mod spot;
mod status;
mod terminal;

use std::rc::Rc;

pub use cards::{Card, cards};
pub use containers::{AspectView, ContainerRow, Knob, ProbeNumber, ProbeView, RowPlace};
pub use diagnostics::{Diagnostic, Severity, line_of, place};
pub use diff::{DiffRow, DiffView, diff};
pub use files::FilesView;
pub(crate) use files::files;
pub use fixes::{FindingView, findings};
pub use flags::{Flag, Menu, MenuItem, flags};
pub(crate) use flags::{container_of, menu};
pub use keys::KEYS;
pub use odds::{OddsRow, odds};
pub use panes::{PaneLine, PaneView, panes};
pub use picture::chart;
pub use player::{PlayerView, SCRUB_MAX, player};
pub use rove::Rove;
pub(crate) use rove::rove;
pub(crate) use share::share;
pub use share::{ShareForm, ShareView};
pub use spot::{Part, Spot, SpotCard};
pub(crate) use spot::{card, follow, own_lines, told};
pub use status::{Status, status};
pub use terminal::{WatchLine, watch_lines};

/// The new value, or the old one's address when nothing changed: what is drawn from it need not be redrawn.
pub(crate) fn keep<T: PartialEq>(old: &Rc<T>, new: T) -> Rc<T> {
    if **old == new {
        Rc::clone(old)
    } else {
        Rc::new(new)
    }
}
