//! Figures over a folder of manifests: what is read, how long two minutes of every variant take, how much of the scripts
//! is emulated, and what decides what the containers do.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use manifest::{ParseOptions, parse};
use process::{AspectKind, Source};
use sim::{Scenario, simulate};
use variants::{SidecarChoice, VariantId, variants};

use super::scripts::{Place, Script, scripts_of};

/// How long each variant is simulated, in virtual time.
const SIMULATED: Duration = Duration::from_secs(120);
/// From when on a file looks slow, and how often it is timed again then.
const LOOKS_SLOW: Duration = Duration::from_millis(25);
const AGAIN: usize = 5;
/// The order in which sources of behaviour are told.
const SOURCES: [&str; 4] = ["set", "script", "image", "assumed"];

/// What one file gave.
#[derive(Debug, Default)]
pub struct FileFigures {
    /// Its path from the folder.
    pub name: String,
    /// Objects that a cluster would store.
    pub objects: usize,
    /// Why it would be refused or is not read: the first error.
    pub error: Option<String>,
    /// Its variants.
    pub variants: usize,
    /// Two minutes of all its variants, from the text.
    pub took: Duration,
    /// Its scripts.
    pub scripts: Vec<Script>,
    /// What decides how its containers live: source → containers.
    pub sources: BTreeMap<&'static str, usize>,
    /// A part of the program panicked: the message.
    pub panic: Option<String>,
}

/// What a folder gave.
#[derive(Debug, Default)]
pub struct Figures {
    /// By path.
    pub files: Vec<FileFigures>,
}

/// Lives through all files. `timed`: each file twice, so that the second run is timed with warm caches.
pub fn figures(files: &[(String, String)], timed: bool) -> Figures {
    let of_file = |(name, text): &(String, String)| {
        let caught = catch_unwind(AssertUnwindSafe(|| of_file(text, timed)));
        let mut figures = caught.unwrap_or_else(|panic| FileFigures {
            panic: Some(message(panic.as_ref())),
            ..FileFigures::default()
        });
        figures.name.clone_from(name);
        figures
    };
    Figures {
        files: files.iter().map(of_file).collect(),
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "no message".to_owned())
}

fn of_file(text: &str, timed: bool) -> FileFigures {
    let parsed = parse(text, &ParseOptions::default());
    let errors = parsed
        .diagnostics
        .iter()
        .filter(|d| d.severity == manifest::Severity::Error);
    let mut figures = FileFigures {
        objects: parsed.manifest_objects().len(),
        error: errors.map(|d| d.message.clone()).next(),
        scripts: scripts_of(text),
        sources: sources_of(&parsed),
        ..FileFigures::default()
    };
    (figures.variants, figures.took) = live(text);
    if timed {
        figures.took = figures.took.min(live(text).1);
        // What neighbours do to caches can double it: what looks slow is looked at again.
        for _ in 0..AGAIN {
            if figures.took > LOOKS_SLOW {
                figures.took = figures.took.min(live(text).1);
            }
        }
    }
    figures
}

/// What the work of this thread takes: processor time where the system tells (other work on the machine does not count),
/// else the time that passes.
struct Clock {
    begun: Instant,
    used: Option<Duration>,
}

impl Clock {
    fn start() -> Clock {
        Clock {
            begun: Instant::now(),
            used: Clock::used(),
        }
    }

    /// The first number of Linux's `schedstat`: nanoseconds on a processor.
    fn used() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }

    fn elapsed(&self) -> Duration {
        let used = self.used.zip(Clock::used());
        used.map_or_else(|| self.begun.elapsed(), |(from, to)| to.saturating_sub(from))
    }
}

