//! A change to a manifest as data: what a fix proposes.

use manifest::edit::{Editor, Place};

/// One change at one place of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index of the object in the manifest.
    pub object: usize,
    /// The mapping below the object that is changed: `spec.template.spec.initContainers[0].startupProbe`.
    pub path: String,
    /// What happens there.
    pub edit: Edit,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives a key this value (YAML text in block style, without indentation), in place of an old value.
    Set {
        /// The key.
        key: String,
        /// Its value.
        yaml: String,
    },
    /// Adds an item to a list, which is made when it is not there.
    Add {
        /// The list's key.
        list: String,
        /// The item (YAML text without indentation).
        yaml: String,
    },
    /// Moves an item of a list to a place in a list (the same or another one).
    Move {
        /// The list's key.
        from: String,
        /// The item's place in it.
        index: usize,
        /// The other list's key.
        to: String,
        /// The place there.
        at: usize,
    },
    /// Takes a key out.
    Remove {
        /// The key.
        key: String,
    },
    /// Adds a document of its own behind the last one (object and path do not matter).
    Append {
        /// Its text, without `---`, ended by a line break.
        yaml: String,
    },
}

/// Makes changes in the user's text and leaves the rest as it is.
///
/// # Errors
/// A sentence that says which place cannot be edited; then nothing is changed.
pub fn apply(text: &str, changes: &[Change]) -> Result<String, String> {
    let mut editor = Editor::new(text);
    let mut appended = String::new();
    for change in changes {
        let done = match &change.edit {
            Edit::Set { key, yaml } => {
                let path = format!("{}.{key}", change.path);
                editor.set(change.object, &path, yaml, Place::Last)
            }
            Edit::Add { list, yaml } => {
                let path = format!("{}.{list}", change.path);
                editor.insert_item(change.object, &path, Place::Last, yaml, "")
            }
            Edit::Move { from, index, to, at } => {
                let list = |key: &str| format!("{}.{key}", change.path);
                editor.move_item(
                    change.object,
                    &list(from),
                    *index,
                    &list(to),
                    Place::Index(*at),
                    "",
                )
            }
            Edit::Remove { key } => editor.remove(change.object, &format!("{}.{key}", change.path)),
            Edit::Append { yaml } => {
                appended.push_str("---\n");
                appended.push_str(yaml);
                Ok(())
            }
        };
        done.map_err(|error| error.to_string())?;
    }
    let mut text = editor.finish();
    if !appended.is_empty() && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&appended);
    Ok(text)
}
