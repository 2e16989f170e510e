//! What pods of an operating system may have, and Windows' own options: pkg/apis/core/validation/validation.go validateOS,
//! validateLinux, validateWindows, validateWindowsSecurityContextOptions, validateWindowsHostProcessPod (v1.36.2).

use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;
use super::pod_spec::all_containers;

/// Longest credential spec, bytes.
const MAX_CREDENTIAL_SPEC: usize = 64 * 1024;
/// From this length on a domain is too long.
const MAX_DOMAIN: usize = 256;
/// Longest name of a user.
const MAX_USER: usize = 104;
/// Characters that a user's name cannot have.
const NOT_IN_USER: &str = "\"/\\:;|=,+*?<>@[]";
/// Characters that a NetBIOS domain cannot have; nor can it begin with a dot.
const NOT_IN_NETBIOS: &str = "\\/:*?\"<>|";
/// What a Windows pod cannot have, in upstream's order: the holder is the spec for those marked with a dot.
const POD_FIELDS: &[&str] = &[
    "appArmorProfile",
    "seLinuxOptions",
    ".hostUsers",
    ".hostPID",
    ".hostIPC",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    ".shareProcessNamespace",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
];
/// What a container of a Windows pod cannot have, in upstream's order.
const CONTAINER_FIELDS: &[&str] = &[
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
];

/// `os`, and what belongs to another system.
pub fn os(errors: &mut Errors, spec: &Field<'_>) {
    let os = spec.child("os");
    if !os.is_set() {
        return;
    }
    let name = os.child("name");
    match name.text() {
        "" => errors.push(FieldError::required(&name, "")),
        "linux" => linux(errors, spec),
        "windows" => windows(errors, spec),
        _ => {
            let at = name.renamed(os.path().to_owned());
            errors.push(FieldError::text_not_supported(&at, &["linux", "windows"]));
        }
    }
}

fn contexts<'a>(spec: &Field<'a>) -> Vec<Field<'a>> {
    let containers = all_containers(spec);
    containers.iter().map(|c| c.child("securityContext")).collect()
}

fn linux(errors: &mut Errors, spec: &Field<'_>) {
    let own = spec.child("securityContext");
    for context in std::iter::once(own).chain(contexts(spec)) {
        let at = context.child("windowsOptions");
        if at.is_set() {
            let detail = "windows options cannot be set for a linux pod";
            errors.push(FieldError::forbidden(&at, detail));
        }
    }
}

fn windows(errors: &mut Errors, spec: &Field<'_>) {
    let detail = "cannot be set for a windows pod";
    let context = spec.child("securityContext");
    for name in POD_FIELDS {
        let at = match name.strip_prefix('.') {
            Some(name) => spec.child(name),
            None => context.child(name),
        };
        let set = match *name {
            ".hostPID" | ".hostIPC" => at.bool(),
            "sysctls" => !at.is_empty(),
            _ => at.is_set(),
        };
        if set {
            errors.push(FieldError::forbidden(&at, detail));
        }
    }
    for context in contexts(spec) {
        for at in CONTAINER_FIELDS.iter().map(|name| context.child(name)) {
            if at.is_set() {
                errors.push(FieldError::forbidden(&at, detail));
            }
        }
    }
}

/// `windowsOptions` of a pod or container.
pub fn options(errors: &mut Errors, options: &Field<'_>) {
    let name = options.child("gmsaCredentialSpecName");
    if let Some(text) = name.text_if_set() {
        invalid_each(errors, &name, text, names::dns_subdomain(text));
    }
    let spec = options.child("gmsaCredentialSpec");
    match spec.text_if_set().map(str::len) {
        Some(0) => {
            let detail = "gmsaCredentialSpec cannot be an empty string";
            errors.push(FieldError::invalid_text(&spec, detail));
        }
        Some(length) if length > MAX_CREDENTIAL_SPEC => {
            let detail = "gmsaCredentialSpec size must be under 64 KiB";
            errors.push(FieldError::invalid_text(&spec, detail));
        }
        _ => {}
    }
    let user = options.child("runAsUserName");
    for detail in user.text_if_set().map(user_name).unwrap_or_default() {
        errors.push(FieldError::invalid_text(&user, &format!("runAsUserName{detail}")));
    }
}

/// What is wrong with `DOMAIN\user`.
fn user_name(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('\\').collect();
    let (domain, user) = match parts[..] {
        _ if text.is_empty() => return vec![" cannot be an empty string".to_owned()],
        _ if text.contains(|c: char| c.is_ascii_control()) => {
            return vec![" cannot contain control characters".to_owned()];
        }
        [user] => (None, user),
        [domain, user] => (Some(domain), user),
        _ => return vec![" cannot contain more than one backslash".to_owned()],
    };
    let mut wrong = Vec::new();
    if domain.is_some_and(|d| d.len() >= MAX_DOMAIN) {
        wrong.push(format!("'s Domain length must be under {MAX_DOMAIN} characters"));
    }
    if domain.is_some_and(|d| !is_netbios(d) && !is_dns_domain(d)) {
        wrong.push("'s Domain doesn't match the NetBios nor the DNS format".to_owned());
    }
    if user.is_empty() {
        wrong.push("'s User cannot be empty".to_owned());
    } else if user.len() > MAX_USER {
        wrong.push(format!(
            "'s User length must not be longer than {MAX_USER} characters"
        ));
    }
    if !user.is_empty() && user.chars().all(|c| c == '.' || c == ' ') {
        wrong.push("'s User cannot contain only periods or spaces".to_owned());
    }
    if user.contains(|c| NOT_IN_USER.contains(c)) {
        wrong.push(format!(
            "'s User cannot contain the following characters: {NOT_IN_USER}"
        ));
    }
    wrong
}

fn is_netbios(domain: &str) -> bool {
    let length = domain.chars().count();
    (1..=15).contains(&length) && !domain.starts_with('.') && !domain.contains(|c| NOT_IN_NETBIOS.contains(c))
}

fn is_dns_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        label.len() <= names::LABEL_MAX && names::dns_label(&label.to_ascii_lowercase()).is_empty()
    })
}

/// In a pod with a HostProcess container all containers are.
pub fn host_process(errors: &mut Errors, spec: &Field<'_>) {
    let flag = |context: &Field<'_>| {
        let at = context.descend("windowsOptions.hostProcess");
        at.node().and_then(crate::tree::Node::as_bool)
    };
    let pod = flag(&spec.child("securityContext"));
    let (mut all, mut some) = (true, false);
    for context in contexts(spec) {
        let own = flag(&context);
        if let (Some(pod), Some(own)) = (pod, own)
            && pod != own
        {
            let at = context.descend("windowsOptions.hostProcess");
            let detail = format!("pod hostProcess value must be identical if both are specified, was {pod}");
            errors.push(FieldError::invalid_value(&at, &detail));
        }
        let host = own.or(pod).unwrap_or(false);
        all &= host;
        some |= host;
    }
    if !some {
        return;
    }
    if !all {
        let detail =
            "If pod contains any hostProcess containers then all containers must be HostProcess containers";
        errors.push(FieldError::invalid(spec, "\"\"", detail));
    }
    let network = spec.child("hostNetwork");
    if !network.bool() {
        let detail = "hostNetwork must be true if pod contains any hostProcess containers";
        errors.push(FieldError::invalid(&network, "false", detail));
    }
}
