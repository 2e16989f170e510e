//! `cargo xtask pictures`: the pictures and reports in docs/pictures/, which a test holds against the program.

use crate::run::{Outcome, cargo, root, run, step};

/// Makes every file that docs/pictures/commands.txt lists.
pub(crate) fn pictures(_arguments: &[String]) -> Outcome {
    let folder = root().join("docs/pictures");
    let list = std::fs::read_to_string(folder.join("commands.txt")).map_err(|error| error.to_string())?;
    step("drawing", "seconds, 2 minutes from nothing", || {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (file, words) = line.split_once(' ').ok_or("a line without words")?;
            let mut program = cargo("run --quiet --package sidecar-playground --");
            program.args(words.split_whitespace());
            run(program.arg("--to").arg(folder.join(file)))?;
        }
        Ok(())
    })
}
