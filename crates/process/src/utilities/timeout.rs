//! `timeout`: a command with a time limit.

use crate::commands::{self, Call, Place};
use crate::kernel::Channel;
use crate::signal::Signal;
use crate::time::parse_seconds;
use std::rc::Rc;

pub(super) async fn run(call: Call) -> i32 {
    let mut signal = Signal::Term;
    let mut kill_after = None;
    let mut words = call.argv[1..].iter();
    let mut limit = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" | "--signal" => signal = words.next().and_then(|w| Signal::parse(w)).unwrap_or(signal),
            "-k" | "--kill-after" => kill_after = words.next().and_then(|w| parse_seconds(w)),
            // busybox once wanted `-t SECONDS`.
            "-t" => {}
            "--preserve-status" | "--foreground" | "-v" => {}
            word if word.starts_with("--signal=") => signal = Signal::parse(&word[9..]).unwrap_or(signal),
            word if word.starts_with("-s") => signal = Signal::parse(&word[2..]).unwrap_or(signal),
            word => {
                limit = parse_seconds(word);
                if limit.is_none() {
                    call.complain(&format!("invalid time interval '{word}'")).await;
                    return 125;
                }
                break;
            }
        }
    }
    let argv: Vec<String> = words.cloned().collect();
    let (Some(limit), false) = (limit, argv.is_empty()) else {
        call.complain("missing operand").await;
        return 125;
    };
    let preserve = call.argv.iter().any(|a| a == "--preserve-status");
    let env = call.env.clone();
    let found = commands::find_for(&call.proc, &argv, &env, Place::Step);
    if matches!(found, commands::Found::Missing | commands::Found::Denied) {
        call.complain(&format!("can't execute '{}': No such file or directory", argv[0]))
            .await;
        return 127;
    }
    let shown: Rc<[String]> = argv.clone().into();
    let Some(child) = call
        .proc
        .spawn(shown, move |proc| commands::run(proc, argv, env, Place::Step))
    else {
        return 125;
    };
    let vpid = child.vpid();
    let deadline = call.proc.now() + limit;
    let mut timed_out = false;
    let mut next = (!limit.is_zero()).then_some(deadline);
    // A signal to `timeout` goes on to the command.
    for caught in [Signal::Term, Signal::Int, Signal::Hup, Signal::Quit] {
        call.proc
            .set_disposition(caught, Some(crate::kernel::Disposition::Handle));
    }
    loop {
        if let Some(exit) = call.proc.reap(child.pid) {
            // busybox runs the command in its own place: who waits sees it end by the signal.
            if timed_out && call.busybox() {
                call.proc.end_by(signal).await;
            }
            return if timed_out && !preserve && signal != Signal::Kill {
                124
            } else {
                exit.code
            };
        }
        if let Some(caught) = call.proc.take_signal() {
            let _ = call.proc.kill(vpid, caught).await;
            continue;
        }
        if next.is_some_and(|at| call.proc.now() >= at) {
            let this = if timed_out { Signal::Kill } else { signal };
            next = if timed_out {
                None
            } else {
                kill_after.map(|after| call.proc.now() + after)
            };
            timed_out = true;
            let _ = call.proc.kill(vpid, this).await;
            continue;
        }
        call.proc.wait(Channel::Child, next).await;
    }
}
