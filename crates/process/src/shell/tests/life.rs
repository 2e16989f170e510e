//! A shell as a process: how long it takes, who is process 1, what signals do to it, how it ends.

use crate::Signal;
use crate::harness::{config, run_for, script, shell_command};

#[test]
fn time_passes() {
    let at = |dialect: &str, text: &str, out: &str, low: u128, high: u128| {
        let ran = script(dialect, text);
        assert_eq!(ran.out, out, "{text}");
        let (_, ms) = ran.exit.unwrap();
        assert!((low..high).contains(&ms), "{text}: {ms}");
    };
    at("ash", "sleep 5", "", 5_000, 5_010);
    at("dash", "sleep 1; echo a; sleep 0.5", "a\n", 1_500, 1_520);
    at(
        "bash",
        "sleep 3 & sleep 2; wait; echo $SECONDS",
        "3\n",
        3_000,
        3_020,
    );
    at("ash", "for i in 1 2 3; do sleep 1; done", "", 3_000, 3_020);
    at("ash", "sleep 5 | sleep 2", "", 5_000, 5_020);
    at(
        "ash",
        "(sleep 1; echo late) & echo early; wait",
        "early\nlate\n",
        1_000,
        1_020,
    );
    at("ash", "timeout 2 tail -f /dev/null", "", 2_000, 2_020);
    at("ash", "x=$(sleep 1; echo a); echo $x", "a\n", 1_000, 1_020);
    at(
        "ash",
        "touch l; tail -f l & sleep 1; echo a >> l; sleep 1; kill $!; wait $!",
        "a\n",
        2_000,
        2_050,
    );
    at(
        "ash",
        "mkfifo p; cat p & sleep 1; echo x > p; wait",
        "x\n",
        1_000,
        1_050,
    );
    at(
        "ash",
        "tail -F f 2>/dev/null & sleep 2; echo a > f; sleep 2; echo b >> f; sleep 1",
        "a\nb\n",
        5_000,
        5_050,
    );
}

/// The measured table: a script as process 1 gets a signal at 2 s and SIGKILL at 10 s.
#[test]
fn process_one() {
    let check = |dialect: &str, text: &str, signal: Signal, code: i32, at: u128| {
        let (image, shell) = shell_command(dialect);
        let ran = run_for(
            config(image, &[shell, "-c", text]),
            &[(2, signal), (10, Signal::Kill)],
            20,
        );
        let (got, ms) = ran.exit.unwrap();
        assert_eq!(got, code, "{dialect}: {text}");
        assert!(ms.abs_diff(at) <= 1_000, "{dialect}: {text}: {ms}");
    };
    for dialect in ["dash", "bash", "ash"] {
        for text in [
            "sleep 60",
            "exec sleep 60",
            "while true; do sleep 1; done",
            "tail -f /dev/null",
            "tail -F /x",
        ] {
            check(dialect, text, Signal::Term, 137, 10_000);
            check(dialect, text, Signal::Quit, 137, 10_000);
        }
        check(
            dialect,
            "trap 'exit 0' TERM; while true; do sleep 1; done",
            Signal::Term,
            0,
            2_500,
        );
        check(dialect, "trap 'exit 0' TERM; sleep 60", Signal::Term, 137, 10_000);
        check(
            dialect,
            "trap 'exit 0' TERM; sleep 60 & wait",
            Signal::Term,
            0,
            2_000,
        );
        check(
            dialect,
            "trap 'exit 0' TERM; sleep 60 & wait $!",
            Signal::Term,
            0,
            2_000,
        );
        check(dialect, "trap : TERM; sleep 60 & wait", Signal::Term, 143, 2_000);
        check(dialect, "kill 1; kill -9 $$; sleep 60", Signal::Term, 137, 10_000);
        check(
            dialect,
            "_t() { sleep 3; exit 7; }; trap _t TERM; sleep 60 & wait $!",
            Signal::Term,
            7,
            5_000,
        );
        check(
            dialect,
            "sleep 1 & kill $!; wait $!; exit $?",
            Signal::Term,
            143,
            10,
        );
    }
    check("dash", "trap 'echo x' EXIT; sleep 60", Signal::Term, 137, 10_000);
    check("ash", "trap 'echo x' EXIT; sleep 60", Signal::Term, 137, 10_000);
    check("bash", "trap 'echo x' EXIT; sleep 60", Signal::Term, 143, 2_000);
    check("ash", "while true; do sleep 1; done", Signal::Int, 130, 2_000);
    check("dash", "while true; do sleep 1; done", Signal::Int, 137, 10_000);
    check("bash", "while true; do sleep 1; done", Signal::Int, 137, 10_000);
}

#[test]
fn who_replaces_itself() {
    // A server with a handler as the last command: what SIGTERM does tells who is process 1.
    let check = |image: &str, argv: &[&str], signal: Signal, code: i32| {
        let ran = run_for(config(image, argv), &[(2, signal), (10, Signal::Kill)], 20);
        assert_eq!(ran.exit.map(|e| e.0), Some(code), "{image} {argv:?}");
    };
    check(
        "nginx:1.27",
        &["sh", "-c", "nginx -g 'daemon off;'"],
        Signal::Quit,
        137,
    );
    check(
        "nginx:1.27",
        &["bash", "-c", "nginx -g 'daemon off;'"],
        Signal::Quit,
        0,
    );
    check(
        "nginx:1.27",
        &["sh", "-c", "echo x; exec nginx -g 'daemon off;'"],
        Signal::Quit,
        0,
    );
    check(
        "nginx:1.27-alpine",
        &["sh", "-c", "nginx -g 'daemon off;'"],
        Signal::Quit,
        0,
    );
    check(
        "nginx:1.27-alpine",
        &["sh", "-c", "if true; then nginx -g 'daemon off;'; fi"],
        Signal::Quit,
        0,
    );
    check(
        "nginx:1.27",
        &["bash", "-c", "if true; then nginx -g 'daemon off;'; fi"],
        Signal::Quit,
        137,
    );
    check(
        "nginx:1.27-alpine",
        &["sh", "-c", "nginx -g 'daemon off;'; echo done"],
        Signal::Quit,
        137,
    );
    check(
        "nginx:1.27-alpine",
        &["sh", "-c", "trap : HUP; nginx -g 'daemon off;'"],
        Signal::Quit,
        137,
    );
    check(
        "nginx:1.27",
        &["bash", "-c", "nginx -g 'daemon off;' > /dev/null"],
        Signal::Quit,
        137,
    );
    check(
        "nginx:1.27-alpine",
        &["sh", "-c", "nginx -g 'daemon off;' > /dev/null"],
        Signal::Quit,
        0,
    );
}

#[test]
fn a_shell_without_a_terminal_ends() {
    for image in [
        "busybox",
        "alpine",
        "ubuntu",
        "bash:5.2",
        "python:3.12",
        "node:22",
    ] {
        let ran = run_for(config(image, &[]), &[], 10);
        assert_eq!(ran.exit.map(|e| e.0), Some(0), "{image}");
    }
}

#[test]
fn busy_loops_do_not_stop_the_clock() {
    let ran = run_for(config("busybox", &["sh", "-c", "while :; do :; done"]), &[], 600);
    assert_eq!((ran.exit, ran.notes.len()), (None, 1));
    let ran = run_for(config("busybox", &["sh", "-c", "f() { f; }; f"]), &[], 10);
    assert!(ran.exit.is_some());
    let ran = run_for(config("busybox", &["sh", "-c", "f() { f | f & }; f"]), &[], 10);
    assert!(ran.exit.is_some());
}
