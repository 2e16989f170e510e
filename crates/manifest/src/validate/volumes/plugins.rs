//! The sources of volumes that have rules of their own beside what they require (v1.36.2).

use super::{range, required, secret_ref};
use crate::validate::error::{Errors, FieldError, go_string};
use crate::validate::field::Field;
use crate::validate::metadata::invalid_each;
use crate::validate::numbers::{one_of, required_one_of};
use crate::validate::options::{Opt, Options};
use crate::validate::{claims, names};

/// With an initiator's name, volume and portal together must not be too long.
pub fn iscsi_length(errors: &mut Errors, at: &Field<'_>, name: &Field<'_>) {
    let length = name.text().len() + 1 + at.child("targetPortal").text().len();
    if at.child("initiatorName").is_set() && length > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if \
                      iscsi.initiatorName is specified.";
        errors.push(FieldError::invalid_text(name, detail));
    }
}

/// `iscsi`
pub fn iscsi(errors: &mut Errors, at: &Field<'_>) {
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

/// `flocker`
pub fn flocker(errors: &mut Errors, at: &Field<'_>) {
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

/// `quobyte`
pub fn quobyte(errors: &mut Errors, at: &Field<'_>) {
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

/// `fc`
pub fn fibre_channel(errors: &mut Errors, at: &Field<'_>) {
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

/// The options of `flexVolume`.
pub fn flex_options(errors: &mut Errors, options: &Field<'_>) {
    for (key, at) in options.sorted_members() {
        let domain = key.split_once('/').map_or(key, |(domain, _)| domain);
        let normalized = format!(".{}", domain.to_ascii_lowercase());
        if normalized.ends_with(".kubernetes.io") || normalized.ends_with(".k8s.io") {
            let detail = "kubernetes.io and k8s.io namespaces are reserved";
            errors.push(FieldError::invalid(&at, &go_string(key), detail));
        }
    }
}

/// `azureDisk`
pub fn azure_disk(errors: &mut Errors, at: &Field<'_>) {
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

/// `storageos`
pub fn storage_os(errors: &mut Errors, at: &Field<'_>) {
    let (name, namespace) = (at.child("volumeName"), at.child("volumeNamespace"));
    if name.is_empty() {
        errors.push(FieldError::required(&name, ""));
    }
    for label in [name, namespace].iter().filter(|l| !l.is_empty()) {
        invalid_each(errors, label, label.text(), names::dns_label(label.text()));
    }
    secret_ref(errors, at);
}

/// `csi`
pub fn csi(errors: &mut Errors, at: &Field<'_>) {
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

/// `ephemeral`
pub fn ephemeral(errors: &mut Errors, at: &Field<'_>, name: &Field<'_>, pod: &str) {
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

/// `image`
pub fn image(errors: &mut Errors, at: &Field<'_>, options: Options) {
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
