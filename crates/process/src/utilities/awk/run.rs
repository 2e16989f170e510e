//! awk's rules at work.

use super::parse::{Expr, Rule, Statement, When};
use super::text::{MAX_FIELDS, format, split};
use super::value::{ONE, Value, binary, compute, number_of, truth};
use crate::utilities::regex::Regex;
use sorted::Map;

/// Most steps of one program: a loop without end stops.
const MAX_STEPS: u32 = 1_000_000;

enum Flow {
    Go,
    Next,
    Exit,
    Break,
    Continue,
}

pub(super) struct Machine<'a> {
    rules: &'a [Rule],
    pub(super) variables: Map<String, Value>,
    pub(super) arrays: Map<String, Map<String, Value>>,
    pub(super) line: String,
    fields: Vec<String>,
    in_range: Vec<bool>,
    exit: Option<i32>,
    steps: u32,
    pub out: String,
}

impl<'a> Machine<'a> {
    pub fn new(rules: &'a [Rule], separator: Option<&str>) -> Machine<'a> {
        let mut machine = Machine {
            rules,
            variables: Map::new(),
            arrays: Map::new(),
            line: String::new(),
            fields: Vec::new(),
            in_range: vec![false; rules.len()],
            exit: None,
            steps: 0,
            out: String::new(),
        };
        machine.set("FS", separator.unwrap_or(" "));
        machine.set("OFS", " ");
        machine.set("ORS", "\n");
        machine.variables.insert("NR".into(), Value::Number(0));
        machine
    }

    pub fn set(&mut self, name: &str, value: &str) {
        let value = crate::shell::unescape(value, false).0;
        self.variables.insert(name.into(), Value::Read(value));
    }

    pub fn set_environment(&mut self, name: &str, value: &str) {
        let environment = self.arrays.entry("ENVIRON".into()).or_default();
        environment.insert(name.into(), Value::Read(value.into()));
    }

    pub fn reads_input(&self) -> bool {
        self.rules.iter().any(|r| !matches!(r.when, When::Begin))
    }

    /// The exit code, once `exit` was called.
    pub fn code(&self) -> Option<i32> {
        self.exit
    }

    pub fn begin(&mut self) {
        self.special(true);
    }

    pub fn end(&mut self) {
        self.special(false);
    }

    fn special(&mut self, begin: bool) {
        let rules = self.rules;
        for rule in rules {
            let fits = if begin {
                matches!(rule.when, When::Begin)
            } else {
                matches!(rule.when, When::End)
            };
            if let (true, Some(body)) = (fits, &rule.body)
                && matches!(self.block(body), Flow::Exit)
            {
                return;
            }
        }
    }

    pub fn line(&mut self, line: &str) {
        self.set_line(line);
        let number = self.variables.get("NR").map_or(0, Value::number);
        self.variables.insert("NR".into(), Value::Number(number + ONE));
        let rules = self.rules;
        for (place, rule) in rules.iter().enumerate() {
            let fits = match &rule.when {
                When::Begin | When::End => false,
                When::Always => true,
                When::If(condition) => self.eval(condition).truth(),
                When::Range(from, to) => {
                    let inside = self.in_range[place] || self.eval(from).truth();
                    self.in_range[place] = inside && !self.eval(to).truth();
                    inside
                }
            };
            if !fits {
                continue;
            }
            match &rule.body {
                None => {
                    let line = self.line.clone();
                    self.print(&line);
                }
                Some(body) => match self.block(body) {
                    Flow::Next | Flow::Exit => return,
                    _ => {}
                },
            }
        }
    }

    fn set_line(&mut self, line: &str) {
        self.line = line.to_string();
        let separator = self.variables.get("FS").map_or(" ".into(), Value::text);
        self.fields = split(line, &separator);
    }

    fn print(&mut self, text: &str) {
        self.out.push_str(text);
        let end = self.variables.get("ORS").map_or("\n".into(), Value::text);
        self.out.push_str(&end);
    }

    fn block(&mut self, body: &[Statement]) -> Flow {
        for statement in body {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.exit = Some(2);
                return Flow::Exit;
            }
            match self.statement(statement) {
                Flow::Go => {}
                other => return other,
            }
        }
        Flow::Go
    }

