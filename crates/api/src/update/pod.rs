//! What may change in a stored Pod: ValidatePodUpdate.

use serde_json::Value;

use super::{Refusal, same};
use crate::diff;
use crate::internal;

const ONLY: &str = "pod updates may not change fields other than \
     `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions \
     to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// The spec of a Pod. `tolerations`: what is wrong with the new ones by themselves, which upstream reports here, too.
pub fn pod_spec(new: &Value, old: &Value, tolerations: Vec<Refusal>) -> Vec<Refusal> {
    let mut all = Vec::new();
    let (new, old) = (&new["spec"], &old["spec"]);
    for list in ["containers", "initContainers"] {
        if !containers(&mut all, list, items(new, list), items(old, list)) {
            return all;
        }
    }
    if !deadline(
        &mut all,
        &new["activeDeadlineSeconds"],
        &old["activeDeadlineSeconds"],
    ) {
        return all;
    }
    if only_added(items(new, "tolerations"), items(old, "tolerations")) {
        all.extend(tolerations);
    } else {
        let detail = "existing toleration can not be modified except its tolerationSeconds";
        all.push(Refusal::forbidden("spec.tolerations", detail));
    }
    new_gates(
        &mut all,
        items(new, "schedulingGates"),
        items(old, "schedulingGates"),
    );
    let mut munged = allowed_as_stored(new, old);
    if !items(old, "schedulingGates").is_empty() {
        gated(&mut all, &mut munged, old);
    }
    if !same(&munged, old) {
        let text = diff::changes(
            &internal::pretty("PodSpec", old),
            &internal::pretty("PodSpec", &munged),
        );
        all.push(Refusal::forbidden("spec", &format!("{ONLY}\n{text}")));
    }
    all
}

fn items<'a>(spec: &'a Value, list: &str) -> &'a [Value] {
    spec[list].as_array().map_or(&[], Vec::as_slice)
}

/// False: nothing more is looked at.
fn containers(all: &mut Vec<Refusal>, list: &str, new: &[Value], old: &[Value]) -> bool {
    if new.len() != old.len() {
        let detail = "pod updates may not add or remove containers";
        all.push(Refusal::forbidden(format!("spec.{list}"), detail));
        return false;
    }
    for (i, container) in new.iter().enumerate() {
        let (image, field) = (
            container["image"].as_str().unwrap_or(""),
            format!("spec.{list}[{i}].image"),
        );
        if image.is_empty() {
            all.push(Refusal::required(field));
        } else if image.trim() != image {
            let value = internal::go_json(&container["image"]);
            let detail = "must not have leading or trailing whitespace";
            all.push(Refusal::invalid(field, &value, detail));
        }
    }
    true
}

/// A deadline may be set or lowered. False: nothing more is looked at.
fn deadline(all: &mut Vec<Refusal>, new: &Value, old: &Value) -> bool {
    let field = "spec.activeDeadlineSeconds";
    match (new.as_i64(), old.as_i64()) {
        (Some(new), _) if !(0..=i64::from(i32::MAX)).contains(&new) => {
            let detail = format!("must be between 0 and {}, inclusive", i32::MAX);
            all.push(Refusal::invalid(field, &new.to_string(), &detail));
            false
        }
        (Some(new), Some(old)) if old < new => {
            let detail = "must be less than or equal to previous value";
            all.push(Refusal::invalid(field, &new.to_string(), detail));
            false
        }
        (None, Some(_)) => {
            let detail = "must not update from a positive integer to nil value";
            all.push(Refusal::invalid(field, "null", detail));
            true
        }
        _ => true,
    }
}

/// Whether every stored toleration is still there, with any time.
fn only_added(new: &[Value], old: &[Value]) -> bool {
    let timeless = |toleration: &Value| {
        let mut toleration = toleration.clone();
        if let Value::Object(members) = &mut toleration {
            members.remove("tolerationSeconds");
        }
        toleration
    };
    old.iter()
        .all(|old| new.iter().any(|new| same(&timeless(new), &timeless(old))))
}

