//! What to do about an error of validation: the API server says what is wrong, this says what was probably meant.

use crate::gates::pod_spec_path;
use crate::path;
use crate::strict::help::distance;
use crate::tree::Node;
use crate::validate::{ErrorType, FieldError};

/// A part of the error's text and what helps.
const HINTS: &[(&str, &str)] = &[
    (
        "may not be set for init containers without restartPolicy=Always",
        "only a sidecar may have it: add `restartPolicy: Always` to this init container, or move it to `containers`",
    ),
    (
        "valid values: \"OnFailure\", \"Never\"",
        "add `restartPolicy: Never` or `OnFailure`; what is left out means Always, which a Job cannot have",
    ),
    (
        "`selector` does not match template `labels`",
        "give the template every label that the selector names",
    ),
    (
        "empty selector is invalid",
        "name labels of the template in `matchLabels`",
    ),
    (
        "expected exactly 5 fields",
        "minute, hour, day of the month, month, day of the week: `*/5 * * * *` is every five minutes",
    ),
    (
        "less than terminationGracePeriodSeconds",
        "shorten the sleep or raise the pod's `terminationGracePeriodSeconds`",
    ),
    (
        "must match `containerPort` when `hostNetwork` is true",
        "leave `hostPort` out or make it the same number",
    ),
    (
        "must specify a handler type",
        "add `httpGet`, `tcpSocket`, `exec` or `grpc`",
    ),
    (
        "may not specify more than 1 volume type",
        "a volume has one source; check the indentation of the next one",
    ),
    ("cannot be both enabled", "remove one of the two"),
];

/// What helps against an error in an object of a kind, as it would be stored.
pub fn advice(kind: &str, stored: &Node, error: &FieldError) -> Option<String> {
    let value = first_quoted(&error.rest);
    match error.kind {
        ErrorType::NotSupported => {
            let list = error.rest.split_once("supported values: ")?.1;
            closest(&value?, list.split(", ").map(|word| word.trim_matches('"')))
        }
        ErrorType::NotFound if error.field.contains(".volumeMounts[") => volume(kind, stored, &value?),
        ErrorType::Required if error.field.ends_with(".image") => {
            Some("every container needs an `image`".to_owned())
        }
        _ if error.rest.contains("a lowercase RFC 1123") => dns_name(&value?, &error.rest),
        _ => HINTS
            .iter()
            .find(|(part, _)| error.rest.contains(part))
            .map(|(_, help)| (*help).to_owned()),
    }
}

/// The string in quotes that an error's rest begins with.
fn first_quoted(rest: &str) -> Option<String> {
    let end = rest.strip_prefix('"')?.find('"')? + 2;
    serde_json::from_str(&rest[..end]).ok()
}

/// The word that is nearest, when it is near.
pub fn closest<'a>(value: &str, words: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = value.to_ascii_lowercase();
    let ranked = words.map(|word| (distance(&wanted, &word.to_ascii_lowercase()), word));
    let (cost, word) = ranked.min()?;
    (!value.is_empty() && cost <= 1 + value.len() / 4).then(|| format!("did you mean `{word}`?"))
}

/// The volume that a mount probably means, else the volumes that there are.
fn volume(kind: &str, stored: &Node, value: &str) -> Option<String> {
    let spec = path::find(stored, pod_spec_path(kind)?)?.node;
    let volumes = spec.get("volumes").map(Node::items).unwrap_or_default();
    let names = volumes
        .iter()
        .filter_map(|v| v.get("name").and_then(Node::as_str));
    let names: Vec<&str> = names.collect();
    closest(value, names.iter().copied()).or_else(|| match names.as_slice() {
        [] => Some(format!(
            "the pod has no volumes: add `volumes: [{{name: {value}, emptyDir: {{}}}}]`"
        )),
        names => Some(format!("the pod's volumes: {}", names.join(", "))),
    })
}

/// A name made of what is left when everything that is not allowed becomes a dash.
fn dns_name(value: &str, rest: &str) -> Option<String> {
    let dots = rest.contains("subdomain");
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || dots && c == '.';
    let lower = value.to_ascii_lowercase();
    let name: String = lower.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    let name = name.trim_matches(['-', '.']);
    (!name.is_empty() && name != value).then(|| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (value, rest, expect) in [
            ("My_App", "subdomain", Some("did you mean `my-app`?")),
            ("a.B", "label", Some("did you mean `a-b`?")),
            ("___", "label", None),
        ] {
            assert_eq!(dns_name(value, rest).as_deref(), expect);
        }
        assert_eq!(first_quoted(r#""a\"b": x"#), None);
        assert_eq!(first_quoted(r#""always": supported"#).as_deref(), Some("always"));
        assert_eq!(
            closest("always", ["Always", "Never"].into_iter()).as_deref(),
            Some("did you mean `Always`?")
        );
        assert_eq!(closest("", ["Always"].into_iter()), None);
    }
}
