//! Characters to words: quoting, expansions, operators.

mod ansi;
mod parameter;

use super::ast::{List, Operation, Parameter, Part, Word};
use super::parse::{Parser, Problem, SyntaxError};

type Result<T> = std::result::Result<T, SyntaxError>;

/// Characters that end an unquoted word.
pub(crate) fn is_meta(c: u8) -> bool {
    matches!(
        c,
        b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
    )
}

pub(crate) fn is_name_start(c: u8) -> bool {
    c.is_ascii_alphabetic() || c == b'_'
}

pub(crate) fn is_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_'
}

/// The name that a text begins with; empty when there is none.
pub(crate) fn leading_name(text: &str) -> &str {
    let named = text.bytes().next().is_some_and(is_name_start);
    let length = text.bytes().take_while(|c| named && is_name(*c)).count();
    &text[..length]
}

/// Characters without any meaning, wherever they stand in a word.
fn is_plain(c: u8) -> bool {
    is_name(c) || matches!(c, b'.' | b'-' | b',' | b'%')
}

/// Where a word ends, besides its context's own rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// At a metacharacter.
    Word,
    /// At an unquoted `}` (inside `${…}`).
    Brace,
    /// At an unquoted `/` or `}` (a pattern to replace).
    Slash,
    /// At an unquoted `:` or `}` (an offset).
    Colon,
    /// At an unquoted `]`.
    Bracket,
    /// At the closing `))` or `)` of an arithmetic expression; parentheses nest.
    Parenthesis,
    /// At an unquoted `;` at depth zero, in `for ((…))`.
    Semicolon,
    /// At a blank, in `[[ a =~ b ]]`: parentheses and bars belong to the word.
    Regex,
    /// Never: a whole text (here-documents).
    End,
}

