//! `killall`, `pkill`, `pgrep`, `pidof`: processes by name.

use super::common::Args;
use crate::commands::Call;
use crate::images::base_name;
use crate::kernel::Process;
use crate::signal::Signal;

/// A process's name: what a server of the table is called, or its first word.
fn name_of(process: &Process) -> &str {
    process
        .argv
        .iter()
        .map(|w| base_name(w))
        .find(|w| !crate::images::is_wrapper(w))
        .unwrap_or("")
}

pub(super) async fn run(call: Call) -> i32 {
    let mut argv = call.argv.clone();
    let mut signal = Some(Signal::Term);
    // `-TERM`, `-9`, `-0`
    argv.retain(|word| match word.strip_prefix('-') {
        Some("0") => {
            signal = None;
            false
        }
        Some(name) if Signal::parse(name).is_some() => {
            signal = Signal::parse(name);
            false
        }
        _ => true,
    });
    let args = Args::new(&argv, "so", &[("signal", 's')]);
    if let Some(name) = args.value('s') {
        signal = Signal::parse(name);
    }
    let lists = matches!(call.name(), "pgrep" | "pidof");
    let partial = matches!(call.name(), "pgrep" | "pkill") && !args.has('x');
    let full = args.has('f');
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for wanted in &args.rest {
        let wanted = base_name(wanted);
        let kernel = call.proc.kernel();
        let container = kernel.processes[&call.proc.pid].container;
        let fits = |p: &&Process| {
            let hit = match (full, partial) {
                (true, _) => p.argv.join(" ").contains(wanted),
                (false, true) => name_of(p).contains(wanted),
                (false, false) => name_of(p) == wanted,
            };
            p.vpid != call.proc.vpid_in(&kernel) && hit
        };
        let pids: Vec<u32> = kernel.visible(container).filter(fits).map(|p| p.vpid).collect();
        if pids.is_empty() {
            missing.push(wanted.to_string());
        }
        found.extend(pids);
    }
    if lists {
        let separator = if call.name() == "pidof" { " " } else { "\n" };
        let text: Vec<String> = found.iter().map(u32::to_string).collect();
        if !text.is_empty() {
            call.print(&(text.join(separator) + "\n")).await;
        }
        return i32::from(found.is_empty());
    }
    if call.name() == "killall" && !args.has('q') {
        for name in &missing {
            let line = format!(
                "{name}: no process {}\n",
                if call.busybox() { "killed" } else { "found" }
            );
            let line = if call.busybox() {
                format!("killall: {line}")
            } else {
                line
            };
            let _ = call.proc.write(2, line.as_bytes()).await;
        }
    }
    for vpid in &found {
        if let Some(signal) = signal {
            let _ = call.proc.kill(*vpid, signal).await;
        }
    }
    i32::from(found.is_empty())
}
