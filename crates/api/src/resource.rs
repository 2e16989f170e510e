//! What a pod asks of its node, and what it may take at most. Mirrors
//! staging/src/k8s.io/component-helpers/resource/helpers.go (PodRequests, PodLimits and what they aggregate), v1.36.2.

use serde_json::Value;
use sorted::Map;

use crate::core_v1::{Container, PodSpec, ResourceRequirements};
use crate::meta_v1::StringMap;
use crate::quantity::Quantity;

/// Amounts by resource, in nanos of the resource's unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts(Map<String, i128>);

impl Amounts {
    /// Reads quantities; what is none is left out.
    pub fn of(list: &StringMap) -> Amounts {
        let amounts = list
            .iter()
            .filter_map(|(name, text)| Some((name.clone(), Quantity::parse(text).ok()?.nanos())));
        Amounts(amounts.collect())
    }

    /// An amount; 0 when absent.
    pub fn get(&self, name: &str) -> i128 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// All amounts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i128)> {
        self.0.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// Adds other amounts.
    pub fn add(&mut self, other: &Amounts) {
        for (name, amount) in &other.0 {
            let sum = self.0.entry(name.clone()).or_insert(0);
            *sum = sum.saturating_add(*amount);
        }
    }

    /// Takes other amounts away.
    pub fn subtract(&mut self, other: &Amounts) {
        for (name, amount) in &other.0 {
            let left = self.0.entry(name.clone()).or_insert(0);
            *left = left.saturating_sub(*amount);
        }
    }

    /// Takes the larger of each amount.
    fn max(&mut self, other: &Amounts) {
        for (name, amount) in &other.0 {
            let known = self.0.entry(name.clone()).or_insert(*amount);
            *known = (*known).max(*amount);
        }
    }
}

/// One of the two lists of a container or a pod.
type Pick = fn(&ResourceRequirements) -> &StringMap;

const REQUESTS: Pick = |resources| &resources.requests;
const LIMITS: Pick = |resources| &resources.limits;

/// The effective requests: those of the containers, or of the pod itself where it has any; overhead on top.
pub fn pod_requests(spec: &PodSpec) -> Amounts {
    let mut total = with_pod_level(spec, REQUESTS);
    if let Some(overhead) = &spec.overhead {
        total.add(&Amounts::of(overhead));
    }
    total
}

/// The effective limits: as the requests, but overhead only raises what has a limit.
pub fn pod_limits(spec: &PodSpec) -> Amounts {
    let mut total = with_pod_level(spec, LIMITS);
    let overhead = spec.overhead.as_ref().map(Amounts::of).unwrap_or_default();
    for (name, amount) in &mut total.0 {
        if *amount != 0 {
            *amount = amount.saturating_add(overhead.get(name));
        }
    }
    total
}

/// Resources that a pod can have of its own (IsSupportedPodLevelResource).
fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || name.starts_with("hugepages-")
}

fn with_pod_level(spec: &PodSpec, pick: Pick) -> Amounts {
    let mut total = aggregate(spec, pick);
    if let Some(resources) = &spec.resources {
        let own = Amounts::of(pick(resources)).0.into_iter();
        total.0.extend(own.filter(|(name, _)| is_pod_level(name)));
    }
    total
}

/// App containers and sidecars together, or the peak of an init container beside the sidecars declared before it.
fn aggregate(spec: &PodSpec, pick: Pick) -> Amounts {
    let mut total = Amounts::default();
    for container in &spec.containers {
        total.add(&Amounts::of(pick(&container.resources)));
    }
    let mut sidecars = Amounts::default();
    let mut peak = Amounts::default();
    for container in &spec.init_containers {
        let mut use_now = Amounts::of(pick(&container.resources));
        if container.is_sidecar_policy() {
            total.add(&use_now);
            sidecars.add(&use_now);
            use_now = sidecars.clone();
        } else {
            use_now.add(&sidecars);
        }
        peak.max(&use_now);
    }
    total.max(&peak);
    total
}

