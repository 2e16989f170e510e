//! How long a simulation takes, natively: `cargo bench -p tests`. Figures stand in `docs/performance.md`.

use std::path::Path;
use std::time::Duration;

use sim::Scenario;

fn main() {
    divan::main();
}

/// The seeds' four CronJobs, as recorded.
const SEEDS: [&str; 4] = [
    "c01-cron-classic",
    "c01-cron-init",
    "c01-cron-native",
    "c01-cron-probe",
];

fn manifest_of(case: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("conformance/recorded")
        .join(case)
        .join("manifest.yaml");
    std::fs::read_to_string(path).expect("a recorded manifest")
}

fn simulate(text: &str, horizon: Duration) -> trace::Trace {
    let parsed = manifest::parse(text, &manifest::ParseOptions::default());
    sim::simulate(
        &parsed.manifest_objects(),
        &Scenario {
            horizon,
            ..Scenario::default()
        },
    )
}

/// Two minutes of one seed's manifest, from its text.
#[divan::bench(args = SEEDS)]
fn two_minutes(bencher: divan::Bencher<'_, '_>, case: &str) {
    let text = manifest_of(case);
    bencher.bench(|| simulate(&text, Duration::from_secs(120)));
}

/// Two minutes of all four, as the page simulates its variants.
#[divan::bench]
fn two_minutes_of_four_variants(bencher: divan::Bencher<'_, '_>) {
    let texts = SEEDS.map(manifest_of);
    bencher.bench(|| {
        texts
            .each_ref()
            .map(|text| simulate(text, Duration::from_secs(120)))
    });
}

/// One hour of a crash-looping pod.
#[divan::bench]
fn one_hour_of_crash_looping(bencher: divan::Bencher<'_, '_>) {
    let text = manifest_of("c07-crashloop-always");
    bencher.bench(|| simulate(&text, Duration::from_secs(3600)));
}
