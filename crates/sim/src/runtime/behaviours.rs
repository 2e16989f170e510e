//! What the containers of an object's pod do, each seen alone: for whoever shows what the simulation assumes.

use api::core_v1::ContainerRole;
use api::{Object, Shared};
use process::Behaviour;

use super::config::{namespaces, process_config};

/// What is known about one container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerBehaviour {
    /// Its part in the pod.
    pub role: ContainerRole,
    /// Where it stands in its list, counted from 0: `initContainers` for init containers and sidecars, else `containers`.
    pub index: usize,
    /// What it does, aspect by aspect, with what decides each.
    pub behaviour: Behaviour,
}

/// The containers of the object's pod in start order, init containers first. Empty for objects without a pod.
/// `helpers`: as in [`crate::Scenario`].
pub fn behaviours(object: &Object, helpers: &[String]) -> Vec<ContainerBehaviour> {
    let Some((template, spec, _)) = object.pod_template() else {
        return Vec::new();
    };
    let spec = Shared::new(spec.clone());
    let own = first_of(object);
    let pod = namespaces(&spec);
    let (mut inits, mut apps) = (0, 0);
    let containers = spec.all_containers().map(|(role, container)| {
        let next = if role == ContainerRole::App {
            &mut apps
        } else {
            &mut inits
        };
        let index = *next;
        *next += 1;
        let config = process_config(template, &spec, role, container, &own, helpers);
        ContainerBehaviour {
            role,
            index,
            behaviour: process::describe(&config, &pod),
        }
    });
    containers.collect()
}

/// What tells the first of several pods apart from the others: its variables.
fn first_of(object: &Object) -> Vec<(&'static str, String)> {
    match object {
        Object::StatefulSet(set) => vec![("HOSTNAME", format!("{}-0", set.metadata.name))],
        Object::Job(job) if job.spec.completion_mode.as_deref() == Some("Indexed") => {
            vec![("JOB_COMPLETION_INDEX", "0".to_owned())]
        }
        _ => Vec::new(),
    }
}
