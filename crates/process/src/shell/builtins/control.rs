//! `exit`, `return`, `break`, `continue`, `eval`, `.`, `exec`, `command`, `true`, `false`.

use super::super::exec::{MAX_CALL_DEPTH, Running, Tail};
use super::super::parse::parse_script;
use super::super::state::{Flow, Shell};

pub(super) fn yes(shell: &mut Shell, _: Vec<String>, _: Tail) -> Running<'_, Flow> {
    shell.status = 0;
    Box::pin(std::future::ready(Flow::Normal))
}

pub(super) fn no(shell: &mut Shell, _: Vec<String>, _: Tail) -> Running<'_, Flow> {
    shell.status = 1;
    Box::pin(std::future::ready(Flow::Normal))
}

/// The status argument of `exit` and `return`; an error message when it is no number.
async fn status_argument(shell: &mut Shell, argv: &[String]) -> bool {
    let Some(word) = argv.get(1) else { return true };
    match word.parse::<i64>() {
        Ok(number) => {
            shell.status = (number & 255) as i32;
            true
        }
        Err(_) => {
            let text = if shell.bash() {
                format!("{}: {word}: numeric argument required", argv[0])
            } else {
                format!("{}: Illegal number: {word}", argv[0])
            };
            shell.complain(&text).await;
            shell.status = 2;
            false
        }
    }
}

pub(super) fn exit(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        if let (1, Some(status)) = (argv.len(), shell.trap_status) {
            shell.status = status;
        }
        status_argument(shell, &argv).await;
        Flow::Exit
    })
}

pub(super) fn return_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        status_argument(shell, &argv).await;
        Flow::Return
    })
}

fn levels(shell: &Shell, argv: &[String]) -> u32 {
    let asked = argv
        .get(1)
        .and_then(|n| n.parse::<u32>().ok())
        .unwrap_or(1)
        .max(1);
    asked.min(shell.loop_depth)
}

pub(super) fn break_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    shell.status = 0;
    let levels = levels(shell, &argv);
    Box::pin(std::future::ready(if levels == 0 {
        Flow::Normal
    } else {
        Flow::Break(levels)
    }))
}

pub(super) fn continue_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    shell.status = 0;
    let levels = levels(shell, &argv);
    Box::pin(std::future::ready(if levels == 0 {
        Flow::Normal
    } else {
        Flow::Continue(levels)
    }))
}

pub(super) fn eval(shell: &mut Shell, argv: Vec<String>, tail: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let text = argv[1..].join(" ");
        run_text(shell, &text, tail).await
    })
}

/// Runs a text in this shell.
async fn run_text(shell: &mut Shell, text: &str, tail: Tail) -> Flow {
    if shell.function_depth >= MAX_CALL_DEPTH {
        shell.complain("nested too deep").await;
        shell.status = 1;
        return Flow::Exit;
    }
    let (list, error) = parse_script(text, shell.dialect);
    shell.status = 0;
    shell.function_depth += 1;
    let flow = shell.run_list(&list, Tail { exec: false, ..tail }).await;
    shell.function_depth -= 1;
    if flow != Flow::Normal {
        return flow;
    }
    let Some(error) = error else { return Flow::Normal };
    let line = shell.eval_message(&error);
    shell.print_error(&line).await;
    shell.status = 2;
    if shell.bash() { Flow::Normal } else { Flow::Exit }
}

pub(super) fn source(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let Some(path) = argv.get(1) else {
            shell.complain(".: filename argument required").await;
            shell.status = 2;
            return Flow::Normal;
        };
        match shell.read_script_file(path).await {
            Ok(text) => {
                let positional =
                    (argv.len() > 2).then(|| std::mem::replace(&mut shell.positional, argv[2..].to_vec()));
                let flow = run_text(shell, &text, Tail::NO).await;
                if let Some(positional) = positional {
                    shell.positional = positional;
                }
                if flow == Flow::Return { Flow::Normal } else { flow }
            }
            Err(error) => {
                let line = shell.cannot_open(path, &error.to_string());
                shell.print_error(&line).await;
                shell.status = if shell.bash() { 1 } else { 2 };
                if shell.bash() { Flow::Normal } else { Flow::Exit }
            }
        }
    })
}

pub(super) fn exec(shell: &mut Shell, argv: Vec<String>, tail: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut argv = argv.split_off_first();
        if argv.first().is_some_and(|w| w == "-a") {
            argv.drain(..2.min(argv.len()));
        }
        if argv.is_empty() {
            shell.status = 0;
            return Flow::Normal;
        }
        let env = shell.env();
        let place = shell.place;
        if let Err(status) = shell.check_program(&argv, &env, place).await {
            shell.status = status;
            return Flow::Exit;
        }
        let _ = tail;
        Flow::Ended(shell.proc.replace_by((argv, env, place)))
    })
}

/// The words after the first.
trait SplitFirst {
    fn split_off_first(self) -> Vec<String>;
}

impl SplitFirst for Vec<String> {
    fn split_off_first(mut self) -> Vec<String> {
        if self.is_empty() { self } else { self.split_off(1) }
    }
}

/// `command NAME …` without functions; `-v` and `-V` ask.
pub(super) fn command(shell: &mut Shell, argv: Vec<String>, tail: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut argv = argv.split_off_first();
        match argv.first().map(String::as_str) {
            Some("-v" | "-V") => {
                let verbose = argv[0] == "-V";
                return super::query::describe(shell, &argv[1..], verbose).await;
            }
            Some("-p" | "--") => {
                argv.remove(0);
            }
            _ => {}
        }
        let Some(name) = argv.first() else {
            shell.status = 0;
            return Flow::Normal;
        };
        if let Some(builtin) = super::find(name, shell.dialect) {
            return builtin(shell, argv, tail).await;
        }
        let env = shell.env();
        shell.run_program(argv, env, Tail { exec: false, ..tail }).await
    })
}
