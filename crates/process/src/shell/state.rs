//! What a shell remembers: variables, functions, options, jobs.

use super::Dialect;
use super::ast::Command;
use crate::commands::{Env, Place};
use crate::kernel::syscalls::Proc;
use crate::kernel::{Exit, Pid};
use crate::signal::Signal;
use sorted::Map;
use std::rc::Rc;
use std::time::Duration;

/// What happens after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Normal,
    Break(u32),
    Continue(u32),
    Return,
    /// `exit`: traps still run.
    Exit,
    /// bash, after an error in an expansion: the rest of the line is not run.
    Abandon,
    /// The process became another program, which ended.
    Ended(Exit),
}

/// Where `getopts` begins.
pub(super) const FIRST_OPTION: (usize, usize) = (1, 0);

/// A variable's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Unset,
    Scalar(Rc<str>),
    Array(Map<i64, String>),
    /// `declare -A`.
    Table(Map<String, String>),
}

/// A variable.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub value: Value,
    pub exported: bool,
    pub readonly: bool,
}

/// The variables of a shell, by name.
pub(crate) type Variables = Map<Rc<str>, Variable>;

/// What a trap is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TrapKind {
    Exit,
    Err,
    Signal(Signal),
}

/// `set -e` and the like.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    pub errexit: bool,
    pub nounset: bool,
    pub pipefail: bool,
    pub xtrace: bool,
    pub noglob: bool,
    pub noexec: bool,
    pub allexport: bool,
    pub nullglob: bool,
    pub dotglob: bool,
    /// Only remembered: patterns like `@(a|b)` are always understood.
    pub extglob: bool,
    pub globstar: bool,
}

/// A shell at work.
#[derive(Clone)]
pub(crate) struct Shell {
    pub proc: Proc,
    pub dialect: Dialect,
    /// `$0`.
    pub name: String,
    /// Shared with what shells of this environment begin with, until the first assignment.
    pub variables: Rc<Variables>,
    pub functions: Map<String, Rc<Command>>,
    pub positional: Vec<String>,
    pub options: Options,
    pub traps: Map<TrapKind, Rc<str>>,
    pub status: i32,
    pub pipe_status: Vec<i32>,
    pub last_background: Option<u32>,
    /// Background processes not yet waited for.
    pub jobs: Vec<(Pid, u32)>,
    pub function_depth: u32,
    pub loop_depth: u32,
    /// Above zero where a failure does not count for `set -e`.
    pub tested: u32,
    pub in_trap: u32,
    /// What `exit` without an operand ends with in the trap that runs: the status before it.
    pub trap_status: Option<i32>,
    pub place: Place,
    pub from_file: bool,
    pub line: u32,
    pub started: Duration,
    pub locals: Vec<Map<Rc<str>, Option<Variable>>>,
    /// The status of the last command substitution of the present command.
    pub substituted: Option<i32>,
    /// The word and the place in it where `getopts` goes on.
    pub getopts_at: (usize, usize),
    /// The OPTIND that `getopts` set last: another value was set by the script, which begins anew with it.
    pub getopts_shown: usize,
    /// `$$`: the same in subshells.
    pub shell_pid: u32,
    /// `$PPID`.
    pub parent_pid: u32,
    /// `$BASH_SUBSHELL`.
    pub subshells: u32,
    /// bash, behind a pipe: background commands keep standard input.
    pub keeps_stdin: bool,
    /// The functions that run now, the outermost first.
    pub calls: Vec<Rc<str>>,
    /// Arrays of `declare name=(…)`, for the builtin that is about to run.
    pub declared: Vec<(String, Value)>,
    /// Descriptors of process substitutions of the present command.
    pub process_fds: Vec<u32>,
    /// What the parent shell had: `trap` and `jobs` in a subshell tell of these.
    pub inherited_traps: Map<TrapKind, Rc<str>>,
    pub inherited_jobs: Vec<(Pid, u32)>,
    /// Background processes that ended and were not waited for.
    pub ended_jobs: Vec<(u32, Exit)>,
    pub environment: Option<Env>,
}

