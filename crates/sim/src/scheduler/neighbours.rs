//! What a pod asks of the node besides resources: its labels, free host ports, the pods that are there already.
//! Mirrors pkg/scheduler/framework/plugins/{nodeaffinity,nodeports,interpodaffinity} and
//! component-helpers/scheduling/corev1/nodeaffinity (v1.36.2), for one node.

use api::core_v1::{Container, Pod, PodSpec};
use api::meta_v1::{LabelSelector, StringMap};
use serde_json::{Value, json};

use super::NODE;

/// The pod's node selector and its required node affinity accept a node with these labels
/// (GetRequiredNodeAffinity).
pub(crate) fn selects_node(spec: &PodSpec, labels: &StringMap) -> bool {
    let mut selected = spec.node_selector.iter().flatten();
    selected.all(|(key, value)| labels.get(key) == Some(value)) && accepts_node(spec, labels)
}

/// The pod's required node affinity accepts a node with these labels.
fn accepts_node(spec: &PodSpec, labels: &StringMap) -> bool {
    let required = part(spec, "nodeAffinity").filter(|required| !required.is_null());
    let Some(required) = required else { return true };
    let terms = required["nodeSelectorTerms"].as_array();
    let name = StringMap::from([("metadata.name".to_owned(), NODE.to_owned())]);
    terms.into_iter().flatten().any(|term| {
        let expressions = list(&term["matchExpressions"]);
        let fields = list(&term["matchFields"]);
        !(expressions.is_empty() && fields.is_empty())
            && expressions.iter().all(|one| holds(one, labels))
            && fields.iter().all(|one| holds(one, &name))
    })
}

/// `requiredDuringSchedulingIgnoredDuringExecution` of one of the three affinities.
fn part<'a>(spec: &'a PodSpec, kind: &str) -> Option<&'a Value> {
    let affinity = spec.affinity.as_ref()?.get(kind)?;
    affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn holds(expression: &Value, labels: &StringMap) -> bool {
    let (key, operator) = (&expression["key"], expression["operator"].as_str());
    if let Some(operator @ ("Gt" | "Lt")) = operator {
        let number = |text: Option<&str>| text?.parse::<i64>().ok();
        let have = number(key.as_str().and_then(|key| labels.get(key)).map(String::as_str));
        let bound = number(expression["values"][0].as_str());
        return match (have, bound) {
            (Some(have), Some(bound)) => (have > bound) == (operator == "Gt") && have != bound,
            _ => false,
        };
    }
    selects(&json!({ "matchExpressions": [expression] }), labels)
}

fn selects(selector: &Value, labels: &StringMap) -> bool {
    let selector = serde_json::from_value::<LabelSelector>(selector.clone());
    selector.is_ok_and(|selector| selector.matches(labels))
}

/// True when the pod's place on the node depends on the pods that are there.
pub(crate) fn looks_at_others(spec: &PodSpec) -> bool {
    !host_ports(spec).is_empty()
        || ["podAffinity", "podAntiAffinity"]
            .into_iter()
            .any(|kind| part(spec, kind).is_some())
}

/// Why the pod cannot live beside the others of the node: the words, and whether preemption could not help.
pub(crate) fn conflict(pod: &Pod, others: &[&Pod], labels: &StringMap) -> Option<(&'static str, bool)> {
    let wanted = host_ports(&pod.spec);
    let taken = others.iter().flat_map(|other| host_ports(&other.spec));
    if taken
        .into_iter()
        .any(|port| wanted.iter().any(|mine| collide(mine, &port)))
    {
        return Some((
            "node(s) didn't have free ports for the requested pod ports",
            false,
        ));
    }
    let here = |term: &&Value| {
        term["topologyKey"]
            .as_str()
            .is_some_and(|key| labels.contains_key(key))
    };
    let near = part(&pod.spec, "podAffinity").map_or(&[][..], list);
    let met = |term: &Value| {
        here(&term)
            && (others.iter().any(|other| matches(term, pod, other))
                // The first of its kind may begin where nobody is yet.
                || near.iter().all(|term| matches(term, pod, pod)))
    };
    if !near.iter().all(met) {
        return Some(("node(s) didn't match pod affinity rules", true));
    }
    let far = part(&pod.spec, "podAntiAffinity").map_or(&[][..], list);
    let mut far = far.iter().filter(here);
    far.any(|term| others.iter().any(|other| matches(term, pod, other)))
        .then_some(("node(s) didn't match pod anti-affinity rules", false))
}

