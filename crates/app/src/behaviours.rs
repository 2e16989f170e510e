//! What the containers of a manifest do: rows for the table beside the editor, hints for the guess which one
//! is the sidecar.

use std::rc::Rc;
use std::time::Duration;

use api::Object;
use api::core_v1::{Container, ContainerRole, Probe, ProbeHandler};
use api::meta_v1::IntOrString;
use manifest::Parsed;
use process::{AspectKind, Behaviour, Source, parse_duration};
use sim::ContainerBehaviour;
use sorted::Set;
use trace::{ConnectOutcome, Fact, Trace, endpoint};
use variants::{BEHAVIOUR_ANNOTATION, Hint, Open};

use crate::story::Tag;
use crate::view::{AspectView, ContainerRow, Knob, ProbeNumber, ProbeView, RowPlace, place};

/// Where a slider ends, in milliseconds: the first that holds the value.
const SLIDER_ENDS: [u32; 6] = [10_000, 30_000, 60_000, 120_000, 600_000, 3_600_000];

/// At most so many containers are listed.
const ROWS_MAX: usize = 60;

/// What is known about one container of the manifest.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    row: ContainerRow,
    hint: Hint,
    /// Which of its aspects says how it ends.
    life: Option<usize>,
}

/// What an object's containers do: found out once for as long as nothing about it changes.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    object: Object,
    helpers: Vec<String>,
    behaviours: Rc<Vec<ContainerBehaviour>>,
}

#[cfg(test)]
impl Told {
    /// Whether it is the very same finding.
    pub fn is(&self, other: &Told) -> bool {
        Rc::ptr_eq(&self.behaviours, &other.behaviours)
    }
}

/// What a container's behaviour tells the one who makes the variants: whether it ends by itself, where it listens.
pub fn hint(behaviour: &Behaviour) -> Hint {
    Hint {
        container: behaviour.container.clone(),
        ends: behaviour.ends(),
        listens: behaviour
            .listens()
            .map(|(port, localhost)| Open { port, localhost })
            .collect(),
    }
}

/// The containers of all pods in the manifest, object by object in start order (of those with one name the first), and
/// what was found out about each object. `helpers`: as in [`sim::Scenario`]; `known`: what was found out before.
pub(crate) fn describe(
    text: &str,
    parsed: &Parsed,
    helpers: &[String],
    known: &[Told],
) -> (Vec<Described>, Vec<Told>) {
    let mut all: Vec<Described> = Vec::new();
    let mut names = Set::new();
    let mut told = Vec::new();
    let objects = parsed.objects.iter().enumerate();
    for (index, object) in objects.filter_map(|(index, parsed)| Some((index, parsed.object.as_ref()?))) {
        if object.pod_template().is_none() {
            continue;
        }
        let mut known = known.iter();
        let known = known.find(|known| known.object == *object && known.helpers == helpers);
        let of_object = known.cloned().unwrap_or_else(|| Told {
            object: object.clone(),
            helpers: helpers.to_vec(),
            behaviours: Rc::new(sim::behaviours(object, helpers)),
        });
        for described in describe_pod(text, parsed, index, &of_object) {
            if names.insert(described.row.name.clone()) && all.len() < ROWS_MAX {
                all.push(described);
            }
        }
        told.push(of_object);
    }
    let more = names.len() - all.len();
    if let Some(last) = all.last_mut() {
        last.row.more = more;
    }
    (all, told)
}

/// The containers of one object's pod.
fn describe_pod(text: &str, parsed: &Parsed, object_index: usize, told: &Told) -> Vec<Described> {
    let object = &told.object;
    let Some((template, spec, path)) = object.pod_template() else {
        return Vec::new();
    };
    let describe = |described: &ContainerBehaviour| {
        let &ContainerBehaviour {
            role,
            index,
            ref behaviour,
        } = described;
        let list = if role == ContainerRole::App {
            "containers"
        } else {
            "initContainers"
        };
        let place = RowPlace {
            object: object_index,
            workload: object.kind().named(&object.meta().name),
            container: format!("{path}.{list}[{index}]"),
            metadata: format!("{}metadata", path.trim_end_matches("spec")),
        };
        let (_, container) = spec.container(&behaviour.container)?;
        let annotation = template
            .annotations
            .get(&format!("{BEHAVIOUR_ANNOTATION}{}", container.name));
        let is_life = |aspect: &process::Aspect| aspect.kind == AspectKind::Life;
        Some(Described {
            hint: hint(behaviour),
            life: behaviour.aspects.iter().position(is_life),
            row: row(
                text,
                parsed,
                role,
                container,
                place,
                behaviour,
                annotation.cloned(),
            ),
        })
    };
    told.behaviours.iter().filter_map(describe).collect()
}

