//! The gallery's examples, lived through: each variant must come to the verdict that the seeds (and a real cluster)
//! saw. Numbers are replaced by `#`; their exactness is the matter of the conformance tests.

use std::collections::BTreeSet;

use app::gallery::{EXAMPLES, example};
use manifest::{ParseOptions, parse};
use sim::{Scenario, simulate};
use variants::VariantId::{self, AsWritten, Native, NativeStartupProbe, PlainInit, Without};
use variants::{SidecarChoice, find, variants};

const LOST_AND_ENDLESS: &str = "✕ Race lost by # s, then never ends";
const STUCK: &str = "∞ Stuck in Init:#/#";
const LOST: &str = "✕ Race lost by # s";
const COMPLETED_AFTER: &str = "✓ Completed, app starts at # s";
const COMPLETED: &str = "✓ Completed at # s";
const READY: &str = "✓ Ready at # s";
const LOST_ONCE: &str = "✓ Race lost by # s, ready at # s after # restart";
const NOT_READY: &str = "✕ Runs, but nginx is not ready";
const RESTARTING: &str = "✕ nginx keeps restarting (# times in # min)";
const PROXY_RESTARTING: &str = "✕ proxy keeps restarting (# times in # min)";
const WARMUP_RESTARTING: &str = "✕ warmup keeps restarting (# times in # min)";
const APP_RESTARTING: &str = "✕ app keeps restarting (# times in # min)";
const TOO_EARLY: &str = "✕ Race lost: database-proxy does not run yet, migrate restarts # times";
const FAILED: &str = "✕ import fails with exit code #";
const FAILED_AND_ENDLESS: &str = "✕ import fails with exit code #, then never ends";
const KILLED: &str = "✕ Deleted, gone at # s; app is killed";
const PROXY_GONE: &str = "✕ proxy is gone when app asks it";
const DELETED: &str = "✓ Deleted, ends cleanly at # s";

