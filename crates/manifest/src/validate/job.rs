//! Jobs: pkg/apis/batch/validation/validation.go ValidateJob, validateJobSpec (v1.36.2).

use api::KubernetesVersion;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{invalid_each, object_meta};
use super::numbers::{non_negative, one_of};
use super::{job_policies, names, pod_spec, selector};

/// Most pods at once of an Indexed Job.
const MAX_PARALLELISM: i64 = 100_000;
/// Completions from which `backoffLimitPerIndex` has tighter limits, and the limit of `maxFailedIndexes`.
const MANY_COMPLETIONS: i64 = 100_000;
/// The tighter limit.
const MAX_WITH_MANY: i64 = 10_000;

/// A Job on create. The API server generates the selector and labels first; the name becomes a label's value.
pub fn job(errors: &mut Errors, root: &Field<'_>, version: KubernetesVersion) {
    let metadata = root.child("metadata");
    object_meta(errors, &metadata, names::dns_subdomain);
    let spec = root.child("spec");
    let manual = spec.child("manualSelector").bool();
    let own = spec.child("selector");
    if own.is_set() && !manual {
        errors.push(FieldError::invalid(
            &own,
            &selector::json(&own),
            "`selector` not auto-generated",
        ));
    }
    let name = metadata.child("name");
    job_spec(errors, &spec, version, (!manual).then_some(&name));
    if manual {
        if own.is_set() {
            selector::label_selector(errors, &own);
        } else {
            errors.push(FieldError::required(&own, ""));
        }
        selector::must_match(errors, &own, &spec.child("template"));
    }
    indexed_host_name(errors, &name, &spec);
}

/// The last pod's host name must be a DNS label.
fn indexed_host_name(errors: &mut Errors, name: &Field<'_>, spec: &Field<'_>) {
    let completions = spec.child("completions").int().unwrap_or(0);
    if spec.child("completionMode").text() != "Indexed" || completions <= 0 {
        return;
    }
    let host = format!("{}-{}", name.text(), completions - 1);
    if !names::dns_label(&host).is_empty() {
        let detail = format!("will not able to create pod with invalid DNS label: {host}");
        errors.push(FieldError::invalid(name, &go_string(name.text()), &detail));
    }
}

/// A Job's spec without its selector, in upstream's order. `label_name`: the name that becomes a label of the pods.
pub fn job_spec(
    errors: &mut Errors,
    spec: &Field<'_>,
    version: KubernetesVersion,
    label_name: Option<&Field<'_>>,
) {
    for name in [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
    ] {
        non_negative(errors, &spec.child(name));
    }
    non_negative(errors, &spec.child("backoffLimitPerIndex"));
    let max_failed = spec.child("maxFailedIndexes");
    non_negative(errors, &max_failed);
    let per_index = spec.child("backoffLimitPerIndex");
    if max_failed.is_set() && !per_index.is_set() {
        errors.push(FieldError::required(
            &per_index,
            "when maxFailedIndexes is specified",
        ));
    }
    managed_by(errors, &spec.child("managedBy"));
    completion_mode(errors, spec);
    job_policies::pod_failure_policy(errors, spec);
    job_policies::success_policy(errors, spec);
    let replacement = spec.child("podReplacementPolicy");
    if replacement.is_set() {
        let with_failure_policy = spec.child("podFailurePolicy").is_set();
        let supported: &[&str] = if with_failure_policy {
            &["Failed"]
        } else {
            &["Failed", "TerminatingOrFailed"]
        };
        one_of(errors, &replacement, supported);
    }
    let template = spec.child("template");
    let labels = template.child("labels");
    if let Some(name) = label_name.filter(|n| !n.is_empty()) {
        // Two labels carry it.
        for _ in 0..2 {
            let at = name.renamed(labels.path().to_owned());
            invalid_each(errors, &at, name.text(), names::label_value(name.text()));
        }
    }
    pod_spec::template(errors, &template, version);
    restart_policy(errors, spec);
}

