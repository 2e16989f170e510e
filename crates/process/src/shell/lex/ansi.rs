//! `$'…'`.

use crate::shell::parse::{Parser, SyntaxError};

type Result<T> = std::result::Result<T, SyntaxError>;

impl Parser<'_> {
    pub(super) fn ansi_quoted(&mut self) -> Result<String> {
        let opened = self.line;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.error_unterminated("'", opened)),
                Some(b'\'') => break,
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.peek().unwrap_or(b'\\');
                    self.at += usize::from(self.peek().is_some());
                    if let Some(coded) = self.coded(c) {
                        text.push(coded);
                        continue;
                    }
                    text.push(match c {
                        b'n' => '\n',
                        b't' => '\t',
                        b'r' => '\r',
                        b'a' => '\u{7}',
                        b'b' => '\u{8}',
                        b'e' | b'E' => '\u{1b}',
                        c if c.is_ascii() => char::from(c),
                        _ => {
                            self.at -= 1;
                            '\\'
                        }
                    });
                }
                Some(_) => self.take_char(&mut text),
            }
        }
        self.at += 1;
        Ok(text)
    }

    /// The character of `\xHH`, `\NNN`, `\uHHHH` and `\UHHHHHHHH` after their first letter.
    pub(super) fn coded(&mut self, letter: u8) -> Option<char> {
        let (radix, most) = match letter {
            b'x' => (16, 2),
            b'u' => (16, 4),
            b'U' => (16, 8),
            b'0'..=b'7' => {
                self.at -= 1;
                (8, 3)
            }
            _ => return None,
        };
        let rest = &self.bytes()[self.at..];
        let count = rest
            .iter()
            .take(most)
            .take_while(|c| char::from(**c).is_digit(radix))
            .count();
        let digits = std::str::from_utf8(&rest[..count]).ok()?;
        let code = u32::from_str_radix(digits, radix).ok()?;
        self.at += count;
        char::from_u32(code)
    }
}
