//! docs/conformance.md is current: it lists the differences that tests/conformance/index.toml knows, and no others.

use tests::conformance::{Expectation, cases, index};
use tests::report::document_file;

#[test]
fn the_document_lists_the_known_differences() {
    let text = std::fs::read_to_string(document_file()).expect("docs/conformance.md");
    let (_, rest) = text.split_once("## Recordings that differ").expect("the heading");
    let listed: Vec<&str> = rest
        .lines()
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| line.starts_with("| ") && !line.starts_with("| case "))
        .filter_map(|line| line.split(" | ").next()?.strip_prefix("| "))
        .collect();
    let mut known: Vec<String> = index()
        .into_iter()
        .filter(|(_, expectation)| matches!(expectation, Expectation::KnownDifference(_)))
        .map(|(name, _)| name)
        .collect();
    known.sort();
    assert_eq!(listed, known, "run `cargo xtask conformance --write`");
    let (total, agree) = (cases().len(), cases().len() - known.len());
    let row = format!("| recordings | {total} | {agree} |");
    assert!(
        text.contains(&row),
        "no row {row}: run `cargo xtask conformance --write`"
    );
}
