//! What is said of a life: verdict and findings in the page's terms, on the chart's clock.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use trace::Trace;

use crate::chart::Tone;
use crate::picture::{Lived, MadeWith, Picture, Verdict};
use crate::story::{Origin, Story, story};

/// The same lives with another zero of the time axis.
pub(crate) fn retell(picture: &mut Picture, origin: Origin) {
    for lived in &mut picture.variants {
        lived.story = Rc::new(story(&lived.trace, origin));
        lived.made_with = Rc::new(MadeWith {
            origin,
            ..(*lived.made_with).clone()
        });
        // One that was refused has no history to judge.
        if !lived.objects.is_empty() {
            lived.verdict = verdict(&lived.trace, &lived.story);
        }
    }
    picture.findings = picture.own().map(findings).unwrap_or_default();
}

/// The history on the chart's clock, so that the times in sentences are those on the axis.
fn on_chart<'a>(trace: &'a Trace, story: &Story) -> Cow<'a, Trace> {
    match u64::try_from(story.origin) {
        Ok(origin @ 1..) => Cow::Owned(trace.since(Duration::from_micros(origin))),
        _ => Cow::Borrowed(trace),
    }
}

/// What should be changed in the user's text.
pub(crate) fn findings(own: &Lived) -> Vec<explain::Finding> {
    explain::findings(&on_chart(&own.trace, &own.story))
}

/// The verdict in the page's terms.
pub(crate) fn verdict(trace: &Trace, story: &Story) -> Verdict {
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

/// What is said of a variant that the API server refuses.
pub(crate) fn refusal(message: &str) -> Verdict {
    let sentence = "Refused by the API server".to_owned();
    Verdict {
        tone: Tone::Bad,
        sentence,
        detail: message.to_owned(),
        record: None,
    }
}
