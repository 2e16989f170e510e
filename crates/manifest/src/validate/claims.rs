//! Claims of storage inside pods and StatefulSets: pkg/apis/core/validation/validation.go
//! ValidatePersistentVolumeClaimTemplate, ValidatePersistentVolumeClaimSpec (v1.36.2).

use api::internal::METADATA;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{annotations, invalid_each, labels, namespace};
use super::numbers::one_of;
use super::resources::quantity;
use super::{names, selector};

const ACCESS_MODES: &[&str] = &[
    "ReadOnlyMany",
    "ReadWriteMany",
    "ReadWriteOnce",
    "ReadWriteOncePod",
];
/// All that the metadata of a claim's template may have.
const IN_TEMPLATES: [&str; 2] = ["labels", "annotations"];

/// The template of an ephemeral volume's claim.
pub fn template(errors: &mut Errors, template: &Field<'_>) {
    let metadata = template.child("metadata");
    annotations(errors, &metadata.child("annotations"));
    labels(errors, &metadata.child("labels"));
    let others = METADATA.iter().filter(|name| !IN_TEMPLATES.contains(name));
    for at in others.map(|name| metadata.child(name)) {
        if !at.is_empty() {
            errors.push(FieldError::forbidden(&at, "cannot be set"));
        }
    }
    spec(errors, &template.child("spec"));
}

/// The spec of a claim.
pub fn spec(errors: &mut Errors, spec: &Field<'_>) {
    let modes = spec.child("accessModes");
    if modes.is_empty() {
        errors.push(FieldError::required(&modes, "at least 1 access mode is required"));
    }
    selector::label_selector(errors, &spec.child("selector"));
    let items = modes.items();
    for mode in &items {
        one_of(errors, &mode.renamed(modes.path().to_owned()), ACCESS_MODES);
    }
    let once = |mode: &Field<'_>| mode.text() == "ReadWriteOncePod";
    let other = |mode: &Field<'_>| !once(mode) && ACCESS_MODES.contains(&mode.text());
    if items.iter().any(once) && items.iter().any(other) {
        let detail = "may not use ReadWriteOncePod with other access modes";
        errors.push(FieldError::forbidden(&modes, detail));
    }
    storage(errors, spec);
    class(errors, &spec.child("storageClassName"));
    let mode = spec.child("volumeMode");
    if mode.is_set() {
        one_of(errors, &mode, &["Block", "Filesystem"]);
    }
    sources(errors, spec);
    class(errors, &spec.child("volumeAttributesClassName"));
}

/// The amount; its path lacks `requests`, as upstream's.
fn storage(errors: &mut Errors, spec: &Field<'_>) {
    let at = spec.descend("resources.requests").key("storage");
    let at = at.renamed(format!("{}.resources[storage]", spec.path()));
    match quantity(&at) {
        None => errors.push(FieldError::required(&at, "")),
        Some(value) if value.nanos() <= 0 => {
            let value = go_string(&value.to_string());
            errors.push(FieldError::invalid(&at, &value, "must be greater than zero"));
        }
        Some(_) => {}
    }
}

fn class(errors: &mut Errors, at: &Field<'_>) {
    if !at.is_empty() {
        invalid_each(errors, at, at.text(), names::dns_subdomain(at.text()));
    }
}

fn sources(errors: &mut Errors, spec: &Field<'_>) {
    let (source, reference) = (spec.child("dataSource"), spec.child("dataSourceRef"));
    for at in [&source, &reference].into_iter().filter(|at| at.is_set()) {
        data_source(errors, at);
    }
    if !source.is_set() || !reference.is_set() {
        return;
    }
    let same = ["apiGroup", "kind", "name"]
        .iter()
        .all(|name| source.child(name).text() == reference.child(name).text());
    let detail = if !reference.child("namespace").is_empty() {
        "may not be specified when dataSourceRef.namespace is specified"
    } else if !same {
        "must match dataSourceRef"
    } else {
        return;
    };
    // Upstream shows a field path as the value, which prints as an empty object.
    errors.push(FieldError::invalid(spec, "{}", detail));
}

fn data_source(errors: &mut Errors, at: &Field<'_>) {
    let (group, kind) = (at.child("apiGroup"), at.child("kind"));
    for name in ["name", "kind"] {
        if at.child(name).is_empty() {
            errors.push(FieldError::required(&at.child(name), ""));
        }
    }
    if group.is_empty() && kind.text() != "PersistentVolumeClaim" {
        let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        errors.push(FieldError::invalid(at, &go_string(kind.text()), detail));
    }
    class(errors, &group);
    namespace(errors, &at.child("namespace"));
}
