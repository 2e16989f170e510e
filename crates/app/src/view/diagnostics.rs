//! Messages under the text, with places as the editor counts them.

/// A message about a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Start, in UTF-16 units from the start of the text.
    pub from: u32,
    /// End (exclusive), in UTF-16 units.
    pub to: u32,
    /// The line of the start, from 1.
    pub line: u32,
    /// How much it matters.
    pub severity: Severity,
    /// The sentence, with help where there is some.
    pub message: String,
    /// Whether [`crate::Msg::Corrected`] answers it.
    pub correctable: bool,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The manifest would be refused.
    Error,
    /// It would be accepted, but hardly as meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// The UTF-16 offset and the line (from 1) of a byte offset; offsets inside a character count as its start.
pub fn place(text: &str, byte: usize) -> (u32, u32) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let units = before.encode_utf16().count();
    let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
    (
        u32::try_from(units).unwrap_or(u32::MAX),
        u32::try_from(line).unwrap_or(u32::MAX),
    )
}

/// The line (from 1) of an offset in UTF-16 units.
pub fn line_of(text: &str, offset: u32) -> u32 {
    let mut left = u64::from(offset);
    let mut line = 1;
    for c in text.chars() {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(c.len_utf16() as u64);
        line += u32::from(c == '\n');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_utf16() {
        let text = "a: ä\nb: 😀x";
        for (byte, expect) in [
            (0, (0, 1)),
            (3, (3, 1)),
            (4, (3, 1)),
            (5, (4, 1)),
            (6, (5, 2)),
            (13, (10, 2)),
            (99, (11, 2)),
        ] {
            assert_eq!(place(text, byte), expect, "{byte}");
        }
    }
}
