//! awk's text to rules.

/// Deepest nesting of expressions and blocks.
const MAX_DEPTH: u32 = 60;

/// When a rule runs.
#[derive(Debug)]
pub(super) enum When {
    Begin,
    End,
    Always,
    If(Expr),
    Range(Expr, Expr),
}

/// A rule; without a body it prints the line.
#[derive(Debug)]
pub(super) struct Rule {
    pub when: When,
    pub body: Option<Vec<Statement>>,
}

#[derive(Debug)]
pub(super) enum Statement {
    Print(Vec<Expr>),
    Printf(Vec<Expr>),
    Expr(Expr),
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    For(Option<Expr>, Option<Expr>, Option<Expr>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Next,
    Exit(Option<Expr>),
    Break,
    Continue,
    Delete(String, Option<Expr>),
}

#[derive(Debug, Clone)]
pub(super) enum Expr {
    Text(String),
    Number(String),
    Regex(String),
    Variable(String),
    Element(String, Box<Expr>),
    Field(Box<Expr>),
    Assign(Box<Expr>, &'static str, Box<Expr>),
    /// Before or after; plus or minus one.
    Step {
        target: Box<Expr>,
        by: i64,
        before: bool,
    },
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Match(Box<Expr>, Box<Expr>, bool),
    In(Box<Expr>, String),
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
}

/// Reads a program; `None` when something is not understood.
pub(super) fn parse(text: &str) -> Option<Vec<Rule>> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        no_in: false,
        no_greater: false,
    };
    let mut rules = Vec::new();
    loop {
        parser.separators();
        if parser.rest().is_empty() {
            return Some(rules);
        }
        rules.push(parser.rule()?);
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    no_in: bool,
    /// `>` is a redirection inside `print`.
    no_greater: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r']);
            self.at += rest.len() - trimmed.len();
            if let Some(after) = trimmed.strip_prefix("\\\n") {
                self.at = self.text.len() - after.len();
            } else if trimmed.starts_with('#') {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else {
                return;
            }
        }
    }

    fn separators(&mut self) {
        loop {
            self.blanks();
            if !self.rest().starts_with(['\n', ';']) {
                return;
            }
            self.at += 1;
        }
    }

