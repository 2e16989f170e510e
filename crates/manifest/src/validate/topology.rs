//! Topology spread constraints and the label keys that they share with pod affinity: pkg/apis/core/validation/validation.go
//! validateTopologySpreadConstraints, ValidateMatchLabelKeysAndMismatchLabelKeys (v1.36.2).

use sorted::{Map, Set};

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;
use super::numbers::one_of;
use super::options::{Opt, Options};
use super::selector::label_selector;

/// All constraints of a pod.
pub fn constraints(errors: &mut Errors, list: &Field<'_>, options: Options) {
    let items = list.items();
    for (i, constraint) in items.iter().enumerate() {
        positive(errors, &constraint.child("maxSkew"), true);
        let (key, action) = (
            constraint.child("topologyKey"),
            constraint.child("whenUnsatisfiable"),
        );
        if key.is_empty() {
            errors.push(FieldError::required(&key, "can not be empty"));
        }
        one_of(errors, &action, &["DoNotSchedule", "ScheduleAnyway"]);
        let same = |other: &Field<'_>| {
            other.child("topologyKey").text() == key.text()
                && other.child("whenUnsatisfiable").text() == action.text()
        };
        if items[i + 1..].iter().any(same) {
            let pair = format!("{{{}, {}}}", key.text(), action.text());
            let at = key.renamed(format!(
                "{}.{{topologyKey, whenUnsatisfiable}}",
                constraint.path()
            ));
            errors.push(FieldError::duplicate(&at, &go_string(&pair)));
        }
        min_domains(errors, &constraint.child("minDomains"), action.text());
        for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            let policy = constraint.child(name);
            if policy.is_set() {
                one_of(errors, &policy, &["Honor", "Ignore"]);
            }
        }
        if options.has(Opt::MatchLabelKeysInPodTopologySpreadSelectorMerge) {
            label_keys(errors, constraint, false);
        } else {
            keys_beside_selector(errors, constraint);
        }
        label_selector(errors, &constraint.child("labelSelector"));
    }
}

fn positive(errors: &mut Errors, at: &Field<'_>, required: bool) {
    let value = at.int().unwrap_or(0);
    if value <= 0 && (required || at.is_set()) {
        let detail = "must be greater than zero";
        errors.push(FieldError::invalid(at, &value.to_string(), detail));
    }
}

fn min_domains(errors: &mut Errors, at: &Field<'_>, action: &str) {
    positive(errors, at, false);
    if at.is_set() && action != "DoNotSchedule" {
        let detail = format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        errors.push(FieldError::invalid_value(at, &detail));
    }
}

/// The keys that the selector of a constraint or term names: by labels, then by expressions in order.
fn expression_keys<'a>(selector: &Field<'a>) -> Vec<&'a str> {
    let expressions = selector.child("matchExpressions").items();
    expressions.iter().map(|e| e.child("key").text()).collect()
}

/// `matchLabelKeys` and, for pod affinity, `mismatchLabelKeys`.
pub fn label_keys(errors: &mut Errors, holder: &Field<'_>, mismatch: bool) {
    let selector = holder.child("labelSelector");
    let lists: &[&str] = if mismatch {
        &["matchLabelKeys", "mismatchLabelKeys"]
    } else {
        &["matchLabelKeys"]
    };
    for name in lists {
        let list = holder.child(name);
        if list.is_empty() {
            continue;
        }
        if !selector.is_set() {
            let detail = "must not be specified when labelSelector is not set";
            errors.push(FieldError::forbidden(&list, detail));
            continue;
        }
        for key in list.items() {
            invalid_each(errors, &key, key.text(), names::qualified(key.text()));
        }
    }
    let matching = holder.child("matchLabelKeys").items();
    let places: Map<&str, usize> = matching.iter().enumerate().map(|(i, k)| (k.text(), i)).collect();
    let labels = selector.child("matchLabels").sorted_members();
    let mut selected: Set<&str> = labels.into_iter().map(|(key, _)| key).collect();
    for key in expression_keys(&selector) {
        if let Some(i) = places.get(key).filter(|_| selected.contains(key)) {
            // Upstream's path lacks the list's name.
            let at = matching[*i].renamed(format!("{}[{i}]", holder.path()));
            let detail = "exists in both matchLabelKeys and labelSelector";
            errors.push(FieldError::invalid(&at, &go_string(key), detail));
        }
        selected.insert(key);
    }
    let mismatching = holder.child("mismatchLabelKeys").items();
    for key in matching.iter().filter(|_| mismatch) {
        if mismatching.iter().any(|m| m.text() == key.text()) {
            let detail = "exists in both matchLabelKeys and mismatchLabelKeys";
            errors.push(FieldError::invalid_text(key, detail));
        }
    }
}

/// Before the keys became part of the selector (ValidateMatchLabelKeysInTopologySpread).
fn keys_beside_selector(errors: &mut Errors, constraint: &Field<'_>) {
    let list = constraint.child("matchLabelKeys");
    let selector = constraint.child("labelSelector");
    if list.is_empty() {
        return;
    }
    if !selector.is_set() {
        let detail = "must not be specified when labelSelector is not set";
        errors.push(FieldError::forbidden(&list, detail));
    }
    let mut selected = expression_keys(&selector);
    let labels = selector.child("matchLabels").sorted_members();
    selected.extend(labels.into_iter().map(|(key, _)| key));
    for key in list.items() {
        invalid_each(errors, &key, key.text(), names::qualified(key.text()));
        if selected.contains(&key.text()) {
            let detail = "exists in both matchLabelKeys and labelSelector";
            errors.push(FieldError::invalid_text(&key, detail));
        }
    }
}