    fn statement(&mut self, statement: &Statement) -> Flow {
        match statement {
            Statement::Print(items) if items.is_empty() => {
                let line = self.line.clone();
                self.print(&line);
            }
            Statement::Print(items) => {
                let separator = self.variables.get("OFS").map_or(" ".into(), Value::text);
                let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                self.print(&texts.join(&separator));
            }
            Statement::Printf(items) => {
                let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                if let Some((pattern, args)) = texts.split_first() {
                    self.out += &format(pattern, args);
                }
            }
            Statement::Expr(expr) => {
                self.eval(expr);
            }
            Statement::If(condition, yes, no) => {
                let body = if self.eval(condition).truth() { yes } else { no };
                return self.block(body);
            }
            Statement::While(condition, body) => return self.repeat(Some(condition), None, body),
            Statement::For(first, condition, step, body) => {
                if let Some(first) = first {
                    self.eval(first);
                }
                return self.repeat(condition.as_ref(), step.as_ref(), body);
            }
            Statement::ForIn(name, array, body) => {
                let keys: Vec<String> = self
                    .arrays
                    .get(array)
                    .map(|a| a.keys().cloned().collect())
                    .unwrap_or_default();
                for key in keys {
                    self.variables.insert(name.clone(), Value::Read(key));
                    match self.block(body) {
                        Flow::Break => break,
                        Flow::Go | Flow::Continue => {}
                        other => return other,
                    }
                }
            }
            Statement::Next => return Flow::Next,
            Statement::Break => return Flow::Break,
            Statement::Continue => return Flow::Continue,
            Statement::Exit(code) => {
                let code = code.as_ref().map_or(0, |c| self.eval(c).number() / ONE);
                self.exit = Some((code & 255) as i32);
                return Flow::Exit;
            }
            Statement::Delete(array, None) => {
                self.arrays.remove(array);
            }
            Statement::Delete(array, Some(key)) => {
                let key = self.eval(key).text();
                if let Some(array) = self.arrays.get_mut(array) {
                    array.remove(&key);
                }
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

    pub(super) fn get(&mut self, target: &Expr) -> Value {
        match target {
            Expr::Variable(name) if name == "NF" => Value::Number(self.fields.len() as i128 * ONE),
            Expr::Variable(name) => self
                .variables
                .get(name)
                .cloned()
                .unwrap_or(Value::Read(String::new())),
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                let array = self.arrays.entry(array.clone()).or_default();
                array.entry(key).or_insert(Value::Read(String::new())).clone()
            }
            Expr::Field(number) => {
                let number = usize::try_from(self.eval(number).number() / ONE).unwrap_or(usize::MAX);
                let text = if number == 0 {
                    Some(&self.line)
                } else {
                    self.fields.get(number - 1)
                };
                Value::Read(text.cloned().unwrap_or_default())
            }
            other => self.eval(other),
        }
    }

    pub(super) fn put(&mut self, target: &Expr, value: Value) {
        match target {
            Expr::Variable(name) => {
                self.variables.insert(name.clone(), value);
            }
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                self.arrays.entry(array.clone()).or_default().insert(key, value);
            }
            Expr::Field(number) => {
                let number = usize::try_from(self.eval(number).number() / ONE).unwrap_or(usize::MAX);
                if number == 0 {
                    self.set_line(&value.text());
                } else if number <= MAX_FIELDS {
                    if self.fields.len() < number {
                        self.fields.resize(number, String::new());
                    }
                    self.fields[number - 1] = value.text();
                    let separator = self.variables.get("OFS").map_or(" ".into(), Value::text);
                    self.line = self.fields.join(&separator);
                }
            }
            _ => {}
        }
    }

    fn fits(&mut self, text: &str, pattern: &Expr) -> bool {
        let pattern = match pattern {
            Expr::Regex(text) => text.clone(),
            other => self.eval(other).text(),
        };
        Regex::extended(&pattern).is_some_and(|r| r.is_match(text))
    }

    pub(super) fn eval(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Number(text) => Value::Number(number_of(text)),
            Expr::Regex(_) => {
                let line = self.line.clone();
                truth(self.fits(&line, expr))
            }
            Expr::Variable(_) | Expr::Element(..) | Expr::Field(_) => self.get(expr),
            Expr::Assign(target, operator, value) => {
                let mut value = self.eval(value);
                if *operator != "=" {
                    let old = self.get(target).number();
                    value = Value::Number(compute(operator.trim_end_matches('='), old, value.number()));
                }
                self.put(target, value.clone());
                value
            }
            Expr::Step { target, by, before } => {
                let old = self.get(target).number();
                let new = old + i128::from(*by) * ONE;
                self.put(target, Value::Number(new));
                Value::Number(if *before { new } else { old })
            }
            Expr::Not(inner) => truth(!self.eval(inner).truth()),
            Expr::Negative(inner) => Value::Number(-self.eval(inner).number()),
            Expr::Match(left, pattern, negated) => {
                let left = self.eval(left).text();
                truth(self.fits(&left, pattern) != *negated)
            }
            Expr::In(key, array) => {
                let key = self.eval(key).text();
                truth(self.arrays.get(array).is_some_and(|a| a.contains_key(&key)))
            }
            Expr::Ternary(condition, yes, no) => {
                let chosen = if self.eval(condition).truth() { yes } else { no };
                self.eval(chosen)
            }
            Expr::Binary("&&", a, b) => truth(self.eval(a).truth() && self.eval(b).truth()),
            Expr::Binary("||", a, b) => truth(self.eval(a).truth() || self.eval(b).truth()),
            Expr::Binary(operator, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                binary(operator, &a, &b)
            }
            Expr::Call(name, args) => self.call(name, args),
        }
    }
}
