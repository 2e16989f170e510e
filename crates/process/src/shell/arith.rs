//! `$(( ))`: integer arithmetic over variables.

mod operate;
mod variables;

use super::ast::Word;
use super::lex::leading_name;
use super::state::Shell;
use operate::{LEVELS, number};

/// Deepest nesting of an expression.
const MAX_DEPTH: u32 = 50;

impl Shell {
    /// Expands a word and computes it; on a mistake the message is printed.
    pub async fn arithmetic(&mut self, word: &Word) -> Result<i64, ()> {
        let text = self.expand_text(word).await.map_err(|_| ())?;
        let result = Expression {
            shell: self,
            text: &text,
            at: 0,
            depth: 0,
            dry: false,
        }
        .whole();
        match result {
            Ok(value) => Ok(value),
            Err(message) => {
                let text = match self.dialect {
                    super::Dialect::Bash => format!("{text}: {message}"),
                    super::Dialect::Dash => format!("arithmetic expression: {message}: \"{text}\""),
                    super::Dialect::Ash => message,
                };
                self.complain(&text).await;
                Err(())
            }
        }
    }
}

struct Expression<'a> {
    shell: &'a mut Shell,
    text: &'a str,
    at: usize,
    depth: u32,
    /// The value is not needed: assignments and divisions by zero do not happen.
    dry: bool,
}

type Computed = Result<i64, String>;

fn assignment_operator(rest: &str) -> Option<&'static str> {
    const OPERATORS: [&str; 10] = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="];
    let sign = rest.bytes().take(3).position(|c| c == b'=')?;
    if sign == 0 {
        return (!rest.starts_with("==")).then_some("=");
    }
    OPERATORS.into_iter().find(|operator| rest.starts_with(operator))
}

impl<'a> Expression<'a> {
    fn whole(&mut self) -> Computed {
        if self.text.trim().is_empty() {
            return Ok(0);
        }
        let value = self.comma()?;
        if self.rest().is_empty() {
            Ok(value)
        } else {
            self.fail()
        }
    }

    fn fail(&self) -> Computed {
        Err(match self.shell.dialect {
            super::Dialect::Bash => "syntax error: operand expected".into(),
            super::Dialect::Dash => "expecting primary".into(),
            super::Dialect::Ash => "arithmetic syntax error".into(),
        })
    }

