//! Byte offsets ↔ line:column, and UTF-16 offsets for editors that count those.

use std::ops::Range;

/// A range of byte offsets into the manifest's text. Both ends lie on character boundaries.
pub type Span = Range<usize>;

/// A place in the text as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl std::fmt::Display for LineColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line starts of one text. Holds offsets only; every question takes the text again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the line starts of `text` (lines end with `\n`).
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(i, _)| i + 1));
        LineIndex { starts }
    }

    /// The 0-based line that holds byte `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s <= offset) - 1
    }

    /// Byte offset at which the 0-based `line` begins; the last line's start when there are fewer.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts[line.min(self.starts.len() - 1)]
    }

    /// Line and column of a byte offset; offsets past the end or inside a character are moved back.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = floor_char(text, offset);
        let line = self.line_of(offset);
        let column = text[self.starts[line]..offset].chars().count() + 1;
        LineColumn {
            line: line + 1,
            column,
        }
    }
}

/// The nearest character boundary at or before `offset`, at most the text's length.
pub fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A byte offset as a number of UTF-16 code units from the text's start.
pub fn utf16_offset(text: &str, offset: usize) -> usize {
    text[..floor_char(text, offset)].encode_utf16().count()
}

/// The byte offset that lies `utf16` UTF-16 code units from the start (the end of the text when there are fewer).
pub fn byte_offset(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    for (i, c) in text.char_indices() {
        if units >= utf16 {
            return i;
        }
        units += c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line_column: &str, utf16: usize) {
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, offset).to_string(), line_column);
        assert_eq!(utf16_offset(text, offset), utf16);
    }

    #[test]
    fn offsets() {
        check("", 0, "1:1", 0);
        check("a\nbc", 3, "2:2", 3);
        check("é\n😀x", 3, "2:1", 2);
        check("é\n😀x", 7, "2:2", 4);
        check("é\n😀x", 5, "2:1", 2);
        check("ab", 99, "1:3", 2);
        assert_eq!(byte_offset("é\n😀x", 4), 7);
        assert_eq!(byte_offset("ab", 9), 2);
    }
}
