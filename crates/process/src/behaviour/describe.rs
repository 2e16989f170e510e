//! A container's behaviour in words and values, with the source of each aspect. The values are not derived a
//! second time: the container is run alone for a while, and what it does is told.

use super::annotation::{AnnotationDiagnostic, parse_annotation};
use super::launch::Launch;
use crate::commands::{self, Found, Place};
use crate::config::{ContainerConfig, ContainerId, MachineConfig, StartError};
use crate::effect::{Bind, EffectKind};
use crate::images::Profile;
use crate::machine::Machine;
use crate::programs::http::HttpRules;
use crate::shell::{Survey, survey};
use crate::signal::Signal;
use crate::time::format_duration;
use std::time::Duration;

/// How long the container is watched.
const WATCHED: Duration = Duration::from_secs(120);
/// How long after the stop signal it is watched.
const STOPPING: Duration = Duration::from_secs(60);

/// What decides an aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The annotation.
    Set,
    /// The container's command or script.
    Script {
        /// Commands of the script that are emulated.
        emulated: u32,
        /// All its commands.
        commands: u32,
        /// A construct that is not emulated and its line.
        opaque: Option<(String, u32)>,
    },
    /// The image's profile.
    Image {
        /// The names it is for.
        profile: String,
        /// How well it is known, from the table's letter: "measured", "read in source", …
        confidence: &'static str,
        /// Where it was read.
        source: String,
    },
    /// Nothing: the default for the container's role.
    Assumed,
}

/// The kinds of aspects, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AspectKind {
    /// Whether and when it ends by itself.
    Life,
    /// The ports it listens on.
    Listen,
    /// What it answers.
    Http,
    /// What exec and gRPC probes find.
    Probe,
    /// What it does on its stop signal.
    Term,
}

/// One aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// Which.
    pub kind: AspectKind,
    /// A short sentence.
    pub text: String,
    /// The statements of an annotation that set it to what it is; empty when there is nothing to set.
    pub statements: Vec<String>,
    /// What decides it.
    pub source: Source,
}

/// A container's behaviour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behaviour {
    /// The container's name.
    pub container: String,
    /// Its aspects; life and term are always there.
    pub aspects: Vec<Aspect>,
    /// Mistakes in its annotation.
    pub diagnostics: Vec<AnnotationDiagnostic>,
    /// Notes of the run: assumptions, busy loops.
    pub notes: Vec<String>,
}

/// What a run of the container alone showed.
#[derive(Default)]
struct Seen {
    ports: Vec<(Bind, u16, Duration)>,
    exit: Option<(i32, Duration)>,
    notes: Vec<String>,
}

/// Describes a container by running it alone for two virtual minutes, twice.
pub fn describe(config: &ContainerConfig) -> Behaviour {
    let diagnostics = config
        .annotation
        .as_deref()
        .map(|a| parse_annotation(a).1)
        .unwrap_or_default();
    let container = config.name.clone();
    let mut machine = Machine::new(MachineConfig::default());
    let id = match machine.start(Duration::ZERO, config.clone()) {
        Ok(id) => id,
        Err(error) => {
            return Behaviour {
                container,
                aspects: vec![cannot_start(&error)],
                diagnostics,
                notes: Vec::new(),
            };
        }
    };
    let source = origin(&machine, id);
    let launch = machine.launch(id);
    let seen = watch(machine.advance(WATCHED));
    let set = &launch.overrides;
    let by = |is_set: bool| if is_set { Source::Set } else { source.clone() };
    let mut aspects = vec![life(&seen, by(set.sets_life()))];
    if !seen.ports.is_empty() || set.sets_listen() {
        aspects.push(listen(&seen, by(set.sets_listen())));
    }
    aspects.extend(http(&launch, &seen, &source));
    if let Some(ok) = set.probe(WATCHED) {
        let text = if ok {
            "exec and gRPC probes succeed"
        } else {
            "exec and gRPC probes fail"
        };
        let statements = vec![format!("probe {}", if ok { "ok" } else { "fail" })];
        aspects.push(Aspect {
            kind: AspectKind::Probe,
            text: text.into(),
            statements,
            source: Source::Set,
        });
    }
    aspects.push(term(config, &launch, &seen, by(set.term().is_some())));
    Behaviour {
        container,
        aspects,
        diagnostics,
        notes: seen.notes,
    }
}

