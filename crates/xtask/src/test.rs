//! `cargo xtask test`: everything that must hold before a change lands; CI runs exactly this.

use std::path::PathBuf;
use std::process::Command;

use crate::browser::{Browser, browser};
use crate::run::{Outcome, cargo, root, run, step, tools_folder};
use crate::{build, tools};

/// Runs all checks, the quick ones first, and stops at the first that fails.
pub(crate) fn test(_arguments: &[String]) -> Outcome {
    println!(
        "Formatting, lints, native tests, wasm tests, the page, browser journeys: 10 to 15 minutes on a fresh machine with 2 cores,"
    );
    println!("1 to 3 minutes when everything is compiled.");
    step("formatting", "a second", || {
        run(&mut cargo("fmt --all -- --check"))
    })?;
    step("lints", "1 to 2 minutes from nothing", || {
        run(&mut cargo(
            "clippy --quiet --workspace --exclude web --all-targets --features tests/browser -- -D warnings",
        ))
    })?;
    step("native tests", "2 to 3 minutes from nothing", || {
        run(&mut cargo("test --workspace --exclude web"))
    })?;
    tools::wasm_target()?;
    step("lints of the page", "half a minute from nothing", || {
        run(&mut cargo(
            "clippy --quiet --package web --all-targets --target wasm32-unknown-unknown -- -D warnings",
        ))
    })?;
    let browser = browser()?;
    tools::wasm_bindgen()?;
    step(
        "tests in wasm, in headless Chromium",
        "1 minute from nothing",
        || {
            let mut tests = cargo("test --package web --target wasm32-unknown-unknown");
            let runner = tools_folder().join("bin/wasm-bindgen-test-runner");
            run(with_browser(&mut tests, &browser).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
        },
    )?;
    let site = site()?;
    step(
        "browser journeys in headless Chromium",
        "1 minute from nothing",
        || {
            let mut journeys =
                cargo("test --workspace --exclude web --features tests/browser --test browser");
            run(with_browser(&mut journeys, &browser).env("SIDECAR_DIST", site))
        },
    )?;
    println!("\nAll of it passed.");
    Ok(())
}

/// The release site in a folder of its own, so that testing leaves `dist/` alone.
pub(crate) fn site() -> Outcome<PathBuf> {
    let site = root().join("target/site/test");
    std::fs::create_dir_all(&site).map_err(|error| format!("cannot make {}: {error}", site.display()))?;
    if !build::release(&site)? {
        println!("There is no npm, so wasm-opt could not be installed: the page is tested without it.");
    }
    Ok(site)
}

/// Tells a test runner which browser and driver to take.
pub(crate) fn with_browser<'a>(command: &'a mut Command, browser: &Browser) -> &'a mut Command {
    command
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
}
