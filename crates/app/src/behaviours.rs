//! What the containers of a manifest do: rows for the table beside the editor, hints for the guess which one
//! is the sidecar.

use api::core_v1::ContainerRole;
use manifest::Parsed;
use sim::ContainerBehaviour;
use variants::Hint;

use crate::story::Tag;
use crate::view::{AspectView, ContainerRow, place};

/// What is known about one container of the manifest.
pub(crate) struct Described {
    row: ContainerRow,
    hint: Hint,
}

/// The containers of the first pod in the manifest, in start order.
pub(crate) fn describe(text: &str, parsed: &Parsed) -> Vec<Described> {
    let mut objects = parsed.objects.iter().enumerate();
    let found = objects.find_map(|(index, parsed)| {
        let object = parsed.object.as_ref()?;
        Some((index, object, object.pod_template()?.2))
    });
    let Some((object_index, object, path)) = found else {
        return Vec::new();
    };
    let describe = |container: ContainerBehaviour| {
        let ContainerBehaviour {
            role,
            index,
            behaviour,
        } = container;
        let list = if role == ContainerRole::App {
            "containers"
        } else {
            "initContainers"
        };
        let span = parsed.span_of(object_index, &format!("{path}.{list}[{index}]"));
        let lines = span.map_or((1, 1), |span| {
            (place(text, span.start).1, place(text, span.end).1)
        });
        let hint = Hint {
            container: behaviour.container.clone(),
            ends: behaviour.ends(),
            listens: behaviour.listens(),
        };
        let row = ContainerRow {
            name: behaviour.container,
            tag: tag(role),
            aspects: behaviour.aspects.into_iter().map(aspect).collect(),
            lines,
        };
        Described { row, hint }
    };
    sim::behaviours(object).into_iter().map(describe).collect()
}

/// The table's rows.
pub(crate) fn rows(described: Vec<Described>) -> Vec<ContainerRow> {
    described.into_iter().map(|container| container.row).collect()
}

/// What tells a sidecar from the app: whether it ends by itself, and where it listens.
pub(crate) fn hints(described: &[Described]) -> Vec<Hint> {
    described.iter().map(|container| container.hint.clone()).collect()
}

fn aspect(aspect: process::Aspect) -> AspectView {
    AspectView {
        source: aspect.source.word(),
        text: aspect.text,
    }
}

fn tag(role: ContainerRole) -> Tag {
    match role {
        ContainerRole::Init => Tag::Init,
        ContainerRole::Sidecar => Tag::Sidecar,
        ContainerRole::App => Tag::App,
    }
}
