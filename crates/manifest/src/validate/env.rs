//! Environment: pkg/apis/core/validation/validation.go ValidateEnv, ValidateEnvFrom and what they refer to (v1.36.2).

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{invalid_each, mask_trailing_dash};
use super::names;
use super::options::{Opt, Options};

const ENV_FIELDS: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Fields that a downward API volume may show.
pub const VOLUME_FIELDS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];
const KNOWN_FIELDS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
const RESOURCES: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// The `env` of a container.
pub fn env(errors: &mut Errors, env: &Field<'_>, options: Options) {
    let relaxed = options.has(Opt::RelaxedEnvironmentVariableValidation);
    for variable in env.items() {
        let name = variable.child("name");
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        } else {
            invalid_each(errors, &name, name.text(), names::env_name(name.text(), relaxed));
        }
        if variable.child("valueFrom").is_set() {
            value_from(errors, &variable, &variable.child("valueFrom"), options);
        }
    }
}

/// The source of a variable's value.
pub fn value_from(errors: &mut Errors, variable: &Field<'_>, source: &Field<'_>, options: Options) {
    let mut sources = 0;
    let mut each = |name: &str, rule: &mut dyn FnMut(&Field<'_>)| {
        let child = source.child(name);
        if child.is_set() {
            sources += 1;
            rule(&child);
        }
    };
    each("fieldRef", &mut |f| field_ref(errors, f, ENV_FIELDS));
    each("resourceFieldRef", &mut |f| resource_ref(errors, f, false));
    each("configMapKeyRef", &mut |f| key_ref(errors, f));
    each("secretKeyRef", &mut |f| key_ref(errors, f));
    each("fileKeyRef", &mut |f| file_ref(errors, f));
    let detail = match (sources, variable.child("value").is_empty()) {
        (0, _) if options.has(Opt::EnvFilesValidation) => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        }
        (0, _) => "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
        (_, false) => "may not be specified when `value` is not empty",
        (2.., true) => "may not have more than one field specified at a time",
        _ => return,
    };
    errors.push(FieldError::invalid(source, "\"\"", detail));
}

/// A reference to a field of the pod.
pub fn field_ref(errors: &mut Errors, selector: &Field<'_>, supported: &[&str]) {
    let path = selector.child("fieldPath");
    for required in [selector.child("apiVersion"), path.clone()] {
        if required.is_empty() {
            errors.push(FieldError::required(&required, ""));
            return;
        }
    }
    // What old clients called the node's name.
    let text = if path.text() == "spec.host" {
        "spec.nodeName"
    } else {
        path.text()
    };
    let mut conversion = |reason: String| {
        let detail = format!("error converting fieldPath: {reason}");
        errors.push(FieldError::invalid(&path, &go_string(text), &detail));
    };
    let version = selector.child("apiVersion").text();
    if version != "v1" {
        return conversion(format!("unsupported pod version: {version}"));
    }
    let subscripted = text
        .strip_suffix("']")
        .and_then(|t| t.split_once("['"))
        .filter(|(p, _)| !p.is_empty());
    match subscripted {
        Some(("metadata.annotations", key)) => {
            invalid_each(errors, selector, key, names::qualified(&key.to_ascii_lowercase()))
        }
        Some(("metadata.labels", key)) => invalid_each(errors, selector, key, names::qualified(key)),
        Some(_) => conversion(format!("field label does not support subscript: {text}")),
        None if !KNOWN_FIELDS.contains(&text) => conversion(format!("field label not supported: {text}")),
        None if !supported.contains(&text) => {
            errors.push(FieldError::not_supported(&path, &go_string(text), supported));
        }
        None => {}
    }
}

