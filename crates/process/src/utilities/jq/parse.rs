//! jq's filters as a tree.

use super::json::Json;
use crate::shell::leading_name;

/// Deepest nesting.
const MAX_DEPTH: u32 = 60;

/// A filter.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    Identity,
    Recurse,
    Literal(Json),
    /// A text with filters between its pieces, and the format for them.
    Format(Option<String>, Vec<(String, Option<Filter>)>),
    /// Of a filter's results: the value under a key or at a place.
    Index(Box<Filter>, Box<Filter>),
    Slice(Box<Filter>, Option<Box<Filter>>, Option<Box<Filter>>),
    Each(Box<Filter>),
    Try(Box<Filter>),
    Pipe(Box<Filter>, Box<Filter>),
    Comma(Box<Filter>, Box<Filter>),
    Binary(&'static str, Box<Filter>, Box<Filter>),
    Negative(Box<Filter>),
    List(Option<Box<Filter>>),
    Object(Vec<(Filter, Filter)>),
    If(Box<Filter>, Box<Filter>, Box<Filter>),
    Variable(String),
    /// `source as $name | body`.
    Bind(Box<Filter>, String, Box<Filter>),
    Reduce(Box<Filter>, String, Box<Filter>, Box<Filter>),
    Call(String, Vec<Filter>),
}

pub(super) type Result<T> = std::result::Result<T, String>;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: u32,
}

/// Reads a filter.
pub(super) fn parse(text: &str) -> Result<Filter> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    if text.trim().is_empty() {
        return Ok(Filter::Identity);
    }
    let filter = parser.pipe()?;
    parser.blanks();
    if parser.at < text.len() {
        return Err(parser.problem());
    }
    Ok(filter)
}

pub(super) fn boxed(filter: Filter) -> Box<Filter> {
    Box::new(filter)
}

impl<'a> Parser<'a> {
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    pub(super) fn problem(&self) -> String {
        match self.rest().chars().next() {
            Some(c) => format!("syntax error, unexpected '{c}' at <top-level>, line 1"),
            None => "syntax error, unexpected end of file at <top-level>, line 1".into(),
        }
    }

    pub(super) fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let hit = self.rest().starts_with(token);
        self.at += if hit { token.len() } else { 0 };
        hit
    }

    pub(super) fn expect(&mut self, token: &str) -> Result<()> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.problem())
        }
    }

    pub(super) fn name(&mut self) -> &'a str {
        leading_name(self.rest())
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let hit = self.name() == word;
        self.at += if hit { word.len() } else { 0 };
        hit
    }

    pub(super) fn pipe(&mut self) -> Result<Filter> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("filter is nested too deep".into());
        }
        let left = self.comma()?;
        let filter = if self.word("as") {
            let name = self.variable()?;
            self.expect("|")?;
            Filter::Bind(boxed(left), name, boxed(self.pipe()?))
        } else if !self.rest().starts_with("|=") && self.take("|") {
            Filter::Pipe(boxed(left), boxed(self.pipe()?))
        } else {
            left
        };
        self.depth -= 1;
        Ok(filter)
    }

    pub(super) fn variable(&mut self) -> Result<String> {
        self.expect("$")?;
        let name = self.name().to_string();
        self.at += name.len();
        if name.is_empty() {
            Err(self.problem())
        } else {
            Ok(name)
        }
    }

    pub(super) fn comma(&mut self) -> Result<Filter> {
        let mut left = self.level(0)?;
        while self.take(",") {
            left = Filter::Comma(boxed(left), boxed(self.level(0)?));
        }
        Ok(left)
    }

    pub(super) fn operator(&mut self, level: usize) -> Option<&'static str> {
        const LEVELS: [&[&str]; 6] = [
            &["//=", "|=", "+=", "-=", "*=", "="],
            &["//"],
            &["or"],
            &["and"],
            &["==", "!=", "<=", ">=", "<", ">"],
            &["+", "-"],
        ];
        let last: &[&str] = &["*", "/", "%"];
        self.blanks();
        let rest = self.rest();
        let found = LEVELS
            .get(level)
            .unwrap_or(&last)
            .iter()
            .find(|o| rest.starts_with(**o))?;
        let after = &rest[found.len()..];
        let clash = match *found {
            "=" => after.starts_with('='),
            "//" | "+" | "-" | "*" => after.starts_with('='),
            "/" => after.starts_with('/'),
            "or" | "and" => self.name() != *found,
            _ => false,
        };
        (!clash).then_some(*found)
    }

    pub(super) fn level(&mut self, level: usize) -> Result<Filter> {
        if level > 6 {
            return self.postfix();
        }
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.operator(level) {
            self.at += operator.len();
            // Assignment and `//` bind to the right.
            let right = self.level(if level < 2 { level } else { level + 1 })?;
            left = Filter::Binary(operator, boxed(left), boxed(right));
        }
        Ok(left)
    }

    pub(super) fn postfix(&mut self) -> Result<Filter> {
        let mut filter = self.term()?;
        loop {
            self.blanks();
            if self.take("?") {
                filter = Filter::Try(boxed(filter));
            } else if self.rest().starts_with('[') {
                filter = self.brackets(filter)?;
            } else if self.rest().starts_with('.') && !self.rest().starts_with("..") {
                self.at += 1;
                filter = self.member(filter)?;
            } else {
                return Ok(filter);
            }
        }
    }

    /// What follows a dot.
    pub(super) fn member(&mut self, of: Filter) -> Result<Filter> {
        let name = self.name();
        if !name.is_empty() {
            self.at += name.len();
            let key = Filter::Literal(Json::Text(name.to_string()));
            return Ok(Filter::Index(boxed(of), boxed(key)));
        }
        match self.rest().bytes().next() {
            Some(b'"') => {
                let key = self.string(None)?;
                Ok(Filter::Index(boxed(of), boxed(key)))
            }
            Some(b'[') => self.brackets(of),
            _ if matches!(of, Filter::Identity) => Ok(of),
            _ => Err(self.problem()),
        }
    }

    pub(super) fn brackets(&mut self, of: Filter) -> Result<Filter> {
        self.at += 1;
        if self.take("]") {
            return Ok(Filter::Each(boxed(of)));
        }
        let from = if self.take(":") {
            None
        } else {
            Some(boxed(self.pipe()?))
        };
        if let (Some(key), true) = (&from, self.take("]")) {
            return Ok(Filter::Index(boxed(of), key.clone()));
        }
        if from.is_some() {
            self.expect(":")?;
        }
        let to = if self.take("]") {
            None
        } else {
            let to = self.pipe()?;
            self.expect("]")?;
            Some(boxed(to))
        };
        Ok(Filter::Slice(boxed(of), from, to))
    }
}
