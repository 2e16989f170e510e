//! What the API server lets an update change, on the objects' v1 JSON: the update functions of
//! pkg/apis/{core,batch,apps}/validation/validation.go (v1.36.2). Here, below both, so that `manifest` can hold its tables
//! against them and `sim` can refuse a user's patch.
//!
//! What holds for the new object alone is not looked at again; an update that only changes such things is let pass.

mod job;
mod pod;

use std::fmt;

use serde_json::Value;

use crate::internal;

pub use job::{JobUpdate, job_spec};
pub use pod::pod_spec;

/// One reason against an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind in kubectl's words (`Forbidden`).
    pub word: &'static str,
    /// The field's path.
    pub field: String,
    /// Value and detail; may be empty.
    pub rest: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.rest.is_empty() { "" } else { ": " };
        write!(f, "{}: {}{separator}{}", self.field, self.word, self.rest)
    }
}

impl Refusal {
    fn forbidden(field: impl Into<String>, detail: &str) -> Self {
        Refusal {
            word: "Forbidden",
            field: field.into(),
            rest: detail.to_owned(),
        }
    }

    fn required(field: impl Into<String>) -> Self {
        Refusal {
            word: "Required value",
            field: field.into(),
            rest: String::new(),
        }
    }

    /// `value` as Go prints it.
    fn invalid(field: impl Into<String>, value: &str, detail: &str) -> Self {
        Refusal {
            word: "Invalid value",
            field: field.into(),
            rest: format!("{value}: {detail}"),
        }
    }
}

/// Why an object of a kind must not become `new`, in upstream's order; empty when it may.
pub fn refusals(kind: &str, new: &Value, old: &Value) -> Vec<Refusal> {
    let mut all = object_meta(new, old);
    let (new_spec, old_spec) = (&new["spec"], &old["spec"]);
    let selector = |all: &mut Vec<Refusal>| immutable(all, "selector", "LabelSelector", new_spec, old_spec);
    match kind {
        "Pod" => all.extend(pod_spec(new, old, Vec::new())),
        "Job" => job_spec(&mut all, new_spec, old_spec, JobUpdate::of(old)),
        "Deployment" | "ReplicaSet" | "DaemonSet" => selector(&mut all),
        "StatefulSet" => stateful_set_spec(&mut all, new_spec, old_spec),
        _ => {}
    }
    all
}

/// What no update may change in an object's metadata: ValidateObjectMetaUpdate.
pub fn object_meta(new: &Value, old: &Value) -> Vec<Refusal> {
    let (new, old) = (&new["metadata"], &old["metadata"]);
    let mut all = Vec::new();
    let list = |meta: &Value| meta["finalizers"].as_array().cloned().unwrap_or_default();
    let (known, mut extra) = (list(old), list(new));
    extra.retain(|finalizer| !known.contains(finalizer));
    if !old["deletionTimestamp"].is_null() && !extra.is_empty() {
        let names: Vec<String> = extra.iter().map(internal::go_json).collect();
        let detail = format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
            names.join(", ")
        );
        all.push(Refusal::forbidden("metadata.finalizers", &detail));
    }
    let number = |meta: &Value| meta["generation"].as_i64().unwrap_or(0);
    if number(new) < number(old) {
        let value = number(new).to_string();
        all.push(Refusal::invalid(
            "metadata.generation",
            &value,
            "must not be decremented",
        ));
    }
    for name in ["name", "namespace", "uid"] {
        let text = |meta: &Value| meta[name].as_str().unwrap_or("").to_owned();
        if text(new) != text(old) {
            let value = internal::go_json(&Value::String(text(new)));
            all.push(Refusal::invalid(format!("metadata.{name}"), &value, IMMUTABLE));
        }
    }
    for name in [
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ] {
        if new[name] != old[name] {
            let value = internal::go_json(&new[name]);
            all.push(Refusal::invalid(format!("metadata.{name}"), &value, IMMUTABLE));
        }
    }
    all
}

