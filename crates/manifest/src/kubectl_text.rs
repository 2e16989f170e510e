//! What `kubectl apply -f FILE` prints on a plain cluster without these objects: kubectl `pkg/cmd/apply/apply.go`,
//! `pkg/cmd/util/helpers.go`, cli-runtime `pkg/resource/{builder,visitor}.go` (v1.36.2).
//!
//! kubectl collects the errors and prints them at the end: a single one in its own form, several as one line each.

use crate::outcome::Outcome;
use crate::schema::kinds::{plural, resource_name};
use crate::validate::FieldError;
use crate::{Parsed, ParsedObject};

/// What a run of kubectl leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Standard output, each line ended by a line break.
    pub stdout: String,
    /// Standard error: warnings, then errors.
    pub stderr: String,
    /// 0 or 1.
    pub exit_code: u8,
}

/// An error of one object or of the file.
enum Failure<'a> {
    /// Of finding out what to do, before anything is sent.
    Visit(String),
    Apply(&'a ParsedObject),
}

/// The output of applying a text that was read from `file`.
pub fn apply(parsed: &Parsed, file: &str) -> Applied {
    let reached = parsed
        .stop
        .as_ref()
        .map_or(parsed.objects.len(), |stop| stop.objects);
    let mut applied = Applied::default();
    let (mut visit, mut apply) = (Vec::new(), Vec::new());
    for object in parsed.objects.iter().take(reached) {
        match &object.outcome {
            Outcome::NoMatch => visit.push(Failure::Visit(no_match(object, file))),
            Outcome::Created => {
                let resource = resource_name(&object.api_version, &object.kind);
                applied
                    .stdout
                    .push_str(&format!("{resource}/{} created\n", object.name));
            }
            _ => apply.push(Failure::Apply(object)),
        }
        if object.outcome == Outcome::Created {
            for warning in &object.warnings {
                applied.stderr.push_str(&format!("Warning: {warning}\n"));
            }
        }
    }
    if let Some(stop) = &parsed.stop {
        visit.push(Failure::Visit(stop.message.replace("{F}", file)));
    }
    if parsed.objects.is_empty() && visit.is_empty() {
        let limit = parsed.diagnostics.iter().find(|d| d.code == crate::code::LIMIT);
        visit.push(Failure::Visit(
            limit.map_or("no objects passed to apply".to_owned(), |d| d.message.clone()),
        ));
    }
    applied.exit_code = u8::from(!(visit.is_empty() && apply.is_empty()));
    applied.stderr.push_str(&errors(&visit, &apply, file));
    applied
}

fn errors(visit: &[Failure<'_>], apply: &[Failure<'_>], file: &str) -> String {
    let plain = |failure: &Failure<'_>| match failure {
        Failure::Visit(message) => message.clone(),
        Failure::Apply(object) => among_others(object, file),
    };
    let mut lines = match (visit, apply) {
        ([], []) => return String::new(),
        ([], [Failure::Apply(only)]) => vec![alone(only, file)],
        ([only], []) => vec![format!("error: {}", plain(only))],
        (several, []) => several.iter().map(plain).collect(),
        ([], several) => several.iter().map(plain).collect(),
        (visit, apply) => {
            let texts: Vec<String> = visit.iter().map(plain).collect();
            let joined = if texts.len() == 1 {
                texts.concat()
            } else {
                format!("[{}]", texts.join(", "))
            };
            std::iter::once(joined).chain(apply.iter().map(plain)).collect()
        }
    };
    lines.push(String::new());
    lines.join("\n")
}

fn no_match(object: &ParsedObject, file: &str) -> String {
    format!(
        "resource mapping not found for name: \"{}\" namespace: \"{}\" from \"{file}\": no matches for kind \"{}\" in version \
         \"{}\"\nensure CRDs are installed first",
        object.written_name(),
        object.namespace,
        object.kind,
        object.api_version
    )
}

/// An object's error when it is the only one.
fn alone(object: &ParsedObject, file: &str) -> String {
    match &object.outcome {
        Outcome::Invalid(errors) => {
            let head = format!("The {} \"{}\" is invalid: ", object.kind, object.written_name());
            match &distinct(errors)[..] {
                [only] => format!("{head}{only}"),
                several => format!("{head}\n* {}", several.join("\n* ")),
            }
        }
        Outcome::BadRequest(_) => among_others(object, file),
        _ => format!("error: {}", among_others(object, file)),
    }
}

