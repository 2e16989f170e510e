//! Functions that the program defines, and `getline`.

use super::ast::{Expr, Function};
use super::run::{Frame, Machine};
use super::value::{ONE, Value};

/// Deepest nesting of calls.
const MAX_CALLS: usize = 100;

impl Machine<'_> {
    /// A name's array: a function's parameter stands for its caller's array.
    pub(super) fn array_name(&self, name: &str) -> String {
        let bound = self.frames.last().and_then(|frame| frame.arrays.get(name));
        bound.map_or(name, String::as_str).to_string()
    }

    pub(super) fn variable(&self, name: &str) -> Value {
        let local = self.frames.last().and_then(|frame| frame.variables.get(name));
        let value = local.or_else(|| self.variables.get(name));
        value.cloned().unwrap_or(Value::Read(String::new()))
    }

    pub(super) fn set_variable(&mut self, name: &str, value: Value) {
        let local = self
            .frames
            .last_mut()
            .and_then(|frame| frame.variables.get_mut(name));
        match local {
            Some(slot) => *slot = value,
            None => {
                self.variables.insert(name.to_string(), value);
            }
        }
    }

    /// Scalars go in by value, arrays by reference; parameters without an argument are local.
    pub(super) fn call_function(&mut self, function: &Function, args: &[Expr]) -> Value {
        if self.frames.len() >= MAX_CALLS {
            self.stop(2);
            return Value::Read(String::new());
        }
        let mut frame = Frame::default();
        for (place, name) in function.parameters.iter().enumerate() {
            let (value, array) = match args.get(place) {
                Some(Expr::Variable(arg)) => (self.variable(arg), self.array_name(arg)),
                Some(other) => (self.eval(other), String::new()),
                None => (
                    Value::Read(String::new()),
                    format!("{name} {}", self.frames.len()),
                ),
            };
            if args.get(place).is_none() {
                self.arrays.remove(&array);
            }
            frame.variables.insert(name.clone(), value);
            frame.arrays.insert(name.clone(), array);
        }
        self.frames.push(frame);
        self.returned = Value::Read(String::new());
        self.block(&function.body);
        self.frames.pop();
        std::mem::replace(&mut self.returned, Value::Read(String::new()))
    }

    /// 1 for a line, 0 at the end, -1 when a file cannot be read.
    pub(super) fn getline(&mut self, variable: Option<&Expr>, file: Option<&Expr>) -> Value {
        let line = match file {
            None => self.input.pop_front(),
            Some(file) => {
                let path = self.eval(file).text();
                if !self.files.contains_key(&path) {
                    let Some(text) = (self.read)(&path) else {
                        return Value::Number(-ONE);
                    };
                    let lines = text.lines().map(str::to_string).collect();
                    self.files.insert(path.clone(), lines);
                }
                self.files.get_mut(&path).and_then(|lines| lines.pop_front())
            }
        };
        if file.is_none() && line.is_some() {
            self.count_line();
        }
        self.take_line(variable, line)
    }

    fn take_line(&mut self, variable: Option<&Expr>, line: Option<String>) -> Value {
        let Some(line) = line else { return Value::Number(0) };
        match variable {
            Some(target) => self.put(target, Value::Read(line)),
            None => self.set_line(&line),
        }
        Value::Number(ONE)
    }

    /// The same from what a command prints. When that is not known yet, the machine says so and stops: whoever drives
    /// it runs the command and begins the step again.
    pub(super) fn getline_of(&mut self, command: &str, variable: Option<&Expr>) -> Value {
        let name = format!("| {command}");
        if !self.files.contains_key(&name) {
            let Some(lines) = self.answers.pop_front() else {
                self.wants = Some(command.to_string());
                return Value::Number(-ONE);
            };
            self.files.insert(name.clone(), lines);
        }
        let line = self.files.get_mut(&name).and_then(|lines| lines.pop_front());
        self.take_line(variable, line)
    }
}
