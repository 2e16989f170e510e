//! Pod specs: pkg/apis/core/validation/validation.go ValidatePodSpec, ValidatePodCreate, ValidatePodTemplateSpec (v1.36.2).

use sorted::Set;

use super::env::file_volumes;
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::{self, invalid_each, labels};
use super::numbers::{one_of, required_one_of};
use super::options::{Opt, Options};
use super::{
    PodContext, affinity, annotations, containers, dns, names, ports, resource_claims, resources, restart,
    scheduling, security, topology, volumes, windows,
};

/// Highest `activeDeadlineSeconds`.
const MAX_DEADLINE: i64 = i32::MAX as i64;

/// The init, regular and ephemeral containers, in the order of upstream's visitor.
pub fn all_containers<'a>(spec: &Field<'a>) -> Vec<Field<'a>> {
    ["initContainers", "containers", "ephemeralContainers"]
        .map(|list| spec.child(list).items())
        .concat()
}

/// A Pod on create.
pub fn pod(errors: &mut Errors, root: &Field<'_>, options: Options) {
    metadata_and_spec(errors, root, options);
    let (metadata, spec) = (root.child("metadata"), root.child("spec"));
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
    annotations::profiles_match(errors, &metadata, &spec);
}

/// What a Pod's creation and its updates have in common.
pub fn metadata_and_spec(errors: &mut Errors, root: &Field<'_>, options: Options) {
    let (metadata, spec) = (root.child("metadata"), root.child("spec"));
    metadata::object_meta(errors, &metadata, names::dns_subdomain, options);
    annotations::pod_specific(errors, &metadata.child("annotations"), &spec);
    let about = About {
        pod: metadata.child("name").text(),
        claims: &[],
        options,
    };
    pod_spec(errors, &spec, &about);
    // Admission names a service account for pods that come by request.
    if !options.has(Opt::NamedByRequest) && spec.child("serviceAccountName").is_empty() {
        for volume in spec.child("volumes").items() {
            for source in volume.descend("projected.sources").items() {
                let at = source.child("serviceAccountToken");
                if at.is_set() {
                    let detail = "must not be specified when serviceAccountName is not set";
                    errors.push(FieldError::forbidden(&at, detail));
                }
            }
        }
    }
    containers::image_whitespace(errors, &spec.child("containers"));
    containers::image_whitespace(errors, &spec.child("initContainers"));
}

/// What the rules about a pod spec need to know of its holder.
pub struct About<'a> {
    /// The pod's name; empty for templates.
    pub pod: &'a str,
    /// Volumes beside those of the spec: a StatefulSet's claims.
    pub claims: &'a [&'a str],
    /// Upstream's options.
    pub options: Options,
}

/// A pod template: labels, annotations (whose paths lack `metadata`, as upstream's), spec.
pub fn template(errors: &mut Errors, template: &Field<'_>, options: Options) {
    template_metadata(errors, template);
    let about = About {
        pod: "",
        claims: &[],
        options,
    };
    template_spec(errors, template, &about);
}

/// A template's labels and annotations.
pub fn template_metadata(errors: &mut Errors, template: &Field<'_>) {
    let metadata = template.child("metadata");
    let place = |name: &str| {
        metadata
            .child(name)
            .renamed(format!("{}.{name}", template.path()))
    };
    labels(errors, &place("labels"));
    metadata::annotations(errors, &place("annotations"));
    annotations::pod_specific(errors, &place("annotations"), &template.child("spec"));
}

/// A template's spec.
pub fn template_spec(errors: &mut Errors, template: &Field<'_>, about: &About<'_>) {
    let spec = template.child("spec");
    pod_spec(errors, &spec, about);
    annotations::profiles_match(errors, &template.child("metadata"), &spec);
    let ephemeral = spec.child("ephemeralContainers");
    if !ephemeral.is_empty() {
        errors.push(FieldError::forbidden(
            &ephemeral,
            "ephemeral containers not allowed in pod template",
        ));
    }
}