fn new_gates(all: &mut Vec<Refusal>, new: &[Value], old: &[Value]) {
    for (i, gate) in new.iter().enumerate() {
        if old.iter().all(|old| old["name"] != gate["name"]) {
            let name = gate["name"].as_str().unwrap_or("");
            let detail = format!("only deletion is allowed, but found new scheduling gate '{name}'");
            all.push(Refusal::forbidden(
                format!("spec.schedulingGates[{i}].name"),
                &detail,
            ));
        }
    }
}

/// The new spec with everything that may change as it is stored.
fn allowed_as_stored(new: &Value, old: &Value) -> Value {
    let mut munged = new.clone();
    for list in ["containers", "initContainers"] {
        let known = items(old, list);
        if let Some(containers) = munged[list].as_array_mut() {
            for (container, known) in containers.iter_mut().zip(known) {
                container["image"] = known["image"].clone();
            }
        }
    }
    for name in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] {
        munged[name] = old[name].clone();
    }
    let grace = "terminationGracePeriodSeconds";
    if old[grace].as_i64().is_some_and(|g| g < 0) && munged[grace] == 1 {
        munged[grace] = old[grace].clone();
    }
    munged
}

/// A pod that waits at a gate may rule out more nodes, never fewer.
fn gated(all: &mut Vec<Refusal>, munged: &mut Value, old: &Value) {
    if !same(&munged["nodeSelector"], &old["nodeSelector"]) {
        let kept = |(key, value): (&String, &Value)| munged["nodeSelector"][key] == *value;
        if !old["nodeSelector"].as_object().into_iter().flatten().all(kept) {
            let value = internal::go_json(&munged["nodeSelector"]);
            let detail = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
            all.push(Refusal::invalid("spec.nodeSelector", &value, detail));
        }
        munged["nodeSelector"] = old["nodeSelector"].clone();
    }
    let (new_nodes, old_nodes) = (
        munged["affinity"]["nodeAffinity"].clone(),
        &old["affinity"]["nodeAffinity"],
    );
    if same(&new_nodes, old_nodes) {
        return;
    }
    node_affinity(all, &new_nodes, old_nodes);
    let others = ["podAffinity", "podAntiAffinity"];
    if old["affinity"].is_null() && others.iter().all(|name| munged["affinity"][name].is_null()) {
        munged["affinity"] = Value::Null;
    } else {
        if munged["affinity"].is_null() {
            munged["affinity"] = Value::Object(serde_json::Map::new());
        }
        munged["affinity"]["nodeAffinity"] = old_nodes.clone();
    }
}

fn node_affinity(all: &mut Vec<Refusal>, new: &Value, old: &Value) {
    let terms = |affinity: &Value| affinity[REQUIRED]["nodeSelectorTerms"].clone();
    let (new_terms, old_terms) = (terms(new), terms(old));
    let list = |terms: &Value| terms.as_array().cloned().unwrap_or_default();
    let (new_list, old_list) = (list(&new_terms), list(&old_terms));
    let field = format!("spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms");
    if old_list.is_empty() {
        return;
    }
    if new_list.len() != old_list.len() {
        let value = internal::json("NodeSelectorTerm", &new_terms);
        let detail = "no additions/deletions to non-empty NodeSelectorTerms list are allowed";
        all.push(Refusal::invalid(field, &value, detail));
        return;
    }
    for (i, (new, old)) in new_list.iter().zip(&old_list).enumerate() {
        if !has_only_additions(new, old) {
            let value = internal::json("NodeSelectorTerm", new);
            let detail = "only additions are allowed (no mutations or deletions)";
            all.push(Refusal::invalid(format!("{field}[{i}]"), &value, detail));
        }
    }
}

/// An empty term selects nothing, so nothing may be added to it.
fn has_only_additions(new: &Value, old: &Value) -> bool {
    let lists = ["matchExpressions", "matchFields"];
    let empty = |term: &Value| lists.iter().all(|list| items(term, list).is_empty());
    let begins = |list: &&str| {
        let (new, old) = (items(new, list), items(old, list));
        new.len() >= old.len() && new.iter().zip(old).all(|(new, old)| same(new, old))
    };
    (!empty(old) || empty(new)) && lists.iter().all(begins)
}
