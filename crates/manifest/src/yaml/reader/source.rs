//! A document's text, and the way from the parser's counts to bytes of the file.

use crate::position::Span;

/// The document's text and the way from the parser's character counts to byte offsets of the whole file.
pub struct Source<'a> {
    /// The document.
    pub document: &'a str,
    /// Where it begins in the file.
    base: usize,
    /// Byte offset of every character; empty for ASCII, where both counts agree.
    chars: Vec<usize>,
}

impl<'a> Source<'a> {
    /// The document that begins at byte `base` of the file.
    pub fn new(document: &'a str, base: usize) -> Self {
        let chars = if document.is_ascii() {
            Vec::new()
        } else {
            document.char_indices().map(|(i, _)| i).collect()
        };
        Source {
            document,
            base,
            chars,
        }
    }

    /// Byte offset inside the document of the parser's character `index`.
    pub fn byte(&self, index: usize) -> usize {
        if self.chars.is_empty() {
            return index.min(self.document.len());
        }
        self.chars.get(index).copied().unwrap_or(self.document.len())
    }

    /// A span of the document as a span of the file.
    pub fn absolute(&self, span: Span) -> Span {
        span.start + self.base..span.end + self.base
    }
}
