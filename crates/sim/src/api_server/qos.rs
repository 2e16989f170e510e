//! A pod's quality of service class. Mirrors pkg/apis/core/v1/helper/qos/qos.go (v1.36.2).

use api::core_v1::{Container, PodSpec, ResourceRequirements};
use api::meta_v1::StringMap;
use api::quantity::Quantity;

/// The resources that decide.
const SUPPORTED: [&str; 2] = ["cpu", "memory"];

/// `Guaranteed`, `Burstable` or `BestEffort`, over all containers and init containers; pod-level resources,
/// when there are any (even empty ones), decide alone.
pub(crate) fn compute_qos_class(spec: &PodSpec) -> &'static str {
    if let Some(resources) = &spec.resources {
        return class_of(&[resources]);
    }
    let containers: Vec<&ResourceRequirements> = spec
        .init_containers
        .iter()
        .chain(&spec.containers)
        .map(|Container { resources, .. }| resources)
        .collect();
    class_of(&containers)
}

fn class_of(all: &[&ResourceRequirements]) -> &'static str {
    let nothing = |list: &StringMap| SUPPORTED.iter().all(|name| positive(list, name).is_none());
    if all
        .iter()
        .all(|resources| nothing(&resources.requests) && nothing(&resources.limits))
    {
        return "BestEffort";
    }
    let every_limit = all.iter().all(|resources| {
        SUPPORTED
            .iter()
            .all(|name| positive(&resources.limits, name).is_some())
    });
    let sum = |name: &str, pick: fn(&ResourceRequirements) -> &StringMap| -> i128 {
        all.iter()
            .filter_map(|resources| positive(pick(resources), name))
            .sum()
    };
    let equal = SUPPORTED
        .iter()
        .all(|name| sum(name, |it| &it.requests) == sum(name, |it| &it.limits));
    if every_limit && equal {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// The amount of a resource in nanos, when it is above zero.
fn positive(list: &StringMap, name: &str) -> Option<i128> {
    let nanos = Quantity::parse(list.get(name)?).ok()?.nanos();
    (nanos > 0).then_some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::PodSpec;

    /// Upstream's table (TestComputePodQOS, rows about other gates left out) and derived rows.
    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn upstream_qos_class() {
        let table: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/qos_cases.json")).unwrap();
        let rows = ["cases", "derived"].map(|part| table[part].as_array().unwrap());
        let mut checked = 0;
        for row in rows.into_iter().flatten() {
            if row["pod"]["spec"]["resources"].is_object() && row["podLevelResourcesEnabled"] == false {
                continue;
            }
            let spec: PodSpec = serde_json::from_value(row["pod"]["spec"].clone()).unwrap();
            assert_eq!(
                compute_qos_class(&spec),
                row["expected"].as_str().unwrap(),
                "{}",
                row["name"]
            );
            checked += 1;
        }
        println!("table QoS_class {checked} {checked}");
        assert!(checked > 20, "{checked}");
    }
}
