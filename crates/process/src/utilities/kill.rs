//! `kill`: signals by process id.

use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::syscalls::Proc;
use crate::signal::Signal;

/// Sends what the words ask for: exit code, output, messages.
pub(crate) async fn kill_all(proc: &Proc, args: &[String]) -> (i32, String, Vec<String>) {
    let mut signal = Some(Signal::Term);
    let mut words = args;
    match words.first().map(String::as_str) {
        Some("-l" | "-L") if words.len() > 1 => return named(&words[1..]),
        Some("-l" | "-L") => {
            let names: Vec<&str> = Signal::all().map(Signal::name).collect();
            return (0, names.join(" ") + "\n", Vec::new());
        }
        Some("-s" | "-n") => {
            match words.get(1).map(|w| parse(w)) {
                Some(Ok(parsed)) => signal = parsed,
                _ => {
                    return (
                        1,
                        String::new(),
                        vec![format!(
                            "{}: invalid signal specification",
                            words.get(1).map_or("", |w| w)
                        )],
                    );
                }
            }
            words = &words[2..];
        }
        Some(word) if word.len() > 1 && word.starts_with('-') && word != "--" => {
            match parse(&word[1..]) {
                Ok(parsed) => signal = parsed,
                Err(()) => {
                    return (
                        1,
                        String::new(),
                        vec![format!("{}: invalid signal specification", &word[1..])],
                    );
                }
            }
            words = &words[1..];
        }
        _ => {}
    }
    if words.first().is_some_and(|w| w == "--") {
        words = &words[1..];
    }
    if words.is_empty() {
        return (
            2,
            String::new(),
            vec!["usage: kill [-s sigspec | -n signum | -sigspec] pid".into()],
        );
    }
    let mut errors = Vec::new();
    let mut status = 0;
    for word in words {
        if let Err(message) = kill_one(proc, word, signal).await {
            errors.push(message);
            status = 1;
        }
    }
    (status, String::new(), errors)
}

/// A signal's name or number; 0 asks only whether the process exists.
fn parse(word: &str) -> Result<Option<Signal>, ()> {
    if word == "0" {
        Ok(None)
    } else {
        Signal::parse(word).map(Some).ok_or(())
    }
}

async fn kill_one(proc: &Proc, word: &str, signal: Option<Signal>) -> Result<(), String> {
    let group = word.starts_with('-') || word == "0";
    let Ok(vpid) = word.trim_start_matches('-').parse::<u32>() else {
        return Err(format!("{word}: arguments must be process or job IDs"));
    };
    if group {
        for member in members(proc, word == "-1") {
            if let Some(signal) = signal {
                let _ = proc.kill(member, signal).await;
            }
        }
        return Ok(());
    }
    let result = match signal {
        Some(signal) => proc.kill(vpid, signal).await.map(|_| ()),
        None => {
            let kernel = proc.kernel();
            let container = kernel.processes[&proc.pid].container;
            match kernel.by_vpid(container, vpid) {
                Some(_) => Ok(()),
                None => Err(Errno::NoProcess),
            }
        }
    };
    result.map_err(|error| format!("({vpid}) - {error}"))
}

/// Who gets a signal to the group: all processes, the sender last. To all (`-1`): neither process 1 nor the sender.
fn members(proc: &Proc, all: bool) -> Vec<u32> {
    let own = proc.vpid();
    let kernel = proc.kernel();
    let container = kernel.processes[&proc.pid].container;
    let running = kernel
        .processes
        .values()
        .filter(|p| p.container == container && p.ended.is_none());
    let mut members: Vec<u32> = running
        .map(|p| p.vpid)
        .filter(|v| *v != own && !(all && *v == 1))
        .collect();
    members.extend((!all).then_some(own));
    members
}

/// `kill -l NUMBER …`: signals' names; an exit status of a killed process counts as its signal.
fn named(words: &[String]) -> (i32, String, Vec<String>) {
    let mut text = String::new();
    for word in words {
        let number = word.parse::<u32>().map(|n| if n > 128 { n - 128 } else { n });
        let found = match number {
            Ok(number) => Signal::parse(&number.to_string()).map(|s| s.name().to_string()),
            Err(_) => Signal::parse(word).map(|s| s.number().to_string()),
        };
        let Some(found) = found else {
            return (1, text, vec![format!("{word}: invalid signal specification")]);
        };
        text += &(found + "\n");
    }
    (0, text, Vec::new())
}

pub(super) async fn run(call: Call) -> i32 {
    let (status, output, errors) = kill_all(&call.proc, &call.argv[1..]).await;
    call.print(&output).await;
    for error in errors {
        call.complain(&error).await;
    }
    status
}
