//! `${…}`: names, indices and operations.

use super::{Until, is_name, is_name_start};
use crate::shell::ast::{Index, Operation, Parameter};
use crate::shell::parse::{Parser, SyntaxError};

type Result<T> = std::result::Result<T, SyntaxError>;

impl Parser<'_> {
    /// `{…}` after a `$`.
    pub(super) fn braced_parameter(&mut self, quoted: bool) -> Result<Parameter> {
        self.at += 1;
        let mut parameter = Parameter {
            name: String::new(),
            index: None,
            length: false,
            indirect: false,
            op: Operation::None,
        };
        let opened = self.line;
        let next = self.bytes().get(self.at + 1).copied().unwrap_or(b'}');
        if self.peek() == Some(b'#') && next != b'}' && (is_name(next) || matches!(next, b'@' | b'*')) {
            self.at += 1;
            parameter.length = true;
        } else if self.peek() == Some(b'!')
            && self.bash
            && (is_name(next) || matches!(next, b'#' | b'@' | b'*'))
        {
            self.at += 1;
            parameter.indirect = true;
        }
        match self.peek() {
            Some(c) if is_name_start(c) => parameter.name = self.take_while(is_name).to_string(),
            Some(c) if c.is_ascii_digit() => {
                parameter.name = self.take_while(|c| c.is_ascii_digit()).to_string()
            }
            Some(c @ (b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!')) => {
                self.at += 1;
                parameter.name = char::from(c).to_string();
            }
            _ => return Err(self.error_bad_substitution()),
        }
        if self.peek() == Some(b'[') {
            self.at += 1;
            parameter.index = Some(match (self.peek(), self.bytes().get(self.at + 1)) {
                (Some(b'@'), Some(b']')) => Index::All,
                (Some(b'*'), Some(b']')) => Index::Joined,
                _ => Index::At(self.word_until(Until::Bracket, true)?),
            });
            if matches!(parameter.index, Some(Index::All | Index::Joined)) {
                self.at += 1;
            }
            self.expect_char(b']')?;
        }
        if parameter.indirect
            && matches!(self.peek(), Some(b'*' | b'@'))
            && self.bytes().get(self.at + 1) == Some(&b'}')
        {
            parameter.index = (self.peek() == Some(b'@'))
                .then_some(Index::All)
                .or(Some(Index::Joined));
            parameter.indirect = false;
            parameter.op = Operation::Names;
            self.at += 2;
            return Ok(parameter);
        }
        parameter.op = self.operation(quoted)?;
        if parameter.indirect && matches!(parameter.index, Some(Index::All | Index::Joined)) {
            parameter.indirect = false;
            parameter.op = Operation::Keys;
        }
        if self.peek().is_none() {
            return Err(self.error_unterminated("}", opened));
        }
        if self.peek() != Some(b'}') {
            return Err(self.error_bad_substitution());
        }
        self.at += 1;
        Ok(parameter)
    }

    fn operation(&mut self, quoted: bool) -> Result<Operation> {
        let Some(c) = self.peek() else {
            return Err(self.error_bad_substitution());
        };
        let next = self.bytes().get(self.at + 1).copied().unwrap_or(0);
        let colon = c == b':' && matches!(next, b'-' | b'=' | b'?' | b'+');
        let sign = if colon { next } else { c };
        Ok(match sign {
            b'}' => Operation::None,
            b'-' | b'=' | b'?' | b'+' => {
                self.at += 1 + usize::from(colon);
                let word = self.word_until(Until::Brace, quoted)?;
                Operation::Default {
                    sign: char::from(sign),
                    colon,
                    word,
                }
            }
            b'#' | b'%' => {
                let longest = next == c;
                self.at += 1 + usize::from(longest);
                Operation::Trim {
                    suffix: c == b'%',
                    longest,
                    pattern: self.word_until(Until::Brace, false)?,
                }
            }
            b'/' => {
                self.at += 1;
                let all = next == b'/';
                let anchor = matches!(next, b'#' | b'%').then(|| char::from(next));
                self.at += usize::from(all || anchor.is_some());
                let pattern = self.word_until(Until::Slash, false)?;
                let with = if self.peek() == Some(b'/') {
                    self.at += 1;
                    self.word_until(Until::Brace, false)?
                } else {
                    Vec::new()
                };
                Operation::Replace {
                    all,
                    anchor,
                    pattern,
                    with,
                }
            }
            b'^' | b',' => {
                let all = next == c;
                self.at += 1 + usize::from(all);
                Operation::Case {
                    upper: c == b'^',
                    all,
                }
            }
            b':' => {
                self.at += 1;
                let offset = self.word_until(Until::Colon, true)?;
                let length = if self.peek() == Some(b':') {
                    self.at += 1;
                    Some(self.word_until(Until::Brace, true)?)
                } else {
                    None
                };
                Operation::Slice { offset, length }
            }
            _ => return Err(self.error_bad_substitution()),
        })
    }
}
