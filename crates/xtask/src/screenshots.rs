//! `cargo xtask screenshots`: pictures of the release site, for the README and for looking at.

use crate::browser::browser;
use crate::build;
use crate::run::{Outcome, cargo, root, run, step};
use crate::test::with_browser;

/// Builds the site and writes the pictures into docs/screenshots/.
pub(crate) fn screenshots(_arguments: &[String]) -> Outcome {
    let browser = browser()?;
    let dist = root().join("dist");
    build::release(&dist)?;
    step(
        "taking pictures in headless Chromium",
        "half a minute, 2 minutes from nothing",
        || {
            let mut pictures = cargo("run --package tests --features browser --bin screenshots");
            run(with_browser(&mut pictures, &browser).env("SIDECAR_DIST", dist))
        },
    )
}
