//! Security contexts of pods and containers: pkg/apis/core/validation/validation.go validatePodSpecSecurityContext,
//! ValidateSecurityContext and the profiles in them (v1.36.2).

use sorted::Set;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::mounts::descending_path;
use super::numbers::one_of;
use super::options::{Opt, Options};
use super::{names, windows};

/// Longest path of a file on a node.
const MAX_PATH: usize = 4095;
/// Longest name of a kernel parameter.
const MAX_SYSCTL: usize = 253;
const SYSCTL_TEXT: &str = "must have at most 253 characters and match regex \
     ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
/// Kernel parameters of the IPC namespace beside those under `fs.mqueue.`
/// (staging/src/k8s.io/component-helpers/node/util/sysctl/namespace.go).
const IPC_SYSCTLS: &[&str] = &[
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
    "kernel.shm",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.msg",
];

fn id(errors: &mut Errors, at: &Field<'_>) {
    for message in at.int().map(names::user_id).unwrap_or_default() {
        errors.push(FieldError::invalid(at, &at.shown(), &message));
    }
}

/// A pod's `securityContext`, with what v1 keeps on the spec.
pub fn pod(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    let context = spec.child("securityContext");
    for name in ["fsGroup", "runAsUser", "runAsGroup"] {
        id(errors, &context.child(name));
    }
    for group in context.child("supplementalGroups").items() {
        id(errors, &group);
    }
    let share = spec.child("shareProcessNamespace");
    if share.bool() && spec.child("hostPID").bool() {
        let at = share.renamed(format!("{}.shareProcessNamespace", context.path()));
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        errors.push(FieldError::invalid_value(&at, detail));
    }
    sysctls(errors, &context.child("sysctls"), spec);
    let word = |errors: &mut Errors, name: &str, supported: &[&str]| {
        let at = context.child(name);
        if at.is_set() {
            one_of(errors, &at, supported);
        }
    };
    word(errors, "fsGroupChangePolicy", &["Always", "OnRootMismatch"]);
    seccomp_profile(errors, &context.child("seccompProfile"));
    windows::options(errors, &context.child("windowsOptions"));
    app_armor_profile(errors, &context.child("appArmorProfile"));
    word(errors, "supplementalGroupsPolicy", &["Merge", "Strict"]);
    let changes: &[&str] = if options.has(Opt::OnlyRecursiveSELinuxChangePolicy) {
        &["Recursive"]
    } else {
        &["MountOption", "Recursive"]
    };
    word(errors, "seLinuxChangePolicy", changes);
}

fn sysctls(errors: &mut Errors, list: &Field<'_>, spec: &Field<'_>) {
    let mut seen = Set::new();
    for sysctl in list.items() {
        let name = sysctl.child("name");
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        } else if !is_sysctl(name.text()) {
            errors.push(FieldError::invalid_text(&name, SYSCTL_TEXT));
        } else if seen.contains(name.text()) {
            errors.push(FieldError::duplicate(&name, &go_string(name.text())));
        }
        seen.insert(name.text());
        let dotted = dotted(name.text());
        let plain = dotted.split('*').next().unwrap_or("");
        let field = if plain.starts_with("net.") {
            "hostNetwork"
        } else if plain.starts_with("fs.mqueue.") || IPC_SYSCTLS.contains(&plain) {
            "hostIPC"
        } else {
            continue;
        };
        if spec.child(field).bool() {
            let detail = format!("may not be specified when '{field}' is true");
            errors.push(FieldError::invalid_text(&name, &detail));
        }
    }
}

/// A parameter's name with dots where its first separator is a slash.
fn dotted(name: &str) -> String {
    match name.find(['.', '/']) {
        Some(i) if name[i..].starts_with('/') => {
            let swap = |c| match c {
                '/' => '.',
                '.' => '/',
                c => c,
            };
            name.chars().map(swap).collect()
        }
        _ => name.to_owned(),
    }
}

