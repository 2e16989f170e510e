//! Volumes: pkg/apis/core/validation/validation.go ValidateVolumes, validateVolumeSource (v1.36.2), for the sources that
//! manifests of applications use; the others count as sources and are not looked into.

use std::collections::BTreeSet;

use super::env::{VOLUME_FIELDS, field_ref, resource_ref};
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::mounts::{descending_path, no_backsteps};
use super::names;

/// The sources in the order of the check.
const SOURCES: &[&str] = &[
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
];

const HOST_PATH_TYPES: &[&str] = &[
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
];

/// The names of the volumes that are fine: mounts of others are "not found", as upstream.
pub fn volumes<'a>(errors: &mut Errors, list: &Field<'a>) -> BTreeSet<&'a str> {
    let mut known = BTreeSet::new();
    for volume in list.items() {
        let mut own = Errors::new();
        source(&mut own, &volume);
        let name = volume.child("name");
        if name.is_empty() {
            own.push(FieldError::required(&name, ""));
        } else {
            invalid_each(&mut own, &name, name.text(), names::dns_label(name.text()));
        }
        if known.contains(name.text()) {
            own.push(FieldError::duplicate(&name, &go_string(name.text())));
        }
        if own.is_empty() {
            known.insert(name.text());
        }
        errors.extend(own);
    }
    known
}

fn source(errors: &mut Errors, volume: &Field<'_>) {
    let mut found = false;
    for name in SOURCES {
        let at = volume.child(name);
        if !at.is_set() {
            continue;
        }
        if found {
            errors.push(FieldError::forbidden(
                &at,
                "may not specify more than 1 volume type",
            ));
            continue;
        }
        found = true;
        match *name {
            "emptyDir" => empty_dir(errors, &at),
            "hostPath" => host_path(errors, &at),
            "secret" => keyed(errors, &at, "secretName"),
            "configMap" => keyed(errors, &at, "name"),
            "nfs" => nfs(errors, &at),
            "persistentVolumeClaim" => required(errors, &at, "claimName"),
            "downwardAPI" => {
                mode(errors, &at.child("defaultMode"));
                downward(errors, &at.child("items"));
            }
            "projected" => projected(errors, &at),
            "csi" => required(errors, &at, "driver"),
            _ => {}
        }
    }
    if !found {
        errors.push(FieldError::required(volume, "must specify a volume type"));
    }
}

fn required(errors: &mut Errors, at: &Field<'_>, name: &str) {
    let field = at.child(name);
    if field.is_empty() {
        errors.push(FieldError::required(&field, ""));
    }
}

fn empty_dir(errors: &mut Errors, at: &Field<'_>) {
    let limit = at.child("sizeLimit");
    if limit.text().trim().starts_with('-') || limit.int().is_some_and(|n| n < 0) {
        errors.push(FieldError::forbidden(
            &limit,
            "SizeLimit field must be a valid resource quantity",
        ));
    }
}

fn host_path(errors: &mut Errors, at: &Field<'_>) {
    let path = at.child("path");
    if path.is_empty() {
        errors.push(FieldError::required(&path, ""));
        return;
    }
    no_backsteps(errors, &path);
    let kind = at.child("type");
    if kind.is_set() && !HOST_PATH_TYPES.contains(&kind.text()) {
        errors.push(FieldError::not_supported(
            &kind,
            &go_string(kind.text()),
            HOST_PATH_TYPES,
        ));
    }
}

fn nfs(errors: &mut Errors, at: &Field<'_>) {
    required(errors, at, "server");
    required(errors, at, "path");
    let path = at.child("path");
    if !path.text().starts_with('/') {
        errors.push(FieldError::invalid(
            &path,
            &go_string(path.text()),
            "must be an absolute path",
        ));
    }
}

/// Sources with a name, a mode and items.
fn keyed(errors: &mut Errors, at: &Field<'_>, name: &str) {
    required(errors, at, name);
    mode(errors, &at.child("defaultMode"));
    items(errors, &at.child("items"));
}

fn mode(errors: &mut Errors, at: &Field<'_>) {
    if let Some(mode) = at.int().filter(|m| !(0..=0o777).contains(m)) {
        let detail = "must be a number between 0 and 0777 (octal), both inclusive";
        errors.push(FieldError::invalid(at, &mode.to_string(), detail));
    }
}

fn items(errors: &mut Errors, list: &Field<'_>) {
    for item in list.items() {
        required(errors, &item, "key");
        required(errors, &item, "path");
        local_path(errors, &item.child("path"));
        mode(errors, &item.child("mode"));
    }
}

fn local_path(errors: &mut Errors, path: &Field<'_>) {
    descending_path(errors, path);
    if path.text().starts_with("..") && !path.text().starts_with("../") && path.text() != ".." {
        errors.push(FieldError::invalid(
            path,
            &go_string(path.text()),
            "must not start with '..'",
        ));
    }
}

fn downward(errors: &mut Errors, list: &Field<'_>) {
    for item in list.items() {
        required(errors, &item, "path");
        if !item.child("path").is_empty() {
            local_path(errors, &item.child("path"));
        }
        let (field, resource) = (item.child("fieldRef"), item.child("resourceFieldRef"));
        if field.is_set() {
            field_ref(errors, &field, VOLUME_FIELDS);
            if resource.is_set() {
                let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
                errors.push(FieldError::invalid(&item, "\"resource\"", detail));
            }
        } else if resource.is_set() {
            resource_ref(errors, &resource, true);
        } else {
            errors.push(FieldError::required(
                &item,
                "one of fieldRef and resourceFieldRef is required",
            ));
        }
        mode(errors, &item.child("mode"));
    }
}

fn projected(errors: &mut Errors, at: &Field<'_>) {
    for source in at.child("sources").items() {
        for name in ["secret", "configMap"] {
            let inner = source.child(name);
            if inner.is_set() {
                required(errors, &inner, "name");
                items(errors, &inner.child("items"));
            }
        }
        let inner = source.child("downwardAPI");
        if inner.is_set() {
            downward(errors, &inner.child("items"));
        }
    }
    mode(errors, &at.child("defaultMode"));
}
