//! `check`: what `kubectl apply` would say, with the place of each error.

use std::fmt::Write;

use manifest::{Parsed, Severity};

use crate::Outcome;
use crate::arguments::{Check, Input};
use crate::input;

/// Runs `check`.
pub fn run(arguments: &Check) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    let parsed = input::parse(&text, &arguments.input);
    let report = report(&text, &parsed, &arguments.input);
    Ok(if parsed.has_errors() {
        Outcome::refused(report)
    } else {
        Outcome::text(report)
    })
}

/// kubectl's words, then every diagnostic as `FILE:LINE:COLUMN: severity: message`.
pub fn report(text: &str, parsed: &Parsed, input: &Input) -> String {
    let file = input.file.display();
    let mut out = String::new();
    for diagnostic in &parsed.diagnostics {
        let place = parsed.lines.line_column(text, diagnostic.span.start);
        let word = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{file}:{}:{}: {word}: {}",
            place.line, place.column, diagnostic.message
        );
    }
    out
}
