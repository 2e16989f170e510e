//! `cargo xtask corpus DIR`: figures over a folder of manifests.

use crate::run::{Outcome, cargo, run, step};

/// Parses and simulates every manifest of a folder (the committed corpus when none is named) and prints the figures.
pub(crate) fn corpus(arguments: &[String]) -> Outcome {
    step(
        "living through the manifests",
        "seconds, 2 minutes from nothing",
        || {
            // The profile of the benches: fast, and built soon.
            run(
                cargo("run --quiet --profile bench --package tests --bin corpus --")
                    .args(absolute(arguments)),
            )
        },
    )
}

/// The folder as the caller means it: the program runs in the workspace's root.
fn absolute(arguments: &[String]) -> Vec<String> {
    let absolute = |argument: &String| {
        let folder = std::path::Path::new(argument);
        match std::path::absolute(folder) {
            Ok(path) if !argument.starts_with("--") => path.display().to_string(),
            _ => argument.clone(),
        }
    };
    arguments.iter().map(absolute).collect()
}
