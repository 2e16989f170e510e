//! Which commands a script names, without running it.

use super::Dialect;
use super::ast::{
    Assignment, Command, Kind, List, Operation, Part, Redirection, RedirectionKind, Test, Value, Word,
};
use super::builtins;
use super::parse::{Problem, parse_script, plain};

/// What a script is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// The names of commands that are no builtins and no functions, in order, with repeats.
    pub programs: Vec<String>,
    /// How many builtins and functions are called.
    pub builtins: u32,
    /// Functions that it defines.
    pub functions: Vec<String>,
    /// A construct that is not emulated, and its line.
    pub not_emulated: Option<(&'static str, u32)>,
    /// The shell would reject it.
    pub invalid: bool,
}

/// Looks through a script.
pub(crate) fn survey(text: &str, dialect: Dialect) -> Survey {
    let (list, error) = parse_script(text, dialect);
    let mut survey = Survey::default();
    match error.map(|e| (e.problem, e.line)) {
        Some((Problem::NotEmulated(what), line)) => survey.not_emulated = Some((what, line)),
        Some(_) => survey.invalid = true,
        None => {}
    }
    survey.list(&list, dialect);
    let functions = std::mem::take(&mut survey.functions);
    let before = survey.programs.len();
    survey.programs.retain(|name| !functions.contains(name));
    survey.builtins += u32::try_from(before - survey.programs.len()).unwrap_or(0);
    survey.functions = functions;
    survey
}

impl Survey {
    fn list(&mut self, list: &List, dialect: Dialect) {
        for item in list.iter() {
            let pipelines =
                std::iter::once(&item.command.first).chain(item.command.rest.iter().map(|r| &r.1));
            for command in pipelines.flat_map(|p| &p.commands) {
                self.command(command, dialect);
            }
        }
    }

    fn command(&mut self, command: &Command, dialect: Dialect) {
        for redirection in &command.redirections {
            self.redirection(redirection, dialect);
        }
        match &command.kind {
            Kind::Simple { assignments, words } => {
                self.simple(words, dialect);
                assignments.iter().for_each(|a| self.assignment(a, dialect));
            }
            Kind::Group(list) | Kind::Subshell(list) => self.list(list, dialect),
            Kind::If { branches, otherwise } => {
                for (condition, body) in branches {
                    self.list(condition, dialect);
                    self.list(body, dialect);
                }
                otherwise.iter().for_each(|l| self.list(l, dialect));
            }
            Kind::Loop { condition, body, .. } => {
                self.list(condition, dialect);
                self.list(body, dialect);
            }
            Kind::For { words, body, .. } => {
                words.iter().flatten().for_each(|w| self.word(w, dialect));
                self.list(body, dialect);
            }
            Kind::ArithmeticFor { parts, body } => {
                parts.iter().for_each(|w| self.word(w, dialect));
                self.list(body, dialect);
            }
            Kind::Case { word, arms } => {
                self.word(word, dialect);
                arms.iter().for_each(|arm| self.list(&arm.body, dialect));
            }
            Kind::Function { name, body } => {
                self.functions.push(name.clone());
                self.command(body, dialect);
            }
            Kind::Test(test) => {
                self.builtins += 1;
                self.test(test, dialect);
            }
            Kind::Arithmetic(word) => {
                self.builtins += 1;
                self.word(word, dialect);
            }
        }
    }

    fn simple(&mut self, words: &[Word], dialect: Dialect) {
        words.iter().for_each(|w| self.word(w, dialect));
        let mut names = words.iter();
        while let Some(word) = names.next() {
            let Some(name) = plain(word) else {
                self.programs.push("$…".into());
                return;
            };
            match name {
                // What they run counts.
                "exec" | "command" | "builtin" | "nohup" | "env" if words.len() > 1 => {}
                "timeout" => {
                    names.next();
                }
                _ if builtins::find(name, dialect).is_some() => {
                    self.builtins += 1;
                    return;
                }
                _ => {
                    self.programs.push(name.to_string());
                    return;
                }
            }
        }
    }

    fn assignment(&mut self, assignment: &Assignment, dialect: Dialect) {
        match &assignment.value {
            Value::Scalar(word) => self.word(word, dialect),
            Value::Array(words) => words.iter().for_each(|w| self.word(w, dialect)),
        }
    }

    fn redirection(&mut self, redirection: &Redirection, dialect: Dialect) {
        match &redirection.kind {
            RedirectionKind::Here(cell) => cell.get().iter().for_each(|w| self.word(w, dialect)),
            RedirectionKind::Read(word)
            | RedirectionKind::Write(word)
            | RedirectionKind::Append(word)
            | RedirectionKind::ReadWrite(word)
            | RedirectionKind::HereString(word) => self.word(word, dialect),
            RedirectionKind::Both { target, .. } | RedirectionKind::Duplicate { target, .. } => {
                self.word(target, dialect)
            }
        }
    }

    fn word(&mut self, word: &Word, dialect: Dialect) {
        for part in word {
            match part {
                Part::Command(list) => self.list(list, dialect),
                Part::Double(parts) | Part::Arithmetic(parts) => self.word(parts, dialect),
                Part::Parameter(parameter) => {
                    if let Operation::Default { word, .. } = &parameter.op {
                        self.word(word, dialect);
                    }
                }
                Part::Declared(assignment) => self.assignment(assignment, dialect),
                Part::Process(list, _) => self.list(list, dialect),
                Part::Literal(_) | Part::Quoted(_) | Part::Tilde(_) | Part::Bad(_) => {}
            }
        }
    }

    fn test(&mut self, test: &Test, dialect: Dialect) {
        match test {
            Test::Not(inner) => self.test(inner, dialect),
            Test::And(a, b) | Test::Or(a, b) => {
                self.test(a, dialect);
                self.test(b, dialect);
            }
            Test::Unary(_, word) | Test::Word(word) => self.word(word, dialect),
            Test::Binary(a, _, b) => {
                self.word(a, dialect);
                self.word(b, dialect);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let check = |text: &str, programs: &str, builtins: u32| {
            let survey = survey(text, Dialect::Bash);
            assert_eq!(
                (survey.programs.join(" ").as_str(), survey.builtins),
                (programs, builtins),
                "{text}"
            );
        };
        check("echo a; sleep 1 && curl x", "sleep curl", 1);
        check("f() { date; }; f; x=$(hostname)", "date hostname", 1);
        check("exec nginx -g x; while read l; do rev; done <f", "nginx rev", 1);
        check("timeout 5 httpd -f; [[ -f $(which x) ]]", "httpd which", 1);
    }
}