/// The annotation that pins everything that is not set yet to what it is now.
pub fn annotation_of(behaviour: &Behaviour) -> String {
    let statements = behaviour
        .aspects
        .iter()
        .flat_map(|a| a.statements.iter().map(String::as_str));
    statements.collect::<Vec<_>>().join("; ")
}

fn cannot_start(error: &StartError) -> Aspect {
    let reason = error.message.rsplit("process: ").next().unwrap_or(&error.message);
    Aspect {
        kind: AspectKind::Life,
        text: format!("cannot start: {reason}"),
        statements: Vec::new(),
        source: Source::Script {
            emulated: 0,
            commands: 1,
            opaque: None,
        },
    }
}

fn watch(effects: Vec<crate::Effect>) -> Seen {
    let mut seen = Seen::default();
    for effect in effects {
        match effect.kind {
            EffectKind::PortOpened { bind, port, .. } => seen.ports.push((bind, port, effect.at)),
            EffectKind::Exited { exit_code, .. } => seen.exit = Some((exit_code, effect.at)),
            EffectKind::Note { text, .. } => seen.notes.push(text),
            _ => {}
        }
    }
    seen
}

/// Rounded to what is worth telling: tenths of a second, hundredths below one.
fn round(time: Duration) -> Duration {
    let step = if time < Duration::from_secs(1) { 10 } else { 100 };
    let half = u64::try_from(time.as_millis())
        .unwrap_or(u64::MAX)
        .saturating_add(step / 2);
    Duration::from_millis(half / step * step)
}

fn after(time: Duration) -> String {
    let time = round(time);
    if time.is_zero() {
        String::new()
    } else {
        format!(" after {}", format_duration(time))
    }
}

fn life(seen: &Seen, source: Source) -> Aspect {
    let (text, statement) = match seen.exit {
        Some((code, at)) => {
            let when = if round(at).is_zero() {
                " at once".into()
            } else {
                after(at)
            };
            (format!("exits {code}{when}"), format!("exit {code}{}", after(at)))
        }
        None => ("runs until it is stopped".into(), "run".into()),
    };
    Aspect {
        kind: AspectKind::Life,
        text,
        statements: vec![statement],
        source,
    }
}

fn listen(seen: &Seen, source: Source) -> Aspect {
    let mut texts = Vec::new();
    let mut statements = Vec::new();
    for (bind, port, at) in &seen.ports {
        let host = if *bind == Bind::Loopback { "localhost:" } else { "" };
        let when = if round(*at).is_zero() {
            " at once".into()
        } else {
            after(*at)
        };
        texts.push(format!("{host}{port}{when}"));
        statements.push(format!("listen {host}{port}{}", after(*at)));
    }
    let text = if texts.is_empty() {
        "listens nowhere".into()
    } else {
        format!("listens on {}", texts.join(", "))
    };
    Aspect {
        kind: AspectKind::Listen,
        text,
        statements,
        source,
    }
}

fn http(launch: &Launch, seen: &Seen, source: &Source) -> Option<Aspect> {
    let set: Vec<String> = launch
        .overrides
        .to_text()
        .split("; ")
        .filter(|s| s.starts_with("http "))
        .map(str::to_string)
        .collect();
    if !set.is_empty() {
        let text = set.join(", ").replace("http ", "");
        return Some(Aspect {
            kind: AspectKind::Http,
            text,
            statements: set,
            source: Source::Set,
        });
    }
    let rules: &HttpRules = launch
        .profile
        .as_ref()
        .filter(|_| matches!(source, Source::Image { .. }))?
        .http
        .as_ref()?;
    if seen.ports.is_empty() {
        return None;
    }
    let shown = rules.rules.iter().map(|r| {
        let path = if r.path == "*" { "other paths" } else { &r.path };
        format!("{path} {}", r.status)
    });
    let text = shown.collect::<Vec<_>>().join(", ");
    let plain = rules.rules.iter().filter(|r| r.path != "*");
    let statements = plain.map(|r| format!("http {} {}", r.path, r.status)).collect();
    Some(Aspect {
        kind: AspectKind::Http,
        text,
        statements,
        source: source.clone(),
    })
}

