//! Keys of mappings: setting and removing them.

use super::{CannotEdit, Edit, Edits, Place, flow, lines, written};
use crate::path::{self, Step};
use crate::position::Span;
use crate::tree::{Node, Origin, Value};
use crate::yaml::reader;

/// Blanks per level in text that is added.
const STEP: usize = 2;

/// The path of the mapping and the key, when the path ends with a key.
pub fn split_key(path: &str) -> Option<(&str, &str)> {
    let (holder, last) = super::parent(path);
    match last {
        Some(Step::Key(key)) => Some((holder, key)),
        _ => None,
    }
}

/// Whether a collection is written in brackets.
pub fn is_flow(text: &str, node: &Node) -> bool {
    text[node.span.start..].starts_with(['{', '['])
}

/// The column in which a block mapping's keys stand.
pub fn key_column(text: &str, node: &Node) -> Option<usize> {
    node.entries()
        .iter()
        .find(|e| e.value.origin == Origin::Written)
        .map(|e| lines::column(text, e.key_span.start))
}

/// Whether a fragment needs lines of its own below a key.
fn is_block(fragment: &str) -> bool {
    let root = reader::read(fragment, 0..fragment.len())
        .ok()
        .and_then(|r| r.root);
    let collection =
        root.is_some_and(|r| matches!(r.value, Value::Map(_) | Value::Seq(_)) && !is_flow(fragment, &r));
    collection || fragment.trim_end().contains('\n')
}

/// A fragment as flow text.
fn as_flow(fragment: &str) -> String {
    let root = reader::read(fragment, 0..fragment.len())
        .ok()
        .and_then(|r| r.root);
    root.map_or_else(
        || "null".to_owned(),
        |r| {
            if is_block(fragment) {
                flow::value(&r)
            } else {
                fragment.trim().to_owned()
            }
        },
    )
}

/// `key: fragment` as lines whose key stands in a column.
fn entry_lines(key: &str, fragment: &str, column: usize, line_break: &str) -> String {
    let key = flow::scalar(key);
    let blanks = " ".repeat(column);
    if is_block(fragment) {
        let below = lines::indent(fragment, column + STEP, line_break);
        return format!("{blanks}{key}:{line_break}{below}");
    }
    format!("{blanks}{key}: {}{line_break}", fragment.trim())
}

/// Sets the field at `path` to a YAML fragment; see [`super::Editor::set`].
///
/// # Errors
/// When a part of the path is shared through an alias or no mapping.
pub fn set(text: &str, root: &Node, path: &str, fragment: &str, place: Place<'_>) -> Edits {
    if let Ok(found) = written(root, path) {
        return replace(text, path, found, fragment);
    }
    let (holder_path, key) = split_key(path).ok_or_else(|| CannotEdit::NoSuchField(path.to_owned()))?;
    match written(root, holder_path) {
        Ok(holder) if matches!(holder.node.value, Value::Map(_)) && !holder.node.entries().is_empty() => {
            if holder.node.origin != Origin::Written {
                return Err(CannotEdit::Shared(path.to_owned()));
            }
            insert(text, holder.node, key, fragment, place)
        }
        Ok(holder)
            if holder.node.is_null() || holder.node.entries().is_empty() && !holder_path.is_empty() =>
        {
            if matches!(holder.node.value, Value::Seq(_)) {
                return Err(CannotEdit::Form(path.to_owned()));
            }
            let nested = nest(key, fragment);
            set(text, root, holder_path, &nested, Place::Last)
        }
        Ok(_) => Err(CannotEdit::Form(path.to_owned())),
        Err(CannotEdit::NoSuchField(_)) if !holder_path.is_empty() => {
            set(text, root, holder_path, &nest(key, fragment), Place::Last)
        }
        Err(error) => Err(error),
    }
}

/// `key: fragment` as a fragment.
fn nest(key: &str, fragment: &str) -> String {
    entry_lines(key, fragment, 0, "\n").trim_end().to_owned()
}

fn replace(text: &str, path: &str, found: path::Found<'_>, fragment: &str) -> Edits {
    let wanted = reader::read(fragment, 0..fragment.len())
        .ok()
        .and_then(|r| r.root);
    let same = wanted.as_ref().map(Node::to_json) == Some(found.node.to_json());
    if same || (wanted.is_none() && found.node.is_null()) {
        return Ok(Vec::new());
    }
    let Some(key_span) = found.key_span else {
        return Ok(vec![Edit {
            range: found.node.span.clone(),
            replacement: as_flow(fragment),
        }]);
    };
    let colon = key_span.end
        + text[key_span.end..]
            .find(':')
            .ok_or_else(|| CannotEdit::Form(path.to_owned()))?
        + 1;
    let end = found.node.span.end.max(colon);
    let in_flow = found.node.span.start < end && is_flow(text, found.node);
    let scalar = !matches!(found.node.value, Value::Map(_) | Value::Seq(_) | Value::Null);
    if is_block(fragment) && lines::is_block_key(text, key_span.start) {
        let line_break = lines::line_break(text);
        let column = lines::column(text, key_span.start);
        let below = lines::indent(fragment, column + STEP, line_break);
        let below = below.strip_suffix(line_break).unwrap_or(&below);
        return Ok(vec![Edit {
            range: colon..end,
            replacement: format!("{line_break}{below}"),
        }]);
    }
    let value = as_flow(fragment);
    if scalar || in_flow {
        return Ok(vec![Edit {
            range: found.node.span.clone(),
            replacement: value,
        }]);
    }
    Ok(vec![Edit {
        range: colon..end,
        replacement: format!(" {value}"),
    }])
}

