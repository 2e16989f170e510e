//! `cargo xtask conformance`: how far the simulation agrees with the recordings of a real cluster and with upstream's
//! tables.

use std::fs;

use crate::run::{Outcome, cargo, output, root, run, step};

/// The tests that run upstream's tables, by parts of their names; each prints `table NAME AGREE CASES`.
const TABLES: &str = "upstream cron::tests quantity refused_and_accepted user_manifests";

/// Prints the figures; arguments are beginnings of case names and bring out every disagreement of those. With
/// `--write` docs/conformance.md is made from them.
pub(crate) fn conformance(arguments: &[String]) -> Outcome {
    let everything = arguments.iter().all(|argument| argument.starts_with("--"));
    let figures = root().join("target/conformance-tables.txt");
    if everything {
        step(
            "running upstream's tables",
            "half a minute, 3 minutes from nothing",
            || {
                let tests = format!(
                    "test --quiet --no-fail-fast -p api -p sim -p kubectl -p manifest -- --nocapture {TABLES}"
                );
                let printed = output(&mut cargo(&tests))
                    .ok_or("upstream's tables do not pass: cargo test says which")?;
                fs::create_dir_all(root().join("target"))
                    .and_then(|()| fs::write(&figures, printed))
                    .map_err(|error| format!("cannot keep the tables' figures: {error}"))
            },
        )?;
    }
    step(
        "comparing with the recordings",
        "seconds, 2 minutes from nothing",
        || {
            // The profile of the tests, which share their work with it.
            let mut command = cargo("run --quiet --profile test --package tests --bin conformance --");
            if everything {
                command.arg("--tables").arg(&figures);
            }
            run(command.args(arguments))
        },
    )
}