    fn newlines(&mut self) {
        loop {
            self.blanks();
            if !self.rest().starts_with('\n') {
                return;
            }
            self.at += 1;
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let hit = self.rest().starts_with(token);
        if hit {
            self.at += token.len();
        }
        hit
    }

    fn name(&mut self) -> Option<&'a str> {
        self.blanks();
        let rest = self.rest();
        let first = rest.bytes().next()?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let length = rest
            .bytes()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == b'_')
            .count();
        Some(&rest[..length])
    }

    fn word(&mut self, word: &str) -> bool {
        let hit = self.name() == Some(word);
        if hit {
            self.at += word.len();
        }
        hit
    }

    fn rule(&mut self) -> Option<Rule> {
        let when = if self.word("BEGIN") {
            When::Begin
        } else if self.word("END") {
            When::End
        } else if self.rest().starts_with('{') {
            When::Always
        } else {
            let first = self.expr()?;
            if self.take(",") {
                When::Range(first, self.expr()?)
            } else {
                When::If(first)
            }
        };
        self.blanks();
        let body = if self.rest().starts_with('{') {
            Some(self.block()?)
        } else {
            None
        };
        Some(Rule { when, body })
    }

    fn block(&mut self) -> Option<Vec<Statement>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || !self.take("{") {
            return None;
        }
        let mut statements = Vec::new();
        loop {
            self.separators();
            if self.take("}") {
                self.depth -= 1;
                return Some(statements);
            }
            statements.push(self.statement()?);
        }
    }

    /// A block or one statement.
    fn body(&mut self) -> Option<Vec<Statement>> {
        self.newlines();
        if self.rest().starts_with('{') {
            return self.block();
        }
        if self.take(";") {
            return Some(Vec::new());
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let statement = self.statement()?;
        self.depth -= 1;
        Some(vec![statement])
    }

    fn statement(&mut self) -> Option<Statement> {
        let name = self.name().unwrap_or("");
        let start = self.at;
        self.at += name.len();
        Some(match name {
            "print" | "printf" => self.print(name == "printf")?,
            "next" => Statement::Next,
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "exit" => Statement::Exit(if self.at_end() { None } else { Some(self.expr()?) }),
            "delete" => {
                let array = self.name()?.to_string();
                self.at += array.len();
                let key = if self.take("[") {
                    Some(self.subscript()?)
                } else {
                    None
                };
                Statement::Delete(array, key)
            }
            "if" => {
                let condition = self.parenthesized()?;
                let yes = self.body()?;
                let after = self.at;
                self.separators();
                let no = if self.word("else") {
                    self.body()?
                } else {
                    self.at = after;
                    Vec::new()
                };
                Statement::If(condition, yes, no)
            }
            "while" => {
                let condition = self.parenthesized()?;
                Statement::While(condition, self.body()?)
            }
            "for" => self.for_loop()?,
            "getline" | "function" | "do" | "return" => return None,
            _ => {
                self.at = start;
                Statement::Expr(self.expr()?)
            }
        })
    }

    fn at_end(&mut self) -> bool {
        self.blanks();
        self.rest().is_empty() || self.rest().starts_with(['\n', ';', '}'])
    }

    fn print(&mut self, formatted: bool) -> Option<Statement> {
        let mut items = Vec::new();
        self.no_greater = true;
        if !self.at_end() {
            loop {
                items.push(self.expr()?);
                if !self.take(",") {
                    break;
                }
                self.newlines();
            }
        }
        self.no_greater = false;
        // Output to files and commands is not emulated, except to standard error, which is dropped.
        if self.take(">") || self.take("|") {
            return None;
        }
        Some(if formatted {
            Statement::Printf(items)
        } else {
            Statement::Print(items)
        })
    }

    fn for_loop(&mut self) -> Option<Statement> {
        if !self.take("(") {
            return None;
        }
        let start = self.at;
        if let Some(variable) = self.name() {
            self.at += variable.len();
            if self.word("in")
                && let Some(array) = self.name()
            {
                self.at += array.len();
                if self.take(")") {
                    return Some(Statement::ForIn(variable.into(), array.into(), self.body()?));
                }
            }
        }
        self.at = start;
        let mut parts = [None, None, None];
        for (place, part) in parts.iter_mut().enumerate() {
            self.newlines();
            let end = if place < 2 { ";" } else { ")" };
            if !self.take(end) {
                *part = Some(self.expr()?);
                if !self.take(end) {
                    return None;
                }
            }
        }
        let [first, condition, step] = parts;
        Some(Statement::For(first, condition, step, self.body()?))
    }

    fn parenthesized(&mut self) -> Option<Expr> {
        if !self.take("(") {
            return None;
        }
        let outer = std::mem::replace(&mut self.no_greater, false);
        let expr = self.expr()?;
        self.no_greater = outer;
        self.take(")").then_some(expr)
    }

    fn expr(&mut self) -> Option<Expr> {
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

    fn concatenation(&mut self) -> Option<Expr> {
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
                let inner = if self.take("++") || self.take("--") {
                    return None;
                } else {
                    self.primary()?
                };
                self.depth -= 1;
                Some(Expr::Field(Box::new(inner)))
            }
            b'(' => self.parenthesized(),
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

    fn named(&mut self) -> Option<Expr> {
        let name = self.name()?.to_string();
        self.at += name.len();
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
    fn subscript(&mut self) -> Option<Expr> {
        let mut key = self.expr()?;
        while self.take(",") {
            let joined = Expr::Binary(" ", Box::new(key), Box::new(Expr::Text("\u{1c}".into())));
            key = Expr::Binary(" ", Box::new(joined), Box::new(self.expr()?));
        }
        self.take("]").then_some(key)
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let raw = self.until('"')?;
        Some(crate::shell::unescape(&raw, false).0)
    }

    /// Text up to an unescaped character; its escape is dropped.
    fn until(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => {
                    let (_, next) = chars.next()?;
                    if next != end || end == '"' {
                        text.push('\\');
                    }
                    text.push(next);
                }
                c if c == end => {
                    self.at += place + c.len_utf8();
                    return Some(text);
                }
                c => text.push(c),
            }
        }
        None
    }
}

fn is_target(expr: &Expr) -> bool {
    matches!(expr, Expr::Variable(_) | Expr::Element(..) | Expr::Field(_))
}
