//! awk's expressions, by binding strength.

use super::ast::Expr;
use super::parse::{MAX_DEPTH, Parser};

impl<'a> Parser<'a> {
    pub(super) fn expr(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let expr = self.ternary()?;
        self.blanks();
        let assigns = ["+=", "-=", "*=", "/=", "%=", "^=", "="]
            .into_iter()
            .find(|o| self.rest().starts_with(o));
        let result = match assigns {
            Some(operator) if !self.rest().starts_with("==") && is_target(&expr) => {
                self.at += operator.len();
                self.newlines();
                let value = self.expr()?;
                Expr::Assign(Box::new(expr), operator, Box::new(value))
            }
            _ => expr,
        };
        self.depth -= 1;
        Some(result)
    }

    fn ternary(&mut self) -> Option<Expr> {
        let condition = self.or()?;
        if !self.take("?") {
            return Some(condition);
        }
        self.newlines();
        let yes = self.expr()?;
        if !self.take(":") {
            return None;
        }
        self.newlines();
        let no = self.expr()?;
        Some(Expr::Ternary(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    fn or(&mut self) -> Option<Expr> {
        let mut left = self.and()?;
        while self.take("||") {
            self.newlines();
            left = Expr::Binary("||", Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut left = self.membership()?;
        while self.take("&&") {
            self.newlines();
            left = Expr::Binary("&&", Box::new(left), Box::new(self.membership()?));
        }
        Some(left)
    }

    fn membership(&mut self) -> Option<Expr> {
        let mut left = self.matching()?;
        while !self.no_in && self.word("in") {
            let array = self.name()?.to_string();
            self.at += array.len();
            left = Expr::In(Box::new(left), array);
        }
        Some(left)
    }

    fn matching(&mut self) -> Option<Expr> {
        let mut left = self.comparison()?;
        loop {
            let negated = if self.take("!~") {
                true
            } else if self.take("~") {
                false
            } else {
                return Some(left);
            };
            left = Expr::Match(Box::new(left), Box::new(self.comparison()?), negated);
        }
    }

    fn comparison(&mut self) -> Option<Expr> {
        let left = self.concatenation()?;
        let left = self.piped(left)?;
        self.blanks();
        let operator = ["==", "!=", "<=", ">=", "<", ">"]
            .into_iter()
            .find(|o| self.rest().starts_with(o));
        match operator {
            Some(">") if self.no_greater => Some(left),
            Some(operator) => {
                self.at += operator.len();
                Some(Expr::Binary(
                    operator,
                    Box::new(left),
                    Box::new(self.concatenation()?),
                ))
            }
            None => Some(left),
        }
    }

    /// `command | getline`.
    fn piped(&mut self, mut left: Expr) -> Option<Expr> {
        loop {
            let start = self.at;
            if !self.take("|") || !self.word("getline") {
                self.at = start;
                return Some(left);
            }
            self.runs_commands = true;
            left = Expr::GetlineOf(Box::new(left), self.getline_target()?);
        }
    }

    pub(super) fn concatenation(&mut self) -> Option<Expr> {
        let mut left = self.sum()?;
        loop {
            self.blanks();
            let starts = self
                .rest()
                .starts_with(|c: char| c.is_ascii_alphanumeric() || "_\"$(!-".contains(c));
            let keyword = matches!(self.name(), Some("in" | "if" | "else" | "while"));
            if !starts
                || keyword
                || self.rest().starts_with("!=")
                || self.rest().starts_with("!~")
                || self.rest().starts_with('-')
            {
                return Some(left);
            }
            left = Expr::Binary(" ", Box::new(left), Box::new(self.sum()?));
        }
    }

    fn sum(&mut self) -> Option<Expr> {
        let mut left = self.product()?;
        loop {
            self.blanks();
            let operator = ["+", "-"]
                .into_iter()
                .find(|o| self.rest().starts_with(o) && !self.rest()[1..].starts_with('='));
            let Some(operator) = operator else {
                return Some(left);
            };
            self.at += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Option<Expr> {
        let mut left = self.unary()?;
        loop {
            self.blanks();
            let operator = ["*", "/", "%"].into_iter().find(|o| {
                self.rest().starts_with(o)
                    && !self.rest()[1..].starts_with('=')
                    && !self.rest().starts_with("**")
            });
            let Some(operator) = operator else {
                return Some(left);
            };
            self.at += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.blanks();
        let expr = if self.rest().starts_with('!') && !self.rest().starts_with("!~") {
            self.at += 1;
            Expr::Not(Box::new(self.unary()?))
        } else if self.rest().starts_with('-') && !self.rest().starts_with("--") {
            self.at += 1;
            Expr::Negative(Box::new(self.unary()?))
        } else {
            self.power()?
        };
        self.depth -= 1;
        Some(expr)
    }

    fn power(&mut self) -> Option<Expr> {
        let base = self.postfix()?;
        if self.take("^") || self.take("**") {
            return Some(Expr::Binary("^", Box::new(base), Box::new(self.unary()?)));
        }
        Some(base)
    }

    fn postfix(&mut self) -> Option<Expr> {
        for (operator, by) in [("++", 1), ("--", -1)] {
            if self.take(operator) {
                return Some(Expr::Step {
                    target: Box::new(self.primary()?),
                    by,
                    before: true,
                });
            }
        }
        let target = self.primary()?;
        for (operator, by) in [("++", 1), ("--", -1)] {
            if is_target(&target) && self.rest().starts_with(operator) {
                self.at += 2;
                return Some(Expr::Step {
                    target: Box::new(target),
                    by,
                    before: false,
                });
            }
        }
        Some(target)
    }

    fn primary(&mut self) -> Option<Expr> {
        self.blanks();
        let c = self.rest().bytes().next()?;
        match c {
            b'"' => self.string().map(Expr::Text),
            b'/' => {
                self.at += 1;
                self.until('/').map(Expr::Regex)
            }
            b'$' => {
                self.at += 1;
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return None;
                }
                let inner = if self.rest().starts_with("++") || self.rest().starts_with("--") {
                    self.postfix()?
                } else {
                    self.primary()?
                };
                self.depth -= 1;
                Some(Expr::Field(Box::new(inner)))
            }
            b'(' => self.group(),
            b'0'..=b'9' | b'.' => {
                let rest = self.rest();
                let length = rest
                    .bytes()
                    .take_while(|c| c.is_ascii_digit() || *c == b'.')
                    .count();
                self.at += length;
                Some(Expr::Number(rest[..length].to_string()))
            }
            _ => self.named(),
        }
    }

    /// `(a)`, or `(i, j) in array`.
    fn group(&mut self) -> Option<Expr> {
        let start = self.at;
        if let Some(expr) = self.parenthesized() {
            return Some(expr);
        }
        self.at = start + 1;
        let key = self.joined(")")?;
        if !self.word("in") {
            return None;
        }
        let array = self.name()?.to_string();
        self.at += array.len();
        Some(Expr::In(Box::new(key), array))
    }

    fn getline_target(&mut self) -> Option<Option<Box<Expr>>> {
        self.blanks();
        let named = self.rest().starts_with('$') || self.name().is_some_and(|n| n != "in");
        Some(if named {
            Some(Box::new(self.primary()?))
        } else {
            None
        })
    }

    fn getline(&mut self) -> Option<Expr> {
        let variable = self.getline_target()?;
        let file = if self.take("<") {
            Some(Box::new(self.primary()?))
        } else {
            None
        };
        self.takes_lines |= file.is_none();
        Some(Expr::Getline(variable, file))
    }

    fn named(&mut self) -> Option<Expr> {
        let name = self.name()?.to_string();
        self.at += name.len();
        if name == "getline" {
            return self.getline();
        }
        if self.rest().starts_with('[') {
            self.at += 1;
            return Some(Expr::Element(name, Box::new(self.subscript()?)));
        }
        if self.rest().starts_with('(') {
            self.at += 1;
            let outer = std::mem::replace(&mut self.no_greater, false);
            let mut args = Vec::new();
            while !self.take(")") {
                args.push(self.expr()?);
                if !self.take(",")
                    && !{
                        self.blanks();
                        self.rest().starts_with(')')
                    }
                {
                    return None;
                }
            }
            self.no_greater = outer;
            return Some(Expr::Call(name, args));
        }
        if name == "length" {
            return Some(Expr::Call(name, Vec::new()));
        }
        Some(Expr::Variable(name))
    }

    /// The inside of `[…]`; several indices are joined.
    pub(super) fn subscript(&mut self) -> Option<Expr> {
        self.joined("]")
    }

    /// Keys up to a bracket; several are joined by SUBSEP.
    fn joined(&mut self, end: &str) -> Option<Expr> {
        let mut key = self.expr()?;
        while self.take(",") {
            let joined = Expr::Binary(" ", Box::new(key), Box::new(Expr::Text("\u{1c}".into())));
            key = Expr::Binary(" ", Box::new(joined), Box::new(self.expr()?));
        }
        self.take(end).then_some(key)
    }
}

fn is_target(expr: &Expr) -> bool {
    matches!(expr, Expr::Variable(_) | Expr::Element(..) | Expr::Field(_))
}
