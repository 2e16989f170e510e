//! One line per simulated history: name, digest, records. What only makes the engine faster must not change a line:
//! `cargo run -p tests --example digest > before`, then the same after the change. With a folder as argument every history
//! is written there, to find the first record that differs.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use sim::Scenario;
use tests::conformance::cases;
use tests::corpus;
use trace::{Fact, Trace};

fn main() {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let say = |name: &str, trace: &Trace| {
        let text = text_of(trace);
        println!("{name} {:016x} {}", hash(&text), trace.records().len());
        if let Some(folder) = &folder {
            let file = folder.join(name.replace('/', "__"));
            std::fs::write(file, text).expect("the folder can be written to");
        }
    };
    for case in cases() {
        say(&format!("recorded/{}", case.name), &case.simulate());
        let jitter = Scenario {
            jitter: true,
            horizon: Duration::from_secs(300),
            ..Scenario::default()
        };
        say(
            &format!("jitter/{}", case.name),
            &simulate(&case.manifest, &jitter),
        );
    }
    let long = Scenario {
        horizon: Duration::from_secs(400),
        ..Scenario::default()
    };
    for (name, text) in corpus::manifests(&corpus::committed()).expect("the corpus") {
        say(&format!("corpus/{name}"), &simulate(&text, &long));
    }
}

fn simulate(text: &str, scenario: &Scenario) -> Trace {
    let parsed = manifest::parse(text, &manifest::ParseOptions::default());
    sim::simulate(&parsed.manifest_objects(), scenario)
}

/// Everything that a trace says, independent of how it is held.
fn text_of(trace: &Trace) -> String {
    let mut text = String::new();
    for pod in trace.pods() {
        let _ = writeln!(text, "{pod:?}");
    }
    for record in trace.records() {
        let _ = write!(text, "{} {:?} {:?} ", record.id.0, record.at, record.cause);
        let _ = match &record.fact {
            Fact::Object { verb, object } => writeln!(text, "{verb:?} {}", object.to_json()),
            Fact::Event(event) => writeln!(text, "{}", serde_json::to_string(&**event).unwrap_or_default()),
            other => writeln!(text, "{other:?}"),
        };
    }
    let _ = writeln!(text, "{:?} {:?}", trace.end(), trace.ended());
    text
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
