//! The words of a statement, with their columns.

use super::{AnnotationDiagnostic, Result};
use crate::behaviour::overrides::When;
use crate::effect::Bind;
use crate::time::parse_duration;
use std::ops::Range;
use std::time::Duration;

pub(super) struct Words<'a> {
    text: &'a str,
    pub words: Vec<Range<usize>>,
    pub next: usize,
    end: usize,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str, range: Range<usize>) -> Words<'a> {
        let mut words = Vec::new();
        let mut start = None;
        let mut quoted = false;
        for (i, c) in text[range.clone()].char_indices() {
            let i = range.start + i;
            if c == '"' {
                quoted = !quoted;
            }
            match start {
                None if !c.is_whitespace() => start = Some(i),
                Some(from) if c.is_whitespace() && !quoted => {
                    words.push(from..i);
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(from) = start {
            words.push(from..range.end);
        }
        Words {
            text,
            words,
            next: 0,
            end: range.end,
        }
    }

    pub fn peek(&self) -> &'a str {
        self.words.get(self.next).map_or("", |r| &self.text[r.clone()])
    }

    pub fn range(&self) -> Range<usize> {
        self.words.get(self.next).cloned().unwrap_or(self.end..self.end)
    }

    pub fn fail<T>(&self, expected: &str) -> Result<T> {
        let found = self.peek();
        let message = if found.is_empty() {
            format!("expected {expected}")
        } else {
            format!("expected {expected}, found `{found}`")
        };
        Err(AnnotationDiagnostic {
            range: self.range(),
            message,
        })
    }

    /// Takes the next word if it is this one.
    pub fn take(&mut self, word: &str) -> bool {
        let hit = self.peek() == word;
        self.next += usize::from(hit);
        hit
    }

    /// Takes a word that `read` understands.
    pub fn read<T>(&mut self, expected: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        match read(self.peek()).filter(|_| self.next < self.words.len()) {
            Some(value) => {
                self.next += 1;
                Ok(value)
            }
            None => self.fail(expected),
        }
    }

    pub fn duration(&mut self) -> Result<Duration> {
        self.read("a duration like 5s, 300ms or 2m", parse_duration)
    }

    pub fn optional(&mut self, word: &str) -> Result<Option<Duration>> {
        if self.take(word) {
            self.duration().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `after …`; at once where that is not said.
    pub fn after(&mut self) -> Result<Duration> {
        Ok(self.optional("after")?.unwrap_or_default())
    }

    pub fn exit_code(&mut self) -> Result<i32> {
        self.read("an exit code from 0 to 255", |word| {
            word.parse::<u8>().ok().map(i32::from)
        })
    }

    pub fn when(&mut self) -> Result<When> {
        Ok(When {
            after: self.after()?,
            until: self.optional("until")?,
        })
    }
}

pub(super) fn attempts(word: &str) -> Option<(u32, u32)> {
    if let Some(from) = word.strip_suffix('+') {
        return Some((from.parse().ok()?, u32::MAX));
    }
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    let range: (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    (range.0 >= 1 && range.0 <= range.1).then_some(range)
}

pub(super) fn port_list(word: &str) -> Option<(Bind, Vec<u16>)> {
    let (bind, ports) = match word.strip_prefix("localhost:") {
        Some(rest) => (Bind::Loopback, rest),
        None => (Bind::Any, word),
    };
    let ports = ports
        .split(',')
        .map(|p| p.parse().ok().filter(|p| *p > 0))
        .collect::<Option<Vec<u16>>>()?;
    Some((bind, ports))
}

pub(super) fn host_port(word: &str) -> Option<(String, u16)> {
    let (host, port) = word.rsplit_once(':')?;
    Some((host.to_string(), port.parse().ok()?)).filter(|(host, _)| !host.is_empty())
}

pub(super) fn path(word: &str) -> Option<String> {
    word.starts_with('/').then(|| word.to_string())
}

pub(super) fn quoted(word: &str) -> Option<String> {
    word.strip_prefix('"')?.strip_suffix('"').map(str::to_string)
}