/// What a shell of this environment begins with. Most shells of a pod have one environment: `known` is the last one asked
/// for.
fn first_variables(known: &mut Option<(Env, Rc<Variables>)>, env: &Env) -> Rc<Variables> {
    if let Some((of, variables)) = known
        && Rc::ptr_eq(of, env)
    {
        return variables.clone();
    }
    let variable = |v: &Rc<str>| Variable {
        value: Value::Scalar(v.clone()),
        exported: true,
        readonly: false,
    };
    let mut variables: Variables = env.iter().map(|(k, v)| (k.clone(), variable(v))).collect();
    for (name, text) in [("IFS", " \t\n"), ("OPTIND", "1")] {
        let variable = Variable {
            exported: false,
            ..variable(&text.into())
        };
        variables.insert(name.into(), variable);
    }
    let variables = Rc::new(variables);
    *known = Some((env.clone(), variables.clone()));
    variables
}

impl Shell {
    pub fn new(proc: Proc, dialect: Dialect, name: String, env: &Env) -> Shell {
        let variables = first_variables(&mut proc.kernel().shells_begin, env);
        let (started, shell_pid, parent_pid) = (proc.now(), proc.vpid(), proc.parent_vpid());
        Shell {
            proc,
            dialect,
            name,
            variables,
            functions: Map::new(),
            positional: Vec::new(),
            options: Options::default(),
            traps: Map::new(),
            status: 0,
            pipe_status: Vec::new(),
            last_background: None,
            jobs: Vec::new(),
            function_depth: 0,
            loop_depth: 0,
            tested: 0,
            in_trap: 0,
            trap_status: None,
            place: Place::Step,
            from_file: false,
            line: 1,
            started,
            locals: Vec::new(),
            substituted: None,
            getopts_at: FIRST_OPTION,
            getopts_shown: FIRST_OPTION.0,
            shell_pid,
            parent_pid,
            subshells: 0,
            keeps_stdin: false,
            calls: Vec::new(),
            declared: Vec::new(),
            process_fds: Vec::new(),
            inherited_traps: Map::new(),
            inherited_jobs: Vec::new(),
            ended_jobs: Vec::new(),
            environment: Some(env.clone()),
        }
    }

    /// A copy for a subshell's process: handlers are not inherited.
    pub fn subshell(&self, proc: Proc) -> Shell {
        let mut shell = Shell { proc, ..self.clone() };
        shell.subshells += 1;
        shell.inherited_traps = std::mem::take(&mut shell.traps);
        shell.inherited_jobs = std::mem::take(&mut shell.jobs);
        shell.traps = shell.inherited_traps.clone();
        shell
            .traps
            .retain(|kind, action| matches!(kind, TrapKind::Signal(_)) && action.is_empty());
        shell.loop_depth = 0;
        shell.place = shell.place.of_command(false);
        shell
    }

    pub fn bash(&self) -> bool {
        self.dialect == Dialect::Bash
    }

    /// The letters of `$-`.
    pub fn option_letters(&self) -> String {
        let options = &self.options;
        let on = [
            ('a', options.allexport),
            ('e', options.errexit),
            ('f', options.noglob),
            ('h', self.bash()),
            ('u', options.nounset),
            ('x', options.xtrace),
            ('B', self.bash()),
            ('c', self.bash() && !self.from_file),
        ];
        on.into_iter().filter(|o| o.1).map(|o| o.0).collect()
    }

    /// A variable's value as one string.
    pub fn get(&self, name: &str) -> Option<String> {
        self.text_of(name).map(str::to_string)
    }

