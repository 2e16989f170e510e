//! `check`: what `kubectl apply` would say, with the place of each error.

use std::fmt::Write;
use std::path::Path;

use manifest::{Parsed, Severity};

use crate::Outcome;
use crate::arguments::{Check, Input};
use crate::input;

/// Runs `check`.
pub fn run(arguments: &Check) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    let parsed = input::parse(&text, &arguments.input);
    let applied = manifest::kubectl_text::apply(&parsed, &file_name(&arguments.input));
    let stderr = applied.stderr + &places(&text, &parsed, &arguments.input);
    Ok(Outcome {
        stdout: applied.stdout,
        stderr,
        exit_code: applied.exit_code,
    })
}

/// What kubectl would say against a text, with the places.
pub fn report(text: &str, parsed: &Parsed, input: &Input) -> String {
    manifest::kubectl_text::apply(parsed, &file_name(input)).stderr + &places(text, parsed, input)
}

/// The file as kubectl names it: `-f -` reads STDIN.
fn file_name(input: &Input) -> String {
    if input.file == Path::new("-") {
        "STDIN".to_owned()
    } else {
        input.file.display().to_string()
    }
}

/// Every diagnostic as `FILE:LINE:COLUMN: severity: message`, with what may help on a line of its own.
fn places(text: &str, parsed: &Parsed, input: &Input) -> String {
    let file = file_name(input);
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
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out
}
