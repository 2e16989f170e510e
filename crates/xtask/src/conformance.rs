//! `cargo xtask conformance`: how far the simulation agrees with the recordings of a real cluster.

use crate::run::{Outcome, cargo, run, step};

/// Prints the table; arguments are beginnings of case names and bring out every disagreement of those.
pub(crate) fn conformance(arguments: &[String]) -> Outcome {
    step(
        "comparing with the recordings",
        "seconds, 2 minutes from nothing",
        || {
            // The profile of the tests, which share their work with it.
            run(cargo("run --quiet --profile test --package tests --bin conformance --").args(arguments))
        },
    )
}
