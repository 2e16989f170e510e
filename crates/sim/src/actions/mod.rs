//! What a user does to the cluster, as command lines: `kubectl delete pod x --grace-period=5`.
//!
//! A line is split into words and flags, carried out at once, and answered in kubectl's words (standard
//! output, then standard error). Output that needs a printer (`get`, `describe`, `logs`) is not made here:
//! views of the trace do that.

mod arguments;
mod delete;
mod target;

use self::arguments::Arguments;
use crate::context::Context;

/// Carries out a command line; returns what it prints. Unknown commands say so and change nothing.
pub(crate) fn command(context: &mut Context, line: &str) -> String {
    let arguments = Arguments::parse(line);
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["kubectl", "delete", rest @ ..] => delete::delete(context, &arguments, rest),
        _ => format!("error: unknown command {line:?}\n"),
    }
}