fn row(
    text: &str,
    parsed: &Parsed,
    role: ContainerRole,
    container: &Container,
    at: RowPlace,
    behaviour: &Behaviour,
    annotation: Option<String>,
) -> ContainerRow {
    let lines = parsed
        .span_of(at.object, &at.container)
        .map_or((1, 1), |span| lines(text, span));
    let mistakes = behaviour
        .diagnostics
        .iter()
        .map(|mistake| mistake.message.clone());
    ContainerRow {
        name: container.name.clone(),
        tag: tag(role),
        image: container.image.clone(),
        aspects: behaviour.aspects.iter().map(aspect).collect(),
        probes: probes(container),
        lines,
        pinned: process::annotation_of(behaviour),
        annotation,
        mistakes: mistakes.collect(),
        place: at,
        more: 0,
    }
}

/// The first and the last line of a place, from 1; a line that only ends it does not count.
pub(crate) fn lines(text: &str, span: manifest::Span) -> (u32, u32) {
    let written = text.get(span.clone()).unwrap_or_default().trim_end();
    let first = place(text, span.start).1;
    (first, place(text, span.start + written.len()).1.max(first))
}

/// The table's rows. `trace`: the life of the text as written, which tells whom a container asked.
pub(crate) fn rows(described: Vec<Described>, trace: Option<&Trace>) -> Vec<ContainerRow> {
    let asked = |mut container: Described| {
        if let Some(trace) = trace {
            tell_client(&mut container, trace);
        }
        container.row
    };
    described.into_iter().map(asked).collect()
}

/// Alone, a client always fails. Whom it asks is seen where it lives with the others.
fn tell_client(container: &mut Described, trace: &Trace) {
    let asked = trace.records().iter().find_map(|record| match &record.fact {
        Fact::Connection {
            from,
            host,
            port,
            outcome,
            exec: false,
        } if *from.name == *container.row.name => Some((host, port, outcome)),
        _ => None,
    });
    let (Some(life), Some((host, port, outcome))) = (container.life, asked) else {
        return;
    };
    let Some(aspect) = container.row.aspects.get_mut(life) else {
        return;
    };
    let code = aspect
        .text
        .strip_prefix("exits ")
        .and_then(|rest| rest.split(' ').next());
    let Some(code) = code.filter(|code| *code != "0") else {
        return;
    };
    let word = match outcome {
        ConnectOutcome::NoSuchHost => "is not known",
        _ => "does not answer",
    };
    let server = endpoint(host, *port);
    aspect.text = format!("asks {server}, exits {code} when that {word}");
    // The end depends on the other's answer: there is no time of its own to turn.
    aspect.knobs.clear();
}

/// What tells a sidecar from the app: whether it ends by itself, and where it listens.
pub(crate) fn hints(described: &[Described]) -> Vec<Hint> {
    described.iter().map(|container| container.hint.clone()).collect()
}

fn aspect(aspect: &process::Aspect) -> AspectView {
    AspectView {
        text: aspect.text.clone(),
        source: aspect.source.word(),
        origin: origin(&aspect.source),
        statements: aspect.statements.clone(),
        knobs: knobs(&aspect.text, &aspect.statements),
    }
}

fn origin(source: &Source) -> String {
    match source {
        Source::Set => "set by the manifest's annotation".to_owned(),
        Source::Script {
            emulated,
            commands,
            opaque,
        } => {
            let opaque = opaque.as_ref().map_or(String::new(), |(what, line)| {
                format!("; not understood: {what} on line {line}")
            });
            format!(
                "read from the container's command: {emulated} of {commands} commands are emulated{opaque}"
            )
        }
        Source::Image {
            profile,
            confidence,
            source,
        } => format!("known of the image {profile} ({confidence}): {source}"),
        Source::Assumed => "assumed: nothing is known about this image".to_owned(),
    }
}

