//! `trap`, `wait`, `kill`, `jobs`.

use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell, TrapKind};
use crate::kernel::{Channel, Exit, Pid};
use crate::signal::Signal;

fn trap_kind(word: &str) -> Option<TrapKind> {
    match word.to_ascii_uppercase().as_str() {
        "0" | "EXIT" => Some(TrapKind::Exit),
        "ERR" => Some(TrapKind::Err),
        _ => Signal::parse(word).map(TrapKind::Signal),
    }
}

fn name_of(kind: &TrapKind) -> &'static str {
    match kind {
        TrapKind::Exit => "EXIT",
        TrapKind::Err => "ERR",
        TrapKind::Signal(signal) => signal.name(),
    }
}

pub(super) fn trap(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut args = &argv[1..];
        if args.first().is_some_and(|a| a == "--") {
            args = &args[1..];
        }
        shell.status = 0;
        if args.is_empty() || args[0] == "-p" {
            // A subshell of bash tells of its parent's traps until it sets its own.
            let traps = if shell.inherited_traps.is_empty() || !shell.bash() {
                &shell.traps
            } else {
                &shell.inherited_traps
            };
            let lines: String = traps
                .iter()
                .map(|(kind, action)| {
                    let action = action.replace('\'', "'\\''");
                    format!("trap -- '{action}' {}\n", name_of(kind))
                })
                .collect();
            let _ = shell.proc.write(1, lines.as_bytes()).await;
            return Flow::Normal;
        }
        if args[0] == "-l" {
            return Flow::Normal;
        }
        // A single name, or a number first, resets.
        let resets = args[0] == "-"
            || args.len() == 1
            || args[0].bytes().all(|c| c.is_ascii_digit()) && !args[0].is_empty();
        let action = if resets { None } else { Some(args[0].clone()) };
        let names = if resets && args[0] != "-" {
            args
        } else {
            &args[1..]
        };
        for name in names {
            match trap_kind(name) {
                Some(kind) => shell.set_trap(kind, action.as_deref()),
                None if matches!(name.as_str(), "DEBUG" | "RETURN") && shell.bash() => {}
                None => {
                    let text = match shell.dialect {
                        super::super::Dialect::Bash => format!("trap: {name}: invalid signal specification"),
                        super::super::Dialect::Dash => format!("trap: {name}: bad trap"),
                        super::super::Dialect::Ash => format!("trap: {name}: invalid signal specification"),
                    };
                    shell.complain(&text).await;
                    shell.status = 1;
                }
            }
        }
        Flow::Normal
    })
}

impl Shell {
    /// Waits for a background child; `Err`: a signal with a trap came first.
    async fn wait_job(&mut self, pid: Pid) -> Result<Exit, Signal> {
        loop {
            if let Some(signal) = self.proc.pending_signals().first() {
                return Err(*signal);
            }
            if let Some(exit) = self.proc.reap(pid) {
                return Ok(exit);
            }
            self.proc.wait(Channel::Child, None).await;
        }
    }
}

pub(super) fn wait(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let any = argv.iter().any(|a| a == "-n") && shell.bash();
        let asked: Vec<&String> = argv[1..].iter().filter(|a| !a.starts_with('-')).collect();
        shell.status = 0;
        if any {
            return wait_any(shell).await;
        }
        let jobs: Vec<(Pid, u32)> = if asked.is_empty() {
            shell.jobs.clone()
        } else {
            let mut jobs = Vec::new();
            for word in &asked {
                let number = match word.strip_prefix('%') {
                    Some(job) => job
                        .parse()
                        .ok()
                        .and_then(|n: usize| shell.jobs.get(n.wrapping_sub(1)))
                        .map(|j| j.1),
                    None => word.parse().ok(),
                };
                let ended = shell.ended_jobs.iter().find(|job| Some(job.0) == number);
                match number.and_then(|n| shell.jobs.iter().find(|j| j.1 == n)) {
                    Some(job) if jobs.contains(job) => {}
                    Some(job) => jobs.push(*job),
                    None if ended.is_some() => shell.status = ended.map_or(0, |job| job.1.code),
                    None => {
                        if shell.bash() {
                            shell
                                .complain(&format!("wait: pid {word} is not a child of this shell"))
                                .await;
                        }
                        shell.status = 127;
                    }
                }
            }
            jobs
        };
        for (pid, vpid) in jobs {
            match shell.wait_job(pid).await {
                Ok(exit) => {
                    shell.jobs.retain(|j| j.1 != vpid);
                    if !asked.is_empty() {
                        shell.status = exit.code;
                        if !shell.bash() {
                            shell.report_death(exit).await;
                        }
                    }
                }
                Err(signal) => {
                    shell.status = signal.exit_code();
                    return Flow::Normal;
                }
            }
        }
        Flow::Normal
    })
}

async fn wait_any(shell: &mut Shell) -> Flow {
    shell.status = 127;
    while !shell.jobs.is_empty() {
        if let Some(signal) = shell.proc.pending_signals().first() {
            shell.status = signal.exit_code();
            return Flow::Normal;
        }
        for (pid, vpid) in shell.jobs.clone() {
            if let Some(exit) = shell.proc.reap(pid) {
                shell.jobs.retain(|j| j.1 != vpid);
                shell.status = exit.code;
                return Flow::Normal;
            }
        }
        shell.proc.wait(Channel::Child, None).await;
    }
    Flow::Normal
}

pub(super) fn kill(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let args: Vec<String> = argv[1..]
            .iter()
            .map(
                |arg| match arg.strip_prefix('%').and_then(|n| n.parse::<usize>().ok()) {
                    Some(job) => shell
                        .jobs
                        .get(job.wrapping_sub(1))
                        .map_or(arg.clone(), |j| j.1.to_string()),
                    None => arg.clone(),
                },
            )
            .collect();
        let (status, output, errors) = crate::utilities::kill::kill_all(&shell.proc, &args).await;
        if !output.is_empty() {
            let _ = shell.proc.write(1, output.as_bytes()).await;
        }
        for error in errors {
            let text = if shell.bash() || !error.starts_with("can't") {
                format!("kill: {error}")
            } else {
                error
            };
            shell.complain(&text).await;
        }
        shell.status = status;
        Flow::Normal
    })
}

pub(super) fn jobs(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut text = String::new();
        let jobs = shell.inherited_jobs.iter().chain(&shell.jobs);
        for (number, (pid, vpid)) in jobs.enumerate() {
            if !shell.proc.is_alive(*pid) {
                continue;
            }
            match argv.get(1).map(String::as_str) {
                Some("-p") => text += &format!("{vpid}\n"),
                _ => text += &format!("[{}]+  Running\n", number + 1),
            }
        }
        let _ = shell.proc.write(1, text.as_bytes()).await;
        shell.status = 0;
        Flow::Normal
    })
}
