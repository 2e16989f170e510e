//! Simple commands: assignments and words.

use super::{Parser, Result, plain};
use crate::shell::ast::{Assignment, Command, Kind, Part, Value, Word};
use crate::shell::braces::expand_braces;
use crate::shell::lex::{Until, is_meta, is_name, is_name_start};

impl<'a> Parser<'a> {
    pub(super) fn simple(&mut self, line: u32) -> Result<Command> {
        let (mut assignments, mut words, mut redirections) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                continue;
            }
            if let Some(assignment) = self.assignment(words.is_empty() || is_declaration(&words))? {
                if words.is_empty() {
                    assignments.push(assignment);
                } else {
                    words.push(declared(assignment));
                }
                continue;
            }
            self.argument = !words.is_empty();
            if !self.word(&mut words)? {
                break;
            }
        }
        if assignments.is_empty() && words.is_empty() && redirections.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Command {
            kind: Kind::Simple { assignments, words },
            redirections,
            line,
        })
    }

    fn assignment(&mut self, allowed: bool) -> Result<Option<Assignment>> {
        self.skip_blanks();
        let rest = &self.bytes()[self.at..];
        if !allowed || !rest.first().is_some_and(|c| is_name_start(*c)) {
            return Ok(None);
        }
        let length = rest.iter().take_while(|c| is_name(**c)).count();
        if !matches!(rest.get(length), Some(b'=' | b'[' | b'+')) {
            return Ok(None);
        }
        let name = self.text[self.at..self.at + length].to_string();
        let start = (self.at, self.line);
        self.at += length;
        let mut index = None;
        if self.bash && self.peek() == Some(b'[') {
            self.at += 1;
            match self.word_until(Until::Bracket, true) {
                Ok(word) if self.peek() == Some(b']') => {
                    self.at += 1;
                    index = Some(word);
                }
                _ => {
                    (self.at, self.line) = start;
                    return Ok(None);
                }
            }
        }
        let append = self.bash && self.starts_with("+=");
        self.at += usize::from(append);
        if self.peek() != Some(b'=') {
            (self.at, self.line) = start;
            return Ok(None);
        }
        self.at += 1;
        let value = if self.bash && self.peek() == Some(b'(') {
            self.at += 1;
            let mut words = Vec::new();
            loop {
                self.skip_newlines();
                if !self.word(&mut words)? {
                    break;
                }
            }
            self.expect_char(b')')?;
            Value::Array(words)
        } else {
            Value::Scalar(self.assigned_word()?)
        };
        Ok(Some(Assignment {
            name,
            index,
            append,
            value,
        }))
    }

    /// The value of an assignment: a tilde counts also after a colon.
    fn assigned_word(&mut self) -> Result<Word> {
        let word = self.word_until(Until::Word, false)?;
        let mut parts = Word::new();
        for part in word {
            match part {
                Part::Literal(text) if text.contains(":~") => {
                    for (place, piece) in text.split(":~").enumerate() {
                        if place > 0 {
                            let end = piece.find(['/', ':']).unwrap_or(piece.len());
                            parts.push(Part::Literal(":".into()));
                            parts.push(Part::Tilde(piece[..end].to_string()));
                            parts.push(Part::Literal(piece[end..].to_string()));
                        } else {
                            parts.push(Part::Literal(piece.to_string()));
                        }
                    }
                }
                other => parts.push(other),
            }
        }
        Ok(parts)
    }

    /// Reads the next word, or its brace alternatives; false at an operator or the end of the line.
    pub(super) fn word(&mut self, words: &mut Vec<Word>) -> Result<bool> {
        self.skip_blanks();
        match self.peek() {
            None => return Ok(false),
            Some(_) if self.at_process_substitution() => {}
            Some(c) if is_meta(c) => return Ok(false),
            _ => {}
        }
        let start = self.at;
        let mut word = self.word_until(Until::Word, false)?;
        if word.is_empty() && self.at == start {
            return Ok(false);
        }
        if word.is_empty() {
            word.push(Part::Quoted(String::new()));
        }
        if self.bash && self.bytes()[start..self.at].contains(&b'{') {
            words.extend(expand_braces(word));
        } else {
            words.push(word);
        }
        Ok(true)
    }

    /// A word that must be there.
    pub fn single_word(&mut self) -> Result<Word> {
        self.skip_newlines();
        let start = self.at;
        let word = self.word_until(Until::Word, false)?;
        if self.at == start {
            Err(self.unexpected())
        } else {
            Ok(word)
        }
    }
}

/// `export`, `local`, `readonly`, `declare`: their arguments are assignments, not split.
fn is_declaration(words: &[Word]) -> bool {
    let first = words.first().and_then(plain);
    matches!(
        first,
        Some("export" | "local" | "readonly" | "declare" | "typeset")
    )
}

/// `name=value` as a word that is not split.
fn declared(assignment: Assignment) -> Word {
    match assignment.value {
        Value::Scalar(value) if assignment.index.is_none() => {
            let sign = if assignment.append { "+=" } else { "=" };
            let name = Part::Quoted(format!("{}{sign}", assignment.name));
            vec![name, Part::Double(value)]
        }
        _ => vec![Part::Declared(Box::new(assignment))],
    }
}
