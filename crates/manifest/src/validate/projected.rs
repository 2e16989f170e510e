//! Projected volumes: pkg/apis/core/validation/validation.go validateProjectionSources (v1.36.2).

use sorted::Set;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{annotations_size, invalid_each};
use super::names;
use super::numbers::one_of;
use super::selector::label_selector;
use super::volumes::{downward_file, key_to_path, local_path, required};

/// Shortest life of a token, seconds.
const MIN_TOKEN: i64 = 600;
/// Longest life of a token, seconds.
const MAX_TOKEN: i64 = 1 << 32;
/// Shortest longest life of a certificate, seconds.
const MIN_CERTIFICATE: i64 = 3600;
/// Longest life of a certificate: 91 days, one day from Kubernetes' own signers, seconds.
const MAX_CERTIFICATE: (i64, i64) = (91 * 86400, 86400);
const KEY_TYPES: &[&str] = &[
    "RSA3072",
    "RSA4096",
    "ECDSAP256",
    "ECDSAP384",
    "ECDSAP521",
    "ED25519",
];

/// The files that the sources of one volume make.
struct Paths<'a> {
    volume: Field<'a>,
    seen: Set<String>,
}

impl Paths<'_> {
    /// Reports a file that another source makes, too; the value shown is upstream's choice.
    fn add(&mut self, errors: &mut Errors, path: &str, shown: &str) {
        if !self.seen.insert(path.to_owned()) {
            let value = go_string(shown);
            errors.push(FieldError::invalid(
                &self.volume,
                &value,
                "conflicting duplicate paths",
            ));
        }
    }
}

/// All sources of a projected volume.
pub fn sources(errors: &mut Errors, volume: &Field<'_>) {
    let mut paths = Paths {
        volume: volume.clone(),
        seen: Set::new(),
    };
    for source in volume.child("sources").items() {
        let names = [
            "secret",
            "configMap",
            "downwardAPI",
            "serviceAccountToken",
            "clusterTrustBundle",
            "podCertificate",
        ];
        let set: Vec<&str> = names.into_iter().filter(|n| source.child(n).is_set()).collect();
        for name in &set {
            let at = source.child(name);
            match *name {
                "secret" | "configMap" => keyed(errors, &at, &mut paths),
                "downwardAPI" => downward(errors, &at, &mut paths),
                "serviceAccountToken" => token(errors, &at, volume),
                "clusterTrustBundle" => bundle(errors, &at, &mut paths),
                _ => certificate(errors, &at, &mut paths),
            }
        }
        if set.len() > 1 {
            let detail = "may not specify more than 1 volume type per source";
            errors.push(FieldError::forbidden(&source, detail));
        }
    }
}

fn keyed(errors: &mut Errors, at: &Field<'_>, paths: &mut Paths<'_>) {
    required(errors, at, "name");
    for item in at.child("items").items() {
        key_to_path(errors, &item);
        let path = item.child("path").text();
        if !path.is_empty() {
            paths.add(errors, path, at.child("name").text());
        }
    }
}

fn downward(errors: &mut Errors, at: &Field<'_>, paths: &mut Paths<'_>) {
    for item in at.child("items").items() {
        downward_file(errors, &item, at.path());
        let path = item.child("path").text();
        if !path.is_empty() {
            paths.add(errors, path, path);
        }
    }
}

/// The path of a token is reported at the volume, as upstream does.
fn token(errors: &mut Errors, at: &Field<'_>, volume: &Field<'_>) {
    let expiration = at.child("expirationSeconds");
    let seconds = expiration.int().unwrap_or(0);
    let detail = if seconds < MIN_TOKEN {
        "may not specify a duration less than 10 minutes"
    } else if seconds > MAX_TOKEN {
        "may not specify a duration larger than 2^32 seconds"
    } else {
        ""
    };
    if !detail.is_empty() {
        errors.push(FieldError::invalid(&expiration, &seconds.to_string(), detail));
    }
    let path = at.child("path").renamed(format!("{}.path", volume.path()));
    if path.is_empty() {
        errors.push(FieldError::required(&path, ""));
    } else {
        local_path(errors, &path);
    }
}

