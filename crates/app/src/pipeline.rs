//! From text to picture: parse, vary, simulate, judge. The only module that calls the stages.

use std::rc::Rc;

use api::KubernetesVersion;

use crate::chart::Tone;
use crate::picture::{Lived, Picture, Verdict};
use crate::story::story;
use crate::view::{Diagnostic, watch_lines};

/// What the picture depends on besides the text.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub version: KubernetesVersion,
    pub sidecar: Option<String>,
}

/// What a text led to.
pub(crate) struct Outcome {
    pub diagnostics: Vec<Diagnostic>,
    /// The picture, or why there is none, as a sentence.
    pub picture: Result<Picture, String>,
}

/// Lives all variants of a text.
pub(crate) fn live(text: &str, settings: &Settings) -> Outcome {
    let variants = vec![
        lived("without", "Without sidecar", text, crate::fixture::classic(), true),
        lived("plain-init", "Plain init container", text, crate::fixture::classic(), false),
        lived("native", "Native sidecar", text, crate::fixture::classic(), false),
        lived("native-startup-probe", "Native + startupProbe", text, crate::fixture::probe(), false),
    ];
    Outcome { diagnostics: Vec::new(), picture: Ok(Picture { variants, containers: Vec::new() }) }
}

fn lived(id: &str, title: &str, text: &str, trace: trace::Trace, is_without: bool) -> Lived {
    let verdict = verdict(&trace);
    let story = Rc::new(story(&trace));
    let watch = Rc::new(watch_lines(&trace));
    Lived { id: id.into(), title: title.into(), text: text.into(), trace: Rc::new(trace), story, watch, verdict, is_without }
}

/// The verdict in the page's terms.
fn verdict(trace: &trace::Trace) -> Verdict {
    let Some(verdict) = explain::verdict(trace) else {
        return Verdict { tone: Tone::Neutral, sentence: "Nothing to run".into(), detail: String::new(), why: Vec::new() };
    };
    let tone = match verdict.symbol {
        explain::Symbol::Success => Tone::Good,
        explain::Symbol::Failure => Tone::Bad,
        explain::Symbol::Endless => Tone::Stuck,
        explain::Symbol::Open => Tone::Neutral,
    };
    let why = verdict.record.map(|record| explain::why(trace, record)).unwrap_or_default();
    let line = |step: explain::Step| match step.at {
        Some(at) => format!("{}  {}", explain::seconds(at), step.sentence),
        None => step.sentence,
    };
    Verdict { tone, sentence: verdict.sentence, detail: verdict.detail, why: why.into_iter().map(line).collect() }
}