    fn rest(&mut self) -> &'a str {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        &self.text[self.at..]
    }

    fn take(&mut self, operator: &str) -> bool {
        let hit = self.rest().starts_with(operator);
        if hit {
            self.at += operator.len();
        }
        hit
    }

    fn comma(&mut self) -> Computed {
        let mut value = self.ternary()?;
        while self.take(",") {
            value = self.ternary()?;
        }
        Ok(value)
    }

    fn ternary(&mut self) -> Computed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("expression recursion level exceeded".into());
        }
        let result = self.ternary_inner();
        self.depth -= 1;
        result
    }

    fn ternary_inner(&mut self) -> Computed {
        if let Some(value) = self.assignment()? {
            return Ok(value);
        }
        let condition = self.level(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let yes = self.when(condition != 0, Self::ternary)?;
        if !self.take(":") {
            return self.fail();
        }
        let no = self.when(condition == 0, Self::ternary)?;
        Ok(if condition != 0 { yes } else { no })
    }

    /// Computes a part only for its syntax when it is not taken.
    fn when(&mut self, taken: bool, part: impl FnOnce(&mut Self) -> Computed) -> Computed {
        let before = self.dry;
        self.dry |= !taken;
        let result = part(self);
        self.dry = before;
        result
    }

    fn name(&mut self) -> Option<&'a str> {
        let name = leading_name(self.rest());
        self.at += name.len();
        Some(name).filter(|name| !name.is_empty())
    }

    fn assignment(&mut self) -> Result<Option<i64>, String> {
        let start = self.at;
        if let Some(name) = self.name() {
            let key = match self.take("[") {
                true => Some(self.element(name)?),
                false => None,
            };
            let rest = self.rest();
            let operator = assignment_operator(rest);
            if let Some(operator) = operator {
                self.at += operator.len();
                let right = self.ternary()?;
                let value = match operator {
                    "=" => right,
                    _ => {
                        let left = match &key {
                            Some((_, value)) => *value,
                            None => self.value_of(name)?,
                        };
                        self.compute(operator.trim_end_matches('='), left, right)?
                    }
                };
                match key {
                    Some((key, _)) => self.assign_element(name, key, value),
                    None => self.assign(name, value),
                }
                return Ok(Some(value));
            }
        }
        self.at = start;
        Ok(None)
    }

    /// The binary operator that comes next, and how strongly it binds.
    fn operator(&mut self) -> Option<(usize, &'static str)> {
        let rest = self.rest();
        if !rest.starts_with(['|', '&', '^', '=', '!', '<', '>', '+', '-', '*', '/', '%']) {
            return None;
        }
        let fits = |operator: &str| {
            let Some(after) = rest.strip_prefix(operator) else {
                return false;
            };
            let double = matches!(operator, "|" | "&" | "<" | ">") && after.starts_with(operator);
            let compares = matches!(operator, "==" | "!=" | "<=" | ">=" | "<" | ">");
            !double && (compares || !after.starts_with('='))
        };
        let levels = LEVELS.iter().enumerate();
        levels
            .filter_map(|(level, operators)| Some((level, *operators.iter().find(|o| fits(o))?)))
            .next()
    }

    /// A chain of operators that bind at least as strongly as `least`.
    fn level(&mut self, least: usize) -> Computed {
        let mut left = self.power()?;
        loop {
            let Some((level, operator)) = self.operator().filter(|found| found.0 >= least) else {
                return Ok(left);
            };
            self.at += operator.len();
            left = match operator {
                "||" => {
                    let right = self.when(left == 0, |e| e.level(level + 1))?;
                    i64::from(left != 0 || right != 0)
                }
                "&&" => {
                    let right = self.when(left != 0, |e| e.level(level + 1))?;
                    i64::from(left != 0 && right != 0)
                }
                _ => {
                    let right = self.level(level + 1)?;
                    self.compute(operator, left, right)?
                }
            };
        }
    }

    fn unary(&mut self) -> Computed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("expression recursion level exceeded".into());
        }
        let result = self.unary_inner();
        self.depth -= 1;
        result
    }

    fn unary_inner(&mut self) -> Computed {
        for (operator, step) in [("++", 1), ("--", -1)] {
            let start = self.at;
            if self.take(operator) {
                if let Some(name) = self.name() {
                    let value = self.value_of(name)?.wrapping_add(step);
                    self.assign(name, value);
                    return Ok(value);
                }
                self.at = start;
            }
        }
        if self.take("-") {
            return Ok(self.unary()?.wrapping_neg());
        }
        if self.take("+") {
            return self.unary();
        }
        if self.take("!") {
            return Ok(i64::from(self.unary()? == 0));
        }
        if self.take("~") {
            return Ok(!self.unary()?);
        }
        self.primary()
    }

    /// bash's `**`: binds less than a sign, and to the right.
    fn power(&mut self) -> Computed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("expression recursion level exceeded".into());
        }
        let base = self.unary();
        let result = match base {
            Ok(base) if self.take("**") => self.power().and_then(|exponent| {
                let exponent = u32::try_from(exponent).map_err(|_| "exponent less than 0".to_string())?;
                Ok(base.wrapping_pow(exponent))
            }),
            base => base,
        };
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> Computed {
        if self.take("(") {
            let value = self.comma()?;
            return if self.take(")") { Ok(value) } else { self.fail() };
        }
        if let Some(name) = self.name() {
            let (at, value) = if self.take("[") {
                let (at, value) = self.element(name)?;
                (Some(at), value)
            } else {
                (None, self.value_of(name)?)
            };
            let step = if self.take("++") {
                1
            } else if self.take("--") {
                -1
            } else {
                return Ok(value);
            };
            match at {
                Some(at) => self.assign_element(name, at, value.wrapping_add(step)),
                None => self.assign(name, value.wrapping_add(step)),
            }
            return Ok(value);
        }
        let rest = self.rest();
        let length = rest
            .bytes()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, b'#' | b'_'))
            .count();
        match number(&rest[..length]) {
            Some(value) => {
                self.at += length;
                Ok(value)
            }
            None => self.fail(),
        }
    }
}
