//! `cargo xtask build`: the release site.

use std::path::Path;

use crate::run::{Outcome, program, root, run, step};
use crate::{site, size, tools};

/// Makes cargo compile the standard library with the page: for size, and with panics that only trap. Why, and why that
/// needs `RUSTC_BOOTSTRAP`: docs/decisions/wasm-size.md.
pub(crate) const SMALL_STD: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort",
    ),
];

/// The site in `dist/`, and the size of each of its files.
pub(crate) fn build(_arguments: &[String]) -> Outcome {
    let dist = root().join("dist");
    if !release(&dist)? {
        return Err("there is no npm, so wasm-opt and esbuild could not be installed: dist/ is complete but larger than it should be".into());
    }
    size::print(&dist)?;
    println!("\nThe site is in dist/: any file server under any path will do.");
    Ok(())
}

/// Builds the release site into `dist`; `false` when that was done without wasm-opt and esbuild.
pub(crate) fn release(dist: &Path) -> Outcome<bool> {
    tools::for_the_page()?;
    let optimised = tools::shrinkers()?;
    let own_std = tools::rust_src()?;
    step(
        "building the page for release",
        "2 to 4 minutes from nothing, else half a minute",
        || {
            let mut trunk = program("trunk");
            trunk
                .args(["--log", "warn", "build", "--cargo-profile", "release", "--dist"])
                .arg(dist);
            // Only --release makes trunk run wasm-opt, and it fails when there is none.
            if optimised {
                trunk.arg("--release");
            }
            if own_std {
                trunk.envs(SMALL_STD);
            }
            run(&mut trunk)
        },
    )?;
    site::finish(dist, optimised)?;
    Ok(optimised)
}
