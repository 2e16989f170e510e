//! Writing an edited object: what the API server lets pass, and kubectl's answer.

use std::sync::Arc;

use api::batch_v1::Job;
use api::core_v1::Pod;
use api::{Object, ObjectKey};
use serde_json::Value;

use crate::context::Context;

/// Stores an edited object. `Ok(true)`: changed.
///
/// # Errors
/// kubectl's answer when the API server refuses the change.
pub(crate) fn store(context: &mut Context, key: &ObjectKey, edited: Object) -> Result<bool, String> {
    let Some(stored) = context.store.get(key) else {
        return Err(super::target::not_found(key.kind, &key.name));
    };
    if let Some(cause) = refusal(stored, &edited) {
        let (kind, name) = (key.kind.name(), &key.name);
        return Err(format!("The {kind} \"{name}\" is invalid: {cause}\n"));
    }
    Ok(context.update(edited).is_some())
}

/// An object from its edited JSON form; identity and status stay those of the stored one.
///
/// # Errors
/// kubectl's answer when a field has the wrong type.
pub(crate) fn decode(stored: &Object, json: Value) -> Result<Object, String> {
    let mut edited = Object::from_json(stored.kind(), json)
        .map_err(|error| format!("Error from server (BadRequest): {error}\n"))?;
    let meta = stored.meta();
    let new = edited.meta_mut();
    new.name.clone_from(&meta.name);
    new.namespace.clone_from(&meta.namespace);
    new.uid.clone_from(&meta.uid);
    new.creation_timestamp = meta.creation_timestamp;
    new.deletion_timestamp = meta.deletion_timestamp;
    new.deletion_grace_period_seconds = meta.deletion_grace_period_seconds;
    new.generation = meta.generation;
    Ok(edited)
}

/// Why the API server refuses an update (pkg/apis/core/validation.go ValidatePodUpdate,
/// pkg/apis/batch/validation.go ValidateJobSpecUpdate).
fn refusal(old: &Object, new: &Object) -> Option<String> {
    match (old, new) {
        (Object::Pod(old), Object::Pod(new)) => pod_refusal(old, new),
        (Object::Job(old), Object::Job(new)) => job_refusal(old, new),
        _ => None,
    }
}

fn pod_refusal(old: &Pod, new: &Pod) -> Option<String> {
    let mut allowed = Pod::clone(old);
    let spec = Arc::make_mut(&mut allowed.spec);
    if spec.containers.len() != new.spec.containers.len()
        || spec.init_containers.len() != new.spec.init_containers.len()
    {
        return Some("spec.containers: Forbidden: pod updates may not add or remove containers".into());
    }
    let known = spec.init_containers.iter_mut().chain(&mut spec.containers);
    let wanted = new.spec.init_containers.iter().chain(&new.spec.containers);
    for (known, wanted) in known.zip(wanted) {
        known.image.clone_from(&wanted.image);
    }
    spec.active_deadline_seconds = new.spec.active_deadline_seconds;
    spec.tolerations.clone_from(&new.spec.tolerations);
    if spec.scheduling_gates.is_some() {
        spec.scheduling_gates.clone_from(&new.spec.scheduling_gates);
    }
    (allowed.spec != new.spec).then(|| {
        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)".into()
    })
}

fn job_refusal(old: &Job, new: &Job) -> Option<String> {
    let immutable = |field: &str, changed: bool, value: Value| {
        changed.then(|| format!("spec.{field}: Invalid value: {value}: field is immutable"))
    };
    let json = |job: &Job, field: &str| -> Value {
        let spec = serde_json::to_value(&job.spec).unwrap_or_default();
        spec.get(field).cloned().unwrap_or_default()
    };
    let fields = [
        "completions",
        "selector",
        "template",
        "completionMode",
        "podFailurePolicy",
        "backoffLimitPerIndex",
        "successPolicy",
    ];
    fields.into_iter().find_map(|field| {
        let (before, after) = (json(old, field), json(new, field));
        immutable(field, before != after, after)
    })
}
