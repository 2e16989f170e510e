//! awk's text to rules.

use super::ast::{Expr, Function, Program, Rule, Statement, Target, When};
use crate::shell::leading_name;

/// Deepest nesting of expressions and blocks.
pub(super) const MAX_DEPTH: u32 = 60;

/// Reads a program; `None` when something is not understood.
pub(super) fn parse(text: &str) -> Option<Program> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        no_in: false,
        no_greater: false,
        takes_lines: false,
        runs_commands: false,
    };
    let mut program = Program::default();
    loop {
        parser.separators();
        if parser.rest().is_empty() {
            program.takes_lines = parser.takes_lines;
            program.runs_commands = parser.runs_commands;
            return Some(program);
        }
        if parser.word("function") || parser.word("func") {
            program.functions.push(parser.function()?);
        } else {
            program.rules.push(parser.rule()?);
        }
    }
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: u32,
    pub(super) no_in: bool,
    /// `>` is a redirection inside `print`.
    pub(super) no_greater: bool,
    pub(super) takes_lines: bool,
    pub(super) runs_commands: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn blanks(&mut self) {
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

    pub(super) fn newlines(&mut self) {
        loop {
            self.blanks();
            if !self.rest().starts_with('\n') {
                return;
            }
            self.at += 1;
        }
    }

    pub(super) fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let hit = self.rest().starts_with(token);
        if hit {
            self.at += token.len();
        }
        hit
    }

    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.blanks();
        Some(leading_name(self.rest())).filter(|name| !name.is_empty())
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let hit = self.name() == Some(word);
        if hit {
            self.at += word.len();
        }
        hit
    }

    fn function(&mut self) -> Option<Function> {
        let name = self.name()?.to_string();
        self.at += name.len();
        if !self.take("(") {
            return None;
        }
        let mut parameters = Vec::new();
        while !self.take(")") {
            let parameter = self.name()?.to_string();
            self.at += parameter.len();
            parameters.push(parameter);
            self.take(",");
            self.newlines();
        }
        self.newlines();
        let body = self.block()?;
        Some(Function {
            name,
            parameters,
            body,
        })
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
    pub(super) fn body(&mut self) -> Option<Vec<Statement>> {
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
            "next" | "nextfile" => Statement::Next,
            "return" => Statement::Return(if self.at_end() { None } else { Some(self.expr()?) }),
            "do" => {
                let body = self.body()?;
                self.separators();
                if !self.word("while") {
                    return None;
                }
                Statement::DoWhile(body, self.parenthesized()?)
            }
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
        let items = match self.grouped() {
            Some(items) => items,
            None => self.items()?,
        };
        self.blanks();
        let kind = [">>", ">", "|"]
            .into_iter()
            .find(|kind| self.rest().starts_with(kind));
        let target = match kind {
            Some(kind) => {
                self.at += kind.len();
                let name = self.concatenation()?;
                Some(Target { kind, name })
            }
            None => None,
        };
        Some(if formatted {
            Statement::Printf(items, target)
        } else {
            Statement::Print(items, target)
        })
    }

    /// `print (a, b)`: all items in parentheses.
    fn grouped(&mut self) -> Option<Vec<Expr>> {
        let start = self.at;
        let items = self.parenthesized_items();
        self.blanks();
        let ends = self.rest().is_empty() || self.rest().starts_with(['\n', ';', '}', '>', '|']);
        if items.is_none() || !ends || self.rest().starts_with("||") {
            self.at = start;
            return None;
        }
        items
    }

    fn parenthesized_items(&mut self) -> Option<Vec<Expr>> {
        if !self.take("(") {
            return None;
        }
        let outer = std::mem::replace(&mut self.no_greater, false);
        let items = self.list_of_items();
        self.no_greater = outer;
        items.filter(|_| self.take(")"))
    }

    fn list_of_items(&mut self) -> Option<Vec<Expr>> {
        let mut items = vec![self.expr()?];
        while self.take(",") {
            self.newlines();
            items.push(self.expr()?);
        }
        Some(items)
    }

    fn items(&mut self) -> Option<Vec<Expr>> {
        if self.at_end() || self.rest().starts_with(['>', '|']) {
            return Some(Vec::new());
        }
        self.no_greater = true;
        let items = self.list_of_items();
        self.no_greater = false;
        items
    }

    pub(super) fn parenthesized(&mut self) -> Option<Expr> {
        if !self.take("(") {
            return None;
        }
        let outer = std::mem::replace(&mut self.no_greater, false);
        let expr = self.expr()?;
        self.no_greater = outer;
        self.take(")").then_some(expr)
    }
}
