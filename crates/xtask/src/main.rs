//! The project's commands. `cargo xtask` alone lists them.
//!
//! One file per command; `tools` installs what they need, `browser` finds or installs Chromium, `run` starts programs.

mod apt;
mod browser;
mod build;
mod conformance;
mod corpus;
mod imports;
mod journeys;
mod order;
mod performance;
mod pictures;
mod run;
mod screenshots;
mod serve;
mod single_file;
mod site;
mod size;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use run::Outcome;

/// A command's name, what it does in one line, and the function that does it.
type Command = (&'static str, &'static str, fn(&[String]) -> Outcome);

const COMMANDS: &[Command] = &[
    (
        "serve",
        "build the page, serve it on 127.0.0.1:8080 and rebuild on every change",
        serve::serve,
    ),
    (
        "test",
        "formatting, lints, native tests, browser tests: what CI runs",
        test::test,
    ),
    (
        "journeys",
        "the browser journeys alone; a part of a name may follow",
        journeys::journeys,
    ),
    (
        "conformance",
        "a table: how far the simulation agrees with a real cluster's recordings",
        conformance::conformance,
    ),
    (
        "corpus",
        "figures over a folder of manifests: read, simulated, how much of their scripts is emulated",
        corpus::corpus,
    ),
    (
        "build",
        "the release site in dist/, with the size of each file",
        build::build,
    ),
    (
        "single-file",
        "the whole page in one HTML file that opens from disk, in dist/ or in the built site that is named",
        single_file::single_file,
    ),
    (
        "size",
        "the sizes of dist/ (or another site) again; fails when they are over a limit",
        size::size,
    ),
    (
        "performance",
        "rows for docs/performance.md: how fast the page types, scrubs and starts",
        performance::performance,
    ),
    (
        "pictures",
        "the pictures and reports in docs/pictures/, made by the program in a terminal",
        pictures::pictures,
    ),
    (
        "screenshots",
        "pictures of the site in docs/screenshots/",
        screenshots::screenshots,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chosen = arguments
        .first()
        .and_then(|name| COMMANDS.iter().find(|(known, _, _)| known == name));
    let Some((_, _, command)) = chosen else {
        return usage(&arguments);
    };
    match command(&arguments[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Lists the commands; asking for nothing or for help is no mistake, an unknown command is one.
fn usage(arguments: &[String]) -> ExitCode {
    println!("cargo xtask COMMAND\n");
    for (name, purpose, _) in COMMANDS {
        println!("  {name:12} {purpose}");
    }
    match arguments.first().map(String::as_str) {
        None | Some("help" | "--help" | "-h") => ExitCode::SUCCESS,
        Some(unknown) => {
            eprintln!("\nxtask: there is no command {unknown:?}");
            ExitCode::FAILURE
        }
    }
}
