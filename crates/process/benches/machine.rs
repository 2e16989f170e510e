//! What the machine costs: a script's commands, an idle pod, the table beside the editor. Figures and budgets:
//! docs/performance.md.

use divan::{Bencher, black_box};
use process::{ContainerConfig, Machine, MachineConfig, describe};
use std::time::Duration;

fn main() {
    divan::main();
}

fn config(image: &str, argv: &[&str]) -> ContainerConfig {
    ContainerConfig {
        image: image.into(),
        command: (!argv.is_empty()).then(|| argv.iter().map(|word| word.to_string()).collect()),
        ..ContainerConfig::default()
    }
}

fn run(script: &str, seconds: u64) -> usize {
    let mut machine = Machine::new(MachineConfig::default());
    machine
        .start(Duration::ZERO, config("alpine", &["sh", "-c", script]))
        .expect("alpine has a shell");
    machine.advance(Duration::from_secs(seconds)).len()
}

/// 10,000 commands of one script: 5,000 turns of a test and an assignment.
#[divan::bench]
fn ten_thousand_commands(bencher: Bencher) {
    bencher.bench(|| run(black_box("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done"), 10));
}

/// 10,000 commands without expansions.
#[divan::bench]
fn ten_thousand_words(bencher: Bencher) {
    let script = ": a b\n".repeat(10_000);
    bencher.bench(|| run(black_box(&script), 10));
}

/// 1,000 commands that are programs of their own.
#[divan::bench]
fn thousand_programs(bencher: Bencher) {
    bencher.bench(|| {
        run(
            black_box("for i in $(seq 1000); do cat /etc/hostname; done >/dev/null"),
            10,
        )
    });
}

/// A virtual day of a pod that sleeps.
#[divan::bench]
fn idle_day(bencher: Bencher) {
    bencher.bench(|| run(black_box("trap 'exit 0' TERM; sleep 100000 & wait"), 86_400));
}

/// What the page asks at every keystroke, by kind of container.
#[divan::bench(args = [
    "image nginx",
    "unknown team/app:1",
    "sleep sleep 3600",
    "loop while true; do echo working; sleep 5; done",
    "server httpd -f -p 8080 -h /www",
    "client until nc -z db 5432; do sleep 1; done; echo ok",
    "busy while :; do :; done",
])]
fn describes(bencher: Bencher, case: &str) {
    let (kind, rest) = case.split_once(' ').unwrap_or((case, ""));
    let config = match kind {
        "image" | "unknown" => config(rest, &[]),
        _ => config("alpine", &["sh", "-c", rest]),
    };
    bencher.bench(|| describe(black_box(&config), &MachineConfig::default()));
}
