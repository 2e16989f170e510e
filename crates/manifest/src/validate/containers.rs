//! Containers and init containers: pkg/apis/core/validation/validation.go validateContainers, validateInitContainers,
//! validateContainerCommon (v1.36.2).

use sorted::Set;

use super::PodContext;
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::numbers::required_one_of;
use super::options::Opt;
use super::{env, mounts, names, ports, probes, resources, restart, security};

const ONLY_SIDECARS: &str = "may not be set for init containers without restartPolicy=Always";

/// What all kinds of containers have in common, in upstream's order.
fn common(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>) {
    let name = container.child("name");
    if name.is_empty() {
        errors.push(FieldError::required(&name, ""));
    } else {
        invalid_each(errors, &name, name.text(), names::dns_label(name.text()));
    }
    let image = container.child("image");
    if image.is_empty() {
        errors.push(FieldError::required(&image, ""));
    }
    required_one_of(
        errors,
        &container.child("terminationMessagePolicy"),
        &["File", "FallbackToLogsOnError"],
    );
    ports::container_ports(errors, &container.child("ports"));
    env::env(errors, &container.child("env"), context.options);
    env::env_from(errors, &container.child("envFrom"), context.options);
    mounts::volume_mounts(errors, &container.child("volumeMounts"), container, context);
    mounts::volume_devices(errors, container, context);
    required_one_of(
        errors,
        &container.child("imagePullPolicy"),
        &["Always", "IfNotPresent", "Never"],
    );
    resources::container_resources(errors, &container.child("resources"), context);
    resources::resize_policy(errors, &container.child("resizePolicy"), context.restart_policy);
    security::container(errors, &container.child("securityContext"), context.host_users);
}

/// The regular containers.
pub fn containers(errors: &mut Errors, list: &Field<'_>, context: &PodContext<'_>) {
    let items = list.items();
    if items.is_empty() {
        errors.push(FieldError::required(list, ""));
        return;
    }
    let mut seen = Set::new();
    for container in &items {
        common(errors, container, context);
        let name = container.child("name");
        if !seen.insert(name.text()) {
            errors.push(FieldError::duplicate(&name, &go_string(name.text())));
        }
        probes::hooks_and_probes(errors, container, context);
        restart::container(errors, container, context, false);
    }
    ports::host_port_conflicts(errors, &items, list.path());
}

/// The init containers; `regular` are the containers whose names are taken.
pub fn init_containers(errors: &mut Errors, list: &Field<'_>, regular: &Field<'_>, context: &PodContext<'_>) {
    let taken = regular.items();
    let mut seen: Set<&str> = taken.iter().map(|c| c.child("name").text()).collect();
    for container in list.items() {
        common(errors, &container, context);
        restart::container(errors, &container, context, true);
        let name = container.child("name");
        if seen.contains(name.text()) {
            errors.push(FieldError::duplicate(&name, &go_string(name.text())));
        } else if !name.is_empty() {
            seen.insert(name.text());
        }
        ports::host_port_conflicts(errors, std::slice::from_ref(&container), list.path());
        let sidecar = container.child("restartPolicy").text() == "Always";
        if sidecar {
            probes::hooks_and_probes(errors, &container, context);
        } else {
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                let at = container.child(field);
                if at.is_set() {
                    errors.push(FieldError::forbidden(&at, ONLY_SIDECARS));
                }
            }
        }
        init_resize_policy(errors, &container.child("resizePolicy"), context, sidecar);
    }
}

fn init_resize_policy(errors: &mut Errors, list: &Field<'_>, context: &PodContext<'_>, sidecar: bool) {
    if !context.has(Opt::SidecarResizePolicy) && !list.is_empty() {
        let value = api::internal::json("ContainerResizePolicy", &list.to_json());
        errors.push(FieldError::invalid(
            list,
            &value,
            "must not be set for init containers",
        ));
    }
    if sidecar || context.has(Opt::ExistingRestartContainerForNonSidecarInitContainer) {
        return;
    }
    for policy in list.items() {
        let at = policy.child("restartPolicy");
        if at.text() == "RestartContainer" {
            let detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            errors.push(FieldError::invalid_text(&at, detail));
        }
    }
}

/// Rules about images that hold for Pods but not for templates.
pub fn image_whitespace(errors: &mut Errors, list: &Field<'_>) {
    for container in list.items() {
        let image = container.child("image");
        if image.text() != image.text().trim() {
            let detail = "must not have leading or trailing whitespace";
            errors.push(FieldError::invalid(&image, &go_string(image.text()), detail));
        }
    }
}
