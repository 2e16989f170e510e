//! `variants`: the manifest's siblings, one of them, or the difference between two.

use std::fmt::Write;

use crate::Outcome;
use crate::arguments::Variants;
use crate::input;

/// Runs `variants`.
pub fn run(arguments: &Variants) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    input::accepted(&text, &arguments.input)?;
    if let [a, b] = arguments.diff.as_slice() {
        let old = input::variant_text(&text, &arguments.input, *a)?;
        let new = input::variant_text(&text, &arguments.input, *b)?;
        return Ok(Outcome::text(api::diff::unified(a.name(), &old, b.name(), &new)));
    }
    if let Some(id) = arguments.variant {
        return input::variant_text(&text, &arguments.input, id).map(Outcome::text);
    }
    let mut out = String::new();
    for variant in input::variants(&text, &arguments.input) {
        let note = variant.note.map(|note| format!(": {note}")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:<22} {}{note}", variant.id.name(), variant.title);
    }
    Ok(Outcome::text(out))
}