/// Sends the stop signal in a second run, in the middle of the container's life.
fn term(config: &ContainerConfig, launch: &Launch, seen: &Seen, source: Source) -> Aspect {
    let ready = seen.ports.iter().map(|p| p.2).max().unwrap_or_default();
    let at = match seen.exit {
        Some((_, end)) => end / 2,
        None => (ready + Duration::from_secs(1)).max(Duration::from_secs(5)),
    };
    let mut machine = Machine::new(MachineConfig::default());
    let exit = machine.start(Duration::ZERO, config.clone()).ok().and_then(|id| {
        let signal = machine.stop_signal(id);
        machine.signal(at, id, signal);
        let natural = seen.exit.map(|e| e.1);
        watch(machine.advance(at + STOPPING))
            .exit
            .filter(|e| natural.is_none_or(|n| e.1 != n))
    });
    let name = match launch.stop_signal {
        Signal::Term => "SIGTERM".to_string(),
        other => format!("SIG{}", other.name()),
    };
    let (text, statement) = match exit {
        Some((code, end)) => {
            let took = end.saturating_sub(at);
            let when = if round(took).is_zero() {
                " at once".into()
            } else {
                after(took)
            };
            (
                format!("{name}: exits {code}{when}"),
                format!("term exit {code}{}", after(took)),
            )
        }
        None => (
            format!("{name}: ignored; ends by SIGKILL, 137"),
            "term ignore".into(),
        ),
    };
    Aspect {
        kind: AspectKind::Term,
        text,
        statements: vec![statement],
        source,
    }
}

/// What decides what the container's first process does.
fn origin(machine: &Machine, id: ContainerId) -> Source {
    let launch = machine.launch(id);
    if launch.argv.is_empty() {
        return match &launch.profile {
            Some(profile) => of_image(profile),
            None => Source::Assumed,
        };
    }
    let of_profile = || launch.profile.as_ref().map_or(Source::Assumed, of_image);
    match machine.find(id, &launch.argv, Place::Whole) {
        Found::Shell(dialect) => {
            let script = script_of(&launch.argv);
            match script {
                Some(text) => of_script(machine, id, &survey(text, dialect)),
                None if launch.own => of_profile(),
                None => whole_script(),
            }
        }
        Found::Utility(_) if launch.own => of_profile(),
        Found::Utility(_) | Found::Script(_) if !launch.own => whole_script(),
        Found::Program(spec) if spec.note.is_some() => Source::Assumed,
        _ => launch.profile.as_ref().map_or_else(whole_script, of_image),
    }
}

fn whole_script() -> Source {
    Source::Script {
        emulated: 1,
        commands: 1,
        opaque: None,
    }
}

/// The script of `sh -c SCRIPT`.
fn script_of(argv: &[String]) -> Option<&str> {
    let flag = argv
        .iter()
        .position(|w| w.starts_with('-') && !w.starts_with("--") && w.contains('c'))?;
    argv.get(flag + 1).map(String::as_str)
}

fn of_script(machine: &Machine, id: ContainerId, survey: &Survey) -> Source {
    let known = |name: &&String| match machine.find(id, &[(*name).clone()], Place::Step) {
        Found::Program(spec) => spec.note.is_none(),
        _ => true,
    };
    let emulated = survey.programs.iter().filter(known).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Source::Script {
        emulated: survey.builtins + count(emulated),
        commands: survey.builtins + count(survey.programs.len()),
        opaque: survey.not_emulated.map(|(what, line)| (what.to_string(), line)),
    }
}

