//! `cargo xtask size`: what a visitor downloads, file by file, against the budget.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, output, program, root};

/// What the whole site should weigh, brotli-compressed, in bytes.
const BUDGET: u64 = 450 * 1024;
/// What it may weigh until it does: more fails. Only ever lowered (docs/decisions/wasm-size.md).
const LIMIT: u64 = 950 * 1024;

/// Prints two numbers per file named on the command line: bytes, and bytes after brotli at its best.
const MEASURE: &str = "const {readFileSync} = require('fs'), {brotliCompressSync} = require('zlib');\
    for (const file of process.argv.slice(1)) {\
      const bytes = readFileSync(file); console.log(bytes.length, brotliCompressSync(bytes).length);\
    }";

/// Prints the table for `dist/` and fails beyond the limit.
pub(crate) fn size(_arguments: &[String]) -> Outcome {
    check(&root().join("dist"))
}

/// Prints the table for a site and fails beyond the limit.
pub(crate) fn check(site: &Path) -> Outcome {
    let total = print(site)?;
    if total <= LIMIT {
        return Ok(());
    }
    Err(format!(
        "the site weighs {} KiB (brotli), {} KiB are allowed",
        total.div_ceil(1024),
        LIMIT / 1024
    ))
}

/// Prints the size of each file in `dist` and of all; returns the sum of the brotli sizes in bytes.
pub(crate) fn print(dist: &Path) -> Outcome<u64> {
    let files = files(dist).map_err(|error| {
        format!(
            "cannot read {} (`cargo xtask build` makes it): {error}",
            dist.display()
        )
    })?;
    if files.is_empty() {
        return Err(format!(
            "{} is empty: `cargo xtask build` fills it",
            dist.display()
        ));
    }
    let printed = output(program("node").args(["-e", MEASURE, "--"]).args(&files))
        .ok_or("node is needed to measure the files, and could not be run")?;
    let sizes = printed.lines().filter_map(pair).collect::<Vec<_>>();
    let total = sizes
        .iter()
        .fold((0, 0), |(raw, small), size| (raw + size.0, small + size.1));
    println!("\n{:>9} {:>9}  file (bytes raw, bytes brotli)", "raw", "brotli");
    for (file, (raw, small)) in files.iter().zip(&sizes) {
        println!(
            "{raw:>9} {small:>9}  {}",
            file.strip_prefix(dist).unwrap_or(file).display()
        );
    }
    println!(
        "{:>9} {:>9}  in all: {} KiB; {} are the limit, {} the goal",
        total.0,
        total.1,
        total.1.div_ceil(1024),
        LIMIT / 1024,
        BUDGET / 1024
    );
    Ok(total.1)
}

fn pair(line: &str) -> Option<(u64, u64)> {
    let (raw, small) = line.split_once(' ')?;
    Some((raw.parse().ok()?, small.parse().ok()?))
}

/// All files under `folder`, sorted by path.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?)
        } else {
            found.push(path)
        }
    }
    found.sort();
    Ok(found)
}
