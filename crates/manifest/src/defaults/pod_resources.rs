//! Pod-level requests: pkg/apis/core/v1/defaults.go defaultPodRequests (v1.36.2), and the sum of a pod's requests:
//! staging/src/k8s.io/component-helpers/resource/helpers.go AggregateContainerRequests.

use sorted::Map;

use api::quantity::{Format, Quantity};

use crate::tree::{Node, Value};

/// Quantities by resource name.
pub type ResourceList = Map<String, Quantity>;

/// With pod-level limits, missing pod-level requests become the containers' sum, else the limit.
pub fn requests(spec: &mut Node) {
    let limits = spec
        .get("resources")
        .map(|r| list(r, "limits"))
        .unwrap_or_default();
    if limits.is_empty() {
        return;
    }
    let containers = aggregate(spec, "requests");
    let Some(resources) = spec.get_mut("resources") else {
        return;
    };
    resources.default("requests", Value::Map(Vec::new()));
    let Some(requests) = resources.get_mut("requests") else {
        return;
    };
    let supported = |name: &str| matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
    for name in containers.keys().chain(limits.keys()) {
        let value = containers.get(name).or_else(|| limits.get(name));
        if let Some(value) = value.filter(|_| supported(name)) {
            requests.default(name, Value::String(value.to_string()));
        }
    }
}

/// The quantities under `key` of a `resources` node; what is no quantity is left out.
pub fn list(resources: &Node, key: &str) -> ResourceList {
    let Some(node) = resources.get(key) else {
        return ResourceList::new();
    };
    let quantity = |value: &Value| match value {
        Value::String(text) | Value::Number(text) => Quantity::parse(text.trim()).ok(),
        _ => None,
    };
    node.entries()
        .iter()
        .filter_map(|e| Some((e.key.clone(), quantity(&e.value.value)?)))
        .collect()
}

/// The containers' sum per resource (`key` is `requests` or `limits`): the regular ones and the sidecars together, or the
/// most that an init container needs beside the sidecars declared before it, whichever is more.
pub fn aggregate(spec: &Node, key: &str) -> ResourceList {
    let of = |container: &Node| {
        container
            .get("resources")
            .map(|r| list(r, key))
            .unwrap_or_default()
    };
    let containers = |name: &str| spec.get(name).map(Node::items).unwrap_or_default();
    let mut total = ResourceList::new();
    containers("containers")
        .iter()
        .for_each(|c| add(&mut total, &of(c)));
    let mut sidecars = ResourceList::new();
    let mut peak = ResourceList::new();
    for container in containers("initContainers") {
        let mut used = of(container);
        if container.get("restartPolicy").and_then(Node::as_str) == Some("Always") {
            add(&mut total, &used);
            add(&mut sidecars, &used);
            used = sidecars.clone();
        } else {
            add(&mut used, &sidecars);
        }
        raise(&mut peak, used);
    }
    raise(&mut total, peak);
    total
}

fn add(sum: &mut ResourceList, more: &ResourceList) {
    for (name, amount) in more {
        let zero = Quantity::from_units(0, Format::DecimalSI);
        let before = sum.remove(name).unwrap_or(zero);
        sum.insert(name.clone(), before + amount);
    }
}

fn raise(to: &mut ResourceList, at_least: ResourceList) {
    for (name, amount) in at_least {
        if to.get(&name).is_none_or(|have| *have < amount) {
            to.insert(name, amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::reader;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut spec = reader::read(text, 0..text.len())
            .expect("reads")
            .root
            .expect("a document");
        requests(&mut spec);
        let got = spec.get("resources").expect("resources").to_json()["requests"].to_string();
        assert_eq!(got, expect);
    }

    #[test]
    fn pod_level_requests() {
        check(
            "resources: {limits: {cpu: 2}}\ncontainers: [{name: a}]",
            r#"{"cpu":"2"}"#,
        );
        check(
            "resources: {limits: {cpu: 2, memory: 1Gi}}\ncontainers: [{resources: {requests: {cpu: 100m}}}]\n\
             initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 200m}}}, {resources: {requests: {cpu: 50m}}}]",
            r#"{"cpu":"300m","memory":"1Gi"}"#,
        );
        check("resources: {requests: {cpu: 1}}\ncontainers: []", r#"{"cpu":1}"#);
    }
}
