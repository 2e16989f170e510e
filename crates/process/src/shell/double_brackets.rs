//! `[[ ]]`: its grammar and its evaluation.

use super::ast::Test;
use super::lex::Until;
use super::parse::{Parser, SyntaxError};
use super::pattern::matches;
use super::state::Shell;
use super::test::{BINARY, compare, is_unary, numbers, unary};

impl Parser<'_> {
    /// `[[ … || … ]]`; the closing word is not taken.
    pub fn test_or(&mut self) -> Result<Test, SyntaxError> {
        let mut left = self.test_and()?;
        loop {
            self.skip_newlines();
            if !self.starts_with("||") {
                return Ok(left);
            }
            self.at += 2;
            left = Test::Or(Box::new(left), Box::new(self.test_and()?));
        }
    }

    fn test_and(&mut self) -> Result<Test, SyntaxError> {
        let mut left = self.nested(Self::test_primary)?;
        loop {
            self.skip_newlines();
            if !self.starts_with("&&") {
                return Ok(left);
            }
            self.at += 2;
            left = Test::And(Box::new(left), Box::new(self.nested(Self::test_primary)?));
        }
    }

    fn test_primary(&mut self) -> Result<Test, SyntaxError> {
        self.skip_newlines();
        if self.peek() == Some(b'(') {
            self.at += 1;
            let inner = self.nested(Self::test_or)?;
            self.expect_char(b')')?;
            return Ok(inner);
        }
        let word = self.single_word()?;
        let plain = super::parse::plain(&word).map(str::to_string);
        if plain.as_deref() == Some("!") {
            return Ok(Test::Not(Box::new(self.nested(Self::test_primary)?)));
        }
        if let Some(operator) = plain.filter(|p| is_unary(p)) {
            self.skip_blanks();
            if !self.at_test_operator() {
                return Ok(Test::Unary(operator, self.single_word()?));
            }
        }
        self.skip_newlines();
        let operator = self.test_operator();
        let Some(operator) = operator else {
            return Ok(Test::Word(word));
        };
        self.at += operator.len();
        self.skip_blanks();
        let right = if operator == "=~" {
            self.word_until(Until::Regex, false)?
        } else {
            self.single_word()?
        };
        Ok(Test::Binary(word, operator.to_string(), right))
    }

    fn at_test_operator(&self) -> bool {
        self.starts_with("]]")
            || self.starts_with("&&")
            || self.starts_with("||")
            || self.test_operator().is_some()
    }

    fn test_operator(&self) -> Option<&'static str> {
        let followed = |o: &str| {
            self.bytes()
                .get(self.at + o.len())
                .is_some_and(|c| matches!(c, b' ' | b'\t'))
        };
        ["=~"]
            .into_iter()
            .chain(BINARY)
            .find(|o| self.starts_with(o) && followed(o))
    }
}

impl Shell {
    /// Decides `[[ … ]]`.
    pub fn run_test<'a>(&'a mut self, test: &'a Test) -> super::exec::Running<'a, Result<bool, ()>> {
        Box::pin(async move {
            match test {
                Test::Not(inner) => self.run_test(inner).await.map(|v| !v),
                Test::And(a, b) => Ok(self.run_test(a).await? && self.run_test(b).await?),
                Test::Or(a, b) => Ok(self.run_test(a).await? || self.run_test(b).await?),
                Test::Word(word) => Ok(!self.expand_text(word).await.map_err(|_| ())?.is_empty()),
                Test::Unary(operator, word) => {
                    let operand = self.expand_text(word).await.map_err(|_| ())?;
                    if let Some(value) = self.own_test(operator, &operand) {
                        return Ok(value);
                    }
                    Ok(unary(&self.proc, operator, &operand))
                }
                Test::Binary(left, operator, right) => {
                    let left = self.expand_text(left).await.map_err(|_| ())?;
                    self.binary_test(&left, operator, right).await
                }
            }
        })
    }

    async fn binary_test(
        &mut self,
        left: &str,
        operator: &str,
        right: &super::ast::Word,
    ) -> Result<bool, ()> {
        match operator {
            "=" | "==" | "!=" => {
                let pattern = self.expand_pattern(right).await.map_err(|_| ())?;
                Ok(matches(&pattern, left) == (operator != "!="))
            }
            "=~" => {
                let pattern = self.expand_regex(right).await?;
                let Some(regex) = crate::utilities::regex::Regex::extended(&pattern) else {
                    return Err(());
                };
                let found = regex.find(left, 0);
                let groups = found.as_ref().map(|f| f.texts(left)).unwrap_or_default();
                self.set(
                    "BASH_REMATCH",
                    super::state::Value::Array((0..).zip(groups).collect()),
                );
                Ok(found.is_some())
            }
            "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                let left = vec![super::ast::Part::Quoted(left.to_string())];
                let (a, b) = (self.arithmetic(&left).await?, self.arithmetic(right).await?);
                Ok(numbers(a, operator, b))
            }
            _ => {
                let right = self.expand_text(right).await.map_err(|_| ())?;
                compare(&self.proc, left, operator, &right).map_err(|_| ())
            }
        }
    }

    /// A regular expression: quoted parts stand for themselves.
    async fn expand_regex(&mut self, word: &super::ast::Word) -> Result<String, ()> {
        let mut pieces = Vec::new();
        self.expand_parts(word, false, &mut pieces)
            .await
            .map_err(|_| ())?;
        let mut pattern = String::new();
        for piece in pieces {
            match piece {
                super::expand::Piece::Quoted(text) => {
                    for c in text.chars() {
                        if ".[]()*+?{}|^$\\".contains(c) {
                            pattern.push('\\');
                        }
                        pattern.push(c);
                    }
                }
                super::expand::Piece::Literal(text) | super::expand::Piece::Split(text) => {
                    pattern.push_str(&text)
                }
                _ => {}
            }
        }
        Ok(pattern)
    }
}
