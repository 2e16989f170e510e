//! `cargo xtask journeys`: the release page, visited by a real Chromium.

use std::path::PathBuf;

use crate::browser::browser;
use crate::build;
use crate::run::{Outcome, cargo, root, run};
use crate::{single_file, size, tools};

/// Builds the page and runs the browser journeys; arguments go to the test runner (a part of a journey's name, say).
pub(crate) fn journeys(arguments: &[String]) -> Outcome {
    let browser = browser()?;
    let axe = tools::axe()?;
    let site = site()?;
    println!("\n== browser journeys in headless Chromium (seconds each, 1 minute more from nothing)");
    let mut tests = cargo("test --workspace --exclude web --features tests/browser --test browser --");
    // The runner's own summary is the last thing printed.
    run(browser
        .tell(tests.args(arguments))
        .env("SIDECAR_DIST", site)
        .env("SIDECAR_AXE", axe))
}

/// The release site in a folder of its own, so that testing leaves `dist/` alone.
fn site() -> Outcome<PathBuf> {
    let site = root().join("target/site/test");
    std::fs::create_dir_all(&site).map_err(|error| format!("cannot make {}: {error}", site.display()))?;
    if build::release(&site)? {
        size::check(&site)?;
        single_file::make(&site)?;
    } else {
        println!("There is no npm, so wasm-opt could not be installed: the page is tested without it.");
    }
    Ok(site)
}
