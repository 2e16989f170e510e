//! What the containers of a manifest do, for the table beside the editor.

use api::core_v1::ContainerRole;
use manifest::Parsed;

use crate::story::Tag;
use crate::view::{ContainerRow, place};

/// A row for each container of the first pod in the manifest, in start order.
pub(crate) fn rows(text: &str, parsed: &Parsed) -> Vec<ContainerRow> {
    let mut objects = parsed.objects.iter().enumerate();
    let found = objects.find_map(|(index, parsed)| Some((index, parsed.object.as_ref()?.pod_template()?)));
    let Some((index, (_, spec, path))) = found else {
        return Vec::new();
    };
    let mut counts = (0, 0);
    let mut rows = Vec::new();
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
        let tag = match role {
            ContainerRole::Init => Tag::Init,
            ContainerRole::Sidecar => Tag::Sidecar,
            ContainerRole::App => Tag::App,
        };
        rows.push(ContainerRow {
            name: container.name.clone(),
            tag,
            aspects: Vec::new(),
            lines,
        });
    }
    rows
}
