//! jq's filters as a tree.

use super::json::Json;

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

type Result<T> = std::result::Result<T, String>;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
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

fn boxed(filter: Filter) -> Box<Filter> {
    Box::new(filter)
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
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

    fn problem(&self) -> String {
        match self.rest().chars().next() {
            Some(c) => format!("syntax error, unexpected '{c}' at <top-level>, line 1"),
            None => "syntax error, unexpected end of file at <top-level>, line 1".into(),
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let hit = self.rest().starts_with(token);
        self.at += if hit { token.len() } else { 0 };
        hit
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.problem())
        }
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let first = rest
            .bytes()
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == b'_');
        let length = rest
            .bytes()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == b'_')
            .count();
        if first { &rest[..length] } else { "" }
    }

    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let hit = self.name() == word;
        self.at += if hit { word.len() } else { 0 };
        hit
    }

    fn pipe(&mut self) -> Result<Filter> {
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

    fn variable(&mut self) -> Result<String> {
        self.expect("$")?;
        let name = self.name().to_string();
        self.at += name.len();
        if name.is_empty() {
            Err(self.problem())
        } else {
            Ok(name)
        }
    }

    fn comma(&mut self) -> Result<Filter> {
        let mut left = self.level(0)?;
        while self.take(",") {
            left = Filter::Comma(boxed(left), boxed(self.level(0)?));
        }
        Ok(left)
    }

    fn operator(&mut self, level: usize) -> Option<&'static str> {
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

    fn level(&mut self, level: usize) -> Result<Filter> {
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

    fn postfix(&mut self) -> Result<Filter> {
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
    fn member(&mut self, of: Filter) -> Result<Filter> {
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

    fn brackets(&mut self, of: Filter) -> Result<Filter> {
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

    fn term(&mut self) -> Result<Filter> {
        self.blanks();
        match self.rest().bytes().next() {
            Some(b'.') if self.take("..") => Ok(Filter::Recurse),
            Some(b'.') => {
                self.at += 1;
                self.member(Filter::Identity)
            }
            Some(b'"') => self.string(None),
            Some(b'-') => {
                self.at += 1;
                Ok(Filter::Negative(boxed(self.postfix()?)))
            }
            Some(b'0'..=b'9') => {
                let rest = self.rest();
                let length = rest
                    .bytes()
                    .take_while(|c| c.is_ascii_digit() || *c == b'.')
                    .count();
                self.at += length;
                Ok(Filter::Literal(Json::Number(rest[..length].to_string())))
            }
            Some(b'(') => {
                self.at += 1;
                let inner = self.pipe()?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(b'[') => {
                self.at += 1;
                if self.take("]") {
                    return Ok(Filter::List(None));
                }
                let inner = self.pipe()?;
                self.expect("]")?;
                Ok(Filter::List(Some(boxed(inner))))
            }
            Some(b'{') => self.object(),
            Some(b'$') => self.variable().map(Filter::Variable),
            Some(b'@') => {
                self.at += 1;
                let name = self.name().to_string();
                self.at += name.len();
                self.blanks();
                if self.rest().starts_with('"') {
                    return self.string(Some(name));
                }
                Ok(Filter::Format(
                    Some(name),
                    vec![(String::new(), Some(Filter::Identity))],
                ))
            }
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Result<Filter> {
        let name = self.name().to_string();
        if name.is_empty() {
            return Err(self.problem());
        }
        self.at += name.len();
        match name.as_str() {
            "null" => Ok(Filter::Literal(Json::Null)),
            "true" | "false" => Ok(Filter::Literal(Json::Bool(name == "true"))),
            "if" => self.condition(),
            "reduce" => {
                let source = self.postfix()?;
                if !self.word("as") {
                    return Err(self.problem());
                }
                let variable = self.variable()?;
                self.expect("(")?;
                let start = self.pipe()?;
                self.expect(";")?;
                let step = self.pipe()?;
                self.expect(")")?;
                Ok(Filter::Reduce(boxed(source), variable, boxed(start), boxed(step)))
            }
            _ => {
                let mut arguments = Vec::new();
                if self.rest().starts_with('(') {
                    self.at += 1;
                    loop {
                        arguments.push(self.pipe()?);
                        if !self.take(";") {
                            break;
                        }
                    }
                    self.expect(")")?;
                }
                Ok(Filter::Call(name, arguments))
            }
        }
    }

    fn condition(&mut self) -> Result<Filter> {
        let condition = self.pipe()?;
        if !self.word("then") {
            return Err(self.problem());
        }
        let yes = self.pipe()?;
        let no = if self.word("elif") {
            return Ok(Filter::If(boxed(condition), boxed(yes), boxed(self.condition()?)));
        } else if self.word("else") {
            self.pipe()?
        } else {
            Filter::Identity
        };
        if !self.word("end") {
            return Err(self.problem());
        }
        Ok(Filter::If(boxed(condition), boxed(yes), boxed(no)))
    }

    fn object(&mut self) -> Result<Filter> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.take("}") {
            self.blanks();
            let shorthand;
            let key = match self.rest().bytes().next() {
                Some(b'(') => {
                    shorthand = Filter::Identity;
                    self.term()?
                }
                Some(b'$') => {
                    let name = self.variable()?;
                    shorthand = Filter::Variable(name.clone());
                    Filter::Literal(Json::Text(name))
                }
                _ => {
                    let name = self.name();
                    let key = if name.is_empty() {
                        self.string(None)?
                    } else {
                        self.at += name.len();
                        Filter::Literal(Json::Text(name.to_string()))
                    };
                    shorthand = Filter::Index(boxed(Filter::Identity), boxed(key.clone()));
                    key
                }
            };
            let value = if self.take(":") { self.level(1)? } else { shorthand };
            entries.push((key, value));
            self.blanks();
            if !self.take(",") && !self.rest().starts_with('}') {
                return Err(self.problem());
            }
        }
        Ok(Filter::Object(entries))
    }

    /// A text in quotes; `\(…)` holds a filter.
    fn string(&mut self, format: Option<String>) -> Result<Filter> {
        self.expect("\"")?;
        let mut pieces = Vec::new();
        let mut plain = String::new();
        loop {
            let c = self.rest().chars().next().ok_or_else(|| self.problem())?;
            self.at += c.len_utf8();
            match c {
                '"' => break,
                '\\' => {
                    let c = self.rest().chars().next().ok_or_else(|| self.problem())?;
                    self.at += c.len_utf8();
                    match c {
                        '(' => {
                            let inner = self.pipe()?;
                            self.expect(")")?;
                            pieces.push((std::mem::take(&mut plain), Some(inner)));
                        }
                        'n' => plain.push('\n'),
                        't' => plain.push('\t'),
                        'r' => plain.push('\r'),
                        other => plain.push(other),
                    }
                }
                c => plain.push(c),
            }
        }
        if pieces.is_empty() {
            return Ok(Filter::Literal(Json::Text(plain)));
        }
        pieces.push((plain, None));
        Ok(Filter::Format(format, pieces))
    }
}
