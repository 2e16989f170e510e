//! `cargo xtask test`: everything that must hold before a change lands; CI runs exactly this.

use crate::apt;
use crate::browser::browser;
use crate::journeys::journeys;
use crate::run::{Outcome, cargo, run, step, tools_folder};
use crate::tools;

/// Runs all checks, the quick ones first, and stops at the first that fails.
pub(crate) fn test(_arguments: &[String]) -> Outcome {
    println!(
        "Formatting, lints, native tests, tests in wasm, the page, browser journeys: see README.md for how long it takes;"
    );
    println!("from nothing 20 to 25 minutes on two cores, else some minutes.");
    step("formatting", "a second", || {
        run(&mut cargo("fmt --all -- --check"))
    })?;
    step("lints", "1 to 2 minutes from nothing", || {
        run(&mut cargo(
            "clippy --quiet --workspace --exclude web --all-targets --features tests/browser -- -D warnings",
        ))
    })?;
    apt::shells()?;
    step("native tests", "5 minutes from nothing", || {
        run(&mut cargo("test --workspace --exclude web"))
    })?;
    step("the components as text", "a minute from nothing", || {
        run(&mut cargo("test --package web --test snapshots"))
    })?;
    tools::wasm_target()?;
    step("lints of the page", "1 to 2 minutes from nothing", || {
        run(&mut cargo(
            "clippy --quiet --package web --all-targets --target wasm32-unknown-unknown -- -D warnings",
        ))
    })?;
    let browser = browser()?;
    tools::wasm_bindgen()?;
    step(
        "tests in wasm, in headless Chromium",
        "1 to 2 minutes from nothing",
        || {
            // The profile that `cargo xtask serve` builds the page in, so that the two share their work.
            let mut tests = cargo("test --profile dev --package web --target wasm32-unknown-unknown");
            let runner = tools_folder().join("bin/wasm-bindgen-test-runner");
            run(browser
                .tell(&mut tests)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
        },
    )?;
    journeys(&[])
}
