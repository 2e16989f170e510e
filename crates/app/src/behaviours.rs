//! What the containers of a manifest do: rows for the table beside the editor, hints for the guess which one
//! is the sidecar.

use api::core_v1::ContainerRole;
use manifest::Parsed;
use process::{AspectKind, Behaviour, Source};
use variants::Hint;

use crate::story::Tag;
use crate::view::{AspectView, ContainerRow, place};

/// What is known about one container of the manifest.
pub(crate) struct Described {
    row: ContainerRow,
    behaviour: Behaviour,
}

/// The containers of the first pod in the manifest, in start order.
pub(crate) fn describe(text: &str, parsed: &Parsed) -> Vec<Described> {
    let mut objects = parsed.objects.iter().enumerate();
    let found = objects.find_map(|(index, parsed)| Some((index, parsed.object.as_ref()?.pod_template()?)));
    let Some((index, (template, spec, path))) = found else {
        return Vec::new();
    };
    let spec = std::sync::Arc::new(spec.clone());
    let mut counts = (0, 0);
    let mut described = Vec::new();
    for (role, container) in spec.all_containers() {
        let (list, at) = if role == ContainerRole::App {
            ("containers", &mut counts.1)
        } else {
            ("initContainers", &mut counts.0)
        };
        let span = parsed.span_of(index, &format!("{path}.{list}[{at}]"));
        *at += 1;
        let lines = span.map_or((1, 1), |span| {
            (place(text, span.start).1, place(text, span.end).1)
        });
        let behaviour = process::describe(&sim::process_config(template, &spec, role, container));
        let aspects = behaviour.aspects.iter().map(aspect).collect();
        let row = ContainerRow {
            name: container.name.clone(),
            tag: tag(role),
            aspects,
            lines,
        };
        described.push(Described { row, behaviour });
    }
    described
}

/// The table's rows.
pub(crate) fn rows(described: Vec<Described>) -> Vec<ContainerRow> {
    described.into_iter().map(|container| container.row).collect()
}

/// What tells a sidecar from the app: whether it ends by itself, and where it listens.
pub(crate) fn hints(described: &[Described]) -> Vec<Hint> {
    let hint = |container: &Described| {
        let aspects = &container.behaviour.aspects;
        let statements = |kind| {
            aspects
                .iter()
                .filter(move |aspect| aspect.kind == kind)
                .flat_map(|aspect| &aspect.statements)
        };
        let ends = statements(AspectKind::Life)
            .next()
            .map(|statement| statement.starts_with("exit"));
        let listens = statements(AspectKind::Listen).find_map(|statement| {
            let port = statement.split_whitespace().nth(1)?;
            port.rsplit(':').next()?.parse().ok()
        });
        Hint {
            container: container.row.name.clone(),
            ends,
            listens,
        }
    };
    described.iter().map(hint).collect()
}

fn aspect(aspect: &process::Aspect) -> AspectView {
    let source = match &aspect.source {
        Source::Set => "annotation",
        Source::Script { .. } => "script",
        Source::Image { .. } => "image",
        Source::Assumed => "default",
    };
    AspectView {
        text: aspect.text.clone(),
        source,
    }
}

fn tag(role: ContainerRole) -> Tag {
    match role {
        ContainerRole::Init => Tag::Init,
        ContainerRole::Sidecar => Tag::Sidecar,
        ContainerRole::App => Tag::App,
    }
}
