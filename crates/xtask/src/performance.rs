//! `cargo xtask performance`: how fast the release site is, as rows for docs/performance.md. No part of CI: there other
//! work shares the processors.

use crate::browser::browser;
use crate::build;
use crate::run::{Outcome, cargo, root, run, step};

/// Builds the site and prints the rows.
pub(crate) fn performance(_arguments: &[String]) -> Outcome {
    let browser = browser()?;
    let dist = root().join("dist");
    build::release(&dist)?;
    step(
        "typing and scrubbing in headless Chromium",
        "half a minute, 2 minutes from nothing",
        || {
            // The profile of the tests, which share their work with it.
            let mut measure =
                cargo("run --profile test --package tests --features browser --bin performance");
            run(browser.tell(&mut measure).env("SIDECAR_DIST", dist))
        },
    )
}
