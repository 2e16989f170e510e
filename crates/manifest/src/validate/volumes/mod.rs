//! Volumes: pkg/apis/core/validation/validation.go ValidateVolumes, validateVolumeSource (v1.36.2).

mod plugins;

use sorted::{Map, Set};

use super::env::{VOLUME_FIELDS, field_ref, resource_ref};
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::mounts::{descending_path, no_backsteps};
use super::options::Options;
use super::{names, projected};

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

/// Sources and the fields that they must have, in order.
const REQUIRED: &[(&str, &[&str])] = &[
    ("gitRepo", &["repository"]),
    ("gcePersistentDisk", &["pdName"]),
    ("awsElasticBlockStore", &["volumeID"]),
    ("secret", &["secretName"]),
    ("nfs", &["server", "path"]),
    ("glusterfs", &["endpoints", "path"]),
    ("persistentVolumeClaim", &["claimName"]),
    ("rbd", &["monitors", "image"]),
    ("cinder", &["volumeID"]),
    ("cephfs", &["monitors"]),
    ("flexVolume", &["driver"]),
    ("configMap", &["name"]),
    ("azureFile", &["secretName", "shareName"]),
    ("vsphereVolume", &["volumePath"]),
    ("photonPersistentDisk", &["pdID"]),
    ("portworxVolume", &["volumeID"]),
    ("azureDisk", &["diskName", "diskURI"]),
    ("scaleIO", &["gateway", "system", "volumeName"]),
];

/// The volumes that are fine, by name: mounts of others are "not found", as upstream. `pod`: the pod's name, if it is known.
pub fn volumes<'a>(
    errors: &mut Errors,
    list: &Field<'a>,
    pod: &str,
    options: Options,
) -> Map<&'a str, Option<Field<'a>>> {
    let items = list.items();
    let ephemeral = items.iter().filter(|v| v.child("ephemeral").is_set());
    let created: Set<String> = ephemeral
        .map(|v| format!("{pod}-{}", v.child("name").text()))
        .collect();
    let mut known = Map::new();
    for volume in items {
        let mut own = Errors::new();
        let name = volume.child("name");
        source(&mut own, &volume, pod, options);
        if name.is_empty() {
            own.push(FieldError::required(&name, ""));
        } else {
            invalid_each(&mut own, &name, name.text(), names::dns_label(name.text()));
        }
        if known.contains_key(name.text()) {
            own.push(FieldError::duplicate(&name, &go_string(name.text())));
        }
        let claim = volume.descend("persistentVolumeClaim.claimName");
        if own.is_empty() {
            known.insert(name.text(), Some(volume));
        } else {
            errors.extend(own);
        }
        if !pod.is_empty() && created.contains(claim.text()) {
            let detail = "must not reference a PVC that gets created for an ephemeral volume";
            errors.push(FieldError::invalid_text(&claim, detail));
        }
    }
    known
}

fn source(errors: &mut Errors, volume: &Field<'_>, pod: &str, options: Options) {
    let mut found = false;
    for name in SOURCES {
        let at = volume.child(name);
        if !at.is_set() {
            continue;
        }
        if found {
            // Upstream misspells two of the paths.
            let path = match *name {
                "cephfs" => "cephFS",
                "downwardAPI" => "downwarAPI",
                other => other,
            };
            let at = at.renamed(format!("{}.{path}", volume.path()));
            errors.push(FieldError::forbidden(
                &at,
                "may not specify more than 1 volume type",
            ));
        } else {
            let at = match *name {
                "gcePersistentDisk" => at.renamed(format!("{}.persistentDisk", volume.path())),
                _ => at.clone(),
            };
            one_source(errors, name, &at, volume, pod, options);
        }
        found = true;
        if *name == "iscsi" {
            plugins::iscsi_length(errors, &at, &volume.child("name"));
        }
    }
    if !found {
        errors.push(FieldError::required(volume, "must specify a volume type"));
    }
}

