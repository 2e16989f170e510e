//! Names, labels and annotations: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::names::{self, Messages};

/// Most bytes that all annotations together may have.
const MAX_ANNOTATIONS: usize = 256 * 1024;

/// Adds an Invalid error for each message about a string.
pub fn invalid_each(errors: &mut Errors, at: &Field<'_>, value: &str, messages: Messages) {
    for message in messages {
        errors.push(FieldError::invalid(at, &go_string(value), &message));
    }
}

/// An object's metadata. `name_rule` is the rule for names of the kind.
pub fn object_meta(errors: &mut Errors, metadata: &Field<'_>, name_rule: fn(&str) -> Messages) {
    let generate = metadata.child("generateName");
    if !generate.is_empty() {
        // A trailing dash is fine: something follows.
        let masked = match generate.text().strip_suffix('-') {
            Some(rest) if !rest.is_empty() => format!("{rest}a"),
            _ => generate.text().to_owned(),
        };
        invalid_each(errors, &generate, generate.text(), name_rule(&masked));
    }
    let name = metadata.child("name");
    if !name.is_empty() {
        invalid_each(errors, &name, name.text(), name_rule(name.text()));
    } else if generate.is_empty() {
        errors.push(FieldError::required(&name, "name or generateName is required"));
    }
    let namespace = metadata.child("namespace");
    if !namespace.is_empty() {
        invalid_each(
            errors,
            &namespace,
            namespace.text(),
            names::dns_label(namespace.text()),
        );
    }
    labels(errors, &metadata.child("labels"));
    annotations(errors, &metadata.child("annotations"));
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
    let mut size = 0;
    for (key, member) in annotations.sorted_members() {
        let at = member.renamed(annotations.path().to_owned());
        invalid_each(errors, &at, key, names::qualified(&key.to_lowercase()));
        size += key.len() + member.text().len();
    }
    if size > MAX_ANNOTATIONS {
        errors.push(FieldError::too_long(annotations, MAX_ANNOTATIONS));
    }
}
