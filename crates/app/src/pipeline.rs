//! From text to picture: parse, vary, simulate, judge. The only module that calls the stages.

use std::rc::Rc;
use std::time::Duration;

use api::KubernetesVersion;
use manifest::{ParseOptions, Parsed, code};
use trace::Trace;
use variants::{SidecarChoice, Variant, VariantId};

use crate::behaviours;
use crate::chart::Tone;
use crate::conditions::Conditions;
use crate::picture::{Lived, MadeWith, Picture, Verdict};
use crate::story::{Origin, Story, story};
use crate::view::{Diagnostic, Severity, place, watch_lines};

/// What the picture depends on besides the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'a> {
    pub version: KubernetesVersion,
    pub sidecar: Option<&'a str>,
    pub origin: Origin,
    pub conditions: &'a Conditions,
}

/// What a text led to.
pub(crate) struct Outcome {
    pub diagnostics: Vec<Diagnostic>,
    /// The picture, or why there is none, as a sentence.
    pub picture: Result<Picture, String>,
}

/// The variant that a remedy takes, made with the finding's container as the sidecar.
pub(crate) fn remedied(
    text: &str,
    settings: &Settings,
    finding: &explain::Finding,
    remedy: &explain::Remedy,
) -> Option<String> {
    match remedy {
        explain::Remedy::Changes(changes) => variants::apply(text, changes).ok(),
        explain::Remedy::Variant(id) => {
            let choice = SidecarChoice {
                names: finding.container.iter().cloned().collect(),
                hints: Vec::new(),
            };
            let all = variants::variants(text, &parse(text, settings), &choice);
            variants::find(&all, *id).map(|variant| variant.text.clone())
        }
    }
}

/// Lives all variants of a text. What `old` has lived already, with the same objects and settings, is taken from there.
pub(crate) fn live(text: &str, settings: &Settings, old: Option<&Picture>) -> Outcome {
    let parsed = parse(text, settings);
    let diagnostics = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| shown(text, diagnostic))
        .collect();
    let picture = match problem(text, &parsed) {
        Some(reason) => Err(reason),
        None => Ok(picture(text, &parsed, settings, old)),
    };
    Outcome { diagnostics, picture }
}

fn parse(text: &str, settings: &Settings) -> Parsed {
    manifest::parse(
        text,
        &ParseOptions {
            kubernetes: settings.version,
        },
    )
}

/// Why there is nothing to simulate, as a sentence. What the API server would refuse is no such reason: the
/// variants that it would take are lived all the same.
fn problem(text: &str, parsed: &Parsed) -> Option<String> {
    let unreadable = parsed
        .diagnostics
        .iter()
        .find(|diagnostic| is_error(diagnostic) && diagnostic.code != code::INVALID);
    if let Some(error) = unreadable {
        let line = place(text, error.span.start).1;
        return Some(format!("Line {line}: {}", error.message.trim_end_matches('.')));
    }
    let is_workload = |kind: &str| {
        matches!(
            kind,
            "Pod" | "Job" | "CronJob" | "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet"
        )
    };
    let runs = parsed.objects.iter().any(|object| is_workload(&object.kind));
    (!runs).then(|| "There is no Pod, Job, CronJob or Deployment to run".to_owned())
}

fn is_error(diagnostic: &manifest::Diagnostic) -> bool {
    diagnostic.severity == manifest::Severity::Error
}

fn picture(text: &str, parsed: &Parsed, settings: &Settings, old: Option<&Picture>) -> Picture {
    let made_with = MadeWith {
        version: settings.version,
        origin: settings.origin,
        conditions: settings.conditions.clone(),
    };
    let old = old.filter(|old| old.made_with == made_with);
    let described = behaviours::describe(text, parsed);
    let choice = SidecarChoice {
        names: settings.sidecar.map(str::to_owned).into_iter().collect(),
        hints: behaviours::hints(&described),
    };
    let variants = variants::variants(text, parsed, &choice);
    let variants: Vec<Lived> = variants
        .into_iter()
        .map(|variant| lived(variant, settings, old))
        .collect();
    let own = variants.iter().find(|lived| lived.as_written);
    Picture {
        containers: behaviours::rows(described, own.map(|own| &*own.trace)),
        findings: own.map(findings).unwrap_or_default(),
        variants,
        made_with,
    }
}