fn one_source(
    errors: &mut Errors,
    name: &str,
    at: &Field<'_>,
    volume: &Field<'_>,
    pod: &str,
    options: Options,
) {
    for (_, fields) in REQUIRED.iter().filter(|(source, _)| *source == name) {
        for field in *fields {
            required(errors, at, field);
        }
    }
    match name {
        "emptyDir" => empty_dir(errors, at),
        "hostPath" => host_path(errors, at),
        "gitRepo" => descending_path(errors, &at.child("directory")),
        "gcePersistentDisk" | "awsElasticBlockStore" => {
            range(
                errors,
                &at.child("partition"),
                0,
                "must be between 1 and 255, inclusive",
            );
        }
        "secret" | "configMap" => {
            mode(errors, &at.child("defaultMode"));
            items(errors, &at.child("items"));
        }
        "nfs" => absolute(errors, &at.child("path")),
        "iscsi" => plugins::iscsi(errors, at),
        "flocker" => plugins::flocker(errors, at),
        "cinder" => secret_ref(errors, at),
        "quobyte" => plugins::quobyte(errors, at),
        "downwardAPI" => {
            mode(errors, &at.child("defaultMode"));
            for item in at.child("items").items() {
                downward_file(errors, &item, at.path());
            }
        }
        "fc" => plugins::fibre_channel(errors, at),
        "flexVolume" => plugins::flex_options(errors, &at.child("options")),
        "azureDisk" => plugins::azure_disk(errors, at),
        "storageos" => plugins::storage_os(errors, at),
        "projected" => {
            mode(errors, &at.child("defaultMode"));
            projected::sources(errors, at);
        }
        "csi" => plugins::csi(errors, at),
        "ephemeral" => plugins::ephemeral(errors, at, &volume.child("name"), pod),
        "image" => plugins::image(errors, at, options),
        _ => {}
    }
}

/// A field that must not be empty.
pub fn required(errors: &mut Errors, at: &Field<'_>, name: &str) {
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

fn absolute(errors: &mut Errors, path: &Field<'_>) {
    if !path.text().starts_with('/') {
        errors.push(FieldError::invalid_text(path, "must be an absolute path"));
    }
}

/// A number from `low` to 255, told in other words where upstream's are wrong.
fn range(errors: &mut Errors, at: &Field<'_>, low: i64, detail: &str) {
    if let Some(value) = at.int().filter(|v| !(low..=255).contains(v)) {
        errors.push(FieldError::invalid(at, &value.to_string(), detail));
    }
}

fn secret_ref(errors: &mut Errors, at: &Field<'_>) {
    let reference = at.child("secretRef");
    if reference.is_set() {
        required(errors, &reference, "name");
    }
}

/// The mode of a file.
pub fn mode(errors: &mut Errors, at: &Field<'_>) {
    if let Some(mode) = at.int().filter(|m| !(0..=0o777).contains(m)) {
        let detail = "must be a number between 0 and 0777 (octal), both inclusive";
        errors.push(FieldError::invalid(at, &mode.to_string(), detail));
    }
}

fn items(errors: &mut Errors, list: &Field<'_>) {
    for item in list.items() {
        key_to_path(errors, &item);
    }
}

/// One key of a Secret or ConfigMap and the file that shows it.
pub fn key_to_path(errors: &mut Errors, item: &Field<'_>) {
    required(errors, item, "key");
    required(errors, item, "path");
    local_path(errors, &item.child("path"));
    mode(errors, &item.child("mode"));
}

/// A path inside a volume that its own links (`..data`) do not use.
pub fn local_path(errors: &mut Errors, path: &Field<'_>) {
    descending_path(errors, path);
    if path.text().starts_with("..") && !path.text().starts_with("../") {
        errors.push(FieldError::invalid_text(path, "must not start with '..'"));
    }
}

/// A file of a downward API volume. `path`: where upstream reports it, which has no index.
pub fn downward_file(errors: &mut Errors, item: &Field<'_>, path: &str) {
    let item = &item.renamed(path.to_owned());
    required(errors, item, "path");
    local_path(errors, &item.child("path"));
    let (field, resource) = (item.child("fieldRef"), item.child("resourceFieldRef"));
    if field.is_set() {
        field_ref(errors, &field, VOLUME_FIELDS);
        if resource.is_set() {
            let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
            errors.push(FieldError::invalid(item, "\"resource\"", detail));
        }
    } else if resource.is_set() {
        resource_ref(errors, &resource, true);
    } else {
        let detail = "one of fieldRef and resourceFieldRef is required";
        errors.push(FieldError::required(item, detail));
    }
    mode(errors, &item.child("mode"));
}
