//! Edits of the text that keep the user's comments, order and formatting: only the lines concerned change.
//!
//! [`Editor`] applies one change after another; the functions of [`list`] and [`map`] compute a single change as byte
//! ranges of the text that was read.

pub mod flow;
pub mod lines;
pub mod list;
pub mod map;

use std::fmt;

use crate::object;
use crate::path::{self, Step};
use crate::position::Span;
use crate::tree::{Node, Origin};
use crate::yaml::{documents, reader};

/// Replaces a range of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub range: Span,
    /// What comes in their place.
    pub replacement: String,
}

impl Edit {
    /// An insertion at a byte offset.
    pub fn insert(at: usize, text: impl Into<String>) -> Edit {
        Edit {
            range: at..at,
            replacement: text.into(),
        }
    }

    /// A removal.
    pub fn remove(range: Span) -> Edit {
        Edit {
            range,
            replacement: String::new(),
        }
    }
}

/// Applies edits whose ranges lie on character boundaries. Of overlapping edits the one that begins first counts; edits
/// outside the text are dropped.
pub fn apply_edits(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        if edit.range.start < done || text.get(edit.range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[done..edit.range.start]);
        out.push_str(&edit.replacement);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotEdit {
    /// There is no object or field at that place.
    NoSuchField(String),
    /// The field is written elsewhere, behind an alias or merge key, and may be used by others too.
    Shared(String),
    /// The text is written in a form that edits do not handle.
    Form(String),
}

impl fmt::Display for CannotEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotEdit::NoSuchField(path) => write!(f, "there is no {path}"),
            CannotEdit::Shared(path) => write!(f, "{path} comes from a YAML alias"),
            CannotEdit::Form(path) => write!(f, "{path} is written in a form that cannot be edited"),
        }
    }
}

/// Edits or the reason against them.
pub type Edits = Result<Vec<Edit>, CannotEdit>;