/// A pod spec, in upstream's order.
pub fn pod_spec(errors: &mut Errors, spec: &Field<'_>, about: &About<'_>) {
    let grace = spec.child("terminationGracePeriodSeconds");
    if grace.int().is_none() {
        errors.push(FieldError::required(&grace, ""));
    }
    let options = about.options;
    let mut known = volumes::volumes(errors, &spec.child("volumes"), about.pod, options);
    known.extend(about.claims.iter().map(|name| (*name, None)));
    let host_users = spec.child("hostUsers");
    let context = PodContext {
        options,
        volumes: known,
        claims: resource_claims::of_pod(errors, &spec.child("resourceClaims")),
        restart_policy: spec.child("restartPolicy").text(),
        grace: grace.int(),
        os: spec.child("os").is_set().then(|| spec.descend("os.name").text()),
        host_users: !host_users.is_set() || host_users.bool(),
    };
    let (regular, init) = (spec.child("containers"), spec.child("initContainers"));
    containers::containers(errors, &regular, &context);
    containers::init_containers(errors, &init, &regular, &context);
    if options.has(Opt::PodLevelResources) {
        resources::pod_resources(errors, spec, &context);
    }
    if spec.child("hostNetwork").bool() {
        ports::host_network(errors, &regular.items(), options.has(Opt::ResourceIsPod));
    }
    restart::pod(errors, &spec.child("restartPolicy"));
    let dns = &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    required_one_of(errors, &spec.child("dnsPolicy"), dns);
    labels(errors, &spec.child("nodeSelector"));
    security::pod(errors, spec, options);
    affinity::affinity(errors, &spec.child("affinity"), options);
    dns::config(errors, spec, options);
    readiness_gates(errors, &spec.child("readinessGates"));
    scheduling_gates(errors, &spec.child("schedulingGates"));
    topology::constraints(errors, &spec.child("topologySpreadConstraints"), options);
    windows::host_process(errors, spec);
    scheduling::host_users(errors, spec);
    scheduling::host_name_override(errors, spec);
    for name in ["serviceAccountName", "nodeName"] {
        let at = spec.child(name);
        if !at.is_empty() {
            invalid_each(errors, &at, at.text(), names::dns_subdomain(at.text()));
        }
    }
    deadline(errors, &spec.child("activeDeadlineSeconds"));
    rest(errors, spec, options);
}

/// The rules after the deadline's.
fn rest(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    scheduling::host_names(errors, spec);
    scheduling::tolerations(errors, &spec.child("tolerations"));
    dns::host_aliases(errors, &spec.child("hostAliases"), options);
    scheduling::class_names(errors, spec);
    resources::overhead(errors, &spec.child("overhead"), options);
    windows::os(errors, spec);
    let group = spec.child("schedulingGroup");
    let name = group.child("podGroupName");
    if group.is_set() && !name.is_set() {
        let detail = "must specify one of: `podGroupName`";
        errors.push(FieldError::invalid_value(&name, detail));
    } else if group.is_set() {
        invalid_each(errors, &name, name.text(), names::dns_subdomain(name.text()));
    }
    file_volumes(errors, spec);
}

fn deadline(errors: &mut Errors, at: &Field<'_>) {
    if let Some(seconds) = at.int().filter(|s| !(1..=MAX_DEADLINE).contains(s)) {
        let detail = format!("must be between 1 and {MAX_DEADLINE}, inclusive");
        errors.push(FieldError::invalid(at, &seconds.to_string(), &detail));
    }
}

/// `readinessGates`.
pub fn readiness_gates(errors: &mut Errors, list: &Field<'_>) {
    for gate in list.items() {
        let kind = gate.child("conditionType");
        invalid_each(errors, &kind, kind.text(), names::qualified(kind.text()));
    }
}

/// Names of scheduling gates; the errors are at the list's item.
pub fn scheduling_gates(errors: &mut Errors, list: &Field<'_>) {
    let mut seen = Set::new();
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