fn is_sysctl(name: &str) -> bool {
    let edge = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let segment = |s: &str| {
        let bytes = s.as_bytes();
        bytes.first().is_some_and(edge)
            && bytes.last().is_some_and(edge)
            && bytes.iter().all(|b| edge(b) || b"-_".contains(b))
    };
    name.len() <= MAX_SYSCTL && name.split(['.', '/']).all(segment)
}

fn seccomp_profile(errors: &mut Errors, profile: &Field<'_>) {
    if !profile.is_set() {
        return;
    }
    let (kind, file) = (profile.child("type"), profile.child("localhostProfile"));
    profile_type(errors, &kind, "type is required when seccompProfile is set");
    match (kind.text() == "Localhost", file.is_set()) {
        (true, false) => {
            let detail = "must be set when seccomp type is Localhost";
            errors.push(FieldError::required(&file, detail));
        }
        (true, true) => descending_path(errors, &file),
        (false, true) => {
            let value = api::internal::json("SeccompProfile", &profile.to_json());
            let detail = "can only be set when seccomp type is Localhost";
            errors.push(FieldError::invalid(&file, &value, detail));
        }
        (false, false) => {}
    }
}

fn profile_type(errors: &mut Errors, kind: &Field<'_>, missing: &str) {
    if kind.is_empty() {
        errors.push(FieldError::required(kind, missing));
    } else {
        one_of(errors, kind, &["Localhost", "RuntimeDefault", "Unconfined"]);
    }
}

fn app_armor_profile(errors: &mut Errors, profile: &Field<'_>) {
    if !profile.is_set() {
        return;
    }
    let (kind, file) = (profile.child("type"), profile.child("localhostProfile"));
    let missing = "must be set when AppArmor type is Localhost";
    match kind.text() {
        "Localhost" if !file.is_set() => errors.push(FieldError::required(&file, missing)),
        "Localhost" => {
            let text = file.text();
            if text.trim() != text {
                errors.push(FieldError::invalid_text(
                    &file,
                    "must not be padded with whitespace",
                ));
            } else if text.is_empty() {
                errors.push(FieldError::required(&file, missing));
            }
            if text.len() > MAX_PATH {
                errors.push(FieldError::too_long(&file, MAX_PATH));
            }
        }
        "RuntimeDefault" | "Unconfined" => {
            if file.is_set() {
                let detail = "can only be set when AppArmor type is Localhost";
                errors.push(FieldError::invalid_text(&file, detail));
            }
        }
        _ => profile_type(errors, &kind, "type is required when appArmorProfile is set"),
    }
}

/// A container's `securityContext`.
pub fn container(errors: &mut Errors, context: &Field<'_>, host_users: bool) {
    if !context.is_set() {
        return;
    }
    id(errors, &context.child("runAsUser"));
    id(errors, &context.child("runAsGroup"));
    let proc_mount = context.child("procMount");
    if proc_mount.is_set() {
        one_of(errors, &proc_mount, &["Default", "Unmasked"]);
        if host_users && proc_mount.text() == "Unmasked" {
            let detail = "`hostUsers` must be false to use `Unmasked`";
            errors.push(FieldError::invalid_text(&proc_mount, detail));
        }
    }
    seccomp_profile(errors, &context.child("seccompProfile"));
    let escalation = context.child("allowPrivilegeEscalation");
    if escalation.is_set() && !escalation.bool() {
        let mut conflict = |what: &str| {
            let value = api::internal::json("SecurityContext", &context.to_json());
            let detail = format!("cannot set `allowPrivilegeEscalation` to false and {what}");
            errors.push(FieldError::invalid(context, &value, &detail));
        };
        if context.child("privileged").bool() {
            conflict("`privileged` to true");
        }
        for capability in context.descend("capabilities.add").items() {
            if capability.text() == "CAP_SYS_ADMIN" {
                conflict("`capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }
    windows::options(errors, &context.child("windowsOptions"));
    app_armor_profile(errors, &context.child("appArmorProfile"));
}
