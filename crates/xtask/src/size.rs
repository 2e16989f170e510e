//! `cargo xtask size`: what a visitor downloads, file by file, against the budget.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, output, program, root};
use crate::single_file;

/// What the whole page should weigh, brotli-compressed, in bytes.
const BUDGET: u64 = 450 * 1024;
/// What it may weigh until it does: more fails. Some KiB above what is reached (docs/decisions/wasm-size.md).
const LIMIT: u64 = 984 * 1024;
/// What an embedded page should weigh until somebody edits in it.
const EMBED_BUDGET: u64 = 300 * 1024;
/// What `embed.js` may weigh as it is served, in bytes: more fails.
const SCRIPT_LIMIT: u64 = 3_000;

/// Files that the whole page never asks for.
const BESIDE: [&str; 4] = ["embed.html", "embed.js", "examples/", single_file::NAME];
/// Beginnings of the names of what an embedded page does not ask for: it has a page of its own, and the editor comes only
/// once somebody edits.
const NOT_EMBEDDED: [&str; 2] = ["codemirror-", "index.html"];

/// Prints two numbers per file named on the command line: bytes, and bytes after brotli at its best.
const MEASURE: &str = "const {readFileSync} = require('fs'), {brotliCompressSync} = require('zlib');\
    for (const file of process.argv.slice(1)) {\
      const bytes = readFileSync(file); console.log(bytes.length, brotliCompressSync(bytes).length);\
    }";

/// Prints the table for `dist/`, or the site that is named, and fails beyond the limits.
pub(crate) fn size(arguments: &[String]) -> Outcome {
    let site = arguments.first().map(PathBuf::from);
    check(&site.unwrap_or_else(|| root().join("dist")))
}

/// Prints the table for a site and fails beyond the limits.
pub(crate) fn check(site: &Path) -> Outcome {
    let weight = print(site)?;
    if weight.page > LIMIT {
        return Err(format!(
            "the page weighs {} KiB (brotli), {} KiB are allowed",
            kib(weight.page),
            kib(LIMIT)
        ));
    }
    if weight.script > SCRIPT_LIMIT {
        return Err(format!(
            "embed.js has {} bytes, {SCRIPT_LIMIT} are allowed",
            weight.script
        ));
    }
    Ok(())
}

/// What a site weighs, in bytes.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Weight {
    /// The whole page, brotli.
    page: u64,
    /// An embedded page, brotli.
    embed: u64,
    /// `embed.js`, raw.
    script: u64,
}

impl Weight {
    /// Of files by their names in the site, with the bytes of each raw and after brotli.
    fn of<'a>(files: impl Iterator<Item = (&'a str, (u64, u64))>) -> Weight {
        let mut weight = Weight::default();
        let begins = |name: &str, fronts: &[&str]| fronts.iter().any(|front| name.starts_with(front));
        for (name, (raw, small)) in files {
            let of_page = !begins(name, &BESIDE);
            if of_page {
                weight.page += small;
            }
            if name == "embed.html" || of_page && !begins(name, &NOT_EMBEDDED) {
                weight.embed += small;
            }
            if name == "embed.js" {
                weight.script = raw;
            }
        }
        weight
    }
}

/// Prints the size of each file in `dist`, of the page and of an embedded one.
pub(crate) fn print(dist: &Path) -> Outcome<Weight> {
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
    let sizes = printed.lines().filter_map(pair);
    let names = files.iter().map(|file| file.strip_prefix(dist).unwrap_or(file));
    let rows: Vec<_> = names.filter_map(Path::to_str).zip(sizes).collect();
    println!("\n{:>9} {:>9}  file (bytes raw, bytes brotli)", "raw", "brotli");
    for (name, (raw, small)) in &rows {
        println!("{raw:>9} {small:>9}  {name}");
    }
    let weight = Weight::of(rows.into_iter());
    let line = |what: &str, bytes: u64, rest: &str| {
        println!("{:>9} {bytes:>9}  {what}: {} KiB; {rest}", "", kib(bytes))
    };
    line(
        "the page",
        weight.page,
        &format!("{} are the limit, {} the goal", kib(LIMIT), kib(BUDGET)),
    );
    line(
        "an embedded page",
        weight.embed,
        &format!("{} are the goal", kib(EMBED_BUDGET)),
    );
    Ok(weight)
}

/// Whole KiB, rounded up.
pub(crate) fn kib(bytes: u64) -> u64 {
    bytes.div_ceil(1024)
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

#[cfg(test)]
mod tests {
    use super::Weight;

    #[test]
    fn each_page_weighs_what_it_asks_for() {
        let files = [
            "boot-1.js",
            "codemirror-1.js",
            "embed-1.css",
            "embed.html",
            "embed.js",
            "examples/blog/index.html",
            "index.html",
            "web-1.js",
            "web-1_bg.wasm",
        ];
        let sizes = (0..).map(|at| (100, 1u64 << at));
        let weight = Weight::of(files.into_iter().zip(sizes));
        assert_eq!(weight.page, 0b1_1100_0111);
        assert_eq!(weight.embed, 0b1_1000_1101);
        assert_eq!(weight.script, 100);
    }
}