/// A reference to a request or limit of a container.
pub fn resource_ref(errors: &mut Errors, selector: &Field<'_>, volume: bool) {
    let (container, resource) = (selector.child("containerName"), selector.child("resource"));
    let name = resource.text();
    let huge = ["limits.hugepages-", "requests.hugepages-"]
        .iter()
        .any(|p| name.starts_with(p));
    if volume && container.is_empty() {
        errors.push(FieldError::required(&container, ""));
    } else if name.is_empty() {
        errors.push(FieldError::required(&resource, ""));
    } else if !huge && !RESOURCES.contains(&name) {
        errors.push(FieldError::not_supported(&resource, &go_string(name), RESOURCES));
    }
    let divisor = selector.child("divisor");
    let Some(value) = super::resources::quantity(&divisor).filter(|q| q.nanos() != 0) else {
        return;
    };
    let text = value.to_string();
    const SIZES: &[&str] = &[
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ];
    let what = name.split_once('.').map_or("", |(_, what)| what);
    let (supported, kind): (&[&str], _) = match what {
        "cpu" => (&["1m", "1"], "cpu"),
        "memory" => (SIZES, "memory"),
        "ephemeral-storage" => (SIZES, "local ephemeral storage"),
        _ if huge => (SIZES, "hugepages"),
        _ => return,
    };
    if !supported.contains(&text.as_str()) {
        let list = if kind == "cpu" {
            "1m and 1".to_owned()
        } else {
            SIZES.join(", ")
        };
        let detail = format!("only divisor's values {list} are supported with the {kind} resource");
        errors.push(FieldError::invalid(&divisor, &go_string(name), &detail));
    }
}

fn key_ref(errors: &mut Errors, selector: &Field<'_>) {
    let name = selector.child("name");
    invalid_each(errors, &name, name.text(), names::dns_subdomain(name.text()));
    let key = selector.child("key");
    if key.is_empty() {
        errors.push(FieldError::required(&key, ""));
    } else {
        invalid_each(errors, &key, key.text(), names::config_key(key.text()));
    }
}

fn file_ref(errors: &mut Errors, selector: &Field<'_>) {
    let key = selector.child("key");
    if key.is_empty() {
        errors.push(FieldError::required(&key, ""));
    } else {
        invalid_each(errors, &key, key.text(), names::env_name(key.text(), true));
    }
    let volume = selector.child("volumeName");
    if volume.is_empty() {
        errors.push(FieldError::required(&volume, ""));
    } else {
        invalid_each(errors, &volume, volume.text(), names::dns_label(volume.text()));
    }
    let path = selector.child("path");
    if path.is_empty() {
        errors.push(FieldError::required(&path, ""));
    } else {
        super::mounts::no_backsteps(errors, &path);
    }
}

/// The `envFrom` of a container. The errors about the sources have no index, as upstream's.
pub fn env_from(errors: &mut Errors, list: &Field<'_>, options: Options) {
    let relaxed = options.has(Opt::RelaxedEnvironmentVariableValidation);
    for source in list.items() {
        let prefix = source.child("prefix");
        if !prefix.is_empty() {
            invalid_each(
                errors,
                &prefix,
                prefix.text(),
                names::env_name(prefix.text(), relaxed),
            );
        }
        let mut sources = 0;
        for name in ["configMapRef", "secretRef"] {
            let reference = source.child(name);
            if !reference.is_set() {
                continue;
            }
            sources += 1;
            let name = reference.child("name");
            if name.is_empty() {
                errors.push(FieldError::required(&name, ""));
            } else {
                let masked = mask_trailing_dash(name.text());
                invalid_each(errors, &name, name.text(), names::dns_subdomain(&masked));
            }
        }
        let detail = match sources {
            0 => "must specify one of: `configMapRef` or `secretRef`",
            1 => continue,
            _ => "may not have more than one field specified at a time",
        };
        errors.push(FieldError::invalid(
            &source.renamed(list.path().to_owned()),
            "\"\"",
            detail,
        ));
    }
}

/// Every `fileKeyRef` names an `emptyDir` of the pod: validateFileKeyRefVolumes.
pub fn file_volumes(errors: &mut Errors, spec: &Field<'_>) {
    let volumes = spec.child("volumes").items();
    for container in super::pod_spec::all_containers(spec) {
        for variable in container.child("env").items() {
            let reference = variable.descend("valueFrom.fileKeyRef");
            let name = reference.child("volumeName");
            if !reference.is_set() {
                continue;
            }
            let found = volumes.iter().rfind(|v| v.child("name").text() == name.text());
            match found {
                None => errors.push(FieldError::not_found(&name, &go_string(name.text()), "")),
                Some(volume) if !volume.child("emptyDir").is_set() => {
                    let detail = "referenced volume must be of type emptyDir";
                    errors.push(FieldError::invalid_text(&name, detail));
                }
                Some(_) => {}
            }
        }
    }
}
