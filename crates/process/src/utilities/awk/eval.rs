//! awk's expressions at work.

use super::ast::Expr;
use super::run::Machine;
use super::text::MAX_FIELDS;
use super::value::{ONE, Value, binary, compute, number_of, truth};
use crate::utilities::regex::Regex;

impl Machine<'_> {
    pub(super) fn get(&mut self, target: &Expr) -> Value {
        match target {
            Expr::Variable(name) if name == "NF" => Value::Number(self.fields.len() as i128 * ONE),
            Expr::Variable(name) => self.variable(name),
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                let array = self.arrays.entry(self.array_name(array)).or_default();
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
            Expr::Variable(name) if name == "NF" => {
                let count = usize::try_from(value.number() / ONE).unwrap_or(0);
                self.fields.resize(count.min(MAX_FIELDS), String::new());
                self.line = self.fields.join(&self.text_of("OFS"));
            }
            Expr::Variable(name) => self.set_variable(name, value),
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                let array = self.array_name(array);
                self.arrays.entry(array).or_default().insert(key, value);
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
                    self.line = self.fields.join(&self.text_of("OFS"));
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
                let array = self.array_name(array);
                truth(self.arrays.get(&array).is_some_and(|a| a.contains_key(&key)))
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
            Expr::Call(name, args) => match self.program.functions.iter().find(|f| f.name == *name) {
                Some(function) => self.call_function(function, args),
                None => self.call(name, args),
            },
            Expr::Getline(variable, file) => self.getline(variable.as_deref(), file.as_deref()),
            Expr::GetlineOf(command, variable) => {
                let command = self.eval(command).text();
                self.getline_of(&command, variable.as_deref())
            }
        }
    }
}
