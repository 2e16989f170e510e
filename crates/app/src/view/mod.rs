//! What the page shows, as plain data.

mod cards;
mod containers;
mod diagnostics;
mod diff;
mod panes;
mod picture;
mod player;
mod status;
mod terminal;

use std::rc::Rc;

pub use cards::{Card, cards};
pub use containers::{AspectView, ContainerRow};
pub use diagnostics::{Diagnostic, Severity, line_of, place};
pub use diff::{DiffKind, DiffRow, DiffView, diff};
pub use panes::{PaneLine, PaneView, panes};
pub use picture::chart;
pub use player::{PlayerView, SCRUB_MAX, player};
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