/// What a `resourceFieldRef` says of a container: the request or limit in whole divisors, rounded up. A limit that is not
/// set is what `allocatable` has of it (pkg/api/v1/resource/helpers.go ExtractContainerResourceValue,
/// MergeContainerResourceLimits).
pub fn field_value(source: &Value, container: &Container, allocatable: &StringMap) -> String {
    let text = |field: &str| source.get(field).and_then(Value::as_str).unwrap_or_default();
    let nanos = |text: &String| Quantity::parse(text).ok().map(|quantity| quantity.nanos());
    let (list, name) = text("resource").split_once('.').unwrap_or_default();
    let own = |list: &StringMap| list.get(name).and_then(nanos).filter(|value| *value > 0);
    let value = if list == "limits" {
        own(&container.resources.limits).or_else(|| own(allocatable))
    } else {
        own(&container.resources.requests)
    };
    let divisor = nanos(&text("divisor").to_owned()).filter(|divisor| *divisor > 0);
    let divisor = divisor.unwrap_or(ONE);
    ((value.unwrap_or_default() + divisor - 1) / divisor).to_string()
}

/// One, in nanos.
const ONE: i128 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_values() {
        let resources = r#"{"resources":{"limits":{"cpu":"1500m"},"requests":{"memory":"1Gi"}},"name":"a"}"#;
        let container: Container = serde_json::from_str(resources).expect("a container");
        let node: StringMap = [("memory".to_owned(), "2Ki".to_owned())].into_iter().collect();
        for (source, expect) in [
            (r#"{"resource":"limits.cpu"}"#, "2"),
            (r#"{"resource":"limits.cpu","divisor":"1m"}"#, "1500"),
            (r#"{"resource":"requests.memory","divisor":"1Mi"}"#, "1024"),
            (r#"{"resource":"limits.memory"}"#, "2048"),
            (r#"{"resource":"requests.cpu"}"#, "0"),
        ] {
            let source: Value = serde_json::from_str(source).expect("JSON");
            assert_eq!(field_value(&source, &container, &node), expect, "{source}");
        }
    }
    use serde_json::{Map, Value};

    /// A list of the table: text, or `{"$value": n}` and `{"$milli": n}`.
    fn amounts(list: &Map<String, Value>) -> Amounts {
        let amount = |value: &Value| match value {
            Value::String(text) => Quantity::parse(text).expect("a quantity").nanos(),
            _ => {
                let number = |key: &str| value[key].as_i64().map(i128::from);
                let milli = number("$milli").map(|milli| milli * 1_000_000);
                let value = number("$value").map(|value| value * 1_000_000_000);
                milli.or(value).expect("a number")
            }
        };
        Amounts(
            list.iter()
                .map(|(name, value)| (name.clone(), amount(value)))
                .collect(),
        )
    }

    /// The options that this project has a use for; rows about in-place resize, claims of devices and pods whose own
    /// resources are switched off are about other things.
    fn is_ours(row: &Value) -> bool {
        let Some(options) = row["options"].as_object() else {
            return true;
        };
        options
            .iter()
            .all(|(name, value)| name == "excludeOverhead" || *value == Value::Bool(false))
    }

    /// Upstream's table and derived rows.
    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn upstream_pod_resources() {
        let table: Value = serde_json::from_str(include_str!("../tests/resource_cases.json")).expect("JSON");
        let rows = ["cases", "derived"].map(|part| table[part].as_array().expect("rows"));
        let (mut checked, mut agree) = (0, 0);
        for row in rows.into_iter().flatten().filter(|row| is_ours(row)) {
            let text = row["pod"]["spec"].to_string();
            if text.contains('$') {
                continue;
            }
            let mut spec: PodSpec = serde_json::from_str(&text).expect("a pod's spec");
            if row["options"]["excludeOverhead"] == true {
                spec.overhead = None;
            }
            let [requests, limits] = if row["function"] == "aggregate" {
                [aggregate(&spec, REQUESTS), aggregate(&spec, LIMITS)]
            } else {
                [pod_requests(&spec), pod_limits(&spec)]
            };
            for (expect, found) in [("expectedRequests", requests), ("expectedLimits", limits)] {
                let Some(expect) = row[expect].as_object() else {
                    continue;
                };
                checked += 1;
                agree += usize::from(found == amounts(expect));
                assert_eq!(found, amounts(expect), "{} {}", row["test"], row["name"]);
            }
        }
        println!("table pod_requests_and_limits {agree} {checked}");
        assert!(checked > 40, "{checked}");
    }
}
