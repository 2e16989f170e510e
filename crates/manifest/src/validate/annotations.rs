//! Annotations of pods that mean something: pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotations,
//! validateSeccompAnnotationsAndFields, validateAppArmorAnnotationsAndFieldsMatchOnCreate (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::mounts::descending_path;
use super::pod_spec::all_containers;
use crate::tree::Node;

const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The annotations of a pod or template.
pub fn pod_specific(errors: &mut Errors, annotations: &Field<'_>, spec: &Field<'_>) {
    let mirror = annotations.key(MIRROR);
    if mirror.is_set() && spec.child("nodeName").is_empty() {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        errors.push(FieldError::invalid_text(&mirror, detail));
    }
    let cost = annotations.key(DELETION_COST);
    if cost.text_if_set().is_some_and(|text| !is_cost(text)) {
        errors.push(FieldError::invalid_text(&cost, "must be a 32bit integer"));
    }
    let members = annotations.sorted_members();
    seccomp(errors, &annotations.key(SECCOMP_POD), annotations, SECCOMP_POD);
    for (key, at) in members
        .iter()
        .filter(|(key, _)| key.starts_with(SECCOMP_CONTAINER))
    {
        seccomp(errors, at, annotations, key);
    }
    for (key, at) in &members {
        if let Some(container) = key.strip_prefix(APP_ARMOR) {
            app_armor(errors, at, container, spec);
        }
    }
}

/// A number without plus or leading zeros that fits 32 bits.
fn is_cost(text: &str) -> bool {
    let plain = text == "0" || text.starts_with(|c| matches!(c, '-' | '1'..='9'));
    plain && text.parse::<i32>().is_ok()
}

/// Upstream joins the annotation's name to the path with a dot.
fn seccomp(errors: &mut Errors, at: &Field<'_>, annotations: &Field<'_>, key: &str) {
    let Some(profile) = at.text_if_set() else { return };
    if matches!(profile, "runtime/default" | "docker/default" | "unconfined") {
        return;
    }
    let at = at.renamed(format!("{}.{key}", annotations.path()));
    match profile.strip_prefix("localhost/") {
        Some(path) => path_in_text(errors, &at, path),
        None => errors.push(FieldError::invalid_text(&at, "must be a valid seccomp profile")),
    }
}

/// The rules of [`descending_path`] for a part of the place's text.
fn path_in_text(errors: &mut Errors, at: &Field<'_>, path: &str) {
    let node = Node::default_at(at.mark(), path.into());
    let part = Field::root(&node).renamed(at.path().to_owned());
    let mut own = Errors::new();
    descending_path(&mut own, &part);
    errors.extend(own.into_iter().map(|error| FieldError {
        span: at.mark(),
        ..error
    }));
}

fn app_armor(errors: &mut Errors, at: &Field<'_>, container: &str, spec: &Field<'_>) {
    let known = all_containers(spec)
        .iter()
        .any(|c| c.child("name").text() == container);
    if !known {
        errors.push(FieldError::invalid(
            at,
            &go_string(container),
            "container not found",
        ));
    }
    let profile = at.text();
    if !matches!(profile, "" | "runtime/default" | "unconfined") && !profile.starts_with("localhost/") {
        let detail = format!("invalid AppArmor profile name: {}", go_string(profile));
        errors.push(FieldError::invalid_text(at, &detail));
    }
}

/// Profiles named both by annotation and by field must be the same.
pub fn profiles_match(errors: &mut Errors, metadata: &Field<'_>, spec: &Field<'_>) {
    let annotations = metadata.child("annotations");
    let pod = spec.child("securityContext");
    let annotation = |key: &str| annotations.key(key).text_if_set();
    if let Some(value) = annotation(SECCOMP_POD) {
        same_profile(errors, &pod.child("seccompProfile"), value, "seccomp");
    }
    let containers = all_containers(spec);
    for container in &containers {
        let name = container.child("name").text();
        if let Some(value) = annotation(&format!("{SECCOMP_CONTAINER}{name}")) {
            let profile = container.descend("securityContext.seccompProfile");
            same_profile(errors, &profile, value, "seccomp");
        }
    }
    if spec.descend("os.name").text() == "windows" {
        return;
    }
    for container in &containers {
        let name = container.child("name").text();
        if let Some(value) = annotation(&format!("{APP_ARMOR}{name}")) {
            let own = container.descend("securityContext.appArmorProfile");
            let profile = if own.is_set() {
                own
            } else {
                pod.child("appArmorProfile").renamed(own.path().to_owned())
            };
            same_profile(errors, &profile, value, "apparmor");
        }
    }
}

fn same_profile(errors: &mut Errors, profile: &Field<'_>, annotation: &str, what: &str) {
    let kind = profile.child("type");
    let local = annotation.strip_prefix("localhost/");
    let same = match kind.text() {
        "Unconfined" => annotation == "unconfined",
        "RuntimeDefault" => {
            annotation == "runtime/default" || what == "seccomp" && annotation == "docker/default"
        }
        "Localhost" => local.is_some(),
        _ => return,
    };
    if !same {
        let detail = format!("{what} type in annotation and field must match");
        errors.push(FieldError::forbidden(&kind, &detail));
        return;
    }
    let file = profile.child("localhostProfile");
    if kind.text() == "Localhost" && file.text_if_set() != local {
        let detail = format!("{what} profile in annotation and field must match");
        errors.push(FieldError::forbidden(&file, &detail));
    }
}

/// Annotations that an update must not touch: ValidatePodSpecificAnnotationUpdates.
pub fn updates(errors: &mut Errors, new: &Field<'_>, old: &Field<'_>) {
    let fixed = |key: &str| match key {
        MIRROR => Some("mirror pod annotation"),
        key if key.starts_with(APP_ARMOR) => Some("AppArmor annotations"),
        _ => None,
    };
    for (key, at) in old.sorted_members() {
        let now = new.key(key);
        if let Some(what) = fixed(key).filter(|_| now.text_if_set() != Some(at.text())) {
            errors.push(FieldError::forbidden(
                &now,
                &format!("may not remove or update {what}"),
            ));
        }
    }
    for (key, at) in new.sorted_members() {
        if let Some(what) = fixed(key).filter(|_| !old.key(key).is_set()) {
            errors.push(FieldError::forbidden(&at, &format!("may not add {what}")));
        }
    }
}
