//! awk's rules at work.

use super::ast::{Program, Target, When};
use super::text::split;
use super::value::{ONE, Value};
use sorted::Map;
use std::collections::VecDeque;

/// What follows a statement.
pub(super) enum Flow {
    Go,
    Next,
    Exit,
    Break,
    Continue,
    Return,
}

/// Where text goes: standard output is the empty name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// `>`, `>>` or `|`; empty for standard output.
    pub kind: &'static str,
    pub name: String,
    pub text: String,
}

/// The variables of a function at work.
#[derive(Clone, Default)]
pub(super) struct Frame {
    pub variables: Map<String, Value>,
    /// Parameters that are arrays: whose.
    pub arrays: Map<String, String>,
}

/// Reads a whole file.
pub(super) type ReadFile<'a> = &'a dyn Fn(&str) -> Option<String>;

#[derive(Clone)]
pub(super) struct Machine<'a> {
    pub(super) program: &'a Program,
    pub(super) variables: Map<String, Value>,
    pub(super) arrays: Map<String, Map<String, Value>>,
    pub(super) frames: Vec<Frame>,
    pub(super) returned: Value,
    pub(super) line: String,
    pub(super) fields: Vec<String>,
    /// Lines of the input that `getline` may take.
    pub input: VecDeque<String>,
    /// Rests of files that `getline` reads, and of what commands printed.
    pub(super) files: Map<String, VecDeque<String>>,
    /// What the commands of this step printed, in the order of their calls.
    pub answers: VecDeque<VecDeque<String>>,
    /// The command whose output it needs to go on.
    pub wants: Option<String>,
    pub(super) read: ReadFile<'a>,
    in_range: Vec<bool>,
    pub(super) exit: Option<i32>,
    pub(super) steps: u32,
    /// What was written since it was last taken, in order.
    pub out: Vec<Output>,
}

impl<'a> Machine<'a> {
    pub fn new(program: &'a Program, separator: Option<&str>, read: ReadFile<'a>) -> Machine<'a> {
        let mut machine = Machine {
            program,
            variables: Map::new(),
            arrays: Map::new(),
            frames: Vec::new(),
            returned: Value::Number(0),
            line: String::new(),
            fields: Vec::new(),
            input: VecDeque::new(),
            files: Map::new(),
            answers: VecDeque::new(),
            wants: None,
            read,
            in_range: vec![false; program.rules.len()],
            exit: None,
            steps: 0,
            out: Vec::new(),
        };
        machine.set("FS", separator.unwrap_or(" "));
        for (name, value) in [("OFS", " "), ("ORS", "\n"), ("RS", "\n"), ("SUBSEP", "\u{1c}")] {
            machine.set(name, value);
        }
        machine.variables.insert("NR".into(), Value::Number(0));
        machine.variables.insert("FNR".into(), Value::Number(0));
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

    /// A new file of the input begins.
    pub fn file(&mut self, name: &str) {
        self.variables.insert("FILENAME".into(), Value::Read(name.into()));
        self.variables.insert("FNR".into(), Value::Number(0));
    }

    pub fn reads_input(&self) -> bool {
        let begins = |when: &When| matches!(when, When::Begin);
        self.program.takes_lines || self.program.rules.iter().any(|r| !begins(&r.when))
    }

    /// True when it takes lines of its input by itself.
    pub fn takes_lines(&self) -> bool {
        self.program.takes_lines
    }

    /// True when it reads what commands print.
    pub fn runs_commands(&self) -> bool {
        self.program.runs_commands
    }

    /// True when all there is to do is at the begin.
    pub fn only_begins(&self) -> bool {
        self.program.rules.iter().all(|r| matches!(r.when, When::Begin))
    }

    /// The exit code, once `exit` was called.
    pub fn code(&self) -> Option<i32> {
        self.exit
    }

    pub(super) fn stop(&mut self, code: i32) {
        self.exit = Some(code);
    }

    /// Runs the rules for the begin or the end.
    pub fn special(&mut self, begin: bool) {
        let program = self.program;
        for rule in &program.rules {
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

    pub(super) fn count_line(&mut self) {
        for name in ["NR", "FNR"] {
            let number = self.variables.get(name).map_or(0, Value::number);
            self.variables.insert(name.into(), Value::Number(number + ONE));
        }
    }

    pub fn line(&mut self, line: &str) {
        self.set_line(line);
        self.count_line();
        let program = self.program;
        for (place, rule) in program.rules.iter().enumerate() {
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
                    let text = self.line.clone() + &self.text_of("ORS");
                    self.write(None, &text);
                }
                Some(body) => match self.block(body) {
                    Flow::Next | Flow::Exit => return,
                    _ => {}
                },
            }
        }
    }

    pub(super) fn set_line(&mut self, line: &str) {
        self.line = line.to_string();
        self.fields = split(line, &self.text_of("FS"));
    }

    /// A variable that `awk` itself looks at.
    pub(super) fn text_of(&self, name: &str) -> String {
        self.variables.get(name).map_or_else(String::new, Value::text)
    }

    pub(super) fn write(&mut self, target: Option<&Target>, text: &str) {
        let (kind, name) = match target {
            Some(target) => (target.kind, self.eval(&target.name).text()),
            None => ("", String::new()),
        };
        match self.out.last_mut() {
            Some(last) if last.kind == kind && last.name == name => last.text.push_str(text),
            _ => self.out.push(Output {
                kind,
                name,
                text: text.to_string(),
            }),
        }
    }
}