fn restart_policy(errors: &mut Errors, spec: &Field<'_>) {
    let policy = spec.descend("template.spec.restartPolicy");
    match policy.text() {
        "" | "Always" => errors.push(FieldError::required(
            &policy,
            "valid values: \"OnFailure\", \"Never\"",
        )),
        "OnFailure" if spec.child("podFailurePolicy").is_set() => {
            let detail = "only \"Never\" is supported when podFailurePolicy is specified";
            errors.push(FieldError::invalid(&policy, "\"OnFailure\"", detail));
        }
        _ => one_of(errors, &policy, &["OnFailure", "Never"]),
    }
}

fn managed_by(errors: &mut Errors, at: &Field<'_>) {
    let Some(text) = at.text_if_set() else { return };
    let parts = text.split_once('/');
    let fine = parts.is_some_and(|(domain, path)| {
        names::dns_subdomain(domain).is_empty()
            && !path.is_empty()
            && path
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&b))
    });
    if !fine {
        let detail = "must be a domain-prefixed path (such as \"acme.io/foo\")";
        errors.push(FieldError::invalid(at, &go_string(text), detail));
    }
    if text.len() > names::LABEL_MAX {
        errors.push(FieldError::too_long(at, names::LABEL_MAX));
    }
}

fn completion_mode(errors: &mut Errors, spec: &Field<'_>) {
    let mode = spec.child("completionMode");
    if mode.is_set() {
        one_of(errors, &mode, &["NonIndexed", "Indexed"]);
    }
    if mode.text() == "Indexed" {
        indexed(errors, spec);
        return;
    }
    // Unset means NonIndexed.
    if matches!(mode.text(), "" | "NonIndexed") {
        for name in ["backoffLimitPerIndex", "maxFailedIndexes"] {
            let at = spec.child(name);
            if let Some(value) = at.int() {
                errors.push(FieldError::invalid(
                    &at,
                    &value.to_string(),
                    "requires indexed completion mode",
                ));
            }
        }
    }
}

fn indexed(errors: &mut Errors, spec: &Field<'_>) {
    let (completions, parallelism) = (spec.child("completions"), spec.child("parallelism"));
    let max_failed = spec.child("maxFailedIndexes");
    if !completions.is_set() {
        errors.push(FieldError::required(
            &completions,
            "when completion mode is Indexed",
        ));
    }
    let mut most = |at: &Field<'_>, limit: i64, suffix: &str| {
        if let Some(value) = at.int().filter(|v| *v > limit) {
            let detail = format!("must be less than or equal to {limit}{suffix}");
            errors.push(FieldError::invalid(at, &value.to_string(), &detail));
        }
    };
    most(&parallelism, MAX_PARALLELISM, " when completion mode is Indexed");
    most(&max_failed, MANY_COMPLETIONS, "");
    if let (Some(failed), Some(wanted)) = (max_failed.int(), completions.int())
        && failed > wanted
    {
        errors.push(FieldError::invalid(
            &max_failed,
            &failed.to_string(),
            "must be less than or equal to completions",
        ));
    }
    if completions.int().is_some_and(|c| c > MANY_COMPLETIONS) && spec.child("backoffLimitPerIndex").is_set()
    {
        if !max_failed.is_set() {
            let detail = format!("must be specified when completions is above {MANY_COMPLETIONS}");
            errors.push(FieldError::required(&max_failed, &detail));
        }
        for at in [&parallelism, &max_failed] {
            if let Some(value) = at.int().filter(|v| *v > MAX_WITH_MANY) {
                let detail = format!(
                    "must be less than or equal to {MAX_WITH_MANY} when completions are above {MANY_COMPLETIONS} and used \
                     with backoff limit per index"
                );
                errors.push(FieldError::invalid(at, &value.to_string(), &detail));
            }
        }
    }
}
