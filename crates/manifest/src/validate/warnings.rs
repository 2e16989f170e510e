//! Warnings on create: pkg/api/pod/warnings.go and pkg/registry/apps/*/strategy.go (v1.36.2). The object is accepted.

use sorted::{Map, Set};

use super::field::Field;
use super::names;
use crate::gates::pod_spec_path;
use crate::position::Span;
use crate::tree::{Node, Value};
use api::quantity::Quantity;

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The API server's text.
    pub message: String,
    /// The field it is about.
    pub path: String,
    /// The text it is about.
    pub span: Span,
}

/// All warnings about an object of a kind, with its defaults.
pub fn warnings(kind: &str, root: &Node) -> Vec<Warning> {
    let mut all = Vec::new();
    let root = Field::root(root);
    let Some(path) = pod_spec_path(kind) else {
        return all;
    };
    if !matches!(kind, "Pod" | "DaemonSet") {
        name(&mut all, &root.descend("metadata.name"));
    }
    let spec = root.descend(path);
    let metadata = match path.strip_suffix(".spec") {
        Some(template) => root.descend(template).child("metadata"),
        None => root.child("metadata"),
    };
    node_labels(&mut all, &spec.child("nodeSelector"));
    node_affinity(&mut all, &spec.descend("affinity.nodeAffinity"));
    annotations(&mut all, &metadata.child("annotations"));
    let grace = spec.child("terminationGracePeriodSeconds");
    // A Pod's negative value is replaced before warnings are looked for.
    if kind != "Pod" && grace.int().is_some_and(|g| g < 0) {
        warn(
            &mut all,
            &grace,
            "must be >= 0; negative values are invalid and will be treated as 1",
        );
    }
    let containers = ["initContainers", "containers"]
        .map(|list| spec.child(list).items())
        .concat();
    for container in &containers {
        resources(&mut all, container);
        env(&mut all, container);
    }
    ports(&mut all, &containers);
    all
}

fn warn(all: &mut Vec<Warning>, at: &Field<'_>, text: &str) {
    all.push(Warning {
        message: format!("{}: {text}", at.path()),
        path: at.path().to_owned(),
        span: at.mark(),
    });
}

fn name(all: &mut Vec<Warning>, at: &Field<'_>) {
    let messages = names::dns_label(at.text());
    if !at.is_empty() && !messages.is_empty() {
        let text = "this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is \
                    recommended";
        warn(all, at, &format!("{text}: [{}]", messages.join(" ")));
    }
}

fn node_labels(all: &mut Vec<Warning>, selector: &Field<'_>) {
    for (key, at) in selector.sorted_members() {
        if let Some(text) = deprecated_node_label(key) {
            warn(all, &at, text);
        }
    }
}

fn node_affinity(all: &mut Vec<Warning>, affinity: &Field<'_>) {
    let required = affinity
        .descend("requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms")
        .items();
    let preferred = affinity
        .child("preferredDuringSchedulingIgnoredDuringExecution")
        .items();
    let terms = required
        .into_iter()
        .chain(preferred.iter().map(|p| p.child("preference")));
    for expression in terms.flat_map(|term| term.child("matchExpressions").items()) {
        let key = expression.child("key");
        if let Some(text) = deprecated_node_label(key.text()) {
            warn(all, &key, &format!("{} is {text}", key.text()));
        }
    }
}

fn deprecated_node_label(key: &str) -> Option<&'static str> {
    Some(match key {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"
        }
        "failure-domain.beta.kubernetes.io/zone" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"
        }
        "beta.kubernetes.io/instance-type" => {
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"
        }
        "node-role.kubernetes.io/master" => "use \"node-role.kubernetes.io/control-plane\" instead",
        _ => return None,
    })
}

fn annotations(all: &mut Vec<Warning>, annotations: &Field<'_>) {
    for (key, at) in annotations.sorted_members() {
        let text = match key {
            "scheduler.alpha.kubernetes.io/critical-pod" => {
                "non-functional in v1.16+; use the \"priorityClassName\" field instead"
            }
            "seccomp.security.alpha.kubernetes.io/pod" => {
                "non-functional in v1.27+; use the \"seccompProfile\" field instead"
            }
            _ if key.starts_with("container.seccomp.security.alpha.kubernetes.io/") => {
                "non-functional in v1.27+; use the \"seccompProfile\" field instead"
            }
            _ if key.starts_with("container.apparmor.security.beta.kubernetes.io/") => {
                "deprecated since v1.30; use the \"appArmorProfile\" field instead"
            }
            _ => continue,
        };
        warn(all, &at, text);
    }
}

