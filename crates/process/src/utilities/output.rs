//! Small programs that print and end: `true`, `echo`, `printf`, `pwd`, `test`, `hostname`, `env`, and wrappers.

use crate::commands::{self, Call, Env, Place};
use crate::shell::Dialect;
use std::rc::Rc;

pub(super) async fn truth(call: Call) -> i32 {
    i32::from(call.name() == "false")
}

pub(super) async fn echo(call: Call) -> i32 {
    let dialect = if call.busybox() {
        Dialect::Ash
    } else {
        Dialect::Bash
    };
    let text = crate::shell::echo_text(&call.argv[1..], dialect);
    i32::from(!call.print(&text).await)
}

pub(super) async fn printf(call: Call) -> i32 {
    let Some(format) = call.argv.get(1) else {
        call.complain("missing operand").await;
        return 1;
    };
    let now = super::date::now(&call.proc);
    let (text, bad) = crate::shell::format_text(format, &call.argv[2..], now);
    call.print(&text).await;
    i32::from(bad.is_some())
}

pub(super) async fn pwd(call: Call) -> i32 {
    let text = format!("{}\n", call.proc.cwd());
    i32::from(!call.print(&text).await)
}

pub(super) async fn test(call: Call) -> i32 {
    let mut args = &call.argv[1..];
    if call.name() == "["
        && let Some((last, rest)) = args.split_last()
        && last == "]"
    {
        args = rest;
    }
    match crate::shell::test::evaluate(&call.proc, args) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => {
            call.complain(&error.0).await;
            2
        }
    }
}

pub(super) async fn hostname(call: Call) -> i32 {
    let (name, ip) = {
        let kernel = call.proc.kernel();
        (kernel.config.hostname.clone(), kernel.config.pod_ip.clone())
    };
    let text = match call.argv.get(1).map(String::as_str) {
        Some("-i" | "-I") => ip,
        Some("-s") => name.split('.').next().unwrap_or(&name).to_string(),
        _ => name,
    };
    i32::from(!call.print(&(text + "\n")).await)
}

/// `env` with a command runs it; alone it prints.
pub(super) async fn env(call: Call) -> i32 {
    let mut env = (*call.env).clone();
    let mut words = call.argv[1..].iter().peekable();
    if call.name() == "printenv" {
        let names: Vec<&String> = words.collect();
        if !names.is_empty() {
            let mut status = 0;
            for name in names {
                match env.get(name) {
                    Some(value) => {
                        call.print(&format!("{value}\n")).await;
                    }
                    None => status = 1,
                }
            }
            return status;
        }
        words = [].iter().peekable();
    }
    while let Some(word) = words.peek() {
        match word.as_str() {
            "-i" | "-" => env.clear(),
            "-u" => {
                words.next();
                if let Some(name) = words.peek() {
                    env.remove(*name);
                }
            }
            "--" => {}
            word => match word.split_once('=') {
                Some((name, value)) => {
                    env.insert(name.into(), value.into());
                }
                None => break,
            },
        }
        words.next();
    }
    let command: Vec<String> = words.cloned().collect();
    if command.is_empty() {
        let text: String = env.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
        return i32::from(!call.print(&text).await);
    }
    run_in_place(&call, command, Rc::new(env)).await
}

/// Becomes another program; the message and 127 when there is none.
pub(super) async fn run_in_place(call: &Call, argv: Vec<String>, env: Env) -> i32 {
    let found = {
        let kernel = call.proc.kernel();
        let process = &kernel.processes[&call.proc.pid];
        commands::find(
            &kernel,
            process.container,
            &process.cwd,
            &argv,
            &env,
            Place::Whole,
        )
    };
    match found {
        commands::Found::Missing => {
            let text = if call.busybox() {
                format!("can't execute '{}': No such file or directory", argv[0])
            } else {
                format!("‘{}’: No such file or directory", argv[0])
            };
            call.complain(&text).await;
            127
        }
        commands::Found::Denied => {
            call.complain(&format!("{}: Permission denied", argv[0])).await;
            126
        }
        _ => {
            commands::run(call.proc.clone(), argv, env, Place::Whole)
                .await
                .code
        }
    }
}

/// An entrypoint script or an init: becomes its arguments.
pub(super) async fn wrapper(call: Call) -> i32 {
    let argv: Vec<String> = call.argv[1..]
        .iter()
        .skip_while(|w| w.starts_with('-'))
        .cloned()
        .collect();
    if argv.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    run_in_place(&call, argv, env).await
}