/// Lives through all variants: how many there are, and how long it took.
fn live(text: &str) -> (usize, Duration) {
    let start = Clock::start();
    let scenario = Scenario {
        horizon: SIMULATED,
        ..Scenario::default()
    };
    let parsed = parse(text, &ParseOptions::default());
    let family = variants(text, &parsed, &SidecarChoice::default());
    let others = family
        .iter()
        .filter(|v| v.id != VariantId::AsWritten && !v.as_written);
    let mut count = 1;
    simulate(&parsed.manifest_objects(), &scenario);
    for variant in others {
        simulate(
            &parse(&variant.text, &ParseOptions::default()).manifest_objects(),
            &scenario,
        );
        count += 1;
    }
    (count, start.elapsed())
}

fn sources_of(parsed: &manifest::Parsed) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for object in parsed.objects.iter().filter_map(|parsed| parsed.object.as_ref()) {
        for container in sim::behaviours(object, &[]) {
            let behaviour = container.behaviour;
            let life = behaviour
                .aspects
                .iter()
                .find(|aspect| aspect.kind == AspectKind::Life);
            let source = match life.map(|aspect| &aspect.source) {
                Some(Source::Set) => "set",
                Some(Source::Script { .. }) => "script",
                Some(Source::Image { .. }) => "image",
                _ => "assumed",
            };
            *counts.entry(source).or_default() += 1;
        }
    }
    counts
}

/// How well a script is emulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Degree {
    /// Every command is.
    Full,
    /// All but one program.
    OneProgram,
    /// Several programs are assumed.
    SeveralPrograms,
    /// A construct makes the whole script an assumption.
    Construct,
    /// The shell rejects it: emulated to its message.
    Invalid,
}

fn degree(script: &Script) -> Degree {
    let coverage = &script.coverage;
    match coverage.opaque.len() {
        _ if coverage.construct.is_some() => Degree::Construct,
        _ if coverage.invalid => Degree::Invalid,
        0 => Degree::Full,
        1 => Degree::OneProgram,
        _ => Degree::SeveralPrograms,
    }
}

impl Figures {
    /// Each script once, with the file that it was found in first.
    fn distinct(&self) -> Vec<(&str, &Script)> {
        let mut found: BTreeMap<&str, (&str, &Script)> = BTreeMap::new();
        for file in &self.files {
            for script in &file.scripts {
                found.entry(&script.text).or_insert((&file.name, script));
            }
        }
        found.into_values().collect()
    }

    fn count(&self, degree_is: impl Fn(Degree) -> bool) -> usize {
        let scripts = self.distinct();
        scripts
            .iter()
            .filter(|(_, script)| degree_is(degree(script)))
            .count()
    }

    /// Distinct scripts.
    pub fn scripts(&self) -> usize {
        self.distinct().len()
    }

    /// Distinct scripts that are fully emulated, invalid ones too: those fail as in the real shell.
    pub fn emulated(&self) -> usize {
        self.count(|degree| matches!(degree, Degree::Full | Degree::Invalid))
    }

    /// Distinct scripts in which one program's behaviour is assumed.
    pub fn with_one_program(&self) -> usize {
        self.count(|degree| degree == Degree::OneProgram)
    }

    /// Scripts that are fully emulated or but for one program, of all, in per mille.
    pub fn coverage(&self) -> usize {
        let good = self.emulated() + self.with_one_program();
        good * 1000 / self.scripts().max(1)
    }

    /// Files in which something panicked.
    pub fn panics(&self) -> Vec<&FileFigures> {
        self.files.iter().filter(|file| file.panic.is_some()).collect()
    }

    /// The files that take longest, longest first.
    pub fn slowest(&self) -> Vec<&FileFigures> {
        let mut files: Vec<&FileFigures> = self.files.iter().collect();
        files.sort_by_key(|file| std::cmp::Reverse(file.took));
        files
    }

    fn sources(&self) -> String {
        let total = |source: &str| {
            self.files
                .iter()
                .filter_map(|file| file.sources.get(source))
                .sum::<usize>()
        };
        let texts = SOURCES.map(|source| format!("{source} {}", total(source)));
        texts.join(", ")
    }