fn insert(text: &str, holder: &Node, key: &str, fragment: &str, place: Place<'_>) -> Edits {
    if is_flow(text, holder) {
        let member = format!("{}: {}", flow::scalar(key), as_flow(fragment));
        return Ok(vec![match neighbour(holder, place) {
            Side::Before(entry) => Edit::insert(entry.key_span.start, format!("{member}, ")),
            Side::After(entry) => Edit::insert(entry_end(text, entry), format!(", {member}")),
            Side::Nothing => Edit::insert(holder.span.start + 1, member),
        }]);
    }
    let column = key_column(text, holder).ok_or_else(|| CannotEdit::Form(key.to_owned()))?;
    let new = entry_lines(key, fragment, column, lines::line_break(text));
    insert_lines_at(text, holder, place, &new)
}

enum Side<'a> {
    Before(&'a crate::tree::Entry),
    After(&'a crate::tree::Entry),
    Nothing,
}

fn neighbour<'a>(holder: &'a Node, place: Place<'_>) -> Side<'a> {
    let entries = || {
        holder
            .entries()
            .iter()
            .filter(|e| e.value.origin != Origin::Default && !e.key_span.is_empty())
    };
    let inside =
        |e: &&crate::tree::Entry| holder.span.start <= e.key_span.start && e.key_span.end <= holder.span.end;
    let wanted = match place {
        Place::First => entries().find(inside).map(Side::Before),
        Place::Before(key) => entries().filter(inside).find(|e| e.key == key).map(Side::Before),
        Place::After(key) => entries().filter(inside).find(|e| e.key == key).map(Side::After),
        Place::Last | Place::Index(_) => None,
    };
    let last = || {
        entries()
            .filter(inside)
            .max_by_key(|e| e.key_span.start)
            .map(Side::After)
    };
    wanted.or_else(last).unwrap_or(Side::Nothing)
}

/// The end of an entry's text.
fn entry_end(text: &str, entry: &crate::tree::Entry) -> usize {
    let colon = text[entry.key_span.end..]
        .find(':')
        .map_or(entry.key_span.end, |i| entry.key_span.end + i + 1);
    entry.value.span.end.max(colon)
}

/// Puts whole lines into a block mapping.
///
/// # Errors
/// When the mapping has no lines of its own.
pub fn insert_lines_at(text: &str, holder: &Node, place: Place<'_>, new: &str) -> Edits {
    match neighbour(holder, place) {
        Side::Nothing => Err(CannotEdit::Form("the mapping".to_owned())),
        Side::After(entry) => {
            let at = lines::end(text, entry_end(text, entry));
            Ok(vec![lines::insert_lines(text, at, new)])
        }
        Side::Before(entry) => {
            let start = entry.key_span.start;
            if lines::is_first(text, start) {
                let line = lines::start(text, start);
                let at = lines::leading_comments(text, line, lines::column(text, start), 0);
                return Ok(vec![lines::insert_lines(text, at, new)]);
            }
            // The key shares its line with a dash: the new lines take its place behind the dash.
            let column = lines::column(text, start);
            let body = format!("{}{}", new.trim_start_matches(' '), " ".repeat(column));
            Ok(vec![Edit::insert(start, body)])
        }
    }
}

/// Removes the key at `path` with its value and the comments above it; a mapping that becomes empty goes too.
///
/// # Errors
/// When there is no such key, or it is shared through an alias.
pub fn remove(text: &str, root: &Node, path: &str) -> Edits {
    let missing = || CannotEdit::NoSuchField(path.to_owned());
    let (holder_path, key) = split_key(path).ok_or_else(missing)?;
    let holder = written(root, holder_path)?;
    let entry = holder.node.entry(key).ok_or_else(missing)?;
    let inside = holder.node.span.start <= entry.key_span.start && entry.key_span.end <= holder.node.span.end;
    if holder.node.origin != Origin::Written || !inside {
        return Err(CannotEdit::Shared(path.to_owned()));
    }
    if holder.node.entries().len() == 1 {
        if split_key(holder_path).is_some() {
            return remove(text, root, holder_path);
        }
        return Ok(vec![Edit {
            range: holder.node.span.clone(),
            replacement: "{}".to_owned(),
        }]);
    }
    let end = entry_end(text, entry);
    let next = holder
        .node
        .entries()
        .iter()
        .filter(|e| e.key_span.start > entry.key_span.start);
    let next = next.min_by_key(|e| e.key_span.start).map(|e| e.key_span.start);
    if is_flow(text, holder.node) {
        return Ok(vec![Edit::remove(flow_extent(holder.node, entry, end, next))]);
    }
    if !lines::is_first(text, entry.key_span.start) {
        // Behind a dash: the next key takes its place.
        let next = next.ok_or_else(|| CannotEdit::Form(path.to_owned()))?;
        return Ok(vec![Edit::remove(entry.key_span.start..next)]);
    }
    let line = lines::start(text, entry.key_span.start);
    let column = lines::column(text, entry.key_span.start);
    let start = lines::leading_comments(text, line, column, 0);
    Ok(vec![lines::remove_lines(text, start..lines::end(text, end))])
}

fn flow_extent(holder: &Node, entry: &crate::tree::Entry, end: usize, next: Option<usize>) -> Span {
    if let Some(next) = next {
        return entry.key_span.start..next;
    }
    let before = holder
        .entries()
        .iter()
        .filter(|e| e.key_span.start < entry.key_span.start);
    let start = before.map(|e| e.value.span.end.max(e.key_span.end)).max();
    start.unwrap_or(entry.key_span.start)..end
}
