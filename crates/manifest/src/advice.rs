//! What to do about an error of validation: the API server says what is wrong, this says what was probably meant.

use crate::correct::{Advice, Correction};
use crate::edit::flow;
use crate::gates::pod_spec_path;
use crate::path;
use crate::strict::help::distance;
use crate::tree::Node;
use crate::validate::{ErrorType, FieldError};

/// A part of the error's text, what helps and, where a field beside the one in question answers it, that field.
const HINTS: &[(&str, &str, &str)] = &[
    (
        "may not be set for init containers without restartPolicy=Always",
        "only a sidecar may have it: add `restartPolicy: Always` to this init container, or move it to `containers`",
        "restartPolicy: Always",
    ),
    (
        "valid values: \"OnFailure\", \"Never\"",
        "add `restartPolicy: Never` or `OnFailure`; what is left out means Always, which a Job cannot have",
        "restartPolicy: Never",
    ),
    (
        "expected exactly 5 fields",
        "minute, hour, day of the month, month, day of the week: `*/5 * * * *` is every five minutes",
        "",
    ),
    (
        "less than terminationGracePeriodSeconds",
        "shorten the sleep or raise the pod's `terminationGracePeriodSeconds`",
        "",
    ),
    (
        "must match `containerPort` when `hostNetwork` is true",
        "leave `hostPort` out or make it the same number",
        "",
    ),
    (
        "must specify a handler type",
        "add `httpGet`, `tcpSocket`, `exec` or `grpc`",
        "",
    ),
    (
        "may not specify more than 1 volume type",
        "a volume has one source; check the indentation of the next one",
        "",
    ),
    ("cannot be both enabled", "remove one of the two", ""),
];

/// What helps against an error in an object of a kind, as written.
pub fn advice(kind: &str, written: &Node, error: &FieldError) -> Option<Advice> {
    let value = first_quoted(&error.rest);
    match error.kind {
        ErrorType::NotSupported if error.rest.contains("supported values: ") => {
            let list = error.rest.split_once("supported values: ")?.1;
            closest(&value?, list.split(", ").map(|word| word.trim_matches('"')))
        }
        ErrorType::NotFound if error.field.contains(".volumeMounts[") => volume(kind, written, &value?),
        ErrorType::Required if error.field.ends_with(".image") => Some(image(written, &error.field)),
        ErrorType::Required if error.field.ends_with("ontainers[0].name") => {
            Some(nameless(&error.field, "app"))
        }
        ErrorType::Required if error.field == "spec.selector" => Some(selector(written)),
        _ if error.rest.contains("empty selector is invalid") => Some(selector(written)),
        _ if error.rest.contains("`selector` does not match template `labels`") => Some(labels(written)),
        _ if error.rest.contains("a lowercase RFC 1123") || error.rest.contains("a valid label must") => {
            name(&value?, &error.rest)
        }
        _ => hint(error),
    }
}

fn hint(error: &FieldError) -> Option<Advice> {
    let (_, help, field) = HINTS.iter().find(|(part, ..)| error.rest.contains(part))?;
    let holder = error.field.rsplit_once('.').map_or("", |(holder, _)| holder);
    let set = |(key, value): (&str, &str)| Correction::Set {
        path: format!("{holder}.{key}"),
        value: value.to_owned(),
    };
    Some(Advice {
        help: (*help).to_owned(),
        correction: field.split_once(": ").map(set),
    })
}

/// Any name: what is shown is the same.
pub fn nameless(field: &str, name: &str) -> Advice {
    Advice {
        help: format!("give it a name: `{name}`"),
        correction: Some(Correction::Set {
            path: field.to_owned(),
            value: name.to_owned(),
        }),
    }
}

/// An image of the container's own name: nothing is known of it, but the container can run.
fn image(written: &Node, field: &str) -> Advice {
    let holder = field.strip_suffix(".image").unwrap_or(field);
    let container = path::find(written, holder).and_then(|found| found.node.get("name")?.as_str());
    let set = |name: &str| Correction::Set {
        path: field.to_owned(),
        value: flow::scalar(name),
    };
    Advice {
        help: "every container needs an `image`".to_owned(),
        correction: container.filter(|name| !name.is_empty()).map(set),
    }
}

/// The labels of a workload's template, and those that its selector wants.
fn template_labels(written: &Node) -> Option<&Node> {
    let labels = path::find(written, "spec.template.metadata.labels")?.node;
    (!labels.entries().is_empty()).then_some(labels)
}

