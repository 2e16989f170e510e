//! How long a simulation takes, natively: `cargo bench -p tests --bench simulate`; with `--features allocations` what it
//! allocates. Figures stand in `docs/performance.md`.

use std::path::Path;
use std::time::Duration;

use sim::Scenario;

/// Counts what is allocated: the most at a time, and how often. Counting takes time.
#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

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

/// Three minutes of one seed's manifest: the page's default length.
#[divan::bench(args = SEEDS)]
fn three_minutes(bencher: divan::Bencher<'_, '_>, case: &str) {
    let text = manifest_of(case);
    bencher.bench(|| simulate(&text, Duration::from_secs(180)));
}

/// Two containers that end with 1 after a second, restarted for ever.
const CRASH_LOOP: &str = "
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: a, image: busybox:1, command: [sh, -c, sleep 1; exit 1]}
  - {name: b, image: busybox:1, command: [sh, -c, sleep 2; exit 1]}
";

/// One hour of a crash-looping pod with two containers.
#[divan::bench]
fn one_hour_of_crash_looping(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| simulate(CRASH_LOOP, Duration::from_secs(3600)));
}

fn deployment(replicas: u32) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: d}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: d}}}}
  template:
    metadata: {{labels: {{app: d}}}}
    spec:
      containers:
      - {{name: main, image: nginx:1}}
"
    )
}

/// A node on which every pod of [`deployment`] finds room.
fn large_node(horizon: Duration) -> Scenario {
    Scenario {
        horizon,
        node: sim::Node {
            pods: 5_000,
            ..sim::Node::default()
        },
        ..Scenario::default()
    }
}

fn simulate_deployment(replicas: u32, horizon: Duration) -> trace::Trace {
    let parsed = manifest::parse(&deployment(replicas), &manifest::ParseOptions::default());
    sim::simulate(&parsed.manifest_objects(), &large_node(horizon))
}

/// Ten minutes of a Deployment: the time is to grow with the replicas, not faster.
#[divan::bench(args = [100, 300, 1000], sample_count = 5)]
fn ten_minutes_of_replicas(replicas: u32) -> trace::Trace {
    simulate_deployment(replicas, Duration::from_secs(600))
}

/// A Job every minute that ends after five seconds; the history limits are the defaults, 3 and 1.
const MINUTELY: &str = "
apiVersion: batch/v1
kind: CronJob
metadata: {name: c}
spec:
  schedule: '* * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: busybox:1, command: [sh, -c, sleep 5]}
";

/// Hours of a CronJob whose Jobs end: time and memory are to grow with the hours, not faster.
#[divan::bench(args = [1, 6, 24], sample_count = 5)]
fn hours_of_a_job_a_minute(hours: u64) -> trace::Trace {
    simulate(MINUTELY, Duration::from_secs(3600 * hours))
}

/// A day of the seeds' CronJob without a sidecar: no Job ever ends, 110 pods run, the others wait for room.
#[divan::bench(sample_count = 3)]
fn a_day_of_jobs_that_never_end() -> trace::Trace {
    simulate(&manifest_of("c01-cron-classic"), Duration::from_secs(86_400))
}

/// `kubectl get pods` of two hundred pods.
#[divan::bench]
fn get_of_two_hundred_pods(bencher: divan::Bencher<'_, '_>) {
    let trace = simulate_deployment(200, Duration::from_secs(120));
    let at = Duration::from_secs(60);
    bencher.bench(|| kubectl::run(&trace, "kubectl get pods", Duration::ZERO, at).text());
}

/// All two hundred pods as they stood at a time.
#[divan::bench]
fn two_hundred_pods_at_a_time(bencher: divan::Bencher<'_, '_>) {
    let trace = simulate_deployment(200, Duration::from_secs(120));
    bencher.bench(|| trace.pods_at(Duration::from_secs(60)).len());
}