fn of_image(profile: &Profile) -> Source {
    let letter = profile.confidence.chars().nth(1).unwrap_or('A');
    let confidence = match letter {
        'M' => "measured",
        'R' => "reported",
        'S' => "read in source",
        'I' => "inferred from source",
        'K' => "general knowledge",
        _ => "assumed",
    };
    let source = if profile.note == "-" {
        profile.source.to_string()
    } else {
        format!("{}; {}", profile.source, profile.note)
    };
    Source::Image {
        profile: profile.names.to_string(),
        confidence,
        source,
    }
}

impl Machine {
    /// How a container was started.
    pub(crate) fn launch(&self, id: ContainerId) -> std::rc::Rc<Launch> {
        self.kernel().containers[&id].launch.clone()
    }

    /// What a command would be in a container.
    pub(crate) fn find(&self, id: ContainerId, argv: &[String], place: Place) -> Found {
        let kernel = self.kernel();
        let container = &kernel.containers[&id];
        let env = std::rc::Rc::new(container.environment.iter().cloned().collect());
        commands::find(&kernel, id, &container.working_dir, argv, &env, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::config;

    fn check(config: &ContainerConfig, expect: &[&str]) {
        let behaviour = describe(config);
        let shown: Vec<String> = behaviour
            .aspects
            .iter()
            .map(|a| {
                let source = match &a.source {
                    Source::Set => "set".into(),
                    Source::Script {
                        emulated, commands, ..
                    } => format!("script {emulated}/{commands}"),
                    Source::Image { confidence, .. } => format!("image {confidence}"),
                    Source::Assumed => "assumed".into(),
                };
                format!("{} [{source}]", a.text)
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn the_seeds_sidecar() {
        check(
            &config("zwindler/slow-sidecar", &[]),
            &[
                "runs until it is stopped [script 2/2]",
                "listens on 8081 after 5s [script 2/2]",
                "SIGTERM: ignored; ends by SIGKILL, 137 [script 2/2]",
            ],
        );
    }

    #[test]
    fn images_scripts_and_assumptions() {
        check(
            &config("nginx:1.27", &[]),
            &[
                "runs until it is stopped [image general knowledge]",
                "listens on 80 at once [image general knowledge]",
                "/ 200, other paths 404 [image general knowledge]",
                "SIGQUIT: exits 0 after 100ms [image general knowledge]",
            ],
        );
        check(
            &config(
                "alpine",
                &["sh", "-c", "trap 'exit 3' TERM; sleep 7 & wait; exit 1"],
            ),
            &[
                "exits 1 after 7s [script 4/4]",
                "SIGTERM: exits 3 at once [script 4/4]",
            ],
        );
        let mut unknown = config("team/app:1", &[]);
        unknown.declared_ports = vec![8080];
        check(
            &unknown,
            &[
                "runs until it is stopped [assumed]",
                "listens on 8080 after 1s [assumed]",
                "SIGTERM: exits 0 after 1s [assumed]",
            ],
        );
        unknown.annotation = Some("listen 9 after 2s; term ignore".into());
        check(
            &unknown,
            &[
                "runs until it is stopped [assumed]",
                "listens on 9 after 2s [set]",
                "SIGTERM: ignored; ends by SIGKILL, 137 [set]",
            ],
        );
        check(
            &config("alpine", &["sh", "-c", "nope"]),
            &[
                "exits 127 at once [script 1/1]",
                "SIGTERM: ignored; ends by SIGKILL, 137 [script 1/1]",
            ],
        );
    }

    #[test]
    fn pinning_keeps_the_behaviour() {
        for image in ["nginx", "zwindler/slow-sidecar", "redis", "team/app"] {
            let mut config = config(image, &[]);
            let first = describe(&config);
            config.annotation = Some(annotation_of(&first));
            let second = describe(&config);
            assert_eq!(second.diagnostics, Vec::new());
            let texts = |b: &Behaviour| {
                b.aspects
                    .iter()
                    .filter(|a| a.kind != AspectKind::Http)
                    .map(|a| a.text.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(texts(&first), texts(&second), "{image}");
        }
    }
}
