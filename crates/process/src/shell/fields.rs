//! Pieces of expanded words to fields: splitting at blanks, file names.

use super::expand::Piece;
use super::pattern::{is_pattern, quote};
use super::state::Shell;

/// A field while it is put together.
#[derive(Default)]
struct Field {
    text: String,
    /// The text as a pattern, quoted characters escaped.
    pattern: String,
    exists: bool,
    /// Unquoted pattern characters occurred.
    wild: bool,
}

impl Shell {
    /// Pieces to fields; none is left over.
    pub(super) fn split(&self, pieces: &mut Vec<Piece>, fields: &mut Vec<String>) {
        let ifs = self.text_of("IFS").unwrap_or(" \t\n");
        // The most frequent words are one piece that stays as it is.
        let splits = |text: &str| text.bytes().any(|c| ifs.as_bytes().contains(&c));
        match pieces.as_mut_slice() {
            [Piece::Quoted(text)] => {
                fields.push(std::mem::take(text));
                pieces.clear();
                return;
            }
            [Piece::Split(text)] if !splits(text) && !is_pattern(text) => {
                fields.extend(Some(std::mem::take(text)).filter(|text| !text.is_empty()));
                pieces.clear();
                return;
            }
            _ => {}
        }
        let mut field = Field::default();
        for piece in pieces.drain(..) {
            match piece {
                Piece::Quoted(text) => field.add_quoted(&text),
                Piece::Literal(text) => field.add_plain(&text),
                Piece::Split(text) => self.split_text(&text, ifs, &mut field, fields),
                Piece::Border | Piece::Gap => {
                    field.exists = true;
                    self.finish_field(std::mem::take(&mut field), fields);
                }
                Piece::Nothing => {}
            }
        }
        self.finish_field(field, fields);
    }

    fn split_text(&self, text: &str, ifs: &str, field: &mut Field, fields: &mut Vec<String>) {
        let is_blank = |c: char| ifs.contains(c) && c.is_ascii_whitespace();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if !ifs.contains(c) {
                field.add_char(c);
                continue;
            }
            let mut hard = !is_blank(c);
            while let Some(next) = chars.peek().copied().filter(|n| ifs.contains(*n)) {
                if !is_blank(next) {
                    if hard {
                        break;
                    }
                    hard = true;
                }
                chars.next();
            }
            if field.exists || hard {
                field.exists = true;
                self.finish_field(std::mem::take(field), fields);
            }
        }
    }

    fn finish_field(&self, field: Field, fields: &mut Vec<String>) {
        if !field.exists {
            return;
        }
        if field.wild && !self.options.noglob {
            let names = self.glob(&field.pattern);
            if !names.is_empty() {
                fields.extend(names);
                return;
            }
            if self.options.nullglob {
                return;
            }
        }
        fields.push(field.text);
    }
}

impl Field {
    fn add_quoted(&mut self, text: &str) {
        self.exists = true;
        self.text.push_str(text);
        quote(text, &mut self.pattern);
    }

    fn add_plain(&mut self, text: &str) {
        self.exists = true;
        self.wild |= is_pattern(text);
        self.text.push_str(text);
        self.pattern.push_str(text);
    }

    fn add_char(&mut self, c: char) {
        self.exists = true;
        self.wild |= matches!(c, '*' | '?' | '[');
        self.text.push(c);
        self.pattern.push(c);
    }
}
