//! Affinity: pkg/apis/core/validation/validation.go validateAffinity and what belongs to it (v1.36.2).

use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::invalid_each;
use super::options::{Opt, Options};
use super::selector::label_selector;
use super::{names, topology};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// A pod's `affinity`.
pub fn affinity(errors: &mut Errors, affinity: &Field<'_>, options: Options) {
    node_affinity(errors, &affinity.child("nodeAffinity"), options);
    for name in ["podAffinity", "podAntiAffinity"] {
        let at = affinity.child(name);
        for term in at.child(REQUIRED).items() {
            pod_term(errors, &term);
        }
        for weighted in at.child(PREFERRED).items() {
            weight(errors, &weighted);
            pod_term(errors, &weighted.child("podAffinityTerm"));
        }
    }
}

fn weight(errors: &mut Errors, weighted: &Field<'_>) {
    let at = weighted.child("weight");
    let value = at.int().unwrap_or(0);
    if !(1..=100).contains(&value) {
        let detail = "must be in the range 1-100";
        errors.push(FieldError::invalid(&at, &value.to_string(), detail));
    }
}

fn node_affinity(errors: &mut Errors, at: &Field<'_>, options: Options) {
    let required = at.child(REQUIRED);
    if required.is_set() {
        let terms = required.child("nodeSelectorTerms");
        if terms.is_empty() {
            let detail = "must have at least one node selector term";
            errors.push(FieldError::required(&terms, detail));
        }
        let any_value = options.has(Opt::InvalidLabelValueInRequiredNodeAffinity);
        for term in terms.items() {
            node_term(errors, &term, any_value);
        }
    }
    for preferred in at.child(PREFERRED).items() {
        weight(errors, &preferred);
        node_term(errors, &preferred.child("preference"), true);
    }
}

fn node_term(errors: &mut Errors, term: &Field<'_>, any_value: bool) {
    for requirement in term.child("matchExpressions").items() {
        node_requirement(errors, &requirement, any_value);
    }
    for requirement in term.child("matchFields").items() {
        field_requirement(errors, &requirement);
    }
}

fn node_requirement(errors: &mut Errors, requirement: &Field<'_>, any_value: bool) {
    let (operator, values) = (requirement.child("operator"), requirement.child("values"));
    match operator.text() {
        "In" | "NotIn" => {
            if values.is_empty() {
                let detail = "must be specified when `operator` is 'In' or 'NotIn'";
                errors.push(FieldError::required(&values, detail));
            }
        }
        "Exists" | "DoesNotExist" => {
            if !values.is_empty() {
                let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                errors.push(FieldError::forbidden(&values, detail));
            }
        }
        "Gt" | "Lt" => {
            if values.len() != 1 {
                let detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
                errors.push(FieldError::required(&values, detail));
            }
        }
        _ => errors.push(FieldError::invalid_text(
            &operator,
            "not a valid selector operator",
        )),
    }
    let key = requirement.child("key");
    invalid_each(errors, &key, key.text(), names::qualified(key.text()));
    if !any_value {
        for value in values.items() {
            invalid_each(errors, &value, value.text(), names::label_value(value.text()));
        }
    }
}

fn field_requirement(errors: &mut Errors, requirement: &Field<'_>) {
    let (operator, values) = (requirement.child("operator"), requirement.child("values"));
    match operator.text() {
        "In" | "NotIn" => {
            if values.len() != 1 {
                let detail =
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
                errors.push(FieldError::required(&values, detail));
            }
        }
        _ => errors.push(FieldError::invalid_text(
            &operator,
            "not a valid selector operator",
        )),
    }
    let key = requirement.child("key");
    if key.text() != "metadata.name" {
        let detail = "not a valid field selector key";
        errors.push(FieldError::invalid_text(&key, detail));
        return;
    }
    for value in values.items() {
        invalid_each(errors, &value, value.text(), names::dns_subdomain(value.text()));
    }
}

fn pod_term(errors: &mut Errors, term: &Field<'_>) {
    label_selector(errors, &term.child("labelSelector"));
    label_selector(errors, &term.child("namespaceSelector"));
    for namespace in term.child("namespaces").items() {
        // Upstream's path is in the singular and has no index.
        let at = namespace.renamed(format!("{}.namespace", term.path()));
        invalid_each(errors, &at, namespace.text(), names::dns_label(namespace.text()));
    }
    topology::label_keys(errors, term, true);
    let key = term.child("topologyKey");
    if key.is_empty() {
        errors.push(FieldError::required(&key, "can not be empty"));
    }
    invalid_each(errors, &key, key.text(), names::qualified(key.text()));
}
