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

/// Longest `hostnameOverride`.
const MAX_HOST_NAME: usize = 64;

/// `hostnameOverride`.
pub fn host_name_override(errors: &mut Errors, spec: &Field<'_>) {
    let at = spec.child("hostnameOverride");
    if !at.is_set() {
        return;
    }
    for other in ["setHostnameAsFQDN", "hostNetwork"] {
        if spec.child(other).bool() {
            let detail = format!("may not be specified when {other} is true");
            errors.push(FieldError::forbidden(&at, &detail));
        }
    }
    if at.text().len() > MAX_HOST_NAME {
        errors.push(FieldError::too_long(&at, MAX_HOST_NAME));
    }
    invalid_each(errors, &at, at.text(), names::dns_subdomain(at.text()));
}

/// What a pod with a user namespace of its own cannot share with the host; two of the paths begin with a capital.
pub fn host_users(errors: &mut Errors, spec: &Field<'_>) {
    let at = spec.child("hostUsers");
    if !at.is_set() || at.bool() {
        return;
    }
    let detail = "when `hostUsers` is false";
    for (name, path) in [
        ("hostNetwork", "hostNetwork"),
        ("hostPID", "HostPID"),
        ("hostIPC", "HostIPC"),
    ] {
        let at = spec.child(name);
        if at.bool() {
            let at = at.renamed(format!("{}.{path}", spec.path()));
            errors.push(FieldError::forbidden(&at, detail));
        }
    }
    for container in super::pod_spec::all_containers(spec) {
        let devices = container.child("volumeDevices");
        if !devices.is_empty() {
            errors.push(FieldError::forbidden(&devices, detail));
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
            let messages = names::label_value(value.text());
            if !messages.is_empty() {
                let value = go_string(value.text());
                errors.push(FieldError::invalid(&operator, &value, &messages.join(";")));
            }
        }
        "Exists" => {
            if !value.is_empty() {
                let detail = "value must be empty when `operator` is 'Exists'";
                errors.push(FieldError::invalid(&operator, &go_string(value.text()), detail));
            }
        }
        // Comparisons are behind a gate that is off.
        "Lt" | "Gt" => {
            let supported = &["Equal", "Exists", "Lt", "Gt"];
            errors.push(FieldError::text_not_supported(&operator, supported));
        }
        _ => errors.push(FieldError::text_not_supported(&operator, &["Equal", "Exists"])),
    }
}

/// `priorityClassName`, `runtimeClassName`, `preemptionPolicy`.
pub fn class_names(errors: &mut Errors, spec: &Field<'_>) {
    let (priority, runtime) = (spec.child("priorityClassName"), spec.child("runtimeClassName"));
    for (at, checked) in [(&priority, !priority.is_empty()), (&runtime, runtime.is_set())] {
        if checked {
            invalid_each(errors, at, at.text(), names::dns_subdomain(at.text()));
        }
    }
    let preemption = spec.child("preemptionPolicy");
    if preemption.is_set() {
        super::numbers::required_one_of(errors, &preemption, &["PreemptLowerPriority", "Never"]);
    }
}
