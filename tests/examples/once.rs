//! One row of the engine's table in `docs/performance.md`, once, so that its instructions can be counted:
//! `cargo build --profile bench -p tests --example once`, then
//! `valgrind --tool=callgrind --toggle-collect='*once::measured*' target/release/examples/once c01-cron-native 180`.
//! With a third argument it runs that often and prints the best and the median time instead.

use std::path::Path;
use std::time::{Duration, Instant};

use sim::Scenario;
use trace::Trace;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, seconds, more @ ..] = &arguments[..] else {
        println!("once FILE-OR-CASE SECONDS [RUNS]");
        return;
    };
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("conformance/recorded")
        .join(file)
        .join("manifest.yaml");
    let path = if recorded.exists() { recorded } else { file.into() };
    let text = std::fs::read_to_string(path).expect("a manifest");
    let parsed = manifest::parse(&text, &manifest::ParseOptions::default());
    let scenario = Scenario {
        horizon: Duration::from_secs(seconds.parse().expect("seconds")),
        node: sim::Node {
            pods: 5_000,
            ..sim::Node::default()
        },
        ..Scenario::default()
    };
    let runs = more.first().map_or(1, |runs| runs.parse().expect("how often"));
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let objects = parsed.manifest_objects();
            let start = Instant::now();
            let trace = measured(&objects, &scenario);
            let taken = start.elapsed();
            assert!(!trace.records().is_empty());
            taken
        })
        .collect();
    times.sort_unstable();
    println!("best {:?}, median {:?}", times[0], times[times.len() / 2]);
}

/// What is measured: the simulation alone, not the reading of its manifest.
#[inline(never)]
fn measured(objects: &[api::ManifestObject], scenario: &Scenario) -> Trace {
    sim::simulate(objects, scenario)
}