/// An object's error among several.
fn among_others(object: &ParsedObject, file: &str) -> String {
    match &object.outcome {
        Outcome::Invalid(errors) => {
            let errors = distinct(errors);
            let list = if errors.len() == 1 {
                errors.concat()
            } else {
                format!("[{}]", errors.join(", "))
            };
            let group = object
                .api_version
                .split_once('/')
                .map_or(String::new(), |(group, _)| format!(".{group}"));
            format!(
                "Error from server (Invalid): error when creating \"{file}\": {}{group} \"{}\" is invalid: {list}",
                object.kind,
                object.written_name()
            )
        }
        Outcome::BadRequest(message) => {
            format!("Error from server (BadRequest): error when creating \"{file}\": {message}")
        }
        Outcome::GenerateName => format!("from {}: cannot use generate name with apply", object.name),
        Outcome::NoName => no_name(object, file),
        Outcome::Created | Outcome::NoMatch | Outcome::NotSet(_) => String::new(),
    }
}

fn no_name(object: &ParsedObject, file: &str) -> String {
    // Without a group the version is shown after a slash.
    let version = if object.api_version.contains('/') {
        object.api_version.clone()
    } else {
        format!("/{}", object.api_version)
    };
    let namespace = if object.namespace.is_empty() {
        "default"
    } else {
        &object.namespace
    };
    format!(
        "error when retrieving current configuration of:\nResource: \"{version}, Resource={}\", GroupVersionKind: \"{version}, \
         Kind={}\"\nName: \"\", Namespace: \"{namespace}\"\nfrom server for: \"{file}\": resource name may not be empty",
        plural(&object.kind),
        object.kind
    )
}

/// The errors' texts without repetitions.
fn distinct(errors: &[FieldError]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for error in errors {
        let text = error.to_string();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ParseOptions, parse};

    #[track_caller]
    fn check(text: &str, stdout: &str, stderr: &str) {
        let applied = apply(&parse(text, &ParseOptions::default()), "f.yaml");
        assert_eq!(
            (applied.stdout.as_str(), applied.stderr.as_str()),
            (stdout, stderr)
        );
        assert_eq!(applied.exit_code, u8::from(!stderr.is_empty()));
    }

    #[test]
    fn documents_that_do_not_tell_what_they_are() {
        for (text, expect) in [
            ("hello\n", "invalid object to validate"),
            ("- a\n- b\n", "invalid object to validate"),
            ("a: 1\n", "[apiVersion not set, kind not set]"),
            (
                "apiVersion: 1\nkind: true\n",
                "[apiVersion isn't string type, kind isn't string type]",
            ),
            ("apiVersion: v1\nkind: ~\n", "kind not set"),
        ] {
            let told = format!(
                "error: error validating \"f.yaml\": error validating data: {expect}; if you choose to ignore these errors, \
                 turn validation off with --validate=false\n"
            );
            check(text, "", &told);
        }
    }

    #[test]
    fn several_objects() {
        check("# nothing\n", "", "error: no objects passed to apply\n");
        check(
            "{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: p}}\n---\n\
             {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replica: 1}}\n---\n\
             {apiVersion: x/v1, kind: X, metadata: {name: x}}\n---\na: b: c\n---\nkind: Pod\n",
            "namespace/a created\n",
            "[resource mapping not found for name: \"x\" namespace: \"\" from \"f.yaml\": no matches for kind \"X\" in version \
             \"x/v1\"\nensure CRDs are installed first, error parsing f.yaml: error converting YAML to JSON: yaml: mapping \
             values are not allowed in this context]\n\
             Error from server (Invalid): error when creating \"f.yaml\": Pod \"p\" is invalid: spec.containers: Required value\n\
             Error from server (BadRequest): error when creating \"f.yaml\": Deployment in version \"v1\" cannot be handled as a \
             Deployment: strict decoding error: unknown field \"spec.replica\"\n",
        );
    }
}
