//! StatefulSets and DaemonSets: pkg/apis/apps/validation/validation.go (v1.36.2).

use super::apps::{amount, at_most_all, int_or_percent, required_selector, shown, strategy_json};
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{invalid_each, object_meta};
use super::numbers::{non_negative, one_of};
use super::options::Options;
use super::pod_spec::About;
use super::{claims, names, pod_spec, selector};

/// A StatefulSet on create.
pub fn stateful_set(errors: &mut Errors, root: &Field<'_>, options: Options) {
    object_meta(errors, &root.child("metadata"), names::dns_label, options);
    let spec = root.child("spec");
    let management = spec.child("podManagementPolicy");
    match management.text() {
        "" => errors.push(FieldError::required(&management, "")),
        "OrderedReady" | "Parallel" => {}
        other => {
            let detail = "must be 'OrderedReady' or 'Parallel'";
            errors.push(FieldError::invalid(&management, &go_string(other), detail));
        }
    }
    stateful_strategy(errors, &spec.child("updateStrategy"));
    let retention = spec.child("persistentVolumeClaimRetentionPolicy");
    for name in ["whenDeleted", "whenScaled"] {
        if retention.is_set() {
            one_of(errors, &retention.child(name), &["Retain", "Delete"]);
        }
    }
    let claims = spec.child("volumeClaimTemplates").items();
    for claim in &claims {
        claims::spec(errors, &claim.child("spec"));
    }
    non_negative(errors, &spec.child("replicas"));
    non_negative(errors, &spec.child("minReadySeconds"));
    non_negative(errors, &spec.descend("ordinals.start"));
    let service = spec.child("serviceName");
    if !service.is_empty() {
        invalid_each(errors, &service, service.text(), names::dns_label(service.text()));
    }
    required_selector(errors, &spec.child("selector"), "statefulset");
    stateful_template(errors, &spec, &claims, options);
    pod_spec::always_restarts(errors, &spec.child("template"), "StatefulSet");
}

/// The template, whose containers may also mount the claims; its labels and annotations are looked at twice.
fn stateful_template(errors: &mut Errors, spec: &Field<'_>, claims: &[Field<'_>], options: Options) {
    let (own, template) = (spec.child("selector"), spec.child("template"));
    if !selector::is_usable(&own) {
        errors.push(FieldError::invalid(&own, &selector::json(&own), ""));
        return;
    }
    if !own.is_set() || !selector::is_empty(&own) {
        selector::must_match(errors, &own, &template);
    }
    let claims: Vec<&str> = claims.iter().map(|c| c.descend("metadata.name").text()).collect();
    pod_spec::template_metadata(errors, &template);
    let about = About {
        pod: "",
        claims: &claims,
        options,
    };
    // The names of the host are the set's own.
    let hosts = ["hostname", "subdomain"].map(|name| format!("{}.spec.{name}", template.path()));
    let mut found = Errors::new();
    pod_spec::template_spec(&mut found, &template, &about);
    errors.extend(found.into_iter().filter(|error| !hosts.contains(&error.field)));
    pod_spec::template_metadata(errors, &template);
}

fn stateful_strategy(errors: &mut Errors, at: &Field<'_>) {
    let rolling = at.child("rollingUpdate");
    match at.child("type").text() {
        "" => errors.push(FieldError::required(at, "")),
        "OnDelete" => {
            if rolling.is_set() {
                let detail = "only allowed for updateStrategy 'RollingUpdate'";
                let value = api::internal::json("RollingUpdateStatefulSetStrategy", &rolling.to_json());
                errors.push(FieldError::invalid(&rolling, &value, detail));
            }
        }
        "RollingUpdate" => {
            non_negative(errors, &rolling.child("partition"));
            let unavailable = rolling.child("maxUnavailable");
            if unavailable.is_set() {
                int_or_percent(errors, &unavailable);
                if amount(&unavailable) == 0 {
                    errors.push(FieldError::invalid(
                        &unavailable,
                        &shown(&unavailable),
                        "cannot be 0",
                    ));
                }
                at_most_all(errors, &unavailable);
            }
        }
        _ => {
            let value = strategy_json("StatefulSetUpdateStrategy", at);
            errors.push(FieldError::invalid(
                at,
                &value,
                "must be 'RollingUpdate' or 'OnDelete'",
            ));
        }
    }
}

/// A DaemonSet on create. A missing selector gives no error of its own, as upstream.
pub fn daemon_set(errors: &mut Errors, root: &Field<'_>, options: Options) {
    object_meta(errors, &root.child("metadata"), names::dns_subdomain, options);
    let spec = root.child("spec");
    let (own, template) = (spec.child("selector"), spec.child("template"));
    selector::label_selector(errors, &own);
    if selector::is_usable(&own) {
        selector::must_match(errors, &own, &template);
    }
    if own.is_set() && selector::is_empty(&own) {
        errors.push(FieldError::invalid(
            &own,
            "{}",
            "empty selector is invalid for daemonset",
        ));
    }
    pod_spec::template(errors, &template, options);
    pod_spec::always_restarts(errors, &template, "DaemonSet");
    non_negative(errors, &spec.child("minReadySeconds"));
    daemon_strategy(errors, &spec.child("updateStrategy"));
    non_negative(errors, &spec.child("revisionHistoryLimit"));
}

fn daemon_strategy(errors: &mut Errors, at: &Field<'_>) {
    let rolling = at.child("rollingUpdate");
    match at.child("type").text() {
        "OnDelete" => {}
        "RollingUpdate" if !rolling.is_set() => errors.push(FieldError::required(&rolling, "")),
        "RollingUpdate" => {
            let (unavailable, surge) = (rolling.child("maxUnavailable"), rolling.child("maxSurge"));
            int_or_percent(errors, &unavailable);
            int_or_percent(errors, &surge);
            at_most_all(errors, &unavailable);
            at_most_all(errors, &surge);
            match (amount(&unavailable) != 0, amount(&surge) != 0) {
                (true, true) => {
                    let detail = "may not be set when maxUnavailable is non-zero";
                    errors.push(FieldError::invalid(&surge, &shown(&surge), detail));
                }
                (false, false) => {
                    errors.push(FieldError::required(
                        &unavailable,
                        "cannot be 0 when maxSurge is 0",
                    ));
                }
                _ => {}
            }
        }
        _ => {
            let value = strategy_json("DaemonSetUpdateStrategy", at);
            errors.push(FieldError::not_supported(
                at,
                &value,
                &["RollingUpdate", "OnDelete"],
            ));
        }
    }
}
