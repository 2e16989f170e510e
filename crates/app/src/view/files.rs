//! The dialog of files and drafts.

use crate::drafts::DraftRow;
use crate::files;
use crate::session::Session;

/// The dialog of files and drafts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesView {
    /// The name that the manifest is saved under.
    pub file: String,
    /// The drafts, newest first.
    pub drafts: Vec<DraftRow>,
    /// What the draft that was deleted last is called.
    pub deleted: Option<String>,
    /// Whether the browser refuses to keep drafts.
    pub refused: bool,
}

/// The dialog as the session is now.
pub(crate) fn files(session: &Session) -> FilesView {
    let title = |draft: &crate::drafts::Draft| files::title(&draft.shared.text);
    FilesView {
        file: files::file_name(&session.text),
        drafts: session.drafts.rows(session.clock),
        deleted: session.deleted.as_ref().map(title),
        refused: session.refused,
    }
}
