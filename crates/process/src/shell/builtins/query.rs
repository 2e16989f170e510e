//! `test`, `[`, `type`, `pwd`, `umask`, `command -v`.

use super::super::exec::{Running, Tail};
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
    let argv = [name.to_string()];
    let kernel = shell.proc.kernel();
    let process = &kernel.processes[&shell.proc.pid];
    let launch = kernel.containers[&process.container].launch.clone();
    match commands::find(&kernel, process.container, &process.cwd, &argv, &env, Place::Step) {
        Found::Missing | Found::Denied => None,
        // An unknown image may hold anything, but asking for a tool must not always say yes.
        Found::Program(spec) if spec.note.is_some() && !launch.argv.iter().any(|w| w == name) => None,
        _ => Some(format!("/usr/bin/{name}")),
    }
}

/// `command -v` (or -V) and `type`.
pub(super) async fn describe(shell: &mut Shell, names: &[String], verbose: bool) -> Flow {
    shell.status = 0;
    for name in names {
        let text = if shell.functions.contains_key(name) {
            if verbose {
                format!("{name} is a function\n")
            } else {
                format!("{name}\n")
            }
        } else if super::find(name, shell.dialect).is_some() {
            if verbose {
                format!("{name} is a shell builtin\n")
            } else {
                format!("{name}\n")
            }
        } else if let Some(path) = program_path(shell, name) {
            if verbose {
                format!("{name} is {path}\n")
            } else {
                format!("{path}\n")
            }
        } else {
            shell.status = if shell.bash() || !verbose { 1 } else { 127 };
            if !shell.bash() && !verbose {
                shell.status = 127;
            }
            if verbose {
                let text = if shell.bash() {
                    format!("type: {name}: not found")
                } else {
                    format!("{name}: not found")
                };
                shell.complain(&text).await;
            }
            continue;
        };
        let _ = shell.proc.write(1, text.as_bytes()).await;
    }
    Flow::Normal
}

pub(super) fn type_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let names: Vec<String> = argv[1..]
            .iter()
            .filter(|a| !a.starts_with('-'))
            .cloned()
            .collect();
        describe(shell, &names, true).await
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
        if argv.len() == 1 {
            let _ = shell.proc.write(1, b"0022\n").await;
        }
        shell.status = 0;
        Flow::Normal
    })
}