/// Upstream's FieldImmutableErrorMsg.
const IMMUTABLE: &str = "field is immutable";

/// A field of the spec that must stay as it is. `type_name`: of its internal type; types of meta/v1 print as v1.
fn immutable(all: &mut Vec<Refusal>, name: &str, type_name: &str, new: &Value, old: &Value) {
    if same(&new[name], &old[name]) {
        return;
    }
    let value = match type_name {
        "" | "LabelSelector" => internal::go_json(&new[name]),
        type_name => internal::json(type_name, &new[name]),
    };
    all.push(Refusal::invalid(format!("spec.{name}"), &value, IMMUTABLE));
}

/// Equal as Go's semantic comparison has it: unset, null and empty are the same, quantities by amount.
fn same(a: &Value, b: &Value) -> bool {
    let empty = |v: &Value| match v {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    match (a, b) {
        (a, b) if empty(a) && empty(b) => true,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|k| !a.contains_key(*k)));
            keys.into_iter()
                .all(|k| same(a.get(k).unwrap_or(&Value::Null), b.get(k).unwrap_or(&Value::Null)))
        }
        (a, b) => a == b,
    }
}

/// What may change in a StatefulSet.
const MUTABLE: [&str; 7] = [
    "replicas",
    "template",
    "updateStrategy",
    "minReadySeconds",
    "ordinals",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
];

fn stateful_set_spec(all: &mut Vec<Refusal>, new: &Value, old: &Value) {
    let fixed = |spec: &Value| {
        let mut spec = spec.clone();
        if let Value::Object(members) = &mut spec {
            members.retain(|name, _| !MUTABLE.contains(&name.as_str()));
        }
        spec
    };
    if !same(&fixed(new), &fixed(old)) {
        let detail = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', \
                      'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and \
                      'minReadySeconds' are forbidden";
        all.push(Refusal::forbidden("spec", detail));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(kind: &str, new: Value, old: Value, expect: &[&str]) {
        let got: Vec<String> = refusals(kind, &new, &old)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn workloads() {
        let with = |label: &str, replicas: i64| json!({"spec": {"replicas": replicas, "selector": {"matchLabels": {"a": label}}}});
        check("Deployment", with("b", 2), with("b", 1), &[]);
        check(
            "Deployment",
            with("c", 1),
            with("b", 1),
            &[r#"spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable"#],
        );
        check("StatefulSet", with("b", 2), with("b", 1), &[]);
        assert_eq!(refusals("StatefulSet", &with("c", 1), &with("b", 1)).len(), 1);
    }

    #[test]
    fn jobs() {
        let job = |image: &str, suspend: bool| json!({"spec": {"completions": 1, "suspend": suspend, "template": {"spec": {"containers": [{"name": "a", "image": image}]}}}});
        check("Job", job("x", true), job("x", false), &[]);
        let got = refusals("Job", &job("y", false), &job("x", false));
        assert_eq!(got.len(), 1);
        assert!(got[0].rest.starts_with(
            r#"{"Spec":{"Volumes":null,"InitContainers":null,"Containers":[{"Name":"a","Image":"y""#
        ));
        assert!(got[0].rest.ends_with(": field is immutable"));
    }

    #[test]
    fn pods() {
        let pod = |image: &str, command: &str| json!({"spec": {"containers": [{"name": "a", "image": image, "command": [command]}]}});
        check("Pod", pod("b", "x"), pod("a", "x"), &[]);
        let got = refusals("Pod", &pod("a", "y"), &pod("a", "x"));
        let expect = "\n@@ -6,7 +6,7 @@\n    \"Name\": \"a\",\n    \"Image\": \"a\",\n    \"Command\": [\n-    \"x\"\n+    \
                      \"y\"\n    ],\n    \"Args\": null,\n    \"WorkingDir\": \"\",\n";
        assert!(got[0].rest.ends_with(expect), "{}", got[0].rest);
    }
}
