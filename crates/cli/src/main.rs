//! The `sidecar-playground` program: reads the process's arguments, prints, exits.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = cli::run(std::env::args_os());
    // A closed pipe (`… | head`) is the reader's choice, not an error of ours.
    let _ = std::io::stdout().write_all(outcome.stdout.as_bytes());
    let _ = std::io::stderr().write_all(outcome.stderr.as_bytes());
    ExitCode::from(outcome.exit_code)
}
