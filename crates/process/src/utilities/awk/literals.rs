//! Texts and regular expressions in an awk program.

use super::parse::Parser;

impl Parser<'_> {
    pub(super) fn string(&mut self) -> Option<String> {
        self.at += 1;
        let raw = self.until('"')?;
        Some(crate::shell::unescape(&raw, false).0)
    }

    /// Text up to an unescaped character; its escape is dropped.
    pub(super) fn until(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => {
                    let (_, next) = chars.next()?;
                    if next != end || end == '"' {
                        text.push('\\');
                    }
                    text.push(next);
                }
                c if c == end => {
                    self.at += place + c.len_utf8();
                    return Some(text);
                }
                c => text.push(c),
            }
        }
        None
    }
}
