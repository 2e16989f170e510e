//! Host names, tolerations and class names of pod specs: pkg/apis/core/validation/validation.go (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;

/// `hostname` and `subdomain`.
pub fn host_names(errors: &mut Errors, spec: &Field<'_>) {
    for name in ["hostname", "subdomain"] {
        let at = spec.child(name);
        if !at.is_empty() {
            invalid_each(errors, &at, at.text(), names::dns_label(at.text()));
        }
    }
}

/// The pod's tolerations.
pub fn tolerations(errors: &mut Errors, list: &Field<'_>) {
    for toleration in list.items() {
        let (key, operator) = (toleration.child("key"), toleration.child("operator"));
        if !key.is_empty() {
            invalid_each(errors, &key, key.text(), names::qualified(key.text()));
        }
        if key.is_empty() && operator.text() != "Exists" {
            let detail =
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
            errors.push(FieldError::invalid(
                &operator,
                &go_string(operator.text()),
                detail,
            ));
        }
        let effect = toleration.child("effect");
        if toleration.child("tolerationSeconds").is_set() && effect.text() != "NoExecute" {
            let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
            errors.push(FieldError::invalid(&effect, &go_string(effect.text()), detail));
        }
        value_and_operator(errors, &toleration);
        let effects = &["NoSchedule", "PreferNoSchedule", "NoExecute"];
        if !effect.is_empty() && !effects.contains(&effect.text()) {
            errors.push(FieldError::not_supported(
                &effect,
                &go_string(effect.text()),
                effects,
            ));
        }
    }
}

fn value_and_operator(errors: &mut Errors, toleration: &Field<'_>) {
    let (operator, value) = (toleration.child("operator"), toleration.child("value"));
    match operator.text() {
        "Equal" | "" => {
            let at = operator.renamed(operator.path().to_owned());
            invalid_each(errors, &at, value.text(), names::label_value(value.text()));
        }
        "Exists" => {
            if !value.is_empty() {
                let detail = "value must be empty when `operator` is 'Exists'";
                errors.push(FieldError::invalid(&operator, &go_string(value.text()), detail));
            }
        }
        other => errors.push(FieldError::not_supported(
            &operator,
            &go_string(other),
            &["Equal", "Exists"],
        )),
    }
}

/// `priorityClassName`, `runtimeClassName`, `preemptionPolicy`.
pub fn class_names(errors: &mut Errors, spec: &Field<'_>) {
    for name in ["priorityClassName", "runtimeClassName"] {
        let at = spec.child(name);
        if !at.is_empty() {
            invalid_each(errors, &at, at.text(), names::dns_subdomain(at.text()));
        }
    }
    let preemption = spec.child("preemptionPolicy");
    if preemption.is_set() {
        super::numbers::required_one_of(errors, &preemption, &["PreemptLowerPriority", "Never"]);
    }
}
