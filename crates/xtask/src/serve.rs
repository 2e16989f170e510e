//! `cargo xtask serve`: the page while one works on it.

use crate::run::{Outcome, program, root, run};
use crate::tools;

/// Serves the page and rebuilds it on every change, until it is interrupted. More arguments go to `trunk serve`.
pub(crate) fn serve(arguments: &[String]) -> Outcome {
    tools::for_the_page()?;
    println!(
        "\nBuilding the page: about a minute from nothing, else seconds. Then it is on http://127.0.0.1:8080/ until Ctrl-C."
    );
    // A folder of its own: dist/ keeps the release site.
    let site = root().join("target/site/serve");
    std::fs::create_dir_all(&site).map_err(|error| format!("cannot make {}: {error}", site.display()))?;
    run(program("trunk")
        .arg("serve")
        .arg("--dist")
        .arg(site)
        // The page loads itself anew after a build: web/src/platform/reload.rs.
        .env("SIDECAR_RELOAD", "1")
        .args(arguments))
}
