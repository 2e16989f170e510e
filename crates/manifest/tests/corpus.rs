//! Real manifests of public projects against a real API server's verdict on each (`tests/corpus`), and prefixes of them as
//! half-typed text.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use manifest::correct::correct;
use manifest::{ParseOptions, Severity, kubectl_text, parse};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

/// File name → what kubectl printed, its lines joined by ` | `.
fn verdicts() -> BTreeMap<String, String> {
    let table = fs::read_to_string(folder().join("verdicts.tsv")).expect("verdicts");
    let rows = table.lines().skip(1).filter_map(|line| {
        let mut columns = line.splitn(3, '\t');
        let (name, _, text) = (columns.next()?, columns.next()?, columns.next()?);
        // Fragments were not offered to the server.
        (!text.trim().is_empty()).then(|| (name.to_owned(), text.trim().to_owned()))
    });
    rows.collect()
}

/// What a verdict depends on that is not in the manifest (or not in this program): such verdicts are not compared.
fn depends_on(verdict: &str) -> Option<&'static str> {
    [
        ("namespaces \"", "a namespace that the cluster lacks"),
        (
            "disallowed by cluster policy",
            "a policy of the recording cluster",
        ),
        (
            " is forbidden: ",
            "admission: service accounts, priority and runtime classes",
        ),
        (" unchanged (server dry run)", "an object that the cluster has"),
        (" configured (server dry run)", "an object that the cluster has"),
    ]
    .into_iter()
    .find(|(part, _)| verdict.contains(part))
    .map(|(_, reason)| reason)
}

fn known_missing() -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("known_missing.txt")
        .lines()
        .filter(|l| l.starts_with("corpus\t"));
    lines
        .filter_map(|l| l.trim_start_matches("corpus\t").split_once('\t'))
        .collect()
}

#[test]
fn verdicts_agree() {
    let mut missing = known_missing();
    let (mut wrong, mut compared, mut skipped) = (Vec::new(), 0, BTreeMap::new());
    for (name, verdict) in verdicts() {
        if let Some(reason) = depends_on(&verdict) {
            *skipped.entry(reason).or_insert(0) += 1;
            continue;
        }
        let text = fs::read_to_string(folder().join(&name)).expect("a manifest");
        let applied = kubectl_text::apply(&parse(&text, &ParseOptions::default()), &name);
        let created = applied
            .stdout
            .replace(" created\n", " created (server dry run)\n");
        let got = format!("{created}{}", applied.stderr).trim().replace('\n', " | ");
        compared += 1;
        let sorted = |text: &str| {
            // The recording mixes the two streams: compare the lines, not their order.
            let mut lines: Vec<String> = text.split(" | ").map(|l| l.trim().to_owned()).collect();
            lines.sort();
            lines
        };
        let agrees = sorted(&got) == sorted(&verdict);
        match (agrees, missing.remove(name.as_str())) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{name} agrees but is listed as missing ({reason})")),
            (false, None) => wrong.push(format!("{name}\n  expected: {verdict}\n  got:      {got}")),
        }
    }
    wrong.extend(
        missing
            .keys()
            .map(|name| format!("{name} is listed as missing but is not compared")),
    );
    assert!(
        wrong.is_empty(),
        "{} of {compared} compared:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(compared >= 300, "compared {compared}, skipped {skipped:?}");
}

#[test]
fn half_typed_text_never_panics() {
    /// How many prefixes of each file are read.
    const PREFIXES: usize = 12;
    for name in verdicts().keys() {
        let text = fs::read_to_string(folder().join(name)).expect("a manifest");
        for i in 1..=PREFIXES {
            let mut end = text.len() * i / PREFIXES;
            // Not at even places only: shift by the index.
            end = end.saturating_sub(i * 7 % 31);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let prefix = &text[..end];
            let parsed = parse(prefix, &ParseOptions::default());
            for diagnostic in &parsed.diagnostics {
                let span = diagnostic.span.clone();
                assert!(prefix.get(span).is_some(), "{name}: {diagnostic:?}");
                let _ = parsed.lines.line_column(prefix, diagnostic.span.start);
            }
        }
        if !parse(&text, &ParseOptions::default()).has_errors() {
            assert_eq!(correct(&text, &ParseOptions::default()), text, "{name}");
        }
    }
}

#[test]
fn corrections_repair_what_is_refused() {
    let options = ParseOptions::default();
    let errors = |text: &str| {
        let parsed = parse(text, &options);
        let errors = parsed
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error);
        errors.count()
    };
    let (mut whole, mut refused) = (0, 0);
    for name in verdicts().keys() {
        let text = fs::read_to_string(folder().join(name)).expect("a manifest");
        if errors(&text) > 0 {
            refused += 1;
            whole += usize::from(errors(&correct(&text, &options)) == 0);
        }
    }
    // Half of the others are patches for Kustomize and fragments.
    assert!(whole >= 16, "{whole} of {refused}");
}
