//! Requests and limits: pkg/apis/core/validation/validation.go ValidateResourceRequirements and what belongs to it
//! (v1.36.2).

use api::quantity::Quantity;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;
use super::numbers::required_one_of;
use super::options::{Opt, Options};
use super::{PodContext, resource_claims};
use crate::defaults::pod_resources::{self, ResourceList};
use crate::tree::Value;

const CONTAINER_RESOURCES: &[&str] = &["cpu", "memory", "ephemeral-storage"];
/// Names without a group that mean something somewhere (quotas).
const STANDARD_RESOURCES: &[&str] = &[
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

/// Names without a group that count things.
const INTEGER_RESOURCES: &[&str] = &[
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

fn is_huge_page(name: &str) -> bool {
    name.starts_with("hugepages-")
}

fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && names::qualified(&format!("requests.{name}")).is_empty()
}

/// The quantity at a place, if it is one.
pub fn quantity(at: &Field<'_>) -> Option<Quantity> {
    match at.node().map(|n| &n.value) {
        Some(Value::String(text) | Value::Number(text)) => Quantity::parse(text.trim()).ok(),
        _ => None,
    }
}

/// A resource's name, anywhere.
pub fn resource_name(errors: &mut Errors, at: &Field<'_>, name: &str) -> bool {
    let messages = names::qualified(name);
    if !messages.is_empty() {
        invalid_each(errors, at, name, messages);
        return false;
    }
    let standard =
        STANDARD_RESOURCES.contains(&name) || is_huge_page(name) || name.starts_with("requests.hugepages-");
    if !name.contains('/') && !standard {
        let detail = "must be a standard resource type or fully qualified";
        errors.push(FieldError::invalid(at, &go_string(name), detail));
        return false;
    }
    true
}

fn container_resource_name(errors: &mut Errors, at: &Field<'_>, name: &str) {
    resource_name(errors, at, name);
    let detail = if !name.contains('/') {
        if CONTAINER_RESOURCES.contains(&name) || is_huge_page(name) {
            return;
        }
        "must be a standard resource for containers"
    } else {
        if is_native(name) || is_extended(name) {
            return;
        }
        "doesn't follow extended resource name standard"
    };
    errors.push(FieldError::invalid(at, &go_string(name), detail));
}

pub fn pod_resource_name(errors: &mut Errors, at: &Field<'_>, name: &str) {
    if !resource_name(errors, at, name) {
        return;
    }
    if !matches!(name, "cpu" | "memory") && !is_huge_page(name) {
        errors.push(FieldError::not_supported(
            at,
            &go_string(name),
            &["cpu", "hugepages-", "memory"],
        ));
    }
}

fn quantity_value(errors: &mut Errors, at: &Field<'_>, name: &str, value: &Quantity) {
    let shown = go_string(&value.to_string());
    if value.nanos() < 0 {
        errors.push(FieldError::invalid(
            at,
            &shown,
            "must be greater than or equal to 0",
        ));
    }
    if (is_extended(name) || INTEGER_RESOURCES.contains(&name)) && value.milli_value() % 1000 != 0 {
        errors.push(FieldError::invalid(at, &shown, "must be an integer"));
    }
}

/// A number of huge pages must fill whole pages.
fn huge_pages(errors: &mut Errors, at: &Field<'_>, name: &str, value: &Quantity) {
    let Some(size) = name.strip_prefix("hugepages-") else {
        return;
    };
    let whole = |q: &Quantity| q.milli_value() % 1000 == 0;
    let size = Quantity::parse(size).ok().filter(whole).map(|q| q.value());
    let size = size.filter(|s| *s > 0);
    if size.is_none_or(|size| value.value() % size != 0) {
        let detail = format!("{value} is not positive integer multiple of {name}");
        errors.push(FieldError::invalid(at, &go_string(&value.to_string()), &detail));
    }
}

/// The `resources` of a container.
pub fn container_resources(errors: &mut Errors, resources: &Field<'_>, context: &PodContext<'_>) {
    requirements(errors, resources, container_resource_name, context.options);
    resource_claims::of_container(errors, &resources.child("claims"), &context.claims);
}

/// `overhead`: the rules of limits, at a path that ends in `limits`, as upstream's.
pub fn overhead(errors: &mut Errors, overhead: &Field<'_>, options: Options) {
    let limits = overhead.renamed(format!("{}.limits", overhead.path()));
    list(errors, overhead, &limits, None, container_resource_name, options);
}

/// Upstream's rules about the name of a resource.
type NameRule = fn(&mut Errors, &Field<'_>, &str);

fn requirements(errors: &mut Errors, resources: &Field<'_>, name_rule: NameRule, options: Options) {
    let (limits, requests) = (resources.child("limits"), resources.child("requests"));
    list(errors, resources, &limits, Some(&requests), name_rule, options);
}

fn list(
    errors: &mut Errors,
    resources: &Field<'_>,
    limits: &Field<'_>,
    requests: Option<&Field<'_>>,
    name_rule: NameRule,
    options: Options,
) {
    let any_huge_page = options.has(Opt::IndivisibleHugePagesValues);
    let (mut huge, mut compute) = (false, false);
    for (name, at) in limits.sorted_members() {
        name_rule(errors, &at, name);
        let Some(value) = quantity(&at) else { continue };
        quantity_value(errors, &at, name, &value);
        if !any_huge_page {
            huge_pages(errors, &at, name, &value);
        }
        huge |= is_huge_page(name);
        compute |= matches!(name, "cpu" | "memory");
    }
    for (name, at) in requests.map(Field::sorted_members).unwrap_or_default() {
        name_rule(errors, &at, name);
        let Some(value) = quantity(&at) else { continue };
        quantity_value(errors, &at, name, &value);
        request_and_limit(errors, &at, limits, name, &value);
        if !any_huge_page {
            huge_pages(errors, &at, name, &value);
        }
        huge |= is_huge_page(name);
        compute |= matches!(name, "cpu" | "memory");
    }
    if huge && !compute {
        errors.push(FieldError::forbidden(
            resources,
            "HugePages require cpu or memory",
        ));
    }
}

/// Upstream reports at the list, not at its member.
fn request_and_limit(errors: &mut Errors, at: &Field<'_>, limits: &Field<'_>, name: &str, value: &Quantity) {
    let exact = !is_native(name) || is_huge_page(name);
    let limit_at = limits.key(name);
    let Some(limit) = quantity(&limit_at) else {
        if exact {
            let detail = "Limit must be set for non overcommitable resources";
            errors.push(FieldError::required(limits, detail));
        }
        return;
    };
    let detail = match exact {
        true if *value != limit => format!("must be equal to {name} limit of {limit}"),
        false if *value > limit => format!("must be less than or equal to {name} limit of {limit}"),
        _ => return,
    };
    let list = at.path().strip_suffix(&format!("[{name}]")).unwrap_or(at.path());
    let at = at.renamed(list.to_owned());
    errors.push(FieldError::invalid(&at, &go_string(&value.to_string()), &detail));
}

/// The pod-level `resources` of a pod spec.
pub fn pod_resources(errors: &mut Errors, spec: &Field<'_>, context: &PodContext<'_>) {
    let resources = spec.child("resources");
    if !resources.is_set() {
        return;
    }
    if context.os == Some("windows") {
        let detail = "may not be set for a windows pod";
        errors.push(FieldError::forbidden(&resources, detail));
        return;
    }
    let claims = resources.child("claims");
    if claims.is_set() {
        let detail = "claims may not be set for Resources at pod-level";
        errors.push(FieldError::forbidden(&claims, detail));
    }
    requirements(errors, &resources, pod_resource_name, context.options);
    resource_claims::of_container(errors, &claims, &context.claims);
    consistency(errors, spec, &resources);
}

/// Pod-level requests cover the containers' sum; no container's limit is above the pod's.
pub fn consistency(errors: &mut Errors, spec: &Field<'_>, resources: &Field<'_>) {
    let Some(node) = spec.node() else { return };
    let pod = |key: &str| {
        resources
            .node()
            .map(|r| pod_resources::list(r, key))
            .unwrap_or_default()
    };
    let requests = pod("requests");
    covers(
        errors,
        &resources.child("requests"),
        &requests,
        &pod_resources::aggregate(node, "requests"),
        "requests",
    );
    let limits = pod("limits");
    let huge: ResourceList = pod_resources::aggregate(node, "limits")
        .into_iter()
        .filter(|(name, _)| is_huge_page(name))
        .collect();
    covers(errors, &resources.child("limits"), &limits, &huge, "limits");
    for (i, container) in spec.child("containers").items().iter().enumerate() {
        let list = container.descend("resources.limits");
        for (name, at) in list.sorted_members() {
            let (Some(limit), Some(value)) = (limits.get(name), quantity(&at)) else {
                continue;
            };
            if value > *limit {
                let at = at.renamed(format!("{}.containers[{i}][{name}].limits", resources.path()));
                let detail = format!("must be less than or equal to pod limits of {limit}");
                errors.push(FieldError::invalid(&at, &go_string(&value.to_string()), &detail));
            }
        }
    }
}

fn covers(errors: &mut Errors, at: &Field<'_>, pod: &ResourceList, containers: &ResourceList, what: &str) {
    for (name, needed) in containers {
        if let Some(value) = pod.get(name).filter(|value| *value < needed) {
            let detail = format!("must be greater than or equal to aggregate container {what} of {needed}");
            let value = go_string(&value.to_string());
            errors.push(FieldError::invalid(&at.key(name), &value, &detail));
        }
    }
}

/// The `resizePolicy` of a container. All errors are at the list, as upstream's.
pub fn resize_policy(errors: &mut Errors, policies: &Field<'_>, pod_restart_policy: &str) {
    let mut seen = sorted::Set::new();
    for policy in policies.items() {
        let (resource, restart) = (policy.child("resourceName"), policy.child("restartPolicy"));
        if !seen.insert(resource.text()) {
            errors.push(FieldError::duplicate(&policy, &go_string(resource.text())));
        }
        let list = policies.path();
        let (resource, restart) = (
            resource.renamed(list.to_owned()),
            restart.renamed(list.to_owned()),
        );
        required_one_of(errors, &resource, &["cpu", "memory"]);
        required_one_of(errors, &restart, &["NotRequired", "RestartContainer"]);
        if pod_restart_policy == "Never" && restart.text() != "NotRequired" {
            let detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            errors.push(FieldError::invalid(&restart, &go_string(restart.text()), detail));
        }
    }
}
