//! awk's statements at work.

use super::ast::{Expr, Statement};
use super::run::{Flow, Machine};
use super::text::format;
use super::value::{ONE, Value};

/// Most steps of one program: a loop without end stops.
const MAX_STEPS: u32 = 1_000_000;

impl Machine<'_> {
    pub(super) fn block(&mut self, body: &[Statement]) -> Flow {
        for statement in body {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.exit = Some(2);
                return Flow::Exit;
            }
            match self.statement(statement) {
                _ if self.wants.is_some() => return Flow::Exit,
                Flow::Go => {}
                other => return other,
            }
        }
        Flow::Go
    }

    fn statement(&mut self, statement: &Statement) -> Flow {
        match statement {
            Statement::Print(items, target) => {
                let text = if items.is_empty() {
                    self.line.clone()
                } else {
                    let separator = self.text_of("OFS");
                    let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                    texts.join(&separator)
                };
                let end = self.text_of("ORS");
                self.write(target.as_ref(), &(text + &end));
            }
            Statement::Printf(items, target) => {
                let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                if let Some((pattern, args)) = texts.split_first() {
                    self.write(target.as_ref(), &format(pattern, args));
                }
            }
            Statement::Expr(expr) => {
                self.eval(expr);
            }
            Statement::If(condition, yes, no) => {
                let body = if self.eval(condition).truth() { yes } else { no };
                return self.block(body);
            }
            Statement::DoWhile(body, condition) => match self.block(body) {
                Flow::Break => {}
                Flow::Go | Flow::Continue => return self.repeat(Some(condition), None, body),
                other => return other,
            },
            Statement::Return(value) => {
                self.returned = value
                    .as_ref()
                    .map_or(Value::Read(String::new()), |v| self.eval(v));
                return Flow::Return;
            }
            Statement::While(condition, body) => return self.repeat(Some(condition), None, body),
            Statement::For(first, condition, step, body) => {
                if let Some(first) = first {
                    self.eval(first);
                }
                return self.repeat(condition.as_ref(), step.as_ref(), body);
            }
            Statement::ForIn(name, array, body) => return self.for_each_key(name, array, body),
            Statement::Next => return Flow::Next,
            Statement::Break => return Flow::Break,
            Statement::Continue => return Flow::Continue,
            Statement::Exit(code) => {
                let code = code.as_ref().map_or(0, |c| self.eval(c).number() / ONE);
                self.exit = Some((code & 255) as i32);
                return Flow::Exit;
            }
            Statement::Delete(array, None) => {
                let array = self.array_name(array);
                self.arrays.remove(&array);
            }
            Statement::Delete(array, Some(key)) => {
                let key = self.eval(key).text();
                let array = self.array_name(array);
                if let Some(array) = self.arrays.get_mut(&array) {
                    array.remove(&key);
                }
            }
        }
        Flow::Go
    }

    fn for_each_key(&mut self, name: &str, array: &str, body: &[Statement]) -> Flow {
        let array = self.array_name(array);
        let keys: Vec<String> = self
            .arrays
            .get(&array)
            .map(|a| a.keys().cloned().collect())
            .unwrap_or_default();
        for key in keys {
            self.set_variable(name, Value::Read(key));
            match self.block(body) {
                Flow::Break => break,
                Flow::Go | Flow::Continue => {}
                other => return other,
            }
        }
        Flow::Go
    }

    fn repeat(&mut self, condition: Option<&Expr>, step: Option<&Expr>, body: &[Statement]) -> Flow {
        loop {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.exit = Some(2);
                return Flow::Exit;
            }
            if condition.is_some_and(|c| !self.eval(c).truth()) {
                return Flow::Go;
            }
            match self.block(body) {
                Flow::Break => return Flow::Go,
                Flow::Go | Flow::Continue => {}
                other => return other,
            }
            if let Some(step) = step {
                self.eval(step);
            }
        }
    }
}
