//! jq's terms: names, texts, objects, conditions.

use super::json::Json;
use super::parse::{Filter, Parser, Result, boxed};

impl<'a> Parser<'a> {
    pub(super) fn term(&mut self) -> Result<Filter> {
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
    pub(super) fn string(&mut self, format: Option<String>) -> Result<Filter> {
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