fn resources(all: &mut Vec<Warning>, container: &Field<'_>) {
    for list in ["limits", "requests"] {
        for (name, at) in container.child("resources").child(list).sorted_members() {
            if !matches!(name, "memory" | "ephemeral-storage") {
                continue;
            }
            let Some(Value::String(text) | Value::Number(text)) = at.node().map(|n| &n.value) else {
                continue;
            };
            let Ok(quantity) = Quantity::parse(text.trim()) else {
                continue;
            };
            if quantity.milli_value() % 1000 != 0 {
                warn(
                    all,
                    &at,
                    &format!("fractional byte value \"{quantity}\" is invalid, must be an integer"),
                );
            }
        }
    }
}

fn env(all: &mut Vec<Warning>, container: &Field<'_>) {
    let items = container.child("env").items();
    let mut seen = Set::new();
    for variable in &items {
        let name = variable.child("name").text();
        let hides = !seen.insert(name);
        let refers = variable.child("value").text().contains(&format!("$({name})"));
        if !name.is_empty() && hides && !refers {
            warn(
                all,
                variable,
                &format!("hides previous definition of \"{name}\", which may be dropped when using apply"),
            );
        }
    }
}

/// One port with the container that it belongs to.
struct Port<'a> {
    at: Field<'a>,
    container: usize,
    number: i64,
    protocol: &'a str,
    host: i64,
    host_ip: &'a str,
    name: &'a str,
}

/// The ports met so far, found by name and by number.
#[derive(Default)]
struct Seen<'a> {
    ports: Vec<Port<'a>>,
    by_name: Map<&'a str, Vec<usize>>,
    by_number: Map<(i64, &'a str), Vec<usize>>,
}

impl<'a> Seen<'a> {
    fn named(&self, name: &str) -> impl Iterator<Item = &Port<'a>> {
        let places = self.by_name.get(name).into_iter().flatten();
        places.map(|i| &self.ports[*i])
    }

    fn numbered(&self, port: &Port<'a>) -> impl Iterator<Item = &Port<'a>> {
        let places = self.by_number.get(&(port.number, port.protocol));
        places.into_iter().flatten().map(|i| &self.ports[*i])
    }

    fn add(&mut self, port: Port<'a>) {
        let place = self.ports.len();
        self.by_name.entry(port.name).or_default().push(place);
        self.by_number
            .entry((port.number, port.protocol))
            .or_default()
            .push(place);
        self.ports.push(port);
    }
}

fn ports(all: &mut Vec<Warning>, containers: &[Field<'_>]) {
    let mut seen = Seen::default();
    for (container, field) in containers.iter().enumerate() {
        for at in field.child("ports").items() {
            let int = |name: &str| at.child(name).int().unwrap_or(0);
            let port = Port {
                container,
                number: int("containerPort"),
                protocol: at.child("protocol").text(),
                host: int("hostPort"),
                host_ip: at.child("hostIP").text(),
                name: at.child("name").text(),
                at,
            };
            port_warnings(all, &port, &seen);
            seen.add(port);
        }
    }
}

fn port_warnings<'a>(all: &mut Vec<Warning>, port: &Port<'a>, seen: &Seen<'a>) {
    let mut same_name = seen.named(port.name);
    let other = same_name.find(|p| !p.name.is_empty() && p.container != port.container);
    if let Some(first) = other {
        let other = first.at.path();
        let text = format!(
            "duplicate port name \"{}\" with {other}, services and probes that select ports by name will use {other}",
            port.name
        );
        warn(all, &port.at, &text);
    }
    let relation = seen.numbered(port).find_map(|p| {
        let word = match (p.host == port.host, p.host_ip == port.host_ip) {
            (true, true) => "duplicate",
            (true, false) if p.host_ip.is_empty() || port.host_ip.is_empty() => "dangerously ambiguous",
            (false, _) if p.host == 0 || port.host == 0 => "overlapping",
            _ => return None,
        };
        Some((word, p.at.path()))
    });
    if let Some((word, other)) = relation {
        warn(all, &port.at, &format!("{word} port definition with {other}"));
    }
}
