//! From text to picture: parse, vary, simulate, judge. The only module that calls the stages.

use std::rc::Rc;

use api::KubernetesVersion;
use manifest::{ParseOptions, Parsed, code};
use variants::{SidecarChoice, Variant, VariantId};

use crate::behaviours::{self, Described, Told};
use crate::conditions::Conditions;
use crate::living::{Life, Living, begin};
use crate::picture::{Lived, MadeWith, Picture};
use crate::story::Origin;
use crate::text::{micros, seconds};
use crate::verdict::findings;
use crate::view::{ContainerRow, Diagnostic, Severity, place};

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
            let parsed = parse(text, settings.version);
            let names = finding.container.iter().cloned().collect();
            let all = variants::variants(text, &parsed, &known(text, &parsed, names, &[]).choice);
            variants::find(&all, *id).map(|variant| variant.text.clone())
        }
    }
}

/// What is known of a text's containers before it is lived.
struct Known {
    helpers: Vec<String>,
    described: Vec<Described>,
    told: Vec<Told>,
    choice: SidecarChoice,
}

/// What is known when the containers of these names are said to be sidecars; `told` was found out before.
fn known(text: &str, parsed: &Parsed, names: Vec<String>, told: &[Told]) -> Known {
    let helpers = variants::helpers(parsed, &names);
    let (described, told) = behaviours::describe(text, parsed, &helpers, told);
    let hints = behaviours::hints(&described);
    Known {
        helpers,
        described,
        told,
        choice: SidecarChoice { names, hints },
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
        let Known {
            helpers,
            described,
            told,
            choice,
        } = known(text, &parsed, names, old.map_or(&[], |old| &old.told));
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
            Some(living) => living.go_on(),
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
        Some(format!(
            "Simulating {}: {} of {}",
            living.variant().title,
            seconds(micros(living.reached())),
            seconds(self.made_with.conditions.horizon())
        ))
    }

    /// The picture so far: what is still to be lived stays as `old` has it. `None` as long as one of `wanted` is missing,
    /// when `old` has another set of variants, and when it shows the same lives already.
    pub fn preview(&self, wanted: &[&str], old: &Picture) -> Option<Picture> {
        let mut coming = self
            .todo
            .iter()
            .chain(self.living.as_ref().map(|living| living.variant()));
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

pub(crate) fn parse(text: &str, kubernetes: KubernetesVersion) -> Parsed {
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

pub(crate) fn is_error(diagnostic: &manifest::Diagnostic) -> bool {
    diagnostic.severity == manifest::Severity::Error
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
