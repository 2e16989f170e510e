//! Volume mounts: pkg/apis/core/validation/validation.go ValidateVolumeMounts and ValidateVolumeDevices (v1.36.2).

use sorted::Set;

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

/// The `volumeMounts` of a container; `mounts` names the place.
pub fn volume_mounts(
    errors: &mut Errors,
    mounts: &Field<'_>,
    container: &Field<'_>,
    context: &PodContext<'_>,
) {
    let devices = container.child("volumeDevices").items();
    let mut paths = Set::new();
    for mount in mounts.items() {
        let (name, path) = (mount.child("name"), mount.child("mountPath"));
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        }
        let volume = context.volumes.get(name.text());
        if volume.is_none() {
            errors.push(FieldError::not_found(&name, &go_string(name.text()), ""));
        }
        if path.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        if !paths.insert(path.text()) {
            errors.push(FieldError::invalid_text(&path, "must be unique"));
        }
        if names(&devices, "name", name.text()) {
            let detail = "must not already exist in volumeDevices";
            errors.push(FieldError::invalid_text(&name, detail));
        }
        if names(&devices, "devicePath", path.text()) {
            let detail = "must not already exist as a path in volumeDevices";
            errors.push(FieldError::invalid_text(&path, detail));
        }
        sub_paths(errors, &mount, mounts.path());
        propagation(errors, &mount, mounts.path(), container);
    }
}

fn names(items: &[Field<'_>], key: &str, text: &str) -> bool {
    items.iter().any(|item| item.child(key).text() == text)
}

/// The `volumeDevices` of a container.
pub fn volume_devices(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>) {
    let mounts = container.child("volumeMounts").items();
    let (mut seen_names, mut seen_paths) = (Set::new(), Set::new());
    for device in container.child("volumeDevices").items() {
        let (name, path) = (device.child("name"), device.child("devicePath"));
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        }
        if seen_names.contains(name.text()) {
            errors.push(FieldError::invalid_text(&name, "must be unique"));
        }
        match context.volumes.get(name.text()) {
            None => errors.push(FieldError::not_found(&name, &go_string(name.text()), "")),
            Some(Some(volume))
                if !volume.child("persistentVolumeClaim").is_set() && !volume.child("ephemeral").is_set() =>
            {
                let detail =
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
                errors.push(FieldError::invalid_text(&name, detail));
            }
            Some(_) => {}
        }
        if path.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        if seen_paths.contains(path.text()) {
            errors.push(FieldError::invalid_text(&path, "must be unique"));
        }
        if path.text().split('/').any(|part| part == "..") {
            errors.push(FieldError::invalid_text(
                &path,
                "can not contain backsteps ('..')",
            ));
        } else {
            seen_paths.insert(path.text());
        }
        if names(&mounts, "name", name.text()) {
            let detail = "must not already exist in volumeMounts";
            errors.push(FieldError::invalid_text(&name, detail));
        }
        if names(&mounts, "mountPath", path.text()) {
            let detail = "must not already exist as a path in volumeMounts";
            errors.push(FieldError::invalid_text(&path, detail));
        }
        if !name.is_empty() {
            seen_names.insert(name.text());
        }
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
    let recursive = mount
        .child("recursiveReadOnly")
        .renamed(format!("{list}.recursiveReadOnly"));
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
            let supported = &["Disabled", "Enabled", "IfPossible"];
            errors.push(FieldError::not_supported(
                &recursive,
                &go_string(other),
                supported,
            ));
        }
    }
}
