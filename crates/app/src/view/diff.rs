//! What differs between the manifests of two variants.

pub use variants::DiffKind;

use crate::session::Session;

/// A comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffView {
    /// `Without sidecar → Native + startupProbe`; empty when fewer than two variants are shown.
    pub title: String,
    /// The lines of both, in order.
    pub rows: Vec<DiffRow>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffRow {
    /// In both, or in one only.
    pub kind: DiffKind,
    /// Its number in the old text, from 1.
    pub old: Option<usize>,
    /// Its number in the new text, from 1.
    pub new: Option<usize>,
    /// The line.
    pub text: String,
}

/// Compares the first two variants shown.
pub fn diff(session: &Session) -> DiffView {
    let shown = session.shown();
    let [old, new, ..] = shown.as_slice() else {
        return DiffView::default();
    };
    let lines = variants::diff(&old.text, &new.text).into_iter();
    let rows = lines.map(|line| DiffRow {
        kind: line.kind,
        old: line.old,
        new: line.new,
        text: line.text,
    });
    DiffView {
        title: format!("{} → {}", old.title, new.title),
        rows: rows.collect(),
    }
}
