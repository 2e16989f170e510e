//! The playground in a terminal and in CI: `simulate`, `check`, `variants`, `explain`, `odds`, `svg`, `report`.
//! The command line is an interface that others script against: options are added, never changed.

mod arguments;
mod check;
mod explain;
mod input;
mod odds;
mod picture;
mod simulate;
mod variants;

use std::ffi::OsString;

use clap::Parser;

use arguments::{Arguments, Command};

/// What a run of the program yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Text for standard output.
    pub stdout: String,
    /// Text for standard error.
    pub stderr: String,
    /// 0: fine; 1: the manifest is refused; 2: the call's words are off.
    pub exit_code: u8,
}

impl Outcome {
    fn text(stdout: String) -> Outcome {
        Outcome {
            stdout,
            ..Outcome::default()
        }
    }

    fn refused(stderr: String) -> Outcome {
        Outcome {
            stderr,
            exit_code: 1,
            ..Outcome::default()
        }
    }

    fn usage(stderr: String) -> Outcome {
        Outcome {
            stderr,
            exit_code: 2,
            ..Outcome::default()
        }
    }
}

/// Runs the program with its arguments (the first is its own name). Reads files and standard input.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let mut arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return Outcome::usage(error.render().to_string()),
        Err(error) => return Outcome::text(error.render().to_string()),
    };
    if let Some((input, settings)) = arguments.command.scene() {
        input::act(input, settings);
    }
    let result = match arguments.command {
        Command::Simulate(simulate) => simulate::run(&simulate),
        Command::Check(check) => check::run(&check),
        Command::Variants(variants) => variants::run(&variants),
        Command::Explain(explain) => explain::run(&explain),
        Command::Odds(odds) => odds::run(&odds),
        Command::Svg(svg) => picture::svg(&svg),
        Command::Report(report) => picture::report(&report),
    };
    result.unwrap_or_else(|outcome| outcome)
}
