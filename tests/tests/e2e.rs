//! SIG-Node's lifecycle cases in the simulator, as `tests/conformance/e2e.toml` expects: a case that is not listed
//! must pass, and a listed one must still differ.

use std::collections::BTreeMap;
use std::fs;

#[test]
fn lifecycle_cases_pass_as_the_list_says() {
    let text = fs::read_to_string(tests::conformance::root().join("e2e.toml")).expect("e2e.toml");
    let table: toml::Table = text.parse().expect("TOML");
    let mut known: BTreeMap<String, toml::Value> = table.into_iter().collect();
    let cases = tests::e2e::cases();
    assert!(cases.len() > 100, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        match (case.run(), known.remove(&case.id.to_string())) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(_)) => wrong.push(format!("{} passes now: strike it from e2e.toml", case.id)),
            (Err(error), None) => wrong.push(format!("{} {}: {error}", case.id, case.name)),
        }
    }
    wrong.extend(
        known
            .into_keys()
            .map(|id| format!("{id} is in e2e.toml but no case")),
    );
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
