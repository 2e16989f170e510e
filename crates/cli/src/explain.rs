//! `explain`: how each variant ends and why, what helps, and what was taken for granted about the containers.

use std::fmt::Write;

use manifest::Parsed;
use process::Source;
use variants::VariantId;

use crate::Outcome;
use crate::arguments::Explain;
use crate::input;

/// Runs `explain`.
pub fn run(arguments: &Explain) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    let parsed = input::parse(&text, &arguments.input);
    let helpers = input::helpers(&parsed, &arguments.input);
    let mut out = begins(&parsed, arguments);
    section(&mut out, VariantId::AsWritten.title(), &text, &helpers, arguments)?;
    for variant in input::variants(&text, &arguments.input) {
        if variant.id != VariantId::AsWritten && variant.text != text {
            section(&mut out, variant.title, &variant.text, &helpers, arguments)?;
        }
    }
    assumptions(&mut out, &parsed, &helpers);
    Ok(Outcome::text(out))
}

/// When the CronJobs of a text are applied, if that was found for them and is not the usual time.
fn begins(parsed: &Parsed, arguments: &Explain) -> String {
    let epoch = sim::epoch(&parsed.manifest_objects());
    if arguments.settings.epoch.is_some() || epoch == sim::USUAL_EPOCH {
        return String::new();
    }
    format!("Applied at {epoch}, shortly before it is due (--epoch says another time).\n\n")
}

/// One variant: its verdict, the findings and their fixes.
fn section(
    out: &mut String,
    title: &str,
    text: &str,
    helpers: &[String],
    arguments: &Explain,
) -> Result<(), Outcome> {
    let trace = input::simulate(text, &arguments.input, &arguments.settings, helpers)?;
    // Writing to a String cannot fail.
    let verdicts = explain::verdicts(&trace);
    for verdict in &verdicts {
        let whose = match verdicts.len() {
            1 => String::new(),
            _ => format!(", {}", verdict.subject.kind.named(&verdict.subject.name)),
        };
        let symbol = verdict.symbol.as_char();
        let _ = writeln!(out, "{symbol} {title}{whose}: {}", verdict.sentence);
        if !verdict.detail.is_empty() {
            let _ = writeln!(out, "  {}", verdict.detail);
        }
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

/// What each container does, and who says so: its annotation, its script, its image's profile, or nobody.
fn assumptions(out: &mut String, parsed: &Parsed, helpers: &[String]) {
    let pods = input::pods(parsed, helpers);
    // Writing to a String cannot fail.
    for (object, containers) in &pods {
        let whose = match pods.len() {
            1 => String::new(),
            _ => format!(" of {}", object.kind().named(&object.meta().name)),
        };
        let _ = writeln!(out, "What the containers{whose} do:");
        containers.iter().for_each(|container| does(out, container));
    }
}

/// What one container does.
fn does(out: &mut String, container: &sim::ContainerBehaviour) {
    let behaviour = &container.behaviour;
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "  {} ({})",
        behaviour.container,
        explain::role_word(container.role)
    );
    for aspect in &behaviour.aspects {
        let _ = writeln!(out, "    {} ({})", aspect.text, says(&aspect.source));
    }
    for note in &behaviour.notes {
        let _ = writeln!(out, "    note: {note}");
    }
    for diagnostic in &behaviour.diagnostics {
        let _ = writeln!(out, "    annotation: {}", diagnostic.message);
    }
}

/// Who says so.
fn says(source: &Source) -> String {
    match source {
        Source::Script {
            emulated,
            commands,
            opaque,
        } => {
            let opaque = opaque
                .as_ref()
                .map(|(what, line)| format!("; line {line} is not understood: {what}"))
                .unwrap_or_default();
            format!("script: {emulated} of {commands} commands emulated{opaque}")
        }
        Source::Image { confidence, .. } => format!("image: {confidence}"),
        Source::Assumed => "assumed".to_owned(),
        Source::Set => source.word().to_owned(),
    }
}
