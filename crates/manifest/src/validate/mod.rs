//! Validation in the API server's words and order: pkg/apis/{core,batch,apps}/validation/validation.go (v1.36.2). One file
//! per family of rules; all errors of an object are collected.

mod apps;
mod containers;
mod cron_job;
mod env;
pub mod error;
pub mod field;
mod job;
mod job_policies;
mod metadata;
mod mounts;
mod names;
mod numbers;
mod pod_spec;
mod ports;
mod probes;
mod resources;
mod restart;
mod scheduling;
mod selector;
mod sets;
mod volumes;
pub mod warnings;

use std::collections::BTreeSet;

use api::KubernetesVersion;

use crate::gates::Gate;
use crate::tree::Node;

pub use error::{ErrorType, FieldError};
pub use field::Field;

/// What the rules about containers need to know of their pod.
struct PodContext<'a> {
    version: KubernetesVersion,
    /// Names of the volumes that are fine.
    volumes: BTreeSet<&'a str>,
    restart_policy: &'a str,
    /// The grace period, seconds.
    grace: i64,
}

impl PodContext<'_> {
    fn enabled(&self, gate: Gate) -> bool {
        gate.enabled(self.version)
    }
}

/// All errors of an object of a kind, with its defaults, in upstream's order.
pub fn validate(kind: &str, root: &Node, version: KubernetesVersion) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let root = Field::root(root);
    match kind {
        "Pod" => pod_spec::pod(&mut errors, &root, version),
        "Job" => job::job(&mut errors, &root, version),
        "CronJob" => cron_job::cron_job(&mut errors, &root, version),
        "Deployment" => apps::deployment(&mut errors, &root, version),
        "ReplicaSet" => apps::replica_set(&mut errors, &root, version),
        "StatefulSet" => sets::stateful_set(&mut errors, &root, version),
        "DaemonSet" => sets::daemon_set(&mut errors, &root, version),
        "Service" => service(&mut errors, &root),
        _ => metadata::object_meta(&mut errors, &root.child("metadata"), names::dns_subdomain),
    }
    errors
}

/// The beginnings of ValidateService: name and ports.
fn service(errors: &mut Vec<FieldError>, root: &Field<'_>) {
    metadata::object_meta(errors, &root.child("metadata"), names::dns_label);
    let spec = root.child("spec");
    let portless = spec.child("clusterIP").text() == "None" || spec.child("type").text() == "ExternalName";
    if spec.child("ports").is_empty() && !portless {
        errors.push(FieldError::required(&spec.child("ports"), ""));
    }
}
