//! What may change in a stored Job: ValidateJobSpecUpdate, and when (pkg/registry/batch/job/strategy.go
//! validationOptionsForJob).

use serde_json::Value;

use super::{IMMUTABLE, Refusal, immutable, same};
use crate::internal;

/// What the state of a stored Job allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobUpdate {
    /// Where its pods go may change.
    pub scheduling: bool,
    /// What its pods ask for may change.
    pub resources: bool,
}

impl JobUpdate {
    /// A Job that is suspended, with no pod active any more, may change both.
    pub fn of(stored: &Value) -> Self {
        let suspended = stored["spec"]["suspend"] == true;
        let condition = stored["status"]["conditions"].as_array();
        let told = condition
            .into_iter()
            .flatten()
            .any(|c| c["type"] == "Suspended" && c["status"] == "True");
        let never_started = stored["status"]["startTime"].is_null();
        let idle = stored["status"]["active"].as_i64().unwrap_or(0) == 0;
        let allowed = suspended && idle && (told || never_started);
        JobUpdate {
            scheduling: allowed,
            resources: allowed,
        }
    }
}

/// The spec of a Job.
pub fn job_spec(all: &mut Vec<Refusal>, new: &Value, old: &Value, allowed: JobUpdate) {
    completions(all, new, old);
    immutable(all, "selector", "LabelSelector", new, old);
    template(all, new, old, allowed);
    immutable(all, "completionMode", "", new, old);
    immutable(all, "podFailurePolicy", "PodFailurePolicy", new, old);
    immutable(all, "backoffLimitPerIndex", "", new, old);
    immutable(all, "managedBy", "", new, old);
    immutable(all, "successPolicy", "SuccessPolicy", new, old);
}

fn completions(all: &mut Vec<Refusal>, new: &Value, old: &Value) {
    if new["completionMode"] != "Indexed" {
        return immutable(all, "completions", "", new, old);
    }
    let wanted = &new["completions"];
    if same(wanted, &old["completions"]) || wanted.is_null() || *wanted == new["parallelism"] {
        return;
    }
    let detail = "can only be modified in tandem with spec.parallelism";
    all.push(Refusal::invalid(
        "spec.completions",
        &internal::go_json(wanted),
        detail,
    ));
}

fn template(all: &mut Vec<Refusal>, new: &Value, old: &Value, allowed: JobUpdate) {
    let (wanted, mut stored) = (&new["template"], old["template"].clone());
    if allowed.scheduling {
        scheduling_as(&mut stored, wanted);
    }
    if old["suspend"] == true && allowed.resources {
        resources_as(&mut stored["spec"], &wanted["spec"]);
        if !same(&stored["spec"], &wanted["spec"]) {
            let value = internal::json("PodSpec", &wanted["spec"]);
            all.push(Refusal::invalid("spec.template.spec", &value, IMMUTABLE));
        }
    } else if !same(&stored, wanted) {
        let value = internal::json("PodTemplateSpec", wanted);
        all.push(Refusal::invalid("spec.template", &value, IMMUTABLE));
    }
}

/// Takes over what decides where pods go.
fn scheduling_as(stored: &mut Value, wanted: &Value) {
    for name in ["annotations", "labels"] {
        stored["metadata"][name] = wanted["metadata"][name].clone();
    }
    for name in ["nodeSelector", "tolerations", "schedulingGates"] {
        stored["spec"][name] = wanted["spec"][name].clone();
    }
    let nodes = &wanted["spec"]["affinity"]["nodeAffinity"];
    let affinity = &mut stored["spec"]["affinity"];
    if affinity.is_null() && wanted["spec"]["affinity"].is_null() {
        return;
    }
    if affinity.is_null() {
        *affinity = Value::Object(serde_json::Map::new());
    }
    affinity["nodeAffinity"] = nodes.clone();
    let empty = affinity
        .as_object()
        .is_some_and(|a| a.values().all(Value::is_null));
    if empty && wanted["spec"]["affinity"].is_null() {
        *affinity = Value::Null;
    }
}

/// Takes over the resources of containers that are still the same.
fn resources_as(stored: &mut Value, wanted: &Value) {
    for list in ["containers", "initContainers"] {
        let wanted = wanted[list].as_array().map_or(&[][..], Vec::as_slice);
        let Some(stored) = stored[list].as_array_mut().filter(|s| s.len() == wanted.len()) else {
            continue;
        };
        for (stored, wanted) in stored.iter_mut().zip(wanted) {
            if stored["name"] == wanted["name"] {
                stored["resources"] = wanted["resources"].clone();
            }
        }
    }
}