fn lived(variant: Variant, settings: &Settings, old: Option<&Picture>) -> Lived {
    let parsed = parse(&variant.text, settings);
    let refused = parsed.diagnostics.iter().find(|diagnostic| is_error(diagnostic));
    let objects = if refused.is_some() {
        Vec::new()
    } else {
        parsed.manifest_objects()
    };
    let known = old.and_then(|old| old.variants.iter().find(|lived| *lived.objects == objects));
    let (objects, trace, story, watch, verdict) = match known.filter(|_| refused.is_none()) {
        Some(known) => (
            Rc::clone(&known.objects),
            Rc::clone(&known.trace),
            Rc::clone(&known.story),
            Rc::clone(&known.watch),
            known.verdict.clone(),
        ),
        None => {
            let trace = sim::simulate(&objects, &settings.conditions.scenario(settings.version));
            let story = story(&trace, settings.origin);
            let verdict = refused.map_or_else(|| verdict(&trace, &story), |error| refusal(&error.message));
            let watch = Rc::new(watch_lines(&trace));
            (Rc::new(objects), Rc::new(trace), Rc::new(story), watch, verdict)
        }
    };
    Lived {
        id: variant.id.name().to_owned(),
        title: variant.title.to_owned(),
        note: variant.note,
        as_written: variant.as_written,
        is_without: variant.id == VariantId::Without,
        text: variant.text,
        parsed: Rc::new(parsed),
        objects,
        trace,
        story,
        watch,
        verdict,
    }
}

fn refusal(message: &str) -> Verdict {
    let sentence = "Refused by the API server".to_owned();
    Verdict {
        tone: Tone::Bad,
        sentence,
        detail: message.to_owned(),
        record: None,
    }
}

/// The same lives with another zero of the time axis.
pub(crate) fn retell(picture: &mut Picture, origin: Origin) {
    for lived in &mut picture.variants {
        lived.story = Rc::new(story(&lived.trace, origin));
        // One that was refused has no history to judge.
        if !lived.objects.is_empty() {
            lived.verdict = verdict(&lived.trace, &lived.story);
        }
    }
    picture.findings = picture.own().map(findings).unwrap_or_default();
    picture.made_with.origin = origin;
}

/// The history on the chart's clock, so that the times in sentences are those on the axis.
fn on_chart(trace: &Trace, story: &Story) -> Trace {
    trace.since(Duration::from_micros(u64::try_from(story.origin).unwrap_or(0)))
}

fn findings(own: &Lived) -> Vec<explain::Finding> {
    explain::findings(&on_chart(&own.trace, &own.story))
}

/// The verdict in the page's terms.
fn verdict(trace: &Trace, story: &Story) -> Verdict {
    let Some(verdict) = explain::verdict(&on_chart(trace, story)) else {
        return Verdict {
            tone: Tone::Neutral,
            sentence: "Nothing to run".into(),
            detail: String::new(),
            record: None,
        };
    };
    let tone = match verdict.symbol {
        explain::Symbol::Success => Tone::Good,
        explain::Symbol::Failure => Tone::Bad,
        explain::Symbol::Endless => Tone::Stuck,
        explain::Symbol::Open => Tone::Neutral,
    };
    Verdict {
        tone,
        sentence: verdict.sentence,
        detail: verdict.detail,
        record: verdict.record,
    }
}

/// A message with places as the editor counts them.
fn shown(text: &str, diagnostic: &manifest::Diagnostic) -> Diagnostic {
    let (from, line) = place(text, diagnostic.span.start);
    let (to, _) = place(text, diagnostic.span.end);
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}"));
    Diagnostic {
        from,
        to,
        line,
        severity: match diagnostic.severity {
            manifest::Severity::Error => Severity::Error,
            manifest::Severity::Warning => Severity::Warning,
            manifest::Severity::Info => Severity::Info,
        },
        message: format!("{}{}", diagnostic.message, help.unwrap_or_default()),
    }
}
