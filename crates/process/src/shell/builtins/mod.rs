//! Commands that the shell runs itself.

mod cd;
mod control;
mod getopts;
mod jobs;
pub(crate) mod output;
pub(crate) mod printf;
mod query;
mod read;
mod set;
mod variables;

use super::Dialect;
use super::exec::{Running, Tail};
use super::state::{Flow, Shell};

/// A builtin: sets the shell's status and says how to go on.
pub(crate) type Builtin = for<'a> fn(&'a mut Shell, Vec<String>, Tail) -> Running<'a, Flow>;

/// POSIX's special builtins: their failure can end the shell.
const SPECIAL: [&str; 15] = [
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
    "times", "trap", "unset",
];

/// True for a special builtin.
pub(crate) fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name)
}

/// The builtin of a name.
pub(crate) fn find(name: &str, dialect: Dialect) -> Option<Builtin> {
    let bash = dialect == Dialect::Bash;
    Some(match name {
        ":" | "true" => control::yes,
        "false" => control::no,
        "exit" => control::exit,
        "return" => control::return_,
        "break" => control::break_,
        "continue" => control::continue_,
        "eval" => control::eval,
        "." => control::source,
        "source" if dialect != Dialect::Dash => control::source,
        "exec" => control::exec,
        "command" => control::command,
        "builtin" if bash => control::command,
        "echo" => output::echo,
        "printf" => printf::printf,
        "test" | "[" => query::test,
        "type" => query::type_,
        "pwd" => query::pwd,
        "times" => control::yes,
        "hash" | "ulimit" | "shopt" | "complete" | "alias" | "unalias" | "enable" | "disown" | "bind" => {
            variables::shopt
        }
        "umask" => query::umask,
        "cd" => cd::cd,
        "export" => variables::export,
        "readonly" => variables::readonly,
        "local" => variables::local,
        "declare" | "typeset" if bash => variables::declare,
        "unset" => variables::unset,
        "set" => set::set,
        "shift" => set::shift,
        "let" if dialect != Dialect::Dash => variables::let_,
        "getopts" => getopts::getopts,
        "read" => read::read,
        "mapfile" | "readarray" if bash => read::mapfile,
        "trap" => jobs::trap,
        "wait" => jobs::wait,
        "kill" => jobs::kill,
        "jobs" => jobs::jobs,
        "bg" | "fg" => control::no,
        _ => return None,
    })
}
