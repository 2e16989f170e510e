//! `explain`: how each variant ends and why, and what helps.

use std::fmt::Write;

use variants::VariantId;

use crate::Outcome;
use crate::arguments::Explain;
use crate::input;

/// Runs `explain`.
pub fn run(arguments: &Explain) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    let mut out = String::new();
    section(&mut out, VariantId::AsWritten.title(), &text, arguments)?;
    for variant in input::variants(&text, &arguments.input) {
        if variant.id != VariantId::AsWritten && variant.text != text {
            section(&mut out, variant.title, &variant.text, arguments)?;
        }
    }
    Ok(Outcome::text(out))
}

/// One variant: its verdict, the findings and their fixes.
fn section(out: &mut String, title: &str, text: &str, arguments: &Explain) -> Result<(), Outcome> {
    let trace = input::simulate(text, &arguments.input, &arguments.run)?;
    // Writing to a String cannot fail.
    for verdict in explain::verdicts(&trace) {
        let _ = writeln!(out, "{} {title}: {}", verdict.symbol.as_char(), verdict.sentence);
        let _ = writeln!(out, "  {}", verdict.detail);
        for step in verdict
            .record
            .map(|record| explain::why(&trace, record))
            .unwrap_or_default()
        {
            let at = step
                .at
                .map_or_else(|| " ".repeat(9), |at| format!("{:>9}", explain::seconds(at)));
            let _ = writeln!(out, "  {at}  {}", step.sentence);
        }
    }
    for finding in explain::findings(&trace) {
        let _ = writeln!(out, "  {}: {}", finding.code, finding.title);
        for fix in finding.fixes {
            let _ = writeln!(out, "    fix: {}", fix.title);
        }
    }
    out.push('\n');
    Ok(())
}
