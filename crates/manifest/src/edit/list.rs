//! Items of lists: taking one as text, removing it, putting one in.

use super::{CannotEdit, Edit, Edits, Place, flow, lines, map, written};
use crate::position::Span;
use crate::tree::{Node, Origin, Value};
use crate::yaml::reader;

/// An item as text, ready to be put elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whole lines from its comments and dash on, each with a line break, or flow text.
    text: String,
    form: Form,
    /// The same as flow text.
    flow: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Lines whose dash stands in this column; `offset`: how much deeper than the list's key.
    Block {
        column: usize,
        offset: usize,
    },
    Flow,
}

impl Item {
    /// An item from a YAML fragment without indentation and dash.
    pub fn from_fragment(fragment: &str) -> Item {
        let flow = reader::read(fragment, 0..fragment.len())
            .ok()
            .and_then(|r| r.root);
        let flow = flow.map_or_else(|| "null".to_owned(), |root| flow::value(&root));
        let mut text = String::new();
        for (i, line) in fragment.trim_end().lines().enumerate() {
            text.push_str(if i == 0 { "- " } else { "  " });
            text.push_str(line);
            text.push('\n');
        }
        Item {
            text,
            form: Form::Block { column: 0, offset: 0 },
            flow,
        }
    }
}

/// A list that is written as one.
struct List<'a> {
    text: &'a str,
    path: &'a str,
    node: &'a Node,
    key_span: Option<Span>,
}

fn list<'a>(text: &'a str, root: &'a Node, path: &'a str) -> Result<List<'a>, CannotEdit> {
    let found = written(root, path)?;
    if found.node.origin != Origin::Written {
        return Err(CannotEdit::Shared(path.to_owned()));
    }
    if !matches!(found.node.value, Value::Seq(_)) {
        return Err(CannotEdit::Form(path.to_owned()));
    }
    Ok(List {
        text,
        path,
        node: found.node,
        key_span: found.key_span,
    })
}

impl List<'_> {
    fn is_flow(&self) -> bool {
        self.text[self.node.span.start..].starts_with('[')
    }

    fn item(&self, index: usize) -> Result<&Node, CannotEdit> {
        self.node
            .items()
            .get(index)
            .ok_or_else(|| CannotEdit::NoSuchField(format!("{}[{index}]", self.path)))
    }

    /// The place of an item's dash (block lists only).
    fn dash(&self, index: usize) -> Result<usize, CannotEdit> {
        let form = || CannotEdit::Form(self.path.to_owned());
        let mut at = match index {
            0 => self.node.span.start,
            _ => self.item(index - 1)?.span.end,
        };
        loop {
            let rest = &self.text[at..];
            match rest.bytes().next() {
                Some(b'-') if lines::is_first(self.text, at) => return Ok(at),
                Some(b'#') => at = lines::end(self.text, at),
                Some(b) if b.is_ascii_whitespace() => at += 1,
                _ => return Err(form()),
            }
        }
    }

    /// The whole lines of an item with the comments that belong to it.
    fn extent(&self, index: usize) -> Result<Span, CannotEdit> {
        let dash = self.dash(index)?;
        let column = lines::column(self.text, dash);
        let limit = match index {
            0 => self.key_span.as_ref().map_or(0, |k| lines::end(self.text, k.end)),
            _ => lines::end(self.text, self.item(index - 1)?.span.end),
        };
        let start = lines::leading_comments(self.text, lines::start(self.text, dash), column, limit);
        let end = lines::end(self.text, self.item(index)?.span.end.max(dash));
        Ok(start..lines::trailing_comments(self.text, end, column))
    }

    /// The bytes of a flow item and the comma that goes with it.
    fn flow_extent(&self, index: usize) -> Result<Span, CannotEdit> {
        let span = self.item(index)?.span.clone();
        if let Some(next) = self.node.items().get(index + 1) {
            return Ok(span.start..next.span.start);
        }
        let start = match index {
            0 => span.start,
            _ => self.item(index - 1)?.span.end,
        };
        Ok(start..span.end)
    }
}

/// Takes an item as text.
///
/// # Errors
/// When there is no such item, or it cannot be told apart as text.
pub fn take_item(text: &str, root: &Node, path: &str, index: usize) -> Result<Item, CannotEdit> {
    let list = list(text, root, path)?;
    let node = list.item(index)?;
    let flow = flow::value(node);
    if list.is_flow() {
        return Ok(Item {
            text: text[node.span.clone()].to_owned(),
            form: Form::Flow,
            flow,
        });
    }
    let column = lines::column(text, list.dash(index)?);
    let key_column = list
        .key_span
        .as_ref()
        .map_or(column, |k| lines::column(text, k.start));
    let mut taken = text[list.extent(index)?].to_owned();
    if !taken.ends_with('\n') {
        taken.push_str(lines::line_break(text));
    }
    Ok(Item {
        text: taken,
        form: Form::Block {
            column,
            offset: column.saturating_sub(key_column),
        },
        flow,
    })
}