fn bundle(errors: &mut Errors, at: &Field<'_>, paths: &mut Paths<'_>) {
    let (name, signer) = (at.child("name"), at.child("signerName"));
    let selector = at.child("labelSelector");
    match (name.is_set(), signer.is_set()) {
        (true, true) => {
            let value = api::internal::json("ClusterTrustBundleProjection", &at.to_json());
            let detail = "only one of name and signerName may be used";
            errors.push(FieldError::invalid(at, &value, detail));
        }
        (true, false) => {
            if name.is_empty() {
                errors.push(FieldError::required(&name, "must be a valid object name"));
            }
            for message in bundle_name(name.text()) {
                let detail = format!("not a valid clustertrustbundlename: {message}");
                errors.push(FieldError::invalid_text(&name, &detail));
            }
            if selector.is_set() {
                let detail = "labelSelector must be unset if name is specified";
                errors.push(FieldError::invalid_value(&selector, detail));
            }
        }
        (false, true) => {
            if signer.is_empty() {
                errors.push(FieldError::required(&signer, "must be a valid signer name"));
            }
            signer_name(errors, &signer);
            label_selector(errors, &selector);
        }
        (false, false) => {
            errors.push(FieldError::required(
                at,
                "either name or signerName must be specified",
            ));
        }
    }
    required(errors, at, "path");
    let path = at.child("path");
    local_path(errors, &path);
    paths.add(errors, path.text(), path.text());
}

/// `name`, or `example.com:signer:name` for a bundle of a signer.
fn bundle_name(name: &str) -> names::Messages {
    match name.rsplit_once(':') {
        Some((_, own)) => names::dns_subdomain(own),
        None => names::dns_subdomain(name),
    }
}

/// `example.com/signer-name`
fn signer_name(errors: &mut Errors, at: &Field<'_>) {
    if at.is_empty() {
        errors.push(FieldError::required(at, ""));
        return;
    }
    let segments: Vec<&str> = at.text().split('/').collect();
    let [domain, path] = segments[..] else {
        let detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
        errors.push(FieldError::invalid_text(at, detail));
        return;
    };
    if domain.len() > names::SUBDOMAIN_MAX {
        errors.push(FieldError::too_long(at, names::SUBDOMAIN_MAX));
    }
    signer_part(errors, at, domain, names::dns_label);
    if !domain.contains('.') {
        let detail = "should be a domain with at least two segments separated by dots";
        errors.push(FieldError::invalid(at, &go_string(domain), detail));
    }
    signer_part(errors, at, path, names::dns_subdomain);
    let most = 2 * names::SUBDOMAIN_MAX + names::LABEL_MAX + 2;
    if at.text().len() > most {
        errors.push(FieldError::too_long(at, most));
    }
}

/// Reports the first wrong label only.
fn signer_part(errors: &mut Errors, at: &Field<'_>, part: &str, rule: fn(&str) -> names::Messages) {
    let wrong = part.split('.').map(|label| (label, rule(label)));
    if let Some((label, messages)) = { wrong }.find(|(_, messages)| !messages.is_empty()) {
        for message in messages {
            let detail = format!("validating label {}: {message}", go_string(label));
            errors.push(FieldError::invalid(at, &go_string(part), &detail));
        }
    }
}

fn certificate(errors: &mut Errors, at: &Field<'_>, paths: &mut Paths<'_>) {
    let signer = at.child("signerName");
    signer_name(errors, &signer);
    user_annotations(errors, &at.child("userAnnotations"));
    one_of(errors, &at.child("keyType"), KEY_TYPES);
    let longest = at.child("maxExpirationSeconds");
    if let Some(seconds) = longest.int() {
        let host = signer.text().split('/').next().unwrap_or("");
        let own = host == "kubernetes.io" || host.ends_with(".kubernetes.io");
        let most = if own { MAX_CERTIFICATE.1 } else { MAX_CERTIFICATE.0 };
        let mut wrong = |relation: &str, limit: i64| {
            let detail = format!("if provided, maxExpirationSeconds must be {relation} {limit}");
            errors.push(FieldError::invalid(&longest, &seconds.to_string(), &detail));
        };
        if seconds < MIN_CERTIFICATE {
            wrong(">=", MIN_CERTIFICATE);
        }
        if seconds > most {
            wrong("<=", most);
        }
    }
    let mut found = false;
    for name in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
        let path = at.child(name);
        if !path.is_empty() {
            found = true;
            local_path(errors, &path);
            paths.add(errors, path.text(), path.text());
        }
    }
    if !found {
        let detail = "specify at least one of credentialBundlePath, keyPath, and certificateChainPath";
        errors.push(FieldError::required(at, detail));
    }
}

fn user_annotations(errors: &mut Errors, map: &Field<'_>) {
    for (key, member) in map.sorted_members() {
        let at = member.renamed(map.path().to_owned());
        let key = key.to_ascii_lowercase();
        if key.is_empty() {
            errors.push(FieldError::required(&at, ""));
            continue;
        }
        let mut messages = names::qualified(&key);
        if messages.is_empty() && !key.contains('/') {
            messages.push("must be a domain-prefixed key (such as \"acme.io/foo\")".to_owned());
        }
        invalid_each(errors, &at, &key, messages);
    }
    annotations_size(errors, map);
}
