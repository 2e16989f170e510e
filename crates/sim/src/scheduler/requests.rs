//! What a pod asks of its node. Mirrors staging/src/k8s.io/component-helpers/resource/helpers.go
//! (AggregateContainerRequests, PodRequests), v1.36.2.

use sorted::Map;

use api::core_v1::PodSpec;
use api::meta_v1::StringMap;
use api::quantity::Quantity;

/// Amounts by resource, in nanos.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts(Map<String, i128>);

impl Amounts {
    /// Reads quantities; what is none is left out.
    fn of(list: &StringMap) -> Amounts {
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

/// The effective requests: app containers and sidecars together, or the peak of an init container beside the
/// sidecars declared before it; pod-level requests win; overhead on top.
pub(crate) fn compute_requests(spec: &PodSpec) -> Amounts {
    let mut total = Amounts::default();
    for container in &spec.containers {
        total.add(&Amounts::of(&container.resources.requests));
    }
    let mut sidecars = Amounts::default();
    let mut peak = Amounts::default();
    for container in &spec.init_containers {
        let mut use_now = Amounts::of(&container.resources.requests);
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
    if let Some(resources) = &spec.resources {
        let pod_level = |name: &str| matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
        for (name, amount) in Amounts::of(&resources.requests).0 {
            if pod_level(&name) {
                total.0.insert(name, amount);
            }
        }
    }
    if let Some(overhead) = &spec.overhead {
        total.add(&Amounts::of(overhead));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Upstream's table (rows about in-place resize and other options left out) and derived rows.
    #[test]
    fn upstream_table() {
        let table: Value =
            serde_json::from_str(include_str!("../../tests/data/resource_cases.json")).unwrap();
        let rows = ["cases", "derived"].map(|part| table[part].as_array().unwrap());
        let mut checked = 0;
        for row in rows.into_iter().flatten() {
            let options = row["options"].to_string();
            let plain = ["null", "{}", r#"{"skipPodLevelResources":false}"#].contains(&options.as_str())
                && row["function"] != "aggregate"
                && row["pod"]["status"].is_null();
            let (Some(expect), true) = (row["expectedRequests"].as_object(), plain) else {
                continue;
            };
            if row["expectedRequests"].to_string().contains('$') || row["pod"].to_string().contains('$') {
                continue;
            }
            let spec: PodSpec = serde_json::from_value(row["pod"]["spec"].clone()).unwrap();
            let expect: StringMap = expect
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect();
            assert_eq!(compute_requests(&spec), Amounts::of(&expect), "{}", row["name"]);
            checked += 1;
        }
        assert!(checked > 15, "{checked}");
    }
}
