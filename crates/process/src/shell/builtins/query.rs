//! `test`, `[`, `type`, `pwd`, `umask`, `command -v`.

use super::super::Dialect;
use super::super::exec::{Running, Tail};
use super::super::parse::is_reserved;
use super::super::state::{Flow, Shell};
use super::super::test::{TestError, evaluate};
use crate::commands::{self, Found, Place};

pub(super) fn test(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let bracket = argv[0] == "[";
        let mut args = &argv[1..];
        if bracket {
            match args.split_last() {
                Some((last, rest)) if last == "]" => args = rest,
                _ => {
                    let text = if shell.bash() {
                        "[: missing `]'"
                    } else {
                        "[: missing ]"
                    };
                    shell.complain(text).await;
                    shell.status = 2;
                    return Flow::Normal;
                }
            }
        }
        let own = match args {
            [operator, operand] if shell.bash() => shell.own_test(operator, operand),
            [not, operator, operand] if shell.bash() && not == "!" => {
                shell.own_test(operator, operand).map(|value| !value)
            }
            _ => None,
        };
        if let Some(value) = own {
            shell.status = i32::from(!value);
            return Flow::Normal;
        }
        shell.status = match evaluate(&shell.proc, args) {
            Ok(true) => 0,
            Ok(false) => 1,
            Err(TestError(message)) => {
                let text = format!("{}: {message}", argv[0]);
                shell.complain(&text).await;
                2
            }
        };
        Flow::Normal
    })
}

/// Where a program of a name would be.
pub(crate) fn program_path(shell: &mut Shell, name: &str) -> Option<String> {
    if name.contains('/') {
        return shell.proc.exists(name).then(|| name.to_string());
    }
    let env = shell.env();
    let is_own = || {
        let kernel = shell.proc.kernel();
        let container = &kernel.containers[&kernel.processes[&shell.proc.pid].container];
        container.launch.argv.iter().any(|word| word == name)
    };
    match commands::find_for(&shell.proc, &[name.to_string()], &env, Place::Step) {
        Found::Missing | Found::Denied => None,
        // An unknown image may hold anything, but asking for a tool must not always say yes.
        Found::Program(spec) if spec.note.is_some() && !is_own() => None,
        _ => Some(format!("/usr/bin/{name}")),
    }
}

/// What a name means to a shell.
enum Meaning {
    Keyword,
    Function,
    Builtin,
    /// A program and where it is.
    File(String),
}

impl Meaning {
    fn of(shell: &mut Shell, name: &str) -> Option<Meaning> {
        if is_reserved(name, shell.dialect) {
            Some(Meaning::Keyword)
        } else if shell.functions.contains_key(name) {
            Some(Meaning::Function)
        } else if super::find(name, shell.dialect).is_some() {
            Some(Meaning::Builtin)
        } else {
            program_path(shell, name).map(Meaning::File)
        }
    }

    /// `type name`.
    fn sentence(&self, name: &str, dialect: Dialect) -> String {
        match (self, dialect) {
            (Meaning::Keyword, _) => format!("{name} is a shell keyword"),
            (Meaning::Function, Dialect::Dash) => format!("{name} is a shell function"),
            (Meaning::Function, _) => format!("{name} is a function"),
            (Meaning::Builtin, Dialect::Dash) if super::is_special(name) => {
                format!("{name} is a special shell builtin")
            }
            (Meaning::Builtin, _) => format!("{name} is a shell builtin"),
            (Meaning::File(path), _) => format!("{name} is {path}"),
        }
    }

    /// `type -t name`.
    fn word(&self) -> &'static str {
        match self {
            Meaning::Keyword => "keyword",
            Meaning::Function => "function",
            Meaning::Builtin => "builtin",
            Meaning::File(_) => "file",
        }
    }
}

/// `command -v` (or -V) and `type`.
pub(super) async fn describe(shell: &mut Shell, names: &[String], verbose: bool) -> Flow {
    shell.status = 0;
    for name in names {
        let text = match Meaning::of(shell, name) {
            Some(meaning) if verbose => meaning.sentence(name, shell.dialect),
            Some(Meaning::File(path)) => path,
            Some(_) => name.clone(),
            None => {
                shell.status = if shell.bash() { 1 } else { 127 };
                if verbose && shell.bash() {
                    shell.complain(&format!("type: {name}: not found")).await;
                } else if verbose {
                    let line = format!("{name}: not found\n");
                    let _ = shell.proc.write(1, line.as_bytes()).await;
                }
                continue;
            }
        };
        let _ = shell.proc.write(1, (text + "\n").as_bytes()).await;
    }
    Flow::Normal
}

pub(super) fn type_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let options: String = argv[1..].iter().map_while(|a| a.strip_prefix('-')).collect();
        // Only bash's has options.
        if !shell.bash() || options.is_empty() {
            return describe(shell, &argv[1..], true).await;
        }
        shell.status = 0;
        for name in argv[1..].iter().filter(|a| !a.starts_with('-')) {
            let text = match Meaning::of(shell, name) {
                None => {
                    shell.status = 1;
                    continue;
                }
                Some(meaning) if options.contains('t') => meaning.word().to_string(),
                Some(Meaning::File(path)) => path,
                Some(_) => continue,
            };
            let _ = shell.proc.write(1, (text + "\n").as_bytes()).await;
        }
        Flow::Normal
    })
}

pub(super) fn pwd(shell: &mut Shell, _: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let text = format!("{}\n", shell.proc.cwd());
        let _ = shell.proc.write(1, text.as_bytes()).await;
        shell.status = 0;
        Flow::Normal
    })
}

pub(super) fn umask(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        match argv.get(1).map(|word| (word, u32::from_str_radix(word, 8))) {
            None => {
                let text = format!("{:04o}\n", shell.proc.umask());
                let _ = shell.proc.write(1, text.as_bytes()).await;
            }
            Some((_, Ok(mask))) if mask <= 0o777 => shell.proc.set_umask(mask),
            Some((word, _)) if word == "-S" => {
                let keeps = |shift: u32| {
                    let kept = !(shell.proc.umask() >> shift);
                    let letters = [(4, 'r'), (2, 'w'), (1, 'x')].into_iter();
                    letters
                        .filter(|l| kept & l.0 != 0)
                        .map(|l| l.1)
                        .collect::<String>()
                };
                let text = format!("u={},g={},o={}\n", keeps(6), keeps(3), keeps(0));
                let _ = shell.proc.write(1, text.as_bytes()).await;
            }
            Some((word, _)) => {
                shell
                    .complain(&format!("umask: {word}: octal number out of range"))
                    .await;
                shell.status = 1;
            }
        }
        Flow::Normal
    })
}
