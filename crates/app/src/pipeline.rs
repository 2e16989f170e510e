//! From text to picture: parse, vary, simulate, judge. The only module that calls the stages.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use api::{KubernetesVersion, ManifestObject};
use manifest::{ParseOptions, Parsed, code};
use sim::Simulation;
use trace::Trace;
use variants::{SidecarChoice, Variant, VariantId};

use crate::behaviours::{self, Described, Told};
use crate::chart::Tone;
use crate::conditions::Conditions;
use crate::picture::{Lived, MadeWith, Picture, Verdict};
use crate::story::{Origin, Story, story};
use crate::text::{micros, seconds};
use crate::view::{ContainerRow, Diagnostic, Severity, place, watch_lines};

/// What the picture depends on besides the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'a> {
    pub version: KubernetesVersion,
    pub sidecar: Option<&'a str>,
    pub origin: Origin,
    pub conditions: &'a Conditions,
}

/// What reading a text led to.
pub(crate) struct Reading {
    pub diagnostics: Vec<Diagnostic>,
    /// Its picture before anything was simulated, or why there is none, as a sentence.
    pub begun: Result<Begun, String>,
}

/// So many events are lived at once: more than an ordinary run of some minutes has (some hundred).
const FIRST_PORTION: u64 = 4_000;
/// A longer one is lived in portions of so many: some milliseconds.
const PORTION: u64 = 1_500;
/// Nobody waits for more portions than this.
const PORTIONS_SHORT: u32 = 6;
/// A picture that takes more portions than this is a long one: it says how far it has come, and a change ends it.
const PORTIONS_LONG: u32 = 24;

/// A picture on its way: the variants are lived one by one, a long life in portions, so that whoever waits for the
/// processor gets it in between.
#[derive(Debug)]
pub(crate) struct Begun {
    parsed: Rc<Parsed>,
    described: Vec<Described>,
    told: Vec<Told>,
    /// What is still to be lived.
    todo: Vec<Variant>,
    /// What is being lived.
    living: Option<Box<Living>>,
    /// Portions of lives that were lived.
    portions: u32,
    /// What was lived, with its place among the variants.
    lived: Vec<(usize, Lived)>,
    /// All ids in order.
    order: Vec<VariantId>,
    made_with: Rc<MadeWith>,
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
            let all = variants::variants(text, &parse(text, settings.version), &choice);
            variants::find(&all, *id).map(|variant| variant.text.clone())
        }
    }
}

/// The text with the errors corrected that say how.
pub(crate) fn corrected(text: &str, kubernetes: KubernetesVersion) -> String {
    manifest::correct::correct(text, &ParseOptions { kubernetes })
}

/// Reads a text and makes its variants. What `old` found out is taken from there.
pub(crate) fn read(text: &str, settings: &Settings, old: Option<&Picture>) -> Reading {
    let parsed = parse(text, settings.version);
    let diagnostics = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| shown(text, diagnostic))
        .collect();
    let begun = match problem(text, &parsed) {
        Some(reason) => Err(reason),
        None => Ok(Begun::new(text, parsed, settings, old)),
    };
    Reading { diagnostics, begun }
}

impl Begun {
    fn new(text: &str, parsed: Parsed, settings: &Settings, old: Option<&Picture>) -> Begun {
        let names: Vec<String> = settings.sidecar.map(str::to_owned).into_iter().collect();
        let helpers = variants::helpers(&parsed, &names);
        let known = old.map_or(&[][..], |old| &old.told);
        let (described, told) = behaviours::describe(text, &parsed, &helpers, known);
        let choice = SidecarChoice {
            names,
            hints: behaviours::hints(&described),
        };
        let todo = variants::variants(text, &parsed, &choice);
        Begun {
            parsed: Rc::new(parsed),
            described,
            told,
            order: todo.iter().map(|variant| variant.id).collect(),
            todo,
            living: None,
            portions: 0,
            lived: Vec::new(),
            made_with: Rc::new(MadeWith {
                version: settings.version,
                origin: settings.origin,
                conditions: settings.conditions.clone(),
                helpers,
            }),
        }
    }

    /// The rows of the containers' table, before the text is lived. `old` tells what its containers did until now.
    pub fn rows(&self, old: Option<&Picture>) -> Vec<ContainerRow> {
        let trace = old.and_then(Picture::own).map(|own| &*own.trace);
        behaviours::rows(self.described.clone(), trace)
    }