    /// The figures in a few lines.
    pub fn summary(&self) -> String {
        let files = self.files.len();
        let objects: usize = self.files.iter().map(|file| file.objects).sum();
        let readable = self.files.iter().filter(|file| file.error.is_none()).count();
        let variants: usize = self.files.iter().map(|file| file.variants).sum();
        let took: Duration = self.files.iter().map(|file| file.took).sum();
        let places = |place: Place| {
            self.files
                .iter()
                .flat_map(|f| &f.scripts)
                .filter(|s| s.place == place)
                .count()
        };
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "files            {files}: {readable} without an error, {objects} objects stored"
        );
        let _ = writeln!(
            text,
            "simulated        {variants} variants, 2 minutes each, in {} ms",
            took.as_millis()
        );
        let _ = writeln!(text, "panics           {}", self.panics().len());
        if let Some(slowest) = self.slowest().first() {
            let _ = writeln!(
                text,
                "slowest file     {:.1} ms: {}",
                milliseconds(slowest.took),
                slowest.name
            );
        }
        let _ = writeln!(
            text,
            "scripts          {} distinct; in containers {}, hooks {}, probes {}",
            self.scripts(),
            places(Place::Container),
            places(Place::Hook),
            places(Place::Probe)
        );
        let _ = writeln!(
            text,
            "emulated         {} fully, {} but for one program: {}.{} %",
            self.emulated(),
            self.with_one_program(),
            self.coverage() / 10,
            self.coverage() % 10
        );
        let _ = writeln!(text, "containers       decided by: {}", self.sources());
        text
    }

    /// One line for each script that is neither fully emulated nor but for one program: file, container, reason.
    pub fn remaining(&self) -> Vec<(String, String, String)> {
        let reason = |script: &Script| match degree(script) {
            Degree::SeveralPrograms => Some(format!("programs: {}", script.coverage.opaque.join(", "))),
            Degree::Construct => script
                .coverage
                .construct
                .as_ref()
                .map(|(what, line)| format!("{what} in line {line}")),
            _ => None,
        };
        let scripts = self.distinct();
        let mut rows: Vec<_> = scripts
            .into_iter()
            .filter_map(|(file, script)| Some((file.to_owned(), script.container.clone(), reason(script)?)))
            .collect();
        rows.sort();
        rows
    }

    /// Programs whose behaviour is assumed, with how many distinct scripts name them, most first.
    pub fn programs(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (_, script) in self.distinct() {
            for name in &script.coverage.opaque {
                *counts.entry(name.clone()).or_default() += 1;
            }
        }
        let mut programs: Vec<_> = counts.into_iter().collect();
        programs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        programs
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// What the generated part of the page stands between.
const MARKS: [&str; 2] = [
    "<!-- generated by `cargo xtask corpus --write` -->\n",
    "<!-- end of the generated part -->\n",
];

/// The page with the figures: `docs/processes.md`.
pub fn page() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/processes.md")
}

/// The page's text with its generated part renewed; nothing when it lacks the marks.
pub fn renewed(text: &str, figures: &Figures) -> Option<String> {
    let (before, rest) = text.split_once(MARKS[0])?;
    let (_, after) = rest.split_once(MARKS[1])?;
    let [begin, end] = MARKS;
    Some(format!(
        "{before}{begin}\n{}\n{end}{after}",
        documentation(figures)
    ))
}

/// The generated part of `docs/processes.md`. Without times: they differ from machine to machine.
pub fn documentation(figures: &Figures) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} distinct scripts stand in {} manifests: {} are fully emulated, {} but for one program ({}.{} % together).\n\
         What decides how the containers live: {}.\n",
        figures.scripts(),
        figures.files.len(),
        figures.emulated(),
        figures.with_one_program(),
        figures.coverage() / 10,
        figures.coverage() % 10,
        figures.sources()
    );
    let _ = writeln!(
        text,
        "The scripts that remain:\n\n| manifest | container | assumed |\n| --- | --- | --- |"
    );
    for (file, container, reason) in figures.remaining() {
        let _ = writeln!(text, "| {file} | {container} | {reason} |");
    }
    text
}
