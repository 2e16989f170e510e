//! `tini`, `dumb-init`: a small process 1 that passes signals on and ends as its child does.

use crate::commands::{self, Call, Place};
use crate::kernel::{Channel, Disposition};
use crate::signal::Signal;

/// What is passed on.
const PASSED: [Signal; 7] = [
    Signal::Hup,
    Signal::Int,
    Signal::Quit,
    Signal::Term,
    Signal::Usr1,
    Signal::Usr2,
    Signal::Winch,
];

pub(super) async fn run(call: Call) -> i32 {
    let mut words = call.argv[1..].iter().peekable();
    while let Some(word) = words.next_if(|word| word.starts_with('-')) {
        match word.as_str() {
            "--" => break,
            // These take a value.
            "-e" | "-p" | "-r" | "--rewrite" => drop(words.next()),
            _ => {}
        }
    }
    let argv: Vec<String> = words.cloned().collect();
    if argv.is_empty() {
        return 1;
    }
    let env = call.env.clone();
    let found = commands::find_for(&call.proc, &argv, &env, Place::Whole);
    let name = call.name().to_string();
    let failed = match &found {
        commands::Found::Missing => Some(("No such file or directory", 127)),
        commands::Found::Denied => Some(("Permission denied", 126)),
        _ => None,
    };
    if let Some((problem, code)) = failed {
        let text = format!("[FATAL {name} (7)] exec {} failed: {problem}\n", argv[0]);
        let _ = call.proc.write(2, text.as_bytes()).await;
        return code;
    }
    for signal in PASSED {
        call.proc.set_disposition(signal, Some(Disposition::Handle));
    }
    let Some(child) = commands::start(&call.proc, Some(found), (argv, env, Place::Whole)) else {
        return 126;
    };
    loop {
        while let Some(signal) = call.proc.take_signal() {
            let _ = call.proc.kill(child.vpid(), signal).await;
        }
        if let Some(exit) = call.proc.reap(child.pid) {
            return exit.code;
        }
        call.proc.wait(Channel::Child, None).await;
    }
}

#[cfg(test)]
mod tests {
    use crate::Signal;
    use crate::harness::{config, run_for};

    #[test]
    fn passes_signals_on() {
        let check = |argv: &[&str], code: i32| {
            let ran = run_for(config("team/tini", argv), &[(10, Signal::Term)], 60);
            assert_eq!(ran.exit, Some((code, 10_000)), "{argv:?}");
        };
        check(&["/usr/bin/tini", "--", "sleep", "1000"], 143);
        check(
            &[
                "tini",
                "-g",
                "--",
                "sh",
                "-c",
                "trap 'exit 3' TERM; sleep 1000 & wait",
            ],
            3,
        );
        let ran = run_for(config("team/tini", &["dumb-init", "sh", "-c", "exit 4"]), &[], 60);
        assert_eq!(ran.exit.map(|e| e.0), Some(4));
    }
}
