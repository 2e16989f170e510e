//! Volumes: pkg/apis/core/validation/validation.go ValidateVolumes, validateVolumeSource (v1.36.2).

use sorted::{Map, Set};

use super::env::{VOLUME_FIELDS, field_ref, resource_ref};
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::mounts::{descending_path, no_backsteps};
use super::numbers::{one_of, required_one_of};
use super::options::{Opt, Options};
use super::{claims, names, projected};

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
            iscsi_length(errors, &at, &volume.child("name"));
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
        "iscsi" => iscsi(errors, at),
        "flocker" => flocker(errors, at),
        "cinder" => secret_ref(errors, at),
        "quobyte" => quobyte(errors, at),
        "downwardAPI" => {
            mode(errors, &at.child("defaultMode"));
            for item in at.child("items").items() {
                downward_file(errors, &item, at.path());
            }
        }
        "fc" => fibre_channel(errors, at),
        "flexVolume" => flex_options(errors, &at.child("options")),
        "azureDisk" => azure_disk(errors, at),
        "storageos" => storage_os(errors, at),
        "projected" => {
            mode(errors, &at.child("defaultMode"));
            projected::sources(errors, at);
        }
        "csi" => csi(errors, at),
        "ephemeral" => ephemeral(errors, at, &volume.child("name"), pod),
        "image" => image(errors, at, options),
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

fn iscsi_length(errors: &mut Errors, at: &Field<'_>, name: &Field<'_>) {
    let length = name.text().len() + 1 + at.child("targetPortal").text().len();
    if at.child("initiatorName").is_set() && length > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if \
                      iscsi.initiatorName is specified.";
        errors.push(FieldError::invalid_text(name, detail));
    }
}

fn iscsi(errors: &mut Errors, at: &Field<'_>) {
    required(errors, at, "targetPortal");
    required(errors, at, "iqn");
    let iqn = at.child("iqn");
    if !iqn.is_empty() {
        initiator(errors, &iqn);
    }
    range(
        errors,
        &at.child("lun"),
        0,
        "must be between 0 and 255, inclusive",
    );
    let chap = at.child("chapAuthDiscovery").bool() || at.child("chapAuthSession").bool();
    if chap && !at.child("secretRef").is_set() {
        errors.push(FieldError::required(&at.child("secretRef"), ""));
    }
    let name = at.child("initiatorName");
    if name.is_set() {
        initiator(errors, &name.renamed(format!("{}.initiatorname", at.path())));
    }
}

fn initiator(errors: &mut Errors, at: &Field<'_>) {
    let alphanumeric =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_alphanumeric());
    let text = at.text();
    // The forms' expressions have a dot for any character after the first three letters.
    let fine = match text.get(..3) {
        Some("iqn") => is_iqn(text),
        Some("eui") => text.get(4..).is_some_and(|rest| alphanumeric(rest, 16)),
        Some("naa") => text.get(4..).is_some_and(|rest| alphanumeric(rest, 32)),
        _ => {
            let detail = "must be valid format starting with iqn, eui, or naa";
            errors.push(FieldError::invalid_text(at, detail));
            return;
        }
    };
    if !fine {
        errors.push(FieldError::invalid_text(at, "must be valid format"));
    }
}

/// `iqn.2001-04.com.example:name`
fn is_iqn(text: &str) -> bool {
    let parts = text
        .strip_prefix("iqn.")
        .and_then(|rest| Some((rest.get(..8)?, rest.get(8..)?.split_once(':')?)));
    parts.is_some_and(|(date, (domain, name))| {
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        digits(&date[..4])
            && &date[4..5] == "-"
            && digits(&date[5..7])
            && date.ends_with('.')
            && !domain.is_empty()
            && domain
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
            && !name.is_empty()
            && !name.contains(|c: char| ",;*&$|".contains(c) || c.is_ascii_whitespace())
    })
}

fn flocker(errors: &mut Errors, at: &Field<'_>) {
    let (name, uuid) = (at.child("datasetName"), at.child("datasetUUID"));
    if name.is_empty() && uuid.is_empty() {
        let detail = "one of datasetName and datasetUUID is required";
        errors.push(FieldError::required(at, detail));
    }
    if !name.is_empty() && !uuid.is_empty() {
        let detail = "datasetName and datasetUUID can not be specified simultaneously";
        errors.push(FieldError::invalid(at, "\"resource\"", detail));
    }
    if name.text().contains('/') {
        errors.push(FieldError::invalid_text(&name, "must not contain '/'"));
    }
}