/// A workload without a selector: of a version that made it from the labels, or only a part of a manifest.
fn selector(written: &Node) -> Advice {
    let Some(labels) = template_labels(written) else {
        return Advice::from("a patch? Show the whole manifest: what `kubectl kustomize` prints".to_owned());
    };
    let value = format!("{{matchLabels: {}}}", flow::value(labels));
    Advice {
        help: format!("name the template's labels: `selector: {value}`"),
        correction: Some(Correction::Set {
            path: "spec.selector".to_owned(),
            value,
        }),
    }
}

/// Labels of the template that the selector misses.
fn labels(written: &Node) -> Advice {
    let wanted = path::find(written, "spec.selector.matchLabels").map(|found| found.node);
    let mut all = template_labels(written)
        .cloned()
        .unwrap_or_else(|| Node::from_json(&serde_json::json!({})));
    for entry in wanted.map(Node::entries).unwrap_or_default() {
        all.set(&entry.key, entry.value.clone());
    }
    Advice {
        help: "give the template every label that the selector names".to_owned(),
        correction: wanted.map(|_| Correction::Set {
            path: "spec.template.metadata.labels".to_owned(),
            value: flow::value(&all),
        }),
    }
}

/// The string in quotes that an error's rest begins with.
fn first_quoted(rest: &str) -> Option<String> {
    let end = rest.strip_prefix('"')?.find('"')? + 2;
    serde_json::from_str(&rest[..end]).ok()
}

/// The word that is nearest, when it is near.
pub fn closest<'a>(value: &str, words: impl Iterator<Item = &'a str>) -> Option<Advice> {
    let wanted = value.to_ascii_lowercase();
    let ranked = words.map(|word| (distance(&wanted, &word.to_ascii_lowercase()), word));
    let (cost, word) = ranked.min()?;
    (!value.is_empty() && cost <= 1 + value.len() / 4).then(|| Advice::word(word))
}

/// The volume that a mount probably means, else the volumes that there are.
fn volume(kind: &str, written: &Node, value: &str) -> Option<Advice> {
    let spec = path::find(written, pod_spec_path(kind)?)?.node;
    let volumes = spec.get("volumes").map(Node::items).unwrap_or_default();
    let names = volumes
        .iter()
        .filter_map(|v| v.get("name").and_then(Node::as_str));
    let names: Vec<&str> = names.collect();
    closest(value, names.iter().copied()).or_else(|| {
        if !names.is_empty() {
            return Some(format!("the pod's volumes: {}", names.join(", ")).into());
        }
        let list = format!("[{{name: {}, emptyDir: {{}}}}]", flow::scalar(value));
        Some(Advice {
            help: format!("the pod has no volumes: add `volumes: {list}`"),
            correction: Some(Correction::Set {
                path: format!("{}.volumes", pod_spec_path(kind)?),
                value: list,
            }),
        })
    })
}

/// A name made of what is left when everything that is not allowed becomes a dash.
fn name(value: &str, rest: &str) -> Option<Advice> {
    let (given, also) = match () {
        () if rest.contains("a valid label must") => (value.to_owned(), "-_."),
        () if rest.contains("subdomain") => (value.to_ascii_lowercase(), "-."),
        () => (value.to_ascii_lowercase(), "-"),
    };
    let kept = |c: char| c.is_ascii_alphanumeric() || also.contains(c);
    let name: String = given.chars().map(|c| if kept(c) { c } else { '-' }).collect();
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (!name.is_empty() && name != value).then(|| Advice {
        help: format!("did you mean `{name}`?"),
        correction: Some(Correction::Rename {
            from: value.to_owned(),
            to: name.to_owned(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (value, rest, expect) in [
            ("<A b>", "a valid label must", Some("did you mean `A-b`?")),
            ("My_App", "subdomain", Some("did you mean `my-app`?")),
            ("a.B", "label", Some("did you mean `a-b`?")),
            ("___", "label", None),
        ] {
            assert_eq!(name(value, rest).map(|advice| advice.help).as_deref(), expect);
        }
        assert_eq!(first_quoted(r#""a\"b": x"#), None);
        assert_eq!(first_quoted(r#""always": supported"#).as_deref(), Some("always"));
        assert_eq!(
            closest("always", ["Always", "Never"].into_iter()),
            Some(Advice::word("Always"))
        );
        assert_eq!(closest("", ["Always"].into_iter()), None);
    }
}
