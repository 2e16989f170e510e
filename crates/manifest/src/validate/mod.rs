//! Validation in the API server's words and order: pkg/apis/{core,batch,apps}/validation/validation.go (v1.36.2). One file
//! per family of rules; all errors of an object are collected.

mod affinity;
mod annotations;
mod apps;
mod claims;
mod containers;
mod cron_job;
mod dns;
mod env;
pub mod error;
pub mod field;
mod ip;
mod job;
mod job_policies;
mod metadata;
mod mounts;
mod names;
mod numbers;
pub mod options;
mod pod_spec;
mod ports;
mod probes;
mod projected;
mod resource_claims;
mod resources;
mod restart;
mod scheduling;
mod security;
mod selector;
mod sets;
mod topology;
pub mod update;
#[cfg(test)]
mod upstream_cases;
mod volumes;
pub mod warnings;
mod windows;

use sorted::{Map, Set};

use api::KubernetesVersion;

use crate::tree::Node;

pub use error::{ErrorType, FieldError};
pub use field::Field;
pub use names::is_object_name;
use options::{Opt, Options};

/// What the rules about containers need to know of their pod.
struct PodContext<'a> {
    options: Options,
    /// The volumes that are fine, by name; those that come from claims have no place.
    volumes: Map<&'a str, Option<Field<'a>>>,
    /// Names of the pod's resource claims.
    claims: Set<&'a str>,
    restart_policy: &'a str,
    /// The grace period, seconds, when there is one.
    grace: Option<i64>,
    /// The operating system's name, when the pod names one.
    os: Option<&'a str>,
    /// Whether the pod uses the host's user namespace.
    host_users: bool,
}

impl PodContext<'_> {
    fn has(&self, option: Opt) -> bool {
        self.options.has(option)
    }
}

/// All errors of an object of a kind, with its defaults, in upstream's order.
pub fn validate(kind: &str, node: &Node, version: KubernetesVersion) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let root = Field::root(node);
    let options = Options::on_create(version, kind == "Pod");
    match kind {
        "Pod" => pod_spec::pod(&mut errors, &root, options),
        "Job" => job::job(&mut errors, &Field::root(&job::generate_selector(node)), options),
        "CronJob" => cron_job::cron_job(&mut errors, &root, options),
        "Deployment" => apps::deployment(&mut errors, &root, options),
        "ReplicaSet" => apps::replica_set(&mut errors, &root, options),
        "StatefulSet" => sets::stateful_set(&mut errors, &root, options),
        "DaemonSet" => sets::daemon_set(&mut errors, &root, options),
        "Service" => service(&mut errors, &root, options),
        _ => metadata::object_meta(
            &mut errors,
            &root.child("metadata"),
            names::dns_subdomain,
            options,
        ),
    }
    errors
}

/// The beginnings of ValidateService: name and ports.
fn service(errors: &mut Vec<FieldError>, root: &Field<'_>, options: Options) {
    metadata::object_meta(errors, &root.child("metadata"), names::dns_label, options);
    let spec = root.child("spec");
    let portless = spec.child("clusterIP").text() == "None" || spec.child("type").text() == "ExternalName";
    if spec.child("ports").is_empty() && !portless {
        errors.push(FieldError::required(&spec.child("ports"), ""));
    }
}

/// Built-in kinds that this program does not look into whose names follow no rule for DNS (roles: any part of a path) or a
/// rule of their own.
const OTHER_NAMES: &[&str] = &[
    "APIService",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "Endpoints",
    "Event",
    "IPAddress",
    "Role",
    "RoleBinding",
];

/// The metadata of a built-in kind that has no part in the simulation.
pub fn built_in(kind: &str, node: &Node, version: KubernetesVersion) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let rule = match kind {
        "Namespace" => names::dns_label,
        kind if OTHER_NAMES.contains(&kind) => |_: &str| names::Messages::new(),
        _ => names::dns_subdomain,
    };
    let options = Options::on_create(version, false);
    metadata::object_meta(&mut errors, &Field::root(node).child("metadata"), rule, options);
    errors
}