/// A term of `pod` is about `other`.
fn matches(term: &Value, pod: &Pod, other: &Pod) -> bool {
    let namespaces = list(&term["namespaces"]);
    let namespace = other.metadata.namespace.as_str();
    let there = if !term["namespaceSelector"].is_null() {
        true
    } else if namespaces.is_empty() {
        pod.metadata.namespace == namespace
    } else {
        namespaces.iter().any(|name| name == namespace)
    };
    there && !term["labelSelector"].is_null() && selects(&term["labelSelector"], &other.metadata.labels)
}

/// Protocol, address and number of a port on the node.
type HostPort = (String, String, i32);

/// The host ports of app containers and sidecars; on the node's network every port is one.
fn host_ports(spec: &PodSpec) -> Vec<HostPort> {
    let ports = |container: &Container| -> Vec<HostPort> {
        let of = |port: &api::core_v1::ContainerPort| {
            let network = (spec.host_network == Some(true)).then_some(port.container_port);
            let number = port.host_port.filter(|number| *number > 0).or(network)?;
            let protocol = if port.protocol.is_empty() {
                "TCP"
            } else {
                &port.protocol
            };
            Some((protocol.to_owned(), port.host_ip.clone(), number))
        };
        container.ports.iter().filter_map(of).collect()
    };
    spec.containers
        .iter()
        .chain(spec.sidecars())
        .flat_map(ports)
        .collect()
}

fn collide(one: &HostPort, other: &HostPort) -> bool {
    let any = |address: &str| matches!(address, "" | "0.0.0.0");
    one.0 == other.0 && one.2 == other.2 && (one.1 == other.1 || any(&one.1) || any(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(spec: &str) -> Pod {
        serde_json::from_str(&format!(
            r#"{{"metadata":{{"name":"p","namespace":"default","labels":{{"app":"w"}}}},"spec":{{"containers":[],{spec}}}}}"#
        ))
        .unwrap()
    }

    fn labels() -> StringMap {
        [("kubernetes.io/hostname", "node01"), ("size", "4")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn node_affinity() {
        for (terms, expect) in [
            (
                r#"{"matchExpressions":[{"key":"size","operator":"Gt","values":["3"]}]}"#,
                true,
            ),
            (
                r#"{"matchExpressions":[{"key":"size","operator":"Lt","values":["4"]}]}"#,
                false,
            ),
            (
                r#"{"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}"#,
                false,
            ),
            (
                r#"{"matchExpressions":[{"key":"disk","operator":"DoesNotExist"}]}"#,
                true,
            ),
            (
                r#"{"matchFields":[{"key":"metadata.name","operator":"In","values":["node01"]}]}"#,
                true,
            ),
            ("{}", false),
            (
                r#"{},{"matchExpressions":[{"key":"size","operator":"Exists"}]}"#,
                true,
            ),
        ] {
            let spec = format!(
                r#""affinity":{{"nodeAffinity":{{"requiredDuringSchedulingIgnoredDuringExecution":{{"nodeSelectorTerms":[{terms}]}}}}}}"#
            );
            assert_eq!(accepts_node(&pod(&spec).spec, &labels()), expect, "{terms}");
        }
        assert!(accepts_node(&pod(r#""affinity":{}"#).spec, &labels()));
    }

    fn check(spec: &str, others: usize, expect: Option<&str>) {
        let one = pod(spec);
        let others: Vec<&Pod> = std::iter::repeat_n(&one, others).collect();
        let seen = conflict(&one, &others, &labels()).map(|(words, _)| words);
        assert_eq!(seen, expect, "{spec}");
    }

    #[test]
    fn neighbours() {
        let port = r#""initContainers":[{"name":"s","restartPolicy":"Always","ports":[{"containerPort":80,"hostPort":8080}]}]"#;
        check(port, 0, None);
        check(
            port,
            1,
            Some("node(s) didn't have free ports for the requested pod ports"),
        );
        let network = r#""hostNetwork":true,"initContainers":[{"name":"i","ports":[{"containerPort":80}]}]"#;
        check(network, 1, None);
        let term = |kind: &str, key: &str| {
            format!(
                r#""affinity":{{"{kind}":{{"requiredDuringSchedulingIgnoredDuringExecution":[{{"topologyKey":"{key}","labelSelector":{{"matchLabels":{{"app":"w"}}}}}}]}}}}"#
            )
        };
        let host = "kubernetes.io/hostname";
        check(&term("podAntiAffinity", host), 0, None);
        check(
            &term("podAntiAffinity", host),
            1,
            Some("node(s) didn't match pod anti-affinity rules"),
        );
        check(&term("podAntiAffinity", "zone"), 1, None);
        check(&term("podAffinity", host), 0, None);
        check(
            &term("podAffinity", "zone"),
            1,
            Some("node(s) didn't match pod affinity rules"),
        );
    }
}
