//! Objects as a cluster gives them out: what it wrote itself is left out, so that the rest can be applied anew.
//!
//! What is left out would be refused or ignored on creation, or would tie the object to things that are not here: its
//! owner, its node, its token.

use manifest::ParseOptions;
use serde_json::{Map, Value};

/// Words that texts of a cluster have in them; without any of them nothing is parsed.
const HINTS: [&str; 5] = [
    "uid",
    "resourceVersion",
    "managedFields",
    "status",
    "creationTimestamp",
];
/// Set by the API server and by controllers, in `metadata`.
const METADATA: [&str; 10] = [
    "managedFields",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "selfLink",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
    "finalizers",
];
/// What of it tells an object of a cluster.
const TELLING: [&str; 4] = ["managedFields", "uid", "resourceVersion", "creationTimestamp"];
/// Annotations and labels that kubectl and controllers set.
const MARKS: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "job-name",
];
/// Set in a pod's spec by the scheduler, by admission and by `kubectl debug`.
const POD_SPEC: [&str; 3] = ["nodeName", "ephemeralContainers", "serviceAccount"];
/// Where admission mounts the service account's token.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// The tolerations that admission adds.
const TOLERATIONS: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// The text with what a cluster had written left out, and a sentence that says so; JSON becomes YAML. `None` when there
/// is nothing to do, or the text cannot be read.
pub fn without_live(text: &str) -> Option<(String, String)> {
    let is_json = text.trim_start().starts_with('{');
    if !is_json && !HINTS.iter().any(|hint| text.contains(hint)) {
        return None;
    }
    let parsed = manifest::parse(text, &ParseOptions::default());
    if parsed.stop.is_some() || parsed.objects.is_empty() {
        return None;
    }
    let mut objects: Vec<Value> = parsed
        .objects
        .iter()
        .map(|object| object.tree.to_json())
        .collect();
    let mut left = Vec::new();
    for object in objects.iter_mut().filter(|object| is_live(object)) {
        strip(object, &mut left);
    }
    let note = match left.as_slice() {
        [] if !is_json => return None,
        [] => "The JSON was turned into YAML.".to_owned(),
        left => format!("Left out what a cluster had written: {}.", left.join(", ")),
    };
    let texts: Vec<String> = objects.iter().map(kubectl::output::yaml::to_yaml).collect();
    Some((texts.join("---\n"), note))
}

/// Whether a cluster gave this object out. `status: {}` and `creationTimestamp: null` stand in drafts, too.
fn is_live(object: &Value) -> bool {
    let has_status = object["status"]
        .as_object()
        .is_some_and(|status| !status.is_empty());
    has_status || TELLING.iter().any(|field| !object["metadata"][field].is_null())
}

/// Removes what is not the user's; `left` gets the name of each thing once.
fn strip(object: &mut Value, left: &mut Vec<&'static str>) {
    let kind = object["kind"].as_str().unwrap_or_default().to_owned();
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    remove(fields, &["status"], left);
    if let Some(metadata) = map(fields, "metadata") {
        remove(metadata, &METADATA, left);
        strip_marks(metadata, left);
    }
    let Some(spec) = map(fields, "spec") else { return };
    match kind.as_str() {
        "Pod" => strip_pod(spec, left),
        "CronJob" => {
            let job = map(spec, "jobTemplate").and_then(|template| map(template, "spec"));
            strip_template(job, left);
        }
        "Job" => {
            // The API server makes the selector of a Job, and refuses one that is brought along.
            if spec.get("manualSelector") != Some(&Value::Bool(true)) {
                remove(spec, &["selector"], left);
            }
            strip_template(Some(spec), left);
        }
        _ => strip_template(Some(spec), left),
    }
}

fn strip_template(spec: Option<&mut Map<String, Value>>, left: &mut Vec<&'static str>) {
    let Some(template) = spec.and_then(|spec| map(spec, "template")) else {
        return;
    };
    if let Some(metadata) = map(template, "metadata") {
        remove(metadata, &["creationTimestamp"], &mut Vec::new());
        strip_marks(metadata, left);
    }
}

/// Annotations and labels; a map that becomes empty goes as a whole.
fn strip_marks(metadata: &mut Map<String, Value>, left: &mut Vec<&'static str>) {
    for name in ["annotations", "labels"] {
        if let Some(marks) = map(metadata, name) {
            remove(marks, &MARKS, left);
            if marks.is_empty() {
                metadata.remove(name);
            }
        }
    }
}

fn strip_pod(spec: &mut Map<String, Value>, left: &mut Vec<&'static str>) {
    remove(spec, &POD_SPEC, left);
    let mut tokens: Vec<String> = Vec::new();
    for list in ["initContainers", "containers"] {
        for container in items(spec, list) {
            let Some(container) = container.as_object_mut() else {
                continue;
            };
            retain(container, "volumeMounts", |mount| {
                let is_token = mount["mountPath"] == TOKEN;
                tokens.extend(mount["name"].as_str().filter(|_| is_token).map(str::to_owned));
                !is_token
            });
        }
    }
    let is_token = |volume: &Value| tokens.iter().any(|token| volume["name"] == **token);
    if retain(spec, "volumes", |volume| !is_token(volume)) {
        note("the service account's volume", left);
    }
    let added = |toleration: &Value| TOLERATIONS.iter().any(|key| toleration["key"] == **key);
    if retain(spec, "tolerations", |toleration| !added(toleration)) {
        note("the default tolerations", left);
    }
}

fn map<'a>(object: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    object.get_mut(name)?.as_object_mut()
}

fn items<'a>(object: &'a mut Map<String, Value>, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = object.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

/// Keeps some items of a list; one that becomes empty goes as a whole. Whether an item went.
fn retain(object: &mut Map<String, Value>, name: &str, keep: impl FnMut(&Value) -> bool) -> bool {
    let Some(list) = object.get_mut(name).and_then(Value::as_array_mut) else {
        return false;
    };
    let before = list.len();
    list.retain(keep);
    let (changed, is_empty) = (list.len() < before, list.is_empty());
    if changed && is_empty {
        object.remove(name);
    }
    changed
}

fn remove(object: &mut Map<String, Value>, names: &[&'static str], left: &mut Vec<&'static str>) {
    for name in names {
        if object.remove(*name).is_some() {
            note(name, left);
        }
    }
}

fn note(name: &'static str, left: &mut Vec<&'static str>) {
    if !left.contains(&name) {
        left.push(name);
    }
}
