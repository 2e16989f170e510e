//! Jobs: pkg/apis/batch/validation/validation.go ValidateJob, validateJobSpec (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{invalid_each, object_meta};
use super::numbers::{non_negative, one_of};
use super::options::{Opt, Options};
use super::{job_policies, names, pod_spec, selector};
use crate::tree::{Node, Value};

/// Most pods at once of an Indexed Job.
const MAX_PARALLELISM: i64 = 100_000;
/// Completions from which `backoffLimitPerIndex` has tighter limits, and the limit of `maxFailedIndexes`.
const MANY_COMPLETIONS: i64 = 100_000;
/// The tighter limit.
const MAX_WITH_MANY: i64 = 10_000;

/// Labels that the API server gives a Job's pods: those with prefix and, in the same order, those of old.
const LABELS: [[&str; 2]; 2] = [
    [
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name",
    ],
    ["controller-uid", "job-name"],
];
/// What stands for the UID that a Job gets only when it is created.
const NEW_UID: &str = "00000000-0000-0000-0000-000000000000";

/// A Job on create.
pub fn job(errors: &mut Errors, root: &Field<'_>, options: Options) {
    let metadata = root.child("metadata");
    object_meta(errors, &metadata, names::dns_subdomain, options);
    generated_selector(errors, root, options);
    let spec = root.child("spec");
    let name = metadata.child("name");
    selected_job_spec(errors, &spec, options);
    // A name that is too long for a label is told of the labels; the text to look at is the name.
    let labels = format!("{}.labels", spec.child("template").path());
    let long = name.text().len() > names::LABEL_MAX;
    for error in errors.iter_mut().filter(|e| long && e.field == labels) {
        error.span = name.mark();
    }
    indexed_host_name(errors, &name, &spec);
}

/// What the API server adds before it validates a Job without `manualSelector`: UID, labels of the pods, selector
/// (pkg/registry/batch/job/strategy.go generateSelector).
pub fn generate_selector(root: &Node) -> Node {
    let mut root = root.clone();
    let manual = root.get("spec").and_then(|s| s.get("manualSelector"));
    if manual.and_then(Node::as_bool) == Some(true) {
        return root;
    }
    let name = root.get("metadata").and_then(|m| m.get("name"));
    let name = name.and_then(Node::as_str).unwrap_or("").to_owned();
    let map = || Value::Map(Vec::new());
    let mut set = |path: &[&str], key: &str, value: &str| {
        let mut node = &mut root;
        for step in path {
            node.default(step, map());
            match node.get_mut(step) {
                Some(child) => node = child,
                None => return,
            }
        }
        node.default(key, value.into());
    };
    set(&["metadata"], "uid", NEW_UID);
    for [uid_label, name_label] in LABELS {
        set(&["spec", "template", "metadata", "labels"], name_label, &name);
        set(&["spec", "template", "metadata", "labels"], uid_label, NEW_UID);
    }
    set(&["spec", "selector", "matchLabels"], LABELS[0][0], NEW_UID);
    root
}

/// A selector that the user did not ask to choose must be the generated one.
fn generated_selector(errors: &mut Errors, root: &Field<'_>, options: Options) {
    let (metadata, spec) = (root.child("metadata"), root.child("spec"));
    let own = spec.child("selector");
    if spec.child("manualSelector").bool() || !own.is_set() {
        return;
    }
    let (uid, name) = (metadata.child("uid"), metadata.child("name"));
    if uid.is_empty() {
        errors.push(FieldError::required(&uid, ""));
    }
    let labels = spec.descend("template.metadata.labels");
    let mut expected = Vec::new();
    let prefixed = options.has(Opt::RequirePrefixedLabels);
    for pair in LABELS.iter().rev().take(if prefixed { 2 } else { 1 }) {
        for (label, value) in pair.iter().zip([uid.text(), name.text()]) {
            let at = labels.key(label);
            let detail = format!("must be '{value}'");
            match at.text_if_set() {
                None => errors.push(FieldError::required(&at, &detail)),
                Some(text) if text != value => {
                    errors.push(FieldError::invalid(&at, &selector::json(&labels), &detail));
                }
                Some(_) => {}
            }
            expected.push((*label, value));
        }
    }
    if selector::is_usable(&own) && !selector::matches_pairs(&own, &expected) {
        let detail = "`selector` not auto-generated";
        errors.push(FieldError::invalid(&own, &selector::json(&own), detail));
    }
}

/// A Job's spec with its selector.
pub fn selected_job_spec(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    job_spec(errors, spec, options);
    let own = spec.child("selector");
    if own.is_set() {
        selector::label_selector(errors, &own);
    } else {
        errors.push(FieldError::required(&own, ""));
    }
    if selector::is_usable(&own) {
        selector::must_match(errors, &own, &spec.child("template"));
    }
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

/// A Job's spec without its selector, in upstream's order.
pub fn job_spec(errors: &mut Errors, spec: &Field<'_>, options: Options) {
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
    pod_spec::template(errors, &spec.child("template"), options);
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
    match text.split_once('/') {
        _ if text.is_empty() => errors.push(FieldError::required(at, "")),
        Some((domain, path)) if !domain.is_empty() && !path.is_empty() => {
            invalid_each(errors, at, domain, names::dns_subdomain(domain));
            let fine = |b: u8| b.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&b);
            if !path.bytes().all(fine) {
                let detail = "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')";
                errors.push(FieldError::invalid(at, &go_string(path), detail));
            }
        }
        _ => {
            let detail = "must be a domain-prefixed path (such as \"acme.io/foo\")";
            errors.push(FieldError::invalid_text(at, detail));
        }
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
    let most = |errors: &mut Errors, at: &Field<'_>, limit: i64, suffix: &str| {
        if let Some(value) = at.int().filter(|v| *v > limit) {
            let detail = format!("must be less than or equal to {limit}{suffix}");
            errors.push(FieldError::invalid(at, &value.to_string(), &detail));
        }
    };
    most(
        errors,
        &parallelism,
        MAX_PARALLELISM,
        " when completion mode is Indexed",
    );
    if let (Some(failed), Some(wanted)) = (max_failed.int(), completions.int())
        && failed > wanted
    {
        errors.push(FieldError::invalid(
            &max_failed,
            &failed.to_string(),
            "must be less than or equal to completions",
        ));
    }
    most(errors, &max_failed, MANY_COMPLETIONS, "");
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
