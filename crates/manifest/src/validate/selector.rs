//! Label selectors: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, and how upstream prints
//! selectors and labels in errors (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{invalid_each, labels};
use super::names;
use crate::tree::Node;

/// A selector's own rules.
pub fn label_selector(errors: &mut Errors, selector: &Field<'_>) {
    labels(errors, &selector.child("matchLabels"));
    for expression in selector.child("matchExpressions").items() {
        let values = expression.child("values");
        match expression.child("operator").text() {
            "In" | "NotIn" if values.is_empty() => {
                errors.push(FieldError::required(
                    &values,
                    "must be specified when `operator` is 'In' or 'NotIn'",
                ));
            }
            "Exists" | "DoesNotExist" if !values.is_empty() => {
                let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                errors.push(FieldError::forbidden(&values, detail));
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            other => {
                let detail = "not a valid selector operator";
                errors.push(FieldError::invalid(
                    &expression.child("operator"),
                    &go_string(other),
                    detail,
                ));
            }
        }
        let key = expression.child("key");
        invalid_each(errors, &key, key.text(), names::qualified(key.text()));
        for value in values.items() {
            invalid_each(errors, &value, value.text(), names::label_value(value.text()));
        }
    }
}

/// Whether a selector is there and selects nothing in particular.
pub fn is_empty(selector: &Field<'_>) -> bool {
    selector.child("matchLabels").is_empty() && selector.child("matchExpressions").is_empty()
}

/// Whether a selector can be made of it: LabelSelectorAsSelector and the requirements' own rules. A missing one selects nothing.
pub fn is_usable(selector: &Field<'_>) -> bool {
    let mut errors = Errors::new();
    label_selector(&mut errors, selector);
    errors.is_empty()
}

/// Whether a selector matches labels; a missing one matches nothing.
pub fn matches(selector: &Field<'_>, labels: &Field<'_>) -> bool {
    let members = labels.sorted_members();
    let pairs: Vec<(&str, &str)> = members.iter().map(|(key, at)| (*key, at.text())).collect();
    matches_pairs(selector, &pairs)
}

/// Whether a selector matches labels given as pairs.
pub fn matches_pairs(selector: &Field<'_>, labels: &[(&str, &str)]) -> bool {
    let label = |key: &str| labels.iter().find(|(k, _)| *k == key).map(|(_, value)| *value);
    let by_label = |(key, value): (&str, Field<'_>)| label(key) == Some(value.text());
    let by_expression = |expression: Field<'_>| {
        let value = label(expression.child("key").text());
        let values = expression.child("values").items();
        let among = value.is_some_and(|value| values.iter().any(|v| v.text() == value));
        match expression.child("operator").text() {
            "In" => among,
            "NotIn" => !among,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    };
    let by_labels = selector.child("matchLabels").sorted_members();
    let expressions = selector.child("matchExpressions").items();
    selector.is_set() && by_labels.into_iter().all(by_label) && expressions.into_iter().all(by_expression)
}

/// A map or selector as JSON, keys in order; `null` when it is not set.
pub fn json(field: &Field<'_>) -> String {
    let empty = |n: &Node| n.entries().iter().all(|e| e.value.is_null());
    match field.node() {
        None => "null".to_owned(),
        Some(node) if empty(node) => "{}".to_owned(),
        Some(node) => node.to_json().to_string(),
    }
}

/// Adds the error about a template's labels when the selector does not match them.
pub fn must_match(errors: &mut Errors, selector: &Field<'_>, template: &Field<'_>) {
    let labels = template.descend("metadata.labels");
    if !matches(selector, &labels) {
        // An empty map and no map are the same to upstream's decoder.
        let value = if labels.is_empty() {
            "null".to_owned()
        } else {
            json(&labels)
        };
        errors.push(FieldError::invalid(
            &labels,
            &value,
            "`selector` does not match template `labels`",
        ));
    }
}