/// Example, variant, verdict.
const EXPECTED: &[(&str, VariantId, &str)] = &[
    ("slow-sidecar-job", AsWritten, COMPLETED_AFTER),
    ("slow-sidecar-job", Without, LOST_AND_ENDLESS),
    ("slow-sidecar-job", PlainInit, STUCK),
    ("slow-sidecar-job", Native, LOST),
    ("cronjob-without-sidecar", AsWritten, LOST_AND_ENDLESS),
    ("cronjob-without-sidecar", NativeStartupProbe, COMPLETED_AFTER),
    ("cronjob-with-init-container", AsWritten, STUCK),
    ("cronjob-with-init-container", Native, LOST),
    ("cronjob-with-sidecar", AsWritten, LOST),
    ("cronjob-with-sidecar", NativeStartupProbe, COMPLETED_AFTER),
    ("cronjob-with-sidecar-and-probe", AsWritten, COMPLETED_AFTER),
    ("cronjob-with-sidecar-and-probe", Without, LOST_AND_ENDLESS),
    ("cronjob-with-sidecar-and-probe", PlainInit, STUCK),
    ("cronjob-with-sidecar-and-probe", Native, LOST),
    ("cronjob-classic", AsWritten, LOST_AND_ENDLESS),
    ("cronjob-classic", Native, LOST),
    ("cronjob-support", AsWritten, COMPLETED_AFTER),
    ("cronjob-support", Without, LOST_AND_ENDLESS),
    ("nginx-readiness", AsWritten, NOT_READY),
    ("nginx-readiness", Without, NOT_READY),
    ("nginx-startup-http", AsWritten, READY),
    ("nginx-startup-http", Without, READY),
    ("nginx-startup-exec", AsWritten, READY),
    ("nginx-startup-exec", Native, READY),
    ("nginx-poststart", AsWritten, READY),
    ("nginx-poststart", Without, READY),
    ("nginx-liveness", AsWritten, RESTARTING),
    ("nginx-liveness", Without, RESTARTING),
    ("pi", AsWritten, "∞ Never completes: sidecar runs on"),
    ("pi", Native, COMPLETED),
    ("pi-sidecar", AsWritten, COMPLETED),
    ("pi-sidecar", Without, "∞ Never completes: network-proxy runs on"),
    ("logshipper-job", AsWritten, COMPLETED),
    ("logshipper-job", Without, "∞ Never completes: logshipper runs on"),
    ("logshipper-deployment", AsWritten, READY),
    ("logshipper-deployment", Native, READY),
    ("cloud-sql-proxy-job", AsWritten, LOST_AND_ENDLESS),
    ("cloud-sql-proxy-job", PlainInit, STUCK),
    ("cloud-sql-proxy-job", Native, LOST),
    ("cloud-sql-proxy-job", NativeStartupProbe, COMPLETED_AFTER),
    ("proxy", AsWritten, LOST_ONCE),
    ("proxy", NativeStartupProbe, READY),
    ("proxy-sidecar", AsWritten, READY),
    ("proxy-sidecar", Without, LOST_ONCE),
    ("startup-probe-on-app", AsWritten, LOST_AND_ENDLESS),
    ("startup-probe-on-app", Native, LOST),
    ("startup-probe-on-app", NativeStartupProbe, READY),
    (
        "quitquitquit",
        AsWritten,
        "∞ Never completes: cloud-sql-proxy runs on",
    ),
    ("quitquitquit", Native, COMPLETED),
    (
        "cronjob-piles-up",
        AsWritten,
        "∞ Never completes: fluent-bit runs on",
    ),
    ("cronjob-piles-up", Native, COMPLETED),
    ("crash-unnoticed", AsWritten, FAILED_AND_ENDLESS),
    ("crash-unnoticed", Native, FAILED),
    ("job-ends-late", AsWritten, COMPLETED),
    ("job-ends-late", Without, "∞ Never completes: proxy runs on"),
    ("sidecar-below-its-user", AsWritten, TOO_EARLY),
    ("sidecar-below-its-user", Without, TOO_EARLY),
    ("poststart-listed-last", AsWritten, LOST_AND_ENDLESS),
    ("poststart-listed-last", NativeStartupProbe, READY),
    ("sidecars-in-a-row", AsWritten, READY),
    ("sidecars-in-a-row", Without, READY),
    (
        "probe-deadlock",
        AsWritten,
        "✕ queue-proxy keeps restarting (# times in # min)",
    ),
    ("probe-deadlock", Without, READY),
    ("probe-deadlock", Native, READY),
    ("init-waits-for-container", AsWritten, STUCK),
    ("init-waits-for-container", Native, STUCK),
    ("poststart-deadlock", AsWritten, "∞ Stuck in ContainerCreating"),
    ("poststart-deadlock", Native, STUCK),
    ("killed-slow-start", AsWritten, PROXY_RESTARTING),
    ("killed-slow-start", Native, READY),
    ("sidecar-that-ends", AsWritten, WARMUP_RESTARTING),
    ("sidecar-that-ends", PlainInit, READY),
    ("requests-add-up", AsWritten, "∞ Stuck in Pending"),
    ("requests-add-up", Without, READY),
    ("address-in-use", AsWritten, APP_RESTARTING),
    (
        "address-in-use",
        Without,
        "✕ metrics keeps restarting (# times in # min)",
    ),
    ("sidecar-crashes", AsWritten, PROXY_RESTARTING),
    ("sidecar-crashes", Without, PROXY_RESTARTING),
    ("backoff-limit", AsWritten, FAILED),
    ("backoff-limit", Without, FAILED_AND_ENDLESS),
    ("backoff-limit-onfailure", AsWritten, FAILED),
    ("backoff-limit-onfailure", Without, FAILED),
    ("proxy-dies-first", AsWritten, PROXY_GONE),
    ("proxy-dies-first", Native, DELETED),
    ("stop-order", AsWritten, DELETED),
    ("stop-order", Without, DELETED),
    ("prestop-too-early", AsWritten, DELETED),
    ("prestop-too-early", Without, DELETED),
    ("prestop-ends-sidecar", AsWritten, PROXY_GONE),
    ("prestop-ends-sidecar", Without, PROXY_GONE),
    ("grace-used-up", AsWritten, KILLED),
    ("grace-used-up", Without, KILLED),
];

/// Every run of digits, with or without a decimal point, as `#`.
fn without_numbers(sentence: &str) -> String {
    let mut plain = String::new();
    let mut letters = sentence.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii_digit() {
            plain.push(letter);
            continue;
        }
        plain.push('#');
        while letters
            .next_if(|next| next.is_ascii_digit() || *next == '.')
            .is_some()
        {}
    }
    plain
}

fn verdict(id: &str, variant: VariantId) -> explain::Verdict {
    let example = example(id).expect("an example");
    let text = example.text;
    let family = variants(
        text,
        &parse(text, &ParseOptions::default()),
        &SidecarChoice::default(),
    );
    let text = &find(&family, variant).expect("a variant").text;
    let parsed = parse(text, &ParseOptions::default());
    let scenario = Scenario {
        actions: example.timed_actions(),
        ..Scenario::default()
    };
    let trace = simulate(&parsed.manifest_objects(), &scenario);
    explain::verdict(&trace).expect("a verdict")
}

#[test]
fn verdicts() {
    let mut wrong = Vec::new();
    for &(id, variant, expect) in EXPECTED {
        let verdict = verdict(id, variant);
        let got = format!("{} {}", verdict.symbol.as_char(), verdict.sentence);
        if without_numbers(&got) != expect {
            wrong.push(format!(
                "{id} {variant}:\n  expected {expect}\n  got      {got}\n  {}",
                verdict.detail
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_is_checked_twice() {
    for example in EXAMPLES {
        let checked = EXPECTED
            .iter()
            .filter(|(id, ..)| *id == example.id)
            .map(|(_, variant, _)| *variant);
        assert!(checked.collect::<BTreeSet<_>>().len() >= 2, "{}", example.id);
    }
}
