//! Names, labels and annotations: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::names::{self, Messages};
use super::numbers::non_negative;
use super::options::{Opt, Options};

/// Most bytes that all annotations together may have.
const MAX_ANNOTATIONS: usize = 256 * 1024;

/// Adds an Invalid error for each message about a string.
pub fn invalid_each(errors: &mut Errors, at: &Field<'_>, value: &str, messages: Messages) {
    for message in messages {
        errors.push(FieldError::invalid(at, &go_string(value), &message));
    }
}

/// An object's metadata. `name_rule` is the rule for names of the kind.
pub fn object_meta(
    errors: &mut Errors,
    metadata: &Field<'_>,
    name_rule: fn(&str) -> Messages,
    options: Options,
) {
    let by_request = options.has(Opt::NamedByRequest);
    let generate = metadata.child("generateName");
    if !generate.is_empty() {
        invalid_each(
            errors,
            &generate,
            generate.text(),
            name_rule(&mask_trailing_dash(generate.text())),
        );
    }
    let name = metadata.child("name");
    if !name.is_empty() {
        invalid_each(errors, &name, name.text(), name_rule(name.text()));
    } else if generate.is_empty() || !by_request {
        errors.push(FieldError::required(&name, "name or generateName is required"));
    }
    let at = metadata.child("namespace");
    if at.is_empty() && !by_request {
        errors.push(FieldError::required(&at, ""));
    }
    namespace(errors, &at);
    non_negative(errors, &metadata.child("generation"));
    labels(errors, &metadata.child("labels"));
    annotations(errors, &metadata.child("annotations"));
    owner_references(errors, &metadata.child("ownerReferences"));
    finalizers(errors, &metadata.child("finalizers"));
}

/// The name of a namespace, where one is said.
pub fn namespace(errors: &mut Errors, at: &Field<'_>) {
    if !at.is_empty() {
        invalid_each(errors, at, at.text(), names::dns_label(at.text()));
    }
}

/// A name to which something will be added may end with a dash.
pub fn mask_trailing_dash(name: &str) -> String {
    match name.strip_suffix('-').map(|rest| rest.char_indices().next_back()) {
        Some(Some((last, _))) => format!("{}a", &name[..last]),
        _ => name.to_owned(),
    }
}

/// The errors are at the list, not at its items, as upstream's.
pub fn owner_references(errors: &mut Errors, list: &Field<'_>) {
    let mut controller: Option<String> = None;
    for reference in list.items() {
        let at = |name: &str| reference.child(name).renamed(format!("{}.{name}", list.path()));
        let (version, kind) = (at("apiVersion"), at("kind"));
        if version.text().rsplit('/').next().is_none_or(str::is_empty) {
            errors.push(FieldError::invalid_text(&version, "version must not be empty"));
        }
        for field in [&kind, &at("name"), &at("uid")] {
            if field.is_empty() {
                errors.push(FieldError::invalid_text(field, "must not be empty"));
            }
        }
        if !reference.child("controller").bool() {
            continue;
        }
        let own = format!("{}/{}", kind.text(), reference.child("name").text());
        match &controller {
            None => controller = Some(own),
            Some(first) => {
                let detail = format!(
                    "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {own}"
                );
                errors.push(FieldError::invalid_value(list, &detail));
            }
        }
    }
}

fn finalizers(errors: &mut Errors, list: &Field<'_>) {
    let items = list.items();
    for item in &items {
        let at = item.renamed(list.path().to_owned());
        invalid_each(errors, &at, item.text(), names::qualified(item.text()));
    }
    let has = |name: &str| items.iter().any(|i| i.text() == name);
    if has("orphan") && has("foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        errors.push(FieldError::invalid_value(list, detail));
    }
    kube_finalizers(errors, list);
}

/// A finalizer without a domain must be one of Kubernetes' own.
pub fn kube_finalizers(errors: &mut Errors, list: &Field<'_>) {
    for item in list.items() {
        if !item.text().contains('/')
            && !matches!(item.text(), "kubernetes" | "orphan" | "foregroundDeletion")
        {
            let detail = "name is neither a standard finalizer name nor is it fully qualified";
            errors.push(FieldError::invalid_text(&item, detail));
        }
    }
}

/// A map of labels. The path has no key, as upstream's.
pub fn labels(errors: &mut Errors, labels: &Field<'_>) {
    for (key, member) in labels.sorted_members() {
        let at = member.renamed(labels.path().to_owned());
        invalid_each(errors, &at, key, names::qualified(key));
        invalid_each(errors, &at, member.text(), names::label_value(member.text()));
    }
}

/// A map of annotations.
pub fn annotations(errors: &mut Errors, annotations: &Field<'_>) {
    for (key, member) in annotations.sorted_members() {
        let at = member.renamed(annotations.path().to_owned());
        invalid_each(errors, &at, key, names::qualified(&key.to_ascii_lowercase()));
    }
    annotations_size(errors, annotations);
}

/// All annotations together must not be too long.
pub fn annotations_size(errors: &mut Errors, annotations: &Field<'_>) {
    let members = annotations.sorted_members();
    let size: usize = members.iter().map(|(key, at)| key.len() + at.text().len()).sum();
    if size > MAX_ANNOTATIONS {
        errors.push(FieldError::too_long(annotations, MAX_ANNOTATIONS));
    }
}
