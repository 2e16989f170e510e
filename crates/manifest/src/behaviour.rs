//! Mistakes in the annotations that say what containers do (`behaviour.sidecar-playground.dev/<container>`): warnings of
//! ours at the right column. A cluster ignores these annotations, so the API server's words do not change.

use crate::Parser;
use crate::diagnostic::{Severity, code};
use crate::gates::pod_spec_path;
use crate::path;
use crate::position::Span;
use crate::tree::{Entry, Node};

/// The annotation's prefix; the container's name follows.
pub const PREFIX: &str = "behaviour.sidecar-playground.dev/";

/// Reports what is wrong with the annotations of the object that was read last.
pub(crate) fn report(parser: &mut Parser, text: &str) {
    let Some(index) = parser.parsed.objects.len().checked_sub(1) else {
        return;
    };
    let object = &parser.parsed.objects[index];
    let Some(spec_path) = pod_spec_path(&object.kind) else {
        return;
    };
    let metadata = match spec_path.strip_suffix(".spec") {
        Some(template) => format!("{template}.metadata"),
        None => "metadata".to_owned(),
    };
    let mut found = Vec::new();
    if let Some(annotations) = path::find(&object.tree, &format!("{metadata}.annotations")) {
        let spec = path::find(&object.tree, spec_path).map(|spec| spec.node);
        for entry in annotations.node.entries() {
            if let Some(container) = entry.key.strip_prefix(PREFIX) {
                check(text, entry, container, spec, &mut found);
            }
        }
    }
    for Finding {
        span,
        message,
        help,
        key,
    } in found
    {
        let diagnostic = parser.report(code::BEHAVIOUR, Severity::Warning, span, message);
        diagnostic.help = Some(help.to_owned());
        diagnostic.path = Some(format!("{metadata}.annotations[{key}]"));
        diagnostic.object = Some(index);
    }
}

struct Finding {
    span: Span,
    message: String,
    help: &'static str,
    key: String,
}

fn check(text: &str, entry: &Entry, container: &str, spec: Option<&Node>, found: &mut Vec<Finding>) {
    let names = ["initContainers", "containers"].into_iter().flat_map(|list| {
        let items = spec.and_then(|spec| spec.get(list)).map_or(&[][..], Node::items);
        items.iter().filter_map(|item| item.get("name")?.as_str())
    });
    let mut known = names.clone();
    if !known.any(|name| name == container) {
        let all: Vec<&str> = names.collect();
        found.push(Finding {
            span: entry.key_span.clone(),
            message: format!(
                "no container is named {}; the pod has {}",
                api::go::go_string(container),
                all.join(", ")
            ),
            help: "the key ends with the name of a container of this pod",
            key: entry.key.clone(),
        });
    }
    let Some(value) = entry.value.as_str() else { return };
    for diagnostic in process::parse_annotation(value).1 {
        let statement = statement_at(value, diagnostic.range.start);
        found.push(Finding {
            span: place(text, &entry.value.span, value, diagnostic.range),
            message: format!("`{statement}` is skipped: {}", diagnostic.message),
            help: "statements are separated by `;`: listen, http, probe, need, exit, oom, run, term, log, touch",
            key: entry.key.clone(),
        });
    }
}

/// The statement that the byte of a value belongs to.
fn statement_at(value: &str, at: usize) -> &str {
    let separators = [';', '\n'];
    let start = value[..at].rfind(separators).map_or(0, |end| end + 1);
    let end = value[at..].find(separators).map_or(value.len(), |end| at + end);
    value[start..end].trim()
}

/// The bytes of the text that a range of a scalar's value was written as: its characters other than blanks come in the
/// same order in every YAML style.
fn place(text: &str, span: &Span, value: &str, range: std::ops::Range<usize>) -> Span {
    let source = text.get(span.clone()).unwrap_or("");
    let mut written = source.char_indices();
    let (mut start, mut end) = (None, 0);
    for (at, c) in value.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        if at >= range.end && (start.is_some() || at > range.start) {
            break;
        }
        let Some((place, _)) = written.find(|(_, other)| *other == c) else {
            return span.clone();
        };
        end = place + c.len_utf8();
        if at >= range.start {
            start.get_or_insert(place);
        }
    }
    let start = start.unwrap_or(end);
    span.start + start..span.start + end.max(start)
}

#[cfg(test)]
mod tests {
    use crate::{ParseOptions, code, parse};

    fn check(annotations: &str, expect: &[&str]) {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n{annotations}spec:\n  containers:\n  - name: \
             app\n    image: busybox\n"
        );
        let parsed = parse(&text, &ParseOptions::default());
        let shown: Vec<String> = parsed
            .diagnostics
            .iter()
            .filter(|d| d.code == code::BEHAVIOUR)
            .map(|d| format!("{}|{}", &text[d.span.clone()], d.message))
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn mistakes_have_their_place_in_every_style() {
        let key = "    behaviour.sidecar-playground.dev/app:";
        let port = "eighty|`listen eighty` is skipped: expected ports like 8080 or localhost:4180,4181, found `eighty`";
        check(&format!("{key} listen eighty; run\n"), &[port]);
        check(&format!("{key} 'run; listen eighty'\n"), &[port]);
        check(&format!("{key} \"listen\\x20eighty\"\n"), &[port]);
        check(&format!("{key} |\n      run\n      listen eighty\n"), &[port]);
        check(&format!("{key} listen 80; term ignore\n"), &[]);
        check(
            &format!("{key} exit 0 after\n"),
            &["|`exit 0 after` is skipped: expected a duration like 5s, 300ms or 2m"],
        );
    }

    #[test]
    fn the_container_must_exist() {
        check(
            "    behaviour.sidecar-playground.dev/nosuch: listen 80\n",
            &["behaviour.sidecar-playground.dev/nosuch|no container is named \"nosuch\"; the pod has app"],
        );
    }
}