    /// Lives one more variant, one of `first` if it can, or a portion of it. What `old` has lived already, with the same
    /// objects and conditions, is taken from there.
    pub fn step(&mut self, first: &[&str], old: Option<&Picture>) {
        let life = match self.living.take() {
            Some(living) => living.advance(PORTION),
            None if self.todo.is_empty() => return,
            None => {
                let is_first = |variant: &Variant| first.contains(&variant.id.name());
                let variant = self.todo.remove(self.todo.iter().position(is_first).unwrap_or(0));
                begin(variant, &self.parsed, &self.made_with, old)
            }
        };
        match life {
            Life::Whole(lived) => {
                let place = |id: &str| self.order.iter().position(|other| other.name() == id);
                let at = place(&lived.id).unwrap_or(0);
                let among = self.lived.partition_point(|(other, _)| *other < at);
                self.lived.insert(among, (at, *lived));
            }
            Life::Part(living) => {
                self.portions += 1;
                self.living = Some(living);
            }
        }
    }

    /// Whether every variant was lived.
    pub fn is_done(&self) -> bool {
        self.todo.is_empty() && self.living.is_none()
    }

    /// Whether it takes longer than anybody should wait.
    pub fn keeps_waiting(&self) -> bool {
        self.portions > PORTIONS_SHORT
    }

    /// Whether it takes so long that a change shall end it.
    pub fn is_long(&self) -> bool {
        self.portions > PORTIONS_LONG
    }

    /// How far a long life has come: `Simulating Native sidecar: 3 h 12 min of 24 h`.
    pub fn progress(&self) -> Option<String> {
        let living = self.living.as_ref().filter(|_| self.is_long())?;
        let reached = match &living.stage {
            Stage::Lives(run) => run.reached(),
            Stage::Lived(trace) | Stage::Told(trace, _) | Stage::Judged(trace, ..) => trace.end(),
        };
        Some(format!(
            "Simulating {}: {} of {}",
            living.variant.title,
            seconds(micros(reached)),
            seconds(self.made_with.conditions.horizon())
        ))
    }

    /// The picture so far: what is still to be lived stays as `old` has it. `None` as long as one of `wanted` is missing,
    /// when `old` has another set of variants, and when it shows the same lives already.
    pub fn preview(&self, wanted: &[&str], old: &Picture) -> Option<Picture> {
        let mut coming = self
            .todo
            .iter()
            .chain(self.living.as_ref().map(|living| &living.variant));
        let waits = coming.any(|variant| wanted.contains(&variant.id.name()));
        let ids = old.variants.iter().map(|lived| lived.id.as_str());
        if waits || !ids.eq(self.order.iter().map(|id| id.name())) {
            return None;
        }
        let is_new = |(at, lived): &(usize, Lived)| !Rc::ptr_eq(&lived.trace, &old.variants[*at].trace);
        if !self.lived.iter().any(is_new) {
            return None;
        }
        let mut picture = old.clone();
        for (at, lived) in &self.lived {
            picture.variants[*at] = lived.clone();
        }
        Some(picture)
    }

    /// The picture of what was lived.
    pub fn finish(self, old: Option<&Picture>) -> Picture {
        let variants: Vec<Lived> = self.lived.into_iter().map(|(_, lived)| lived).collect();
        let own = variants.iter().find(|lived| lived.as_written);
        let known = own.zip(old).filter(|(own, old)| {
            let judged = old.judged.as_ref();
            judged.is_some_and(|trace| Rc::ptr_eq(trace, &own.trace))
        });
        let findings = match known {
            Some((_, old)) => old.findings.clone(),
            None => own.map(findings).unwrap_or_default(),
        };
        Picture {
            containers: behaviours::rows(self.described, own.map(|own| &*own.trace)),
            findings,
            judged: own.map(|own| Rc::clone(&own.trace)),
            told: self.told,
            variants,
        }
    }
}

fn parse(text: &str, kubernetes: KubernetesVersion) -> Parsed {
    manifest::parse(text, &ParseOptions { kubernetes })
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
        // The parser's own line is where it gave up; ours is where the mistake is.
        let parsed = error
            .message
            .strip_prefix("yaml: line ")
            .and_then(|rest| rest.split_once(": "));
        let message = parsed.map_or(&*error.message, |(_, message)| message);
        return Some(format!("Line {line}: {}", message.trim_end_matches('.')));
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

/// A variant's life: all of it, or the part that was lived so far.
enum Life {
    Whole(Box<Lived>),
    Part(Box<Living>),
}

/// A life under way.
#[derive(Debug)]
struct Living {
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
fn begin(variant: Variant, own: &Rc<Parsed>, made_with: &Rc<MadeWith>, old: Option<&Picture>) -> Life {
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
        correctable: diagnostic.correction.is_some(),
    }
}
