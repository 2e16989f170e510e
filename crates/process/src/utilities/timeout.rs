//! `timeout`: a command with a time limit.

use crate::commands::{self, Call, Place};
use crate::kernel::syscalls::Proc;
use crate::kernel::{Channel, Disposition};
use crate::signal::Signal;
use crate::time::parse_seconds;
use std::time::Duration;

/// What a call asks for.
struct Order {
    limit: Duration,
    signal: Signal,
    kill_after: Option<Duration>,
    /// The command's own code counts also when its time was over.
    preserve: bool,
    argv: Vec<String>,
}

impl Order {
    /// The words of a call, or what is wrong with them.
    fn read(call: &[String]) -> Result<Order, String> {
        let mut signal = Signal::Term;
        let mut kill_after = None;
        let mut words = call[1..].iter();
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
                    let time = parse_seconds(word);
                    limit = Some(time.ok_or_else(|| format!("invalid time interval '{word}'"))?);
                    break;
                }
            }
        }
        let argv: Vec<String> = words.cloned().collect();
        let limit = limit.filter(|_| !argv.is_empty()).ok_or("missing operand")?;
        Ok(Order {
            limit,
            signal,
            kill_after,
            preserve: call.iter().any(|word| word == "--preserve-status"),
            argv,
        })
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let order = match Order::read(&call.argv) {
        Ok(order) => order,
        Err(problem) => {
            call.complain(&problem).await;
            return 125;
        }
    };
    let (argv, env) = (order.argv.clone(), call.env.clone());
    let found = commands::find_for(&call.proc, &argv, &env, Place::Step);
    if matches!(found, commands::Found::Missing | commands::Found::Denied) {
        call.complain(&format!("can't execute '{}': No such file or directory", argv[0]))
            .await;
        return 127;
    }
    match commands::start(&call.proc, Some(found), (argv, env, Place::Step)) {
        Some(child) => watch(&call, &order, child).await,
        None => 125,
    }
}

/// Waits for the command's end, or ends it when its time is over.
async fn watch(call: &Call, order: &Order, child: Proc) -> i32 {
    let vpid = child.vpid();
    let mut timed_out = false;
    let mut next = (!order.limit.is_zero()).then_some(call.proc.now() + order.limit);
    // A signal to `timeout` goes on to the command.
    for caught in [Signal::Term, Signal::Int, Signal::Hup, Signal::Quit] {
        call.proc.set_disposition(caught, Some(Disposition::Handle));
    }
    loop {
        if let Some(exit) = call.proc.reap(child.pid) {
            // busybox runs the command in its own place: who waits sees it end by the signal.
            if timed_out && call.busybox() {
                call.proc.end_by(order.signal).await;
            }
            return if timed_out && !order.preserve && order.signal != Signal::Kill {
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
            let this = if timed_out { Signal::Kill } else { order.signal };
            let again = order.kill_after.filter(|_| !timed_out);
            next = again.map(|after| call.proc.now() + after);
            timed_out = true;
            let _ = call.proc.kill(vpid, this).await;
            continue;
        }
        call.proc.wait(Channel::Child, next).await;
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "timeout 5 sh -c 'exit 3'; echo $?; timeout x true 2>/dev/null; echo $?; timeout -s KILL 1 sleep 5; echo $?",
            "3\n125\n137\n",
            0,
        );
    }
}