    /// The same without a copy of it.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        match &self.variables.get(name)?.value {
            Value::Scalar(text) => Some(text),
            Value::Array(items) => items.get(&0).map(String::as_str),
            Value::Table(items) => items.get("0").map(String::as_str),
            Value::Unset => None,
        }
    }

    /// Sets a variable; false when it is read-only.
    pub fn set(&mut self, name: &str, value: Value) -> bool {
        let Some(variable) = Rc::make_mut(&mut self.variables).get_mut(name) else {
            let variable = Variable {
                value,
                exported: self.options.allexport,
                readonly: false,
            };
            if variable.exported {
                self.environment = None;
            }
            Rc::make_mut(&mut self.variables).insert(name.into(), variable);
            return true;
        };
        if variable.readonly {
            return false;
        }
        match (&mut variable.value, value) {
            // `name=x` on an array sets its first element.
            (Value::Array(items), Value::Scalar(text)) => {
                items.insert(0, text.to_string());
            }
            (Value::Table(items), Value::Scalar(text)) => {
                items.insert("0".into(), text.to_string());
            }
            (slot, value) => *slot = value,
        }
        if variable.exported {
            self.environment = None;
        }
        true
    }

    pub fn set_text(&mut self, name: &str, value: &str) -> bool {
        self.set(name, Value::Scalar(value.into()))
    }

    pub fn unset(&mut self, name: &str) {
        Rc::make_mut(&mut self.variables).remove(name);
        self.environment = None;
    }

    pub fn export(&mut self, name: &str, on: bool) {
        let variable = Rc::make_mut(&mut self.variables)
            .entry(name.into())
            .or_insert(Variable {
                value: Value::Unset,
                exported: on,
                readonly: false,
            });
        variable.exported = on;
        self.environment = None;
    }

    /// The environment of commands.
    pub fn env(&mut self) -> Env {
        if let Some(env) = &self.environment {
            return env.clone();
        }
        let exported = self.variables.iter().filter(|(_, v)| v.exported);
        let env: Env = Rc::new(
            exported
                .filter_map(|(k, v)| match &v.value {
                    Value::Scalar(text) => Some((k.clone(), text.clone())),
                    _ => None,
                })
                .collect(),
        );
        self.environment = Some(env.clone());
        env
    }

    /// Sets an option by its name; false when the shell has none of that name.
    pub fn set_option(&mut self, name: &str, on: bool) -> bool {
        let bash = self.bash();
        let ash = self.dialect == Dialect::Ash;
        let options = &mut self.options;
        match name {
            "errexit" => options.errexit = on,
            "nounset" => options.nounset = on,
            "xtrace" => options.xtrace = on,
            "noglob" => options.noglob = on,
            "noexec" => options.noexec = on,
            "allexport" => options.allexport = on,
            "pipefail" if bash || ash => options.pipefail = on,
            "monitor" | "verbose" | "notify" | "ignoreeof" | "noclobber" | "vi" | "emacs" => {}
            "posix" | "errtrace" | "functrace" | "hashall" | "braceexpand" | "histexpand" | "physical"
                if bash => {}
            _ => return false,
        }
        true
    }

    /// Whether an option of a name is on; nothing for one that is not kept.
    pub fn has_option(&self, name: &str) -> Option<bool> {
        let options = &self.options;
        Some(match name {
            "errexit" => options.errexit,
            "nounset" => options.nounset,
            "xtrace" => options.xtrace,
            "noglob" => options.noglob,
            "noexec" => options.noexec,
            "allexport" => options.allexport,
            "pipefail" => options.pipefail,
            _ => return None,
        })
    }

    /// Sets an option by its letter.
    pub fn set_letter(&mut self, letter: &str, on: bool) -> bool {
        let name = match letter {
            "e" => "errexit",
            "u" => "nounset",
            "x" => "xtrace",
            "f" => "noglob",
            "n" => "noexec",
            "a" => "allexport",
            "m" | "v" | "b" | "C" | "I" | "V" | "E" | "h" | "p" | "B" | "H" | "P" | "T" => return true,
            _ => return false,
        };
        self.set_option(name, on)
    }
}
