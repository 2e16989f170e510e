//! Deployments and ReplicaSets: pkg/apis/apps/validation/validation.go (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::object_meta;
use super::numbers::non_negative;
use super::options::Options;
use super::{names, pod_spec, selector};
use crate::tree::Value;

/// A Deployment on create.
pub fn deployment(errors: &mut Errors, root: &Field<'_>, options: Options) {
    object_meta(errors, &root.child("metadata"), names::dns_subdomain, options);
    deployment_spec(errors, &root.child("spec"), options);
}

/// A Deployment's spec.
pub fn deployment_spec(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    non_negative(errors, &spec.child("replicas"));
    required_selector(errors, &spec.child("selector"), "deployment");
    replica_set_template(errors, spec, options);
    strategy(errors, &spec.child("strategy"));
    let ready = spec.child("minReadySeconds");
    non_negative(errors, &ready);
    non_negative(errors, &spec.child("revisionHistoryLimit"));
    // A field of the internal type; only upstream's tables have it.
    let rollback = spec.descend("rollbackTo.revision");
    non_negative(
        errors,
        &rollback.renamed(format!("{}.rollback.version", spec.path())),
    );
    let deadline = spec.child("progressDeadlineSeconds");
    non_negative(errors, &deadline);
    if let Some(seconds) = deadline.int().filter(|s| *s <= ready.int().unwrap_or(0)) {
        let detail = "must be greater than minReadySeconds";
        errors.push(FieldError::invalid(&deadline, &seconds.to_string(), detail));
    }
}

/// A ReplicaSet on create.
pub fn replica_set(errors: &mut Errors, root: &Field<'_>, options: Options) {
    object_meta(errors, &root.child("metadata"), names::dns_subdomain, options);
    replica_set_spec(errors, &root.child("spec"), options);
}

/// A ReplicaSet's spec.
pub fn replica_set_spec(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    non_negative(errors, &spec.child("replicas"));
    non_negative(errors, &spec.child("minReadySeconds"));
    // Upstream says "deployment" here too.
    required_selector(errors, &spec.child("selector"), "deployment");
    replica_set_template(errors, spec, options);
}

fn replica_set_template(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    let (own, template) = (spec.child("selector"), spec.child("template"));
    if !selector::is_usable(&own) {
        errors.push(FieldError::invalid(
            &own,
            &selector::json(&own),
            "invalid label selector",
        ));
        return;
    }
    if !own.is_set() || !selector::is_empty(&own) {
        selector::must_match(errors, &own, &template);
    }
    pod_spec::template(errors, &template, options);
    pod_spec::always_restarts(errors, &template, "ReplicaSet");
}

/// A selector that must be set and not empty.
pub fn required_selector(errors: &mut Errors, at: &Field<'_>, kind: &str) {
    if !at.is_set() {
        errors.push(FieldError::required(at, ""));
        return;
    }
    selector::label_selector(errors, at);
    if selector::is_empty(at) {
        let detail = format!("empty selector is invalid for {kind}");
        errors.push(FieldError::invalid(at, "{}", &detail));
    }
}

fn strategy(errors: &mut Errors, at: &Field<'_>) {
    let rolling = at.child("rollingUpdate");
    match at.child("type").text() {
        "Recreate" => {
            if rolling.is_set() {
                let detail = "may not be specified when strategy `type` is 'Recreate'";
                errors.push(FieldError::forbidden(&rolling, detail));
            }
        }
        "RollingUpdate" if !rolling.is_set() => {
            let detail = "this should be defaulted and never be nil";
            errors.push(FieldError::required(&rolling, detail));
        }
        "RollingUpdate" => rolling_update(errors, &rolling),
        _ => {
            let shown = strategy_json("DeploymentStrategy", at);
            errors.push(FieldError::not_supported(
                at,
                &shown,
                &["Recreate", "RollingUpdate"],
            ));
        }
    }
}

/// A strategy as upstream prints it: the internal type with Go's field names.
pub fn strategy_json(type_name: &str, at: &Field<'_>) -> String {
    let value = match at.to_json() {
        serde_json::Value::Null => serde_json::json!({}),
        value => value,
    };
    api::internal::json(type_name, &value)
}

fn rolling_update(errors: &mut Errors, at: &Field<'_>) {
    let (unavailable, surge) = (at.child("maxUnavailable"), at.child("maxSurge"));
    int_or_percent(errors, &unavailable);
    int_or_percent(errors, &surge);
    if amount(&unavailable) == 0 && amount(&surge) == 0 {
        let detail = "may not be 0 when `maxSurge` is 0";
        errors.push(FieldError::invalid(&unavailable, &shown(&unavailable), detail));
    }
    at_most_all(errors, &unavailable);
}

/// An integer or percentage as it is printed in errors.
pub fn shown(at: &Field<'_>) -> String {
    at.node().map_or("0".to_owned(), |n| n.to_json().to_string())
}

/// A number that is not negative, or a percentage.
pub fn int_or_percent(errors: &mut Errors, at: &Field<'_>) {
    match at.node().map(|n| &n.value) {
        Some(Value::String(text)) if !names::is_percent(text) => {
            let detail = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', \
                          regex used for validation is '[0-9]+%')";
            errors.push(FieldError::invalid(at, &go_string(text), detail));
        }
        _ => non_negative(errors, at),
    }
}

/// A percentage above 100.
pub fn at_most_all(errors: &mut Errors, at: &Field<'_>) {
    if at.text_if_set().is_some_and(names::is_percent) && amount(at) > 100 {
        errors.push(FieldError::invalid(
            at,
            &shown(at),
            "must not be greater than 100%",
        ));
    }
}

/// The number, or the percentage's number; 0 for anything else.
pub fn amount(at: &Field<'_>) -> i64 {
    match at.text_if_set() {
        Some(text) => text.strip_suffix('%').unwrap_or(text).parse().unwrap_or(0),
        None => at.int().unwrap_or(0),
    }
}
