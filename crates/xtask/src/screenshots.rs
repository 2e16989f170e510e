//! `cargo xtask screenshots`: pictures of the release site, for the README and for looking at.

use crate::browser::browser;
use crate::build;
use crate::run::{Outcome, cargo, root, run, step};

/// Builds the site and writes the pictures into docs/screenshots/.
pub(crate) fn screenshots(_arguments: &[String]) -> Outcome {
    let browser = browser()?;
    let dist = root().join("dist");
    build::release(&dist)?;
    step(
        "taking pictures in headless Chromium",
        "half a minute, 2 minutes from nothing",
        || {
            // The profile of the tests, which share their work with it.
            let mut pictures =
                cargo("run --profile test --package tests --features browser --bin screenshots");
            run(browser.tell(&mut pictures).env("SIDECAR_DIST", dist))
        },
    )
}