fn quobyte(errors: &mut Errors, at: &Field<'_>) {
    let (registry, tenant) = (at.child("registry"), at.child("tenant"));
    let pairs = "must be a host:port pair or multiple pairs separated by commas";
    if registry.is_empty() {
        errors.push(FieldError::required(&registry, pairs));
    } else if tenant.text().len() >= 65 {
        let detail = "must be a UUID and may not exceed a length of 64 characters";
        errors.push(FieldError::required(&tenant, detail));
    } else {
        for pair in registry.text().split(',') {
            let host = pair.rsplit_once(':').map(|(host, _)| host);
            let bracketed = |h: &str| h.starts_with('[') && h.ends_with(']');
            if host.is_none_or(|h| h.contains(':') && !bracketed(h)) {
                errors.push(FieldError::invalid_text(&registry, pairs));
            }
        }
    }
    required(errors, at, "volume");
}

fn fibre_channel(errors: &mut Errors, at: &Field<'_>) {
    let (names, ids, lun) = (at.child("targetWWNs"), at.child("wwids"), at.child("lun"));
    if names.is_empty() && ids.is_empty() {
        let detail = "must specify either targetWWNs or wwids, but not both";
        errors.push(FieldError::required(&names, detail));
    }
    if !names.is_empty() && !ids.is_empty() {
        let detail = "targetWWNs and wwids can not be specified simultaneously";
        errors.push(FieldError::invalid_value(&names, detail));
    }
    if !names.is_empty() && !lun.is_set() {
        let detail = "lun is required if targetWWNs is specified";
        errors.push(FieldError::required(&lun, detail));
    } else if !names.is_empty() {
        range(errors, &lun, 0, "must be between 0 and 255, inclusive");
    }
}

fn flex_options(errors: &mut Errors, options: &Field<'_>) {
    for (key, at) in options.sorted_members() {
        let domain = key.split_once('/').map_or(key, |(domain, _)| domain);
        let normalized = format!(".{}", domain.to_ascii_lowercase());
        if normalized.ends_with(".kubernetes.io") || normalized.ends_with(".k8s.io") {
            let detail = "kubernetes.io and k8s.io namespaces are reserved";
            errors.push(FieldError::invalid(&at, &go_string(key), detail));
        }
    }
}

fn azure_disk(errors: &mut Errors, at: &Field<'_>) {
    let (caching, kind, uri) = (at.child("cachingMode"), at.child("kind"), at.child("diskURI"));
    if caching.is_set() {
        one_of(errors, &caching, &["None", "ReadOnly", "ReadWrite"]);
    }
    if !kind.is_set() {
        return;
    }
    one_of(errors, &kind, &["Dedicated", "Managed", "Shared"]);
    let (start, form) = if kind.text() == "Managed" {
        (
            "/subscriptions/",
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
        )
    } else {
        (
            "https://",
            "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",
        )
    };
    if !uri.text().starts_with(start) {
        errors.push(FieldError::text_not_supported(&uri, &[form]));
    }
}

fn storage_os(errors: &mut Errors, at: &Field<'_>) {
    let (name, namespace) = (at.child("volumeName"), at.child("volumeNamespace"));
    if name.is_empty() {
        errors.push(FieldError::required(&name, ""));
    }
    for label in [name, namespace].iter().filter(|l| !l.is_empty()) {
        invalid_each(errors, label, label.text(), names::dns_label(label.text()));
    }
    secret_ref(errors, at);
}

fn csi(errors: &mut Errors, at: &Field<'_>) {
    let driver = at.child("driver");
    if driver.is_empty() {
        errors.push(FieldError::required(&driver, ""));
    } else {
        if driver.text().len() > names::LABEL_MAX {
            errors.push(FieldError::too_long(&driver, names::LABEL_MAX));
        }
        let lower = driver.text().to_ascii_lowercase();
        invalid_each(errors, &driver, driver.text(), names::dns_subdomain(&lower));
    }
    let secret = at.child("nodePublishSecretRef");
    let name = secret.child("name");
    if secret.is_set() && name.is_empty() {
        errors.push(FieldError::required(&name, ""));
    } else if secret.is_set() {
        let place = name.renamed(format!("{}.name", at.path()));
        invalid_each(errors, &place, name.text(), names::dns_subdomain(name.text()));
    }
}

fn ephemeral(errors: &mut Errors, at: &Field<'_>, name: &Field<'_>, pod: &str) {
    let template = at.child("volumeClaimTemplate");
    if template.is_set() {
        claims::template(errors, &template);
    } else {
        errors.push(FieldError::required(&template, ""));
    }
    if pod.is_empty() || name.is_empty() {
        return;
    }
    let claim = format!("{pod}-{}", name.text());
    for message in names::dns_subdomain(&claim) {
        let detail = format!("PVC name {}: {message}", go_string(&claim));
        errors.push(FieldError::invalid_text(name, &detail));
    }
}

fn image(errors: &mut Errors, at: &Field<'_>, options: Options) {
    let reference = at.child("reference");
    if options.has(Opt::ResourceIsPod) && reference.is_empty() {
        errors.push(FieldError::required(&reference, ""));
    }
    required_one_of(
        errors,
        &at.child("pullPolicy"),
        &["Always", "IfNotPresent", "Never"],
    );
}
