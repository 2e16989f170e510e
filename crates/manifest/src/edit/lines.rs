//! Lines around a byte offset: indentation, comments that belong to what follows, line ends.

use crate::position::Span;

/// The start of the line that holds `offset`.
pub fn start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |i| i + 1)
}

/// The end of the line that holds `offset`, after its line break (the text's end for the last line).
pub fn end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |i| offset + i + 1)
}

/// The column of `offset` in characters, from 0: how many blanks line up with it.
pub fn column(text: &str, offset: usize) -> usize {
    text[start(text, offset)..offset].chars().count()
}

/// Whether only blanks stand before `offset` on its line.
pub fn is_first(text: &str, offset: usize) -> bool {
    text[start(text, offset)..offset].bytes().all(|b| b == b' ')
}

/// The text's line break.
pub fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A comment line's column, if the line is only a comment.
fn comment_column(line: &str) -> Option<usize> {
    let trimmed = line.trim_start_matches(' ');
    trimmed.starts_with('#').then(|| line.len() - trimmed.len())
}

/// The start of the comment lines directly above the line that begins at `line`, as far as they are not indented deeper
/// than `column` (those belong to what is above) and not above `limit`.
pub fn leading_comments(text: &str, line: usize, column: usize, limit: usize) -> usize {
    let mut first = line;
    while first > limit {
        let above = start(text, first - 1);
        let belongs = comment_column(&text[above..first]).is_some_and(|c| c <= column);
        if !belongs || above < limit {
            break;
        }
        first = above;
    }
    first
}

/// The end of the comment lines directly below `offset` (a line's start) that are indented deeper than `column`.
pub fn trailing_comments(text: &str, offset: usize, column: usize) -> usize {
    let mut last = offset;
    while last < text.len() {
        let below = end(text, last);
        if comment_column(&text[last..below]).is_none_or(|c| c <= column) {
            break;
        }
        last = below;
    }
    last
}

/// Whole lines with another indentation: `from` blanks before each are replaced by `to`. Lines with fewer blanks lose
/// those that they have.
pub fn reindent(lines: &str, from: usize, to: usize) -> String {
    let mut out = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        if line.trim().is_empty() {
            out.push_str(line);
            continue;
        }
        let have = line.bytes().take_while(|b| *b == b' ').count();
        out.push_str(&" ".repeat((have + to).saturating_sub(from.min(have + to))));
        out.push_str(&line[have..]);
    }
    out
}

/// A fragment's lines, each indented by `by` blanks and ended by `line_break`.
pub fn indent(fragment: &str, by: usize, line_break: &str) -> String {
    let mut out = String::new();
    for line in fragment.trim_end().lines() {
        if !line.trim().is_empty() {
            out.push_str(&" ".repeat(by));
            out.push_str(line);
        }
        out.push_str(line_break);
    }
    out
}

/// An insertion of whole `lines` (each ended by a line break) at a line's start or the text's end; takes care of a last line
/// without a break.
pub fn insert_lines(text: &str, at: usize, lines: &str) -> super::Edit {
    if at == text.len() && at > 0 && !text.ends_with('\n') {
        let line_break = line_break(text);
        let without = lines.strip_suffix(line_break).unwrap_or(lines);
        return super::Edit::insert(at, format!("{line_break}{without}"));
    }
    super::Edit::insert(at, lines)
}

/// A removal of whole lines; when they are the last ones of a text without a final line break, the break before goes too.
pub fn remove_lines(text: &str, range: Span) -> super::Edit {
    let mut range = range;
    if range.end == text.len() && !text.ends_with('\n') && range.start > 0 {
        range.start -= line_break(text).len().min(range.start);
    }
    super::Edit::remove(range)
}

/// Whether a key stands on lines of its own: only blanks, dashes and `? ` before it.
pub fn is_block_key(text: &str, key: usize) -> bool {
    text[start(text, key)..key]
        .bytes()
        .all(|b| matches!(b, b' ' | b'-' | b'?'))
}
