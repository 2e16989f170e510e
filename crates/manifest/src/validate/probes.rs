//! Probes and hooks: pkg/apis/core/validation/validation.go validateProbe, validateHandler, validateLifecycle (v1.36.2).

use super::PodContext;
use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::invalid_each;
use super::numbers::{non_negative, one_of};
use super::{names, ports};
use crate::gates::Gate;

/// The handlers in the order of the check.
const HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

/// A container's probes and hooks, in upstream's order.
pub fn hooks_and_probes(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>) {
    let lifecycle = container.child("lifecycle");
    for hook in ["postStart", "preStop"] {
        let handler_at = lifecycle.child(hook);
        if handler_at.is_set() {
            handler(errors, &handler_at, context);
        }
    }
    let liveness = container.child("livenessProbe");
    if liveness.is_set() {
        probe(errors, &liveness, context);
        one_success(errors, &liveness);
    }
    let readiness = container.child("readinessProbe");
    if readiness.is_set() {
        probe(errors, &readiness, context);
        let grace = readiness.child("terminationGracePeriodSeconds");
        if let Some(seconds) = grace.int() {
            errors.push(FieldError::invalid(
                &grace,
                &seconds.to_string(),
                "must not be set for readinessProbes",
            ));
        }
    }
    let startup = container.child("startupProbe");
    if startup.is_set() {
        probe(errors, &startup, context);
        one_success(errors, &startup);
    }
}

fn one_success(errors: &mut Errors, probe: &Field<'_>) {
    let threshold = probe.child("successThreshold");
    let value = threshold.int().unwrap_or(0);
    if value != 1 {
        errors.push(FieldError::invalid(&threshold, &value.to_string(), "must be 1"));
    }
}

/// What all probes have in common.
pub fn probe(errors: &mut Errors, probe: &Field<'_>, context: &PodContext<'_>) {
    handler(errors, probe, context);
    for name in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        non_negative(errors, &probe.child(name));
    }
    let grace = probe.child("terminationGracePeriodSeconds");
    if let Some(seconds) = grace.int().filter(|s| *s <= 0) {
        errors.push(FieldError::invalid(
            &grace,
            &seconds.to_string(),
            "must be greater than 0",
        ));
    }
}

/// Exactly one action.
pub fn handler(errors: &mut Errors, at: &Field<'_>, context: &PodContext<'_>) {
    let mut found = false;
    for name in HANDLERS {
        let action = at.child(name);
        if !action.is_set() {
            continue;
        }
        if found {
            errors.push(FieldError::forbidden(
                &action,
                "may not specify more than 1 handler type",
            ));
            continue;
        }
        found = true;
        match *name {
            "exec" if action.child("command").is_empty() => {
                errors.push(FieldError::required(&action.child("command"), ""));
            }
            "httpGet" => http_get(errors, &action),
            "tcpSocket" => ports::number_or_name(errors, &action.child("port")),
            "grpc" => ports::number_rule(
                errors,
                &action.child("port"),
                action.child("port").int().unwrap_or(0),
            ),
            "sleep" => sleep(errors, &action, context),
            _ => {}
        }
    }
    if !found {
        errors.push(FieldError::required(at, "must specify a handler type"));
    }
}

fn http_get(errors: &mut Errors, action: &Field<'_>) {
    let path = action.child("path");
    if path.is_empty() {
        errors.push(FieldError::required(&path, ""));
    }
    ports::number_or_name(errors, &action.child("port"));
    one_of(errors, &action.child("scheme"), &["HTTP", "HTTPS"]);
    let headers = action.child("httpHeaders");
    for header in headers.items() {
        let name = header.child("name");
        let at = name.renamed(headers.path().to_owned());
        invalid_each(errors, &at, name.text(), names::header(name.text()));
    }
}

/// Equal to the grace period is accepted; the error is at the action, not at its seconds.
pub fn sleep(errors: &mut Errors, action: &Field<'_>, context: &PodContext<'_>) {
    let at = action.child("seconds");
    let (seconds, grace) = (at.int().unwrap_or(0), context.grace);
    let zero = context.enabled(Gate::PodLifecycleSleepActionAllowZero);
    if (seconds > 0 || zero && seconds == 0) && seconds <= grace {
        return;
    }
    let detail = if zero {
        format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})")
    } else {
        format!(
            "must be greater than 0 and less than terminationGracePeriodSeconds ({grace}). Enable \
             AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep."
        )
    };
    let at = at.renamed(action.path().to_owned());
    errors.push(FieldError::invalid(&at, &seconds.to_string(), &detail));
}