/// The durations in an aspect: one for each of its statements, when its text has a part for each.
fn knobs(text: &str, statements: &[String]) -> Vec<Knob> {
    let parts: Vec<&str> = text.split(", ").collect();
    if parts.len() != statements.len() {
        return Vec::new();
    }
    let knobs = parts
        .iter()
        .zip(statements)
        .map(|(part, statement)| knob(part, statement));
    knobs.collect::<Option<_>>().unwrap_or_default()
}

/// `exits 0 after 5s` with `exit 0 after 5s`; what happens at once is after 0 s.
fn knob(part: &str, statement: &str) -> Option<Knob> {
    let verb = statement.split(' ').next()?;
    if !matches!(verb, "listen" | "exit") && !statement.starts_with("term exit") {
        return None;
    }
    let (before, time) = match statement.split_once(" after ") {
        Some((_, time)) => (part.strip_suffix(time)?.trim_end(), parse_duration(time)?),
        None => (part.strip_suffix(" at once")?, Duration::ZERO),
    };
    let millis = u32::try_from(time.as_millis()).ok()?;
    let max = SLIDER_ENDS.into_iter().find(|end| millis <= *end)?;
    let before = match before.strip_suffix(" after") {
        Some(_) => before.to_owned(),
        None => format!("{before} after"),
    };
    Some(Knob { before, millis, max })
}

fn probes(container: &Container) -> Vec<ProbeView> {
    let all = [
        ("startupProbe", &container.startup_probe),
        ("readinessProbe", &container.readiness_probe),
        ("livenessProbe", &container.liveness_probe),
    ];
    let probe = |(field, probe): (&'static str, &Option<Probe>)| Some(view(field, probe.as_ref()?));
    all.into_iter().filter_map(probe).collect()
}

fn view(field: &'static str, probe: &Probe) -> ProbeView {
    let asks = match &probe.handler {
        ProbeHandler::Exec(exec) => exec.command.join(" "),
        ProbeHandler::Grpc(grpc) => format!("gRPC on {}", grpc.port),
        ProbeHandler::HttpGet(http) => format!("GET {} on {}", http.path, port(&http.port)),
        ProbeHandler::TcpSocket(tcp) => format!("TCP on {}", port(&tcp.port)),
    };
    let number = |field, word, unit, value, least| ProbeNumber {
        field,
        word,
        unit,
        value,
        least,
    };
    ProbeView {
        field,
        asks,
        numbers: vec![
            number(
                "initialDelaySeconds",
                "first after",
                "s",
                probe.initial_delay_seconds,
                0,
            ),
            number("periodSeconds", "every", "s", probe.period_seconds, 1),
            number("timeoutSeconds", "waits", "s", probe.timeout_seconds, 1),
            number(
                "failureThreshold",
                "gives up after",
                "failures",
                probe.failure_threshold,
                1,
            ),
        ],
    }
}

fn port(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(name) => name.clone(),
    }
}

fn tag(role: ContainerRole) -> Tag {
    match role {
        ContainerRole::Init => Tag::Init,
        ContainerRole::Sidecar => Tag::Sidecar,
        ContainerRole::App => Tag::App,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_can_be_turned() {
        for (text, statements, expect) in [
            (
                "listens on 8081 after 5s",
                &["listen 8081 after 5s"][..],
                Some(("listens on 8081 after", 5_000, 10_000)),
            ),
            ("exits 0 at once", &["exit 0"], Some(("exits 0 after", 0, 10_000))),
            (
                "SIGTERM: exits 0 after 12s",
                &["term exit 0 after 12s"],
                Some(("SIGTERM: exits 0 after", 12_000, 30_000)),
            ),
            ("runs until it is stopped", &["run"], None),
            ("/ 200, /x 404", &["http / 200", "http /x 404"], None),
        ] {
            let statements: Vec<String> = statements.iter().map(|text| (*text).to_owned()).collect();
            let found = knobs(text, &statements);
            let found = found
                .first()
                .map(|knob| (knob.before.as_str(), knob.millis, knob.max));
            assert_eq!(found, expect, "{text}");
        }
    }
}