impl Parser<'_> {
    fn at_end_of(&self, until: Until, depth: usize) -> bool {
        let Some(c) = self.peek() else { return true };
        match until {
            Until::Word => is_meta(c),
            Until::Brace => c == b'}',
            Until::Slash => c == b'}' || c == b'/',
            Until::Colon => depth == 0 && (c == b'}' || c == b':'),
            Until::Bracket => c == b']',
            Until::Parenthesis => depth == 0 && c == b')',
            Until::Semicolon => depth == 0 && (c == b';' || c == b')'),
            Until::Regex => matches!(c, b' ' | b'\t' | b'\n'),
            Until::End => false,
        }
    }

    /// Reads a word up to its end, which is not taken.
    pub fn word_until(&mut self, until: Until, quoted: bool) -> Result<Word> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut depth = 0;
        let mut group = 0;
        let start = self.at;
        while group > 0 || !self.at_end_of(until, depth) || self.opens(until, start) {
            let Some(c) = self.peek() else { break };
            // What means nothing anywhere is taken at once.
            let plain = self.bytes()[self.at..]
                .iter()
                .take_while(|c| is_plain(**c))
                .count();
            if plain > 0 {
                literal.push_str(&self.text[self.at..self.at + plain]);
                self.at += plain;
                continue;
            }
            if self.bash && until == Until::Word && !quoted {
                if self.at_process_substitution() {
                    flush(&mut literal, &mut parts);
                    parts.push(self.process_substitution()?);
                    continue;
                }
                // Patterns like `@(a|b)`: their parentheses and bars belong to the word.
                match c {
                    b'(' if group > 0 || self.at_pattern_group(start) => group += 1,
                    b')' if group > 0 => group -= 1,
                    _ => {}
                }
                if matches!(c, b'(' | b')' | b'|' | b' ' | b'\t' | b';' | b'&' | b'<' | b'>') {
                    self.take_char(&mut literal);
                    continue;
                }
            }
            let arithmetic = matches!(until, Until::Parenthesis | Until::Semicolon | Until::Colon);
            match c {
                b'(' if arithmetic => depth += 1,
                b')' if arithmetic && depth > 0 => depth -= 1,
                _ => {}
            }
            match c {
                b'\\' => self.backslash(quoted, &mut literal, &mut parts),
                b'\'' if !quoted && until != Until::End => {
                    flush(&mut literal, &mut parts);
                    let text = self.single_quoted()?;
                    parts.push(Part::Quoted(text));
                }
                b'"' if until != Until::End => {
                    flush(&mut literal, &mut parts);
                    self.at += 1;
                    let inner = self.double_quoted()?;
                    parts.push(Part::Double(inner));
                }
                b'$' => {
                    if let Some(part) = self.dollar(quoted)? {
                        flush(&mut literal, &mut parts);
                        parts.push(part);
                    } else {
                        literal.push('$');
                    }
                }
                b'`' => {
                    flush(&mut literal, &mut parts);
                    let list = self.backquoted(quoted)?;
                    parts.push(Part::Command(list));
                }
                b'~' if self.at == start && !quoted && until == Until::Word => {
                    let text = self.take_while(|c| {
                        !is_meta(c) && !matches!(c, b'/' | b'$' | b'"' | b'\'' | b'`' | b':')
                    });
                    parts.push(Part::Tilde(text[1..].to_string()));
                }
                b'<' | b'>' if until == Until::Word => break,
                _ => self.take_char(&mut literal),
            }
        }
        flush(&mut literal, &mut parts);
        Ok(parts)
    }

    /// A metacharacter that goes on with the word: a process substitution or a pattern's group.
    fn opens(&self, until: Until, start: usize) -> bool {
        self.bash
            && until == Until::Word
            && (self.at_process_substitution() || self.peek() == Some(b'(') && self.at_pattern_group(start))
    }

    /// bash's `<(` or `>(`.
    pub(super) fn at_process_substitution(&self) -> bool {
        self.bash && (self.starts_with("<(") || self.starts_with(">("))
    }

    /// True at the `(` of `@(`, `*(`, `+(`, `?(` or `!(` in a word; a command that begins with `!(` is a negated subshell.
    fn at_pattern_group(&self, start: usize) -> bool {
        let word = &self.bytes()[start.min(self.at)..self.at];
        match word {
            [b'!'] => self.argument,
            [] | [.., b'\\', _] => false,
            [.., before] => matches!(before, b'@' | b'*' | b'+' | b'?' | b'!'),
        }
    }

    fn process_substitution(&mut self) -> Result<Part> {
        let reads = self.peek() == Some(b'<');
        self.at += 2;
        let list = self.nested(|p| p.list_until(&[]))?;
        self.expect_char(b')')?;
        Ok(Part::Process(list, reads))
    }

    fn backslash(&mut self, quoted: bool, literal: &mut String, parts: &mut Word) {
        self.at += 1;
        match self.peek() {
            None => literal.push('\\'),
            Some(b'\n') => self.newline_char(),
            Some(c) if quoted && !matches!(c, b'$' | b'`' | b'"' | b'\\' | b'}') => literal.push('\\'),
            Some(_) => {
                flush(literal, parts);
                let mut text = String::new();
                self.take_char(&mut text);
                parts.push(Part::Quoted(text));
            }
        }
    }

    /// `${…}` that is nothing: kept as text up to its end.
    fn bad_parameter(&mut self) -> Result<Part> {
        let (opened, mut depth, mut text) = (self.line, 0_u32, String::from("$"));
        loop {
            match self.peek() {
                None => return Err(self.error_unterminated("}", opened)),
                Some(b'{') => depth += 1,
                Some(b'}') => depth -= 1,
                Some(_) => {}
            }
            self.take_char(&mut text);
            if depth == 0 {
                return Ok(Part::Bad(text));
            }
        }
    }

    fn single_quoted(&mut self) -> Result<String> {
        let opened = self.line;
        self.at += 1;
        let text = self.take_while(|c| c != b'\'').to_string();
        if self.peek().is_none() {
            return Err(self.error_unterminated("'", opened));
        }
        self.at += 1;
        Ok(text)
    }

    /// The inside of double quotes; the closing one is taken.
    fn double_quoted(&mut self) -> Result<Vec<Part>> {
        let opened = self.line;
        let mut parts = Vec::new();
        let mut literal = String::new();
        loop {
            match self.peek() {
                None => return Err(self.error_unterminated("\"", opened)),
                Some(b'"') => break,
                Some(b'\\') => self.backslash(true, &mut literal, &mut parts),
                Some(b'$') => match self.dollar(true)? {
                    Some(part) => {
                        flush(&mut literal, &mut parts);
                        parts.push(part);
                    }
                    None => literal.push('$'),
                },
                Some(b'`') => {
                    flush(&mut literal, &mut parts);
                    let list = self.backquoted(true)?;
                    parts.push(Part::Command(list));
                }
                Some(_) => self.take_char(&mut literal),
            }
        }
        self.at += 1;
        flush(&mut literal, &mut parts);
        Ok(parts)
    }

    /// What follows a `$`, which is taken; `None`: it stands for itself.
    fn dollar(&mut self, quoted: bool) -> Result<Option<Part>> {
        self.at += 1;
        let Some(c) = self.peek() else { return Ok(None) };
        match c {
            b'(' if self.starts_with("((") => self.arithmetic_or_command().map(Some),
            b'(' => {
                self.at += 1;
                let opened = self.line;
                let list = self.nested(|p| p.list_until(&[")"]))?;
                if self.peek().is_none() {
                    return Err(self.error_unterminated("$(", opened));
                }
                self.expect_char(b')')?;
                Ok(Some(Part::Command(list)))
            }
            b'{' => {
                let start = (self.at, self.line);
                match self.nested(|p| p.braced_parameter(quoted)) {
                    Ok(parameter) => Ok(Some(Part::Parameter(Box::new(parameter)))),
                    Err(error) if error.problem == Problem::BadSubstitution => {
                        (self.at, self.line) = start;
                        self.bad_parameter().map(Some)
                    }
                    Err(error) => Err(error),
                }
            }
            b'\'' if !quoted => {
                self.at += 1;
                self.ansi_quoted().map(|t| Some(Part::Quoted(t)))
            }
            b'"' if !quoted => Ok(Some(Part::Literal(String::new()))),
            _ if is_name_start(c) => {
                let name = self.take_while(is_name).to_string();
                Ok(Some(plain_parameter(name)))
            }
            b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' => {
                self.at += 1;
                Ok(Some(plain_parameter(char::from(c).to_string())))
            }
            _ => Ok(None),
        }
    }

    /// `$((…))`, or `$( (…) )` when it does not close like arithmetic.
    fn arithmetic_or_command(&mut self) -> Result<Part> {
        let (start, line) = (self.at, self.line);
        self.at += 2;
        if let Ok(word) = self.nested(|p| p.word_until(Until::Parenthesis, true))
            && self.starts_with("))")
        {
            self.at += 2;
            return Ok(Part::Arithmetic(word));
        }
        (self.at, self.line) = (start + 1, line);
        let list = self.nested(|p| p.list_until(&[")"]))?;
        self.expect_char(b')')?;
        Ok(Part::Command(list))
    }

    fn backquoted(&mut self, quoted: bool) -> Result<List> {
        let line = self.line;
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match self.peek() {
                None => return Err(self.error_unterminated("`", line)),
                Some(b'`') => break,
                Some(b'\\') => {
                    let escapes = |c: &u8| matches!(c, b'$' | b'`' | b'\\') || (quoted && *c == b'"');
                    if self.bytes().get(self.at + 1).is_some_and(escapes) {
                        self.at += 1;
                    }
                    text.push(self.bytes()[self.at]);
                    self.at += 1;
                }
                Some(c) => {
                    if c == b'\n' {
                        self.line += 1;
                    }
                    text.push(c);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        let text = String::from_utf8_lossy(&text).into_owned();
        self.parse_nested(&text, line)
    }
}

fn plain_parameter(name: String) -> Part {
    let op = Operation::None;
    Part::Parameter(Box::new(Parameter {
        name,
        index: None,
        length: false,
        indirect: false,
        op,
    }))
}

fn flush(literal: &mut String, parts: &mut Word) {
    if !literal.is_empty() {
        if parts.is_empty() {
            // Nearly always the only one.
            parts.reserve_exact(1);
        }
        parts.push(Part::Literal(std::mem::take(literal)));
    }
}
