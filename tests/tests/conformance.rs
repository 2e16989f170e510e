//! Every recorded case against the simulator, as `tests/conformance/index.toml` expects: a `pass` must agree,
//! and a known difference must still differ (so that the index never lags behind).

use std::collections::BTreeMap;

use tests::conformance::{Expectation, cases, index, text_index};
use tests::texts::texts;

#[test]
fn recordings_agree_as_the_index_says() {
    let mut expected: BTreeMap<String, Expectation> = index().into_iter().collect();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = case.disagreements();
        match (expected.remove(&case.name), found.as_slice()) {
            (Some(Expectation::Pass), []) => {}
            (Some(Expectation::Pass), found) => {
                wrong.push(format!("{} should pass:\n  {}", case.name, found.join("\n  ")))
            }
            (Some(Expectation::KnownDifference(_)), []) => {
                wrong.push(format!("{} passes now: say so in index.toml", case.name))
            }
            (Some(Expectation::KnownDifference(_)), _) => {}
            (None, _) => wrong.push(format!("{} is not in index.toml", case.name)),
        }
    }
    wrong.extend(
        expected
            .into_keys()
            .map(|name| format!("{name} is in index.toml but not recorded")),
    );
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// A text that is not listed must agree, and a listed one must still differ.
#[test]
fn texts_agree_as_the_index_says() {
    let mut expected: BTreeMap<(String, String), String> = text_index()
        .into_iter()
        .map(|(case, file, why)| ((case, file), why))
        .collect();
    let mut wrong = Vec::new();
    for case in cases() {
        let mut found = BTreeMap::new();
        for text in texts(&case) {
            let differs = found.entry(text.file).or_insert(None);
            *differs = differs.take().or(text.difference);
        }
        for (file, difference) in found {
            let why = expected.remove(&(case.name.clone(), file.clone()));
            match (why, difference) {
                (None, Some(difference)) => wrong.push(format!("{} {file}: {difference:?}", case.name)),
                (Some(_), None) => {
                    wrong.push(format!("{} {file} agrees now: say so in index.toml", case.name))
                }
                (Some(why), Some(_)) if why.is_empty() => wrong.push(format!("{} {file}: why?", case.name)),
                _ => {}
            }
        }
    }
    wrong.extend(
        expected
            .into_keys()
            .map(|key| format!("{key:?} is in index.toml but not recorded")),
    );
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}
