//! Manifests and what a real API server, or its executed source, made of them: `tests/conformance/api` and
//! `tests/conformance/upstream`. `known_missing.txt` beside this file lists the cases that still differ, with the reason; a
//! listed case that passes fails the test.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use manifest::{Outcome, ParseOptions, kubectl_text, parse};
use serde_json::Value;

fn conformance(path: &str) -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/conformance")
        .join(path);
    serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON")
}

/// Case name → reason, for one table.
fn known_missing(table: &str) -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("known_missing.txt")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty());
    let rows = lines.map(|line| {
        let parts: Vec<&str> = line.splitn(3, '\t').collect();
        let [table, name, reason] = parts[..] else {
            panic!("three columns: {line}")
        };
        (table, name, reason)
    });
    rows.filter(|(t, ..)| *t == table)
        .map(|(_, name, reason)| (name, reason))
        .collect()
}

/// Compares all cases and then says all that is wrong at once.
#[expect(clippy::print_stdout, reason = "the figures of `cargo xtask conformance`")]
fn run(table: &str, cases: Vec<(String, String, String)>) {
    let mut missing = known_missing(table);
    let missing_count = missing.len();
    let mut wrong = Vec::new();
    let count = cases.len();
    for (name, got, expect) in cases {
        match (got == expect, missing.remove(name.as_str())) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{name} passes but is listed as missing ({reason})")),
            (false, None) => wrong.push(format!("{name}\n  expected: {expect}\n  got:      {got}")),
        }
    }
    println!("table {table} {} {count}", count - wrong.len() - missing_count);
    wrong.extend(
        missing
            .keys()
            .map(|name| format!("{name} is listed as missing but is no case")),
    );
    assert!(
        wrong.is_empty(),
        "{} of {count} cases of {table}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn refused_and_accepted() {
    let table = conformance("api/refused_and_accepted.json");
    let mut cases = Vec::new();
    for case in table["cases"].as_array().expect("cases") {
        let text = |key: &str| case[key].as_str().expect(key).to_owned();
        let parsed = parse(&text("manifest"), &ParseOptions::default());
        let applied = kubectl_text::apply(&parsed, &format!("{}.yaml", text("name")));
        let got = format!("{}{}", applied.stdout, applied.stderr);
        assert_eq!(
            applied.exit_code == 0,
            case["accepted"] == true,
            "{}",
            text("name")
        );
        // Later lines show other options of kubectl.
        let expect = text("kubectl")
            .split("\n--- with")
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned();
        cases.push((text("name"), got.trim_end().to_owned(), expect));
    }
    assert!(cases.len() >= 62);
    run("refused_and_accepted", cases);
}

#[test]
fn user_manifests() {
    let table = conformance("upstream/validation_manifests.json");
    let mut cases = Vec::new();
    for case in table["manifests"].as_array().expect("manifests") {
        let name = case["name"].as_str().expect("name").to_owned();
        let parsed = parse(&case["manifest"].to_string(), &ParseOptions::default());
        let applied = kubectl_text::apply(&parsed, "f.yaml");
        let without_warnings: Vec<&str> = applied
            .stderr
            .lines()
            .filter(|l| !l.starts_with("Warning: "))
            .collect();
        let expect = case["kubectl"].as_str().unwrap_or("").trim_end().to_owned();
        let errors = match &parsed.objects[0].outcome {
            Outcome::Invalid(errors) => errors.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        let expect_errors: Vec<String> = case["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(shown)
            .collect();
        let got = format!("{}\n{errors:?}", without_warnings.join("\n"));
        cases.push((name, got, format!("{expect}\n{expect_errors:?}")));
    }
    assert!(cases.len() >= 154);
    run("user_manifests", cases);
}

fn shown(error: &Value) -> String {
    format!(
        "{}: {}",
        error["field"].as_str().unwrap_or(""),
        error["body"].as_str().unwrap_or("")
    )
}
