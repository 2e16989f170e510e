//! Pod specs: pkg/apis/core/validation/validation.go ValidatePodSpec, ValidatePodCreate, ValidatePodTemplateSpec (v1.36.2).

use std::collections::BTreeSet;

use api::KubernetesVersion;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{self, invalid_each, labels};
use super::numbers::{one_of, required_one_of};
use super::{PodContext, containers, names, ports, resources, restart, scheduling, volumes};

/// Highest `activeDeadlineSeconds`.
const MAX_DEADLINE: i64 = i32::MAX as i64;

/// A Pod on create.
pub fn pod(errors: &mut Errors, root: &Field<'_>, version: KubernetesVersion) {
    metadata::object_meta(errors, &root.child("metadata"), names::dns_subdomain);
    let spec = root.child("spec");
    pod_spec(errors, &spec, version, &[]);
    containers::image_whitespace(errors, &spec.child("containers"));
    containers::image_whitespace(errors, &spec.child("initContainers"));
    let ephemeral = spec.child("ephemeralContainers");
    if !ephemeral.is_empty() {
        errors.push(FieldError::forbidden(&ephemeral, "cannot be set on create"));
    }
    let node = spec.child("nodeName");
    if !node.is_empty() && !spec.child("schedulingGates").is_empty() {
        errors.push(FieldError::forbidden(
            &node,
            "cannot be set until all schedulingGates have been cleared",
        ));
    }
}

/// A pod template: labels, annotations (whose paths lack `metadata`, as upstream's), spec.
pub fn template(errors: &mut Errors, template: &Field<'_>, version: KubernetesVersion) {
    template_with_claims(errors, template, version, &[]);
}

/// A pod template whose containers may also mount volumes that come from claims.
pub fn template_with_claims(
    errors: &mut Errors,
    template: &Field<'_>,
    version: KubernetesVersion,
    claims: &[&str],
) {
    let metadata = template.child("metadata");
    labels(
        errors,
        &metadata
            .child("labels")
            .renamed(format!("{}.labels", template.path())),
    );
    let path = format!("{}.annotations", template.path());
    metadata::annotations(errors, &metadata.child("annotations").renamed(path));
    let spec = template.child("spec");
    pod_spec(errors, &spec, version, claims);
    let ephemeral = spec.child("ephemeralContainers");
    if !ephemeral.is_empty() {
        errors.push(FieldError::forbidden(
            &ephemeral,
            "ephemeral containers not allowed in pod template",
        ));
    }
}

/// A pod spec, in upstream's order. `claims`: volumes beside those of the spec.
pub fn pod_spec(errors: &mut Errors, spec: &Field<'_>, version: KubernetesVersion, claims: &[&str]) {
    let grace = spec.child("terminationGracePeriodSeconds");
    if grace.int().is_none() {
        errors.push(FieldError::required(&grace, ""));
    }
    let mut known: BTreeSet<&str> = volumes::volumes(errors, &spec.child("volumes"));
    known.extend(claims);
    let context = PodContext {
        version,
        volumes: known,
        restart_policy: spec.child("restartPolicy").text(),
        grace: grace.int().unwrap_or(0),
    };
    let (regular, init) = (spec.child("containers"), spec.child("initContainers"));
    containers::containers(errors, &regular, &context);
    containers::init_containers(errors, &init, &regular, &context);
    resources::pod_resources(errors, spec);
    if spec.child("hostNetwork").bool() {
        ports::host_network(errors, &regular.items());
        ports::host_network(errors, &init.items());
    }
    restart::pod(errors, &spec.child("restartPolicy"));
    let dns = &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    required_one_of(errors, &spec.child("dnsPolicy"), dns);
    labels(errors, &spec.child("nodeSelector"));
    names_of(errors, spec);
    deadline(errors, &spec.child("activeDeadlineSeconds"));
    scheduling::host_names(errors, spec);
    scheduling::tolerations(errors, &spec.child("tolerations"));
    scheduling::class_names(errors, spec);
}

fn deadline(errors: &mut Errors, at: &Field<'_>) {
    if let Some(seconds) = at.int().filter(|s| !(1..=MAX_DEADLINE).contains(s)) {
        let detail = format!("must be between 1 and {MAX_DEADLINE}, inclusive");
        errors.push(FieldError::invalid(at, &seconds.to_string(), &detail));
    }
}

/// The rules between the selectors and the deadline: process namespaces, DNS options, gates, names.
fn names_of(errors: &mut Errors, spec: &Field<'_>) {
    let share = spec.child("shareProcessNamespace");
    if share.bool() && spec.child("hostPID").bool() {
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        errors.push(FieldError::invalid(&share, "true", detail));
    }
    for gate in spec.child("readinessGates").items() {
        let kind = gate.child("conditionType");
        invalid_each(errors, &kind, kind.text(), names::qualified(kind.text()));
    }
    scheduling_gates(errors, &spec.child("schedulingGates"));
    for (name, rule) in [
        (
            "serviceAccountName",
            names::dns_subdomain as fn(&str) -> names::Messages,
        ),
        ("nodeName", names::dns_subdomain),
    ] {
        let at = spec.child(name);
        if !at.is_empty() {
            invalid_each(errors, &at, at.text(), rule(at.text()));
        }
    }
    if spec.child("dnsPolicy").text() == "None" && spec.descend("dnsConfig.nameservers").is_empty() {
        let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
        errors.push(FieldError::required(
            &spec.descend("dnsConfig.nameservers"),
            detail,
        ));
    }
}

/// Names of scheduling gates; the errors are at the list's item.
pub fn scheduling_gates(errors: &mut Errors, list: &Field<'_>) {
    let mut seen = BTreeSet::new();
    for gate in list.items() {
        let name = gate.child("name");
        let at = name.renamed(gate.path().to_owned());
        invalid_each(errors, &at, name.text(), names::qualified(name.text()));
        if !seen.insert(name.text()) {
            errors.push(FieldError::duplicate(&at, &go_string(name.text())));
        }
    }
}

/// Workloads whose pods must restart forever: Deployments and their like.
pub fn always_restarts(errors: &mut Errors, template: &Field<'_>, kind: &str) {
    let spec = template.child("spec");
    let policy = spec.child("restartPolicy");
    if policy.text() != "Always" {
        one_of(errors, &policy, &["Always"]);
    }
    let deadline = spec.child("activeDeadlineSeconds");
    if deadline.is_set() {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        errors.push(FieldError::forbidden(&deadline, &detail));
    }
}
