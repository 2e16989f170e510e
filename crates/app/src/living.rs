//! A variant's life, lived in portions when it is long: the simulation, the lanes and the verdict, a step each.

use std::rc::Rc;
use std::time::Duration;

use api::ManifestObject;
use manifest::Parsed;
use sim::Simulation;
use trace::Trace;
use variants::{Variant, VariantId};

use crate::picture::{Lived, MadeWith, Picture, Verdict};
use crate::pipeline::{is_error, parse};
use crate::story::{Story, story};
use crate::verdict::{refusal, verdict};
use crate::view::watch_lines;

/// So many events are lived at once: more than an ordinary run of some minutes has (some hundred).
const FIRST_PORTION: u64 = 4_000;
/// A longer one is lived in portions of so many: some milliseconds.
const PORTION: u64 = 1_500;

/// A variant's life: all of it, or the part that was lived so far.
pub(crate) enum Life {
    /// It is over, and told.
    Whole(Box<Lived>),
    /// It goes on with [`Living::go_on`].
    Part(Box<Living>),
}

/// A life under way.
#[derive(Debug)]
pub(crate) struct Living {
    variant: Variant,
    parsed: Rc<Parsed>,
    made_with: Rc<MadeWith>,
    /// Why the API server refuses it.
    refused: Option<String>,
    objects: Vec<ManifestObject>,
    stage: Stage,
    /// It was over after its first portion: the rest of it is soon done, too.
    is_short: bool,
}

/// What of a life is known.
#[derive(Debug)]
enum Stage {
    Lives(Box<Simulation>),
    Lived(Trace),
    Told(Trace, Story),
    Judged(Trace, Story, Verdict),
}

/// Lives the first portion of a variant. `own` is the user's text as read.
pub(crate) fn begin(
    variant: Variant,
    own: &Rc<Parsed>,
    made_with: &Rc<MadeWith>,
    old: Option<&Picture>,
) -> Life {
    let lived = || old.iter().flat_map(|old| &old.variants);
    let read =
        lived().find(|lived| lived.text == variant.text && lived.made_with.version == made_with.version);
    let parsed = match read {
        _ if variant.as_written => Rc::clone(own),
        Some(read) => Rc::clone(&read.parsed),
        None => Rc::new(parse(&variant.text, made_with.version)),
    };
    let refused = parsed.diagnostics.iter().find(|diagnostic| is_error(diagnostic));
    let refused = refused.map(|error| error.message.clone());
    let objects = if refused.is_some() {
        Vec::new()
    } else {
        parsed.manifest_objects()
    };
    let known = lived().find(|lived| *lived.objects == objects && lived.made_with == *made_with);
    if let Some(known) = known.filter(|_| refused.is_none()) {
        let known = Lived {
            parsed,
            made_with: Rc::clone(made_with),
            ..known.clone()
        };
        return Life::Whole(Box::new(known.named(variant)));
    }
    let living = Box::new(Living {
        stage: Stage::Lives(Box::new(Simulation::new(&objects, &made_with.scenario(&objects)))),
        is_short: true,
        variant,
        parsed,
        made_with: Rc::clone(made_with),
        refused,
        objects,
    });
    living.advance(FIRST_PORTION)
}

impl Living {
    /// Which variant it is.
    pub fn variant(&self) -> &Variant {
        &self.variant
    }

    /// How far it has come.
    pub fn reached(&self) -> Duration {
        match &self.stage {
            Stage::Lives(run) => run.reached(),
            Stage::Lived(trace) | Stage::Told(trace, _) | Stage::Judged(trace, ..) => trace.end(),
        }
    }

    /// Lives on: the next portion, or the next step of what is told of it.
    pub fn go_on(self: Box<Living>) -> Life {
        self.advance(PORTION)
    }

    /// Lives a portion, or finds out one more thing about what was lived; all of it when the life is short.
    fn advance(mut self: Box<Living>, events: u64) -> Life {
        loop {
            self.stage = match self.stage {
                Stage::Lives(mut run) => {
                    if run.advance(events) {
                        Stage::Lived(run.finish())
                    } else {
                        self.is_short = false;
                        Stage::Lives(run)
                    }
                }
                Stage::Lived(trace) => {
                    let story = story(&trace, self.made_with.origin);
                    Stage::Told(trace, story)
                }
                Stage::Told(trace, story) => {
                    let refused = self.refused.as_deref().map(refusal);
                    let verdict = refused.unwrap_or_else(|| verdict(&trace, &story));
                    Stage::Judged(trace, story, verdict)
                }
                Stage::Judged(trace, story, verdict) => {
                    let life = Lived {
                        id: String::new(),
                        title: String::new(),
                        note: None,
                        as_written: false,
                        is_without: false,
                        text: String::new(),
                        parsed: self.parsed,
                        made_with: self.made_with,
                        objects: Rc::new(self.objects),
                        watch: Rc::new(watch_lines(&trace)),
                        trace: Rc::new(trace),
                        story: Rc::new(story),
                        verdict,
                    };
                    return Life::Whole(Box::new(life.named(self.variant)));
                }
            };
            if !self.is_short {
                return Life::Part(self);
            }
        }
    }
}

impl Lived {
    /// This life as that of a variant.
    fn named(self, variant: Variant) -> Lived {
        Lived {
            id: variant.id.name().to_owned(),
            title: variant.title.to_owned(),
            note: variant.note,
            as_written: variant.as_written,
            is_without: variant.id == VariantId::Without,
            text: variant.text,
            ..self
        }
    }
}
