//! Everything that is wrong with an update: what holds for the new object alone, then [`api::update`], in upstream's order
//! (pkg/apis/{core,batch,apps}/validation/validation.go Validate…Update, v1.36.2).

use api::KubernetesVersion;
use api::update::{self, JobUpdate, Refusal};

use super::error::{ErrorType, Errors, FieldError};
use super::field::Field;
use super::options::{Opt, Options};
use super::{annotations, apps, cron_job, job, metadata, pod_spec, scheduling};
use crate::path;
use crate::position::Span;
use crate::tree::Node;

/// All errors of writing `new` (with its defaults) over `old`, for the kinds that the program simulates.
pub fn update(kind: &str, new: &Node, old: &Node, version: KubernetesVersion) -> Errors {
    let mut errors = Errors::new();
    let options = Options::on_create(version, kind == "Pod");
    match kind {
        "Pod" => pod(&mut errors, new, old, options),
        "Job" => {
            let allowed = JobUpdate::of(&old.to_json());
            job(&mut errors, new, old, options, allowed);
        }
        "CronJob" => cron_job(&mut errors, new, old, options),
        "Deployment" => deployment(&mut errors, new, old, options),
        "ReplicaSet" => replica_set(&mut errors, new, old, options),
        _ => {
            errors.extend(super::validate(kind, new, version));
            refused(
                &mut errors,
                new,
                update::refusals(kind, &new.to_json(), &old.to_json()),
            );
        }
    }
    errors
}

/// ValidatePodUpdate.
pub fn pod(errors: &mut Errors, new: &Node, old: &Node, options: Options) {
    object_meta(errors, new, old, options);
    let (root, before) = (Field::root(new), Field::root(old));
    pod_spec::metadata_and_spec(errors, &root, options);
    let place = "metadata.annotations";
    annotations::updates(errors, &root.descend(place), &before.descend(place));
    let mut tolerations = Errors::new();
    scheduling::tolerations(&mut tolerations, &root.descend("spec.tolerations"));
    let repeated = tolerations.iter().map(|error| Refusal {
        word: error.kind.word(),
        field: error.field.clone(),
        rest: error.rest.clone(),
    });
    let found = update::pod_spec(&new.to_json(), &old.to_json(), repeated.collect());
    refused(errors, new, found);
}

/// ValidateJobUpdate.
pub fn job(errors: &mut Errors, new: &Node, old: &Node, options: Options, allowed: JobUpdate) {
    object_meta(errors, new, old, options);
    job::selected_job_spec(errors, &Field::root(new).child("spec"), options);
    let (new_json, old_json) = (new.to_json(), old.to_json());
    let mut found = Vec::new();
    update::job_spec(&mut found, &new_json["spec"], &old_json["spec"], allowed);
    refused(errors, new, found);
}

/// ValidateCronJobUpdate.
pub fn cron_job(errors: &mut Errors, new: &Node, old: &Node, options: Options) {
    object_meta(errors, new, old, options);
    let (new, old) = (Field::root(new).child("spec"), Field::root(old).child("spec"));
    cron_job::cron_job_spec(errors, &new, Some(&old), options);
}

/// ValidateDeploymentUpdate.
pub fn deployment(errors: &mut Errors, new: &Node, old: &Node, options: Options) {
    object_meta(errors, new, old, options);
    apps::deployment_spec(errors, &Field::root(new).child("spec"), options);
    selector(errors, new, old);
}

/// ValidateReplicaSetUpdate.
pub fn replica_set(errors: &mut Errors, new: &Node, old: &Node, options: Options) {
    object_meta(errors, new, old, options);
    apps::replica_set_spec(errors, &Field::root(new).child("spec"), options);
    selector(errors, new, old);
}

fn selector(errors: &mut Errors, new: &Node, old: &Node) {
    let only_selectors =
        |node: &Node| serde_json::json!({"spec": {"selector": node.to_json()["spec"]["selector"]}});
    let found = update::refusals("Deployment", &only_selectors(new), &only_selectors(old));
    refused(errors, new, found);
}

/// ValidateObjectMetaUpdate. The version of an object comes with the request.
fn object_meta(errors: &mut Errors, new: &Node, old: &Node, options: Options) {
    let metadata = Field::root(new).child("metadata");
    let version = metadata.child("resourceVersion");
    if version.is_empty() && !options.has(Opt::NamedByRequest) {
        let detail = "must be specified for an update";
        errors.push(FieldError::invalid_text(&version, detail));
    }
    refused(errors, new, update::object_meta(&new.to_json(), &old.to_json()));
    metadata::labels(errors, &metadata.child("labels"));
    metadata::annotations(errors, &metadata.child("annotations"));
    metadata::owner_references(errors, &metadata.child("ownerReferences"));
    metadata::kube_finalizers(errors, &metadata.child("finalizers"));
}

/// Adds refusals with their places in the new object.
fn refused(errors: &mut Errors, new: &Node, refusals: Vec<Refusal>) {
    errors.extend(refusals.into_iter().map(|refusal| FieldError {
        kind: ErrorType::from_word(refusal.word),
        span: place(new, &refusal.field),
        field: refusal.field,
        rest: refusal.rest,
    }));
}

/// Where a field is, or the nearest one above it.
fn place(root: &Node, field: &str) -> Span {
    let mut path = field;
    loop {
        if let Some(found) = path::find(root, path) {
            return found.key_span.unwrap_or_else(|| found.node.span.clone());
        }
        match path.rfind(['.', '[']) {
            Some(end) => path = &path[..end],
            None => return root.span.start..root.span.start,
        }
    }
}