/// Removes an item; with the last one goes the list's key.
///
/// # Errors
/// As [`take_item`].
pub fn remove_item(text: &str, root: &Node, path: &str, index: usize) -> Edits {
    let list = list(text, root, path)?;
    list.item(index)?;
    if list.node.items().len() == 1 {
        let mut edits = map::remove(text, root, path)?;
        // The item's own comments below it go along.
        if let (false, Ok(extent), [only]) = (list.is_flow(), list.extent(index), &mut edits[..])
            && only.range.end < extent.end
            && only.range.end >= list.item(index)?.span.end
            && only.replacement.is_empty()
        {
            only.range.end = extent.end;
        }
        return Ok(edits);
    }
    if list.is_flow() {
        return Ok(vec![Edit::remove(list.flow_extent(index)?)]);
    }
    Ok(vec![lines::remove_lines(text, list.extent(index)?)])
}

/// Puts an item into the list at `path`; makes the list when it is missing or empty, as a key before `before`.
///
/// # Errors
/// As [`take_item`].
pub fn insert_item(
    text: &str,
    root: &Node,
    path: &str,
    place: Place<'_>,
    item: &Item,
    before: &str,
) -> Edits {
    let existing = written(root, path).ok();
    if existing
        .as_ref()
        .is_none_or(|f| f.node.is_null() || f.node.items().is_empty())
    {
        return make_list(text, root, path, item, before);
    }
    let list = list(text, root, path)?;
    let count = list.node.items().len();
    let index = match place {
        Place::First => 0,
        Place::Index(index) => index.min(count),
        _ => count,
    };
    if list.is_flow() {
        return flow_insert(&list, index, item);
    }
    let column = lines::column(text, list.dash(0)?);
    let lines_of_item = block_lines(text, item, column);
    let at = if index < count {
        list.extent(index)?.start
    } else {
        list.extent(count - 1)?.end
    };
    Ok(vec![lines::insert_lines(text, at, &lines_of_item)])
}

fn flow_insert(list: &List<'_>, index: usize, item: &Item) -> Edits {
    let text = match item.form {
        Form::Flow => &item.text,
        Form::Block { .. } => &item.flow,
    };
    Ok(vec![match list.node.items().get(index) {
        Some(next) => Edit::insert(next.span.start, format!("{text}, ")),
        None => Edit::insert(list.item(index.saturating_sub(1))?.span.end, format!(", {text}")),
    }])
}

/// The item's lines with its dash in a column.
fn block_lines(text: &str, item: &Item, column: usize) -> String {
    let line_break = lines::line_break(text);
    match item.form {
        Form::Flow => format!("{}- {}{line_break}", " ".repeat(column), item.text),
        Form::Block { column: from, .. } => {
            let lines = lines::reindent(&item.text, from, column);
            if line_break == "\r\n" && !lines.contains("\r\n") {
                lines.replace('\n', "\r\n")
            } else {
                lines
            }
        }
    }
}

/// A new list with one item, as a key of the mapping that holds it.
fn make_list(text: &str, root: &Node, path: &str, item: &Item, before: &str) -> Edits {
    let (holder_path, key) = map::split_key(path).ok_or_else(|| CannotEdit::Form(path.to_owned()))?;
    let holder = written(root, holder_path)?;
    if holder.node.origin != Origin::Written {
        return Err(CannotEdit::Shared(path.to_owned()));
    }
    let flow_item = match item.form {
        Form::Flow => &item.text,
        Form::Block { .. } => &item.flow,
    };
    if map::is_flow(text, holder.node) {
        return map::set(text, root, path, &format!("[{flow_item}]"), Place::Before(before));
    }
    if let Some(entry) = holder.node.entry(key) {
        // `key:` or `key: []`: the value gives way to lines below.
        let column = lines::column(text, entry.key_span.start) + offset(item);
        let line_break = lines::line_break(text);
        let colon = text[entry.key_span.end..]
            .find(':')
            .map_or(entry.key_span.end, |i| entry.key_span.end + i + 1);
        let lines_of_item = block_lines(text, item, column);
        let trimmed = lines_of_item
            .strip_suffix(line_break)
            .unwrap_or(&lines_of_item)
            .to_owned();
        let end = entry.value.span.end.max(colon);
        return Ok(vec![Edit {
            range: colon..end,
            replacement: format!("{line_break}{trimmed}"),
        }]);
    }
    let column = map::key_column(text, holder.node).ok_or_else(|| CannotEdit::Form(path.to_owned()))?;
    let line_break = lines::line_break(text);
    let lines_of_item = block_lines(text, item, column + offset(item));
    let new = format!("{}{key}:{line_break}{lines_of_item}", " ".repeat(column));
    map::insert_lines_at(text, holder.node, Place::Before(before), &new)
}

fn offset(item: &Item) -> usize {
    match item.form {
        Form::Block { offset, .. } => offset,
        Form::Flow => 0,
    }
}