/// Where something is put into a list or mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// First.
    First,
    /// Last.
    Last,
    /// In a list: so that it has this index afterwards (the end when there are fewer).
    Index(usize),
    /// In a mapping: before this key; last when there is no such key.
    Before(&'a str),
    /// In a mapping: after this key; last when there is no such key.
    After(&'a str),
}

/// A key that is to be removed is removed so often, when it is written that often.
const TWICE_MAX: usize = 20;

/// A text under change. Every operation is computed on the text as it is then.
#[derive(Clone, Debug)]
pub struct Editor {
    text: String,
    objects: Vec<Node>,
}

impl Editor {
    /// Begins with a text. Documents that are no YAML have no objects.
    pub fn new(text: &str) -> Editor {
        Editor {
            text: text.to_owned(),
            objects: read_objects(text),
        }
    }

    /// The text as it is now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, at the end.
    pub fn finish(self) -> String {
        self.text
    }

    /// The tree of an object (indexes as in [`crate::Parsed::objects`]).
    pub fn tree(&self, object: usize) -> Option<&Node> {
        self.objects.get(object)
    }

    fn root(&self, object: usize) -> Result<&Node, CannotEdit> {
        self.objects
            .get(object)
            .ok_or_else(|| CannotEdit::NoSuchField(format!("object {object}")))
    }

    fn change(&mut self, edits: Vec<Edit>) {
        if !edits.is_empty() {
            self.text = apply_edits(&self.text, edits);
            self.objects = read_objects(&self.text);
        }
    }

    /// Moves item `index` of the list at `from` to the list at `to` (both full paths, `spec.containers`). A missing
    /// target list is made, before the key named by `before` where there is one; a list that becomes empty is removed.
    ///
    /// # Errors
    /// When one of the places does not exist or cannot be edited; the text is unchanged then.
    pub fn move_item(
        &mut self,
        object: usize,
        from: &str,
        index: usize,
        to: &str,
        place: Place<'_>,
        before: &str,
    ) -> Result<(), CannotEdit> {
        let root = self.root(object)?;
        let item = list::take_item(&self.text, root, from, index)?;
        let mut copy = self.clone();
        if from == to {
            copy.change(list::remove_item(&copy.text, copy.root(object)?, from, index)?);
        }
        let edits = list::insert_item(&copy.text, copy.root(object)?, to, place, &item, before)?;
        copy.change(edits);
        if from != to {
            // Removed second: a mapping that held nothing but the old list now holds the new one.
            copy.change(list::remove_item(&copy.text, copy.root(object)?, from, index)?);
        }
        *self = copy;
        Ok(())
    }

    /// Adds an item, written as a YAML fragment without indentation, to the list at `to`.
    ///
    /// # Errors
    /// As [`Editor::move_item`].
    pub fn insert_item(
        &mut self,
        object: usize,
        to: &str,
        place: Place<'_>,
        fragment: &str,
        before: &str,
    ) -> Result<(), CannotEdit> {
        let item = list::Item::from_fragment(fragment);
        let edits = list::insert_item(&self.text, self.root(object)?, to, place, &item, before)?;
        self.change(edits);
        Ok(())
    }

    /// Sets the field at `path` to a YAML fragment without indentation: a scalar (`Always`), flow text or block lines.
    /// Replaces what is there; makes missing mappings on the way; puts a new key at `place`. Does nothing when the value
    /// is the same already.
    ///
    /// # Errors
    /// As [`Editor::move_item`].
    pub fn set(
        &mut self,
        object: usize,
        path: &str,
        fragment: &str,
        place: Place<'_>,
    ) -> Result<(), CannotEdit> {
        let edits = map::set(&self.text, self.root(object)?, path, fragment, place)?;
        self.change(edits);
        Ok(())
    }

    /// Removes the field at `path` (a key or a list's item), and a list or mapping that becomes empty by it. Does nothing
    /// when there is no such field.
    ///
    /// # Errors
    /// As [`Editor::move_item`].
    pub fn remove(&mut self, object: usize, path: &str) -> Result<(), CannotEdit> {
        for _ in 0..TWICE_MAX {
            let root = self.root(object)?;
            if path::find(root, path).is_none() {
                break;
            }
            if let (list, Some(Step::Index(index))) = parent(path) {
                let edits = list::remove_item(&self.text, root, list, index)?;
                self.change(edits);
                break;
            }
            // Of a key that is written twice the last counts; without it, the one before would.
            let edits = map::remove(&self.text, root, path)?;
            self.change(edits);
        }
        Ok(())
    }

    /// Sets an annotation of the object itself.
    ///
    /// # Errors
    /// As [`Editor::move_item`].
    pub fn set_annotation(&mut self, object: usize, key: &str, value: &str) -> Result<(), CannotEdit> {
        self.set(
            object,
            &format!("metadata.annotations[{key}]"),
            &flow::scalar(value),
            Place::Last,
        )
    }
}

/// The objects of a text as [`crate::parse`] counts them.
fn read_objects(text: &str) -> Vec<Node> {
    let (documents, _) = documents::split(text);
    let roots = documents
        .into_iter()
        .filter_map(|d| reader::read(text, d.span).ok().and_then(|r| r.root));
    roots.flat_map(object::flatten).take(crate::MAX_OBJECTS).collect()
}

/// A path without its last step, and that step.
fn parent(path: &str) -> (&str, Option<Step<'_>>) {
    let last = path::steps(path).last().copied();
    let cut = if path.ends_with(']') {
        path.rfind('[')
    } else {
        path.rfind('.')
    };
    (cut.map_or("", |i| &path[..i]), last)
}

/// The node at `path`, when it is written there and nowhere else.
fn written<'a>(root: &'a Node, path: &str) -> Result<path::Found<'a>, CannotEdit> {
    let mut node = root;
    for (i, step) in path::steps(path).into_iter().enumerate() {
        let next = match step {
            Step::Key(key) => node.entry(key).map(|e| &e.value),
            Step::Index(index) => match node.items().get(index) {
                Some(item) => Some(item),
                None => node.entry(&index.to_string()).map(|e| &e.value),
            },
        };
        node = next.ok_or_else(|| CannotEdit::NoSuchField(path.to_owned()))?;
        if node.origin != Origin::Written && i + 1 < path::steps(path).len() {
            return Err(CannotEdit::Shared(path.to_owned()));
        }
    }
    path::find(root, path).ok_or_else(|| CannotEdit::NoSuchField(path.to_owned()))
}

#[cfg(test)]
mod tests;
