//! Every process case against the simulator, as `tests/conformance/behaviour/index.toml` expects: a `pass` must hold,
//! and a known difference must still differ.

use std::collections::BTreeMap;

use tests::behaviour::{cases, index};
use tests::conformance::Expectation;

#[test]
fn cases_hold_as_the_index_says() {
    let mut expected: BTreeMap<String, Expectation> = index().into_iter().collect();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = case.failures();
        match (expected.remove(&case.id), found.as_slice()) {
            (Some(Expectation::Pass), []) | (Some(Expectation::KnownDifference(_)), [_, ..]) => {}
            (Some(Expectation::Pass), found) => {
                wrong.push(format!("{} ({}):\n  {}", case.id, case.title, found.join("\n  ")))
            }
            (Some(Expectation::KnownDifference(_)), []) => {
                wrong.push(format!("{} passes now: say so in behaviour/index.toml", case.id))
            }
            (None, _) => wrong.push(format!("{} is not in behaviour/index.toml", case.id)),
        }
    }
    wrong.extend(
        expected
            .into_keys()
            .map(|id| format!("{id} is in behaviour/index.toml but no case")),
    );
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
