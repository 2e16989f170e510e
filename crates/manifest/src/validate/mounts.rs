//! Volume mounts: pkg/apis/core/validation/validation.go ValidateVolumeMounts and ValidateVolumeDevices (v1.36.2).

use std::collections::BTreeSet;

use super::PodContext;
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::numbers::one_of;

/// A path below something: relative and without `..`.
pub fn descending_path(errors: &mut Errors, at: &Field<'_>) {
    if at.text().starts_with('/') {
        errors.push(FieldError::invalid(
            at,
            &go_string(at.text()),
            "must be a relative path",
        ));
    }
    no_backsteps(errors, at);
}

/// No part of the path is `..`.
pub fn no_backsteps(errors: &mut Errors, at: &Field<'_>) {
    if at.text().split('/').any(|part| part == "..") {
        errors.push(FieldError::invalid(
            at,
            &go_string(at.text()),
            "must not contain '..'",
        ));
    }
}

/// The `volumeMounts` of a container.
pub fn volume_mounts(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>) {
    let mounts = container.child("volumeMounts");
    let devices = container.child("volumeDevices").items();
    let mut paths = BTreeSet::new();
    for mount in mounts.items() {
        let (name, path) = (mount.child("name"), mount.child("mountPath"));
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        }
        if !context.volumes.contains(name.text()) {
            errors.push(FieldError::not_found(&name, &go_string(name.text()), ""));
        }
        if path.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        if !paths.insert(path.text()) {
            errors.push(FieldError::invalid(
                &path,
                &go_string(path.text()),
                "must be unique",
            ));
        }
        if devices.iter().any(|d| d.child("name").text() == name.text()) {
            let detail = "must not already exist in volumeDevices";
            errors.push(FieldError::invalid(&name, &go_string(name.text()), detail));
        }
        if devices
            .iter()
            .any(|d| d.child("devicePath").text() == path.text())
        {
            let detail = "must not already exist as a path in volumeDevices";
            errors.push(FieldError::invalid(&path, &go_string(path.text()), detail));
        }
        sub_paths(errors, &mount, mounts.path());
        propagation(errors, &mount, mounts.path(), container);
    }
}

/// Upstream's paths of these errors have no index.
fn sub_paths(errors: &mut Errors, mount: &Field<'_>, list: &str) {
    let plain = mount.child("subPath");
    if !plain.is_empty() {
        descending_path(errors, &plain.renamed(format!("{list}.subPath")));
    }
    let expression = mount.child("subPathExpr");
    if !expression.is_empty() {
        if !plain.is_empty() {
            let detail = "subPathExpr and subPath are mutually exclusive";
            errors.push(FieldError::invalid(
                &expression,
                &go_string(expression.text()),
                detail,
            ));
        }
        descending_path(errors, &expression.renamed(format!("{list}.subPathExpr")));
    }
}

fn propagation(errors: &mut Errors, mount: &Field<'_>, list: &str, container: &Field<'_>) {
    let mode = mount.child("mountPropagation");
    if mode.is_set() {
        let at = mode.renamed(format!("{list}.mountPropagation"));
        one_of(errors, &at, &["Bidirectional", "HostToContainer", "None"]);
        let privileged = container.descend("securityContext.privileged").bool();
        if mode.text() == "Bidirectional" && !privileged {
            let detail = "Bidirectional mount propagation is available only to privileged containers";
            errors.push(FieldError::forbidden(&at, detail));
        }
    }
    let recursive = mount.child("recursiveReadOnly");
    match recursive.text_if_set() {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if !mount.child("readOnly").bool() {
                errors.push(FieldError::forbidden(
                    &recursive,
                    "may only be specified when readOnly is true",
                ));
            }
            if !matches!(mode.text(), "" | "None") {
                let detail = "may only be specified when mountPropagation is None or not specified";
                errors.push(FieldError::forbidden(&recursive, detail));
            }
        }
        Some(other) => {
            let supported = &["Disabled", "IfPossible", "Enabled"];
            errors.push(FieldError::not_supported(
                &recursive,
                &go_string(other),
                supported,
            ));
        }
    }
}
