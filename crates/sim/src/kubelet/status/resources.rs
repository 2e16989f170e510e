//! What a status says about resources and mounts. The node applies what is asked for at once and never changes it.
//! Mirrors pkg/kubelet/kubelet_pods.go `convertContainerStatusResources`, `convertToAPIPodLevelResourcesStatus` and the
//! mounts in `convertToAPIContainerStatuses` (v1.36.2).

use std::sync::Arc;

use api::core_v1::{Container, ContainerStatus, Pod, PodPhase, PodSpec, PodStatus, ResourceRequirements};
use api::json::Json;
use api::meta_v1::StringMap;
use api::quantity::{Format, Quantity};
use api::resource::{Amounts, pod_limits, pod_requests};
use serde_json::{Value, json};

use crate::kubelet::profile::Profile;

/// A cgroup has two shares at least, whatever is asked for: that few tell nothing (`MinShares`).
const LEAST_MILLI_CPU: i64 = 2;

/// Adds mounts, and resources once the runtime knows the container (`runs`).
pub(super) fn tell(
    status: &mut ContainerStatus,
    container: &Container,
    old: Option<&ContainerStatus>,
    runs: bool,
    profile: Profile,
) {
    if profile.mounts_in_status && !container.volume_mounts.is_empty() {
        let before = old.and_then(|old| old.volume_mounts.clone());
        status.volume_mounts = before.or_else(|| Some(Arc::new(mounts(container))));
    }
    if !profile.resources_in_status || !runs {
        return;
    }
    if let Some(old) = old.filter(|old| old.resources.is_some()) {
        status.resources.clone_from(&old.resources);
        status.allocated_resources.clone_from(&old.allocated_resources);
        return;
    }
    let own = &container.resources;
    status.resources = Some(Arc::new(own.write()));
    status.allocated_resources = list(&own.requests);
}

fn list(amounts: &StringMap) -> Option<Arc<Value>> {
    (!amounts.is_empty()).then(|| Arc::new(amounts.write()))
}

fn mounts(container: &Container) -> Value {
    let one = |mount: &api::core_v1::VolumeMount| {
        let mut told = json!({"mountPath": mount.mount_path, "name": mount.name});
        if mount.read_only == Some(true) {
            told["readOnly"] = true.into();
            told["recursiveReadOnly"] = "Disabled".into();
        }
        told
    };
    container.volume_mounts.iter().map(one).collect()
}

/// The pod's own: what its containers ask for together, while it runs as its cgroup tells it.
pub(super) fn tell_of_pod(status: &mut PodStatus, pod: &Pod, old: &PodStatus) {
    let spec = &pod.spec;
    if old.resources.is_some() && asks_for_nothing(spec) {
        status.resources.clone_from(&old.resources);
        return;
    }
    let mut requests = texts(&pod_requests(spec), spec);
    let mut limits = texts(&pod_limits(spec), spec);
    status.allocated_resources = same(old.allocated_resources.as_ref(), list(&requests));
    if pod.status.phase == PodPhase::Running {
        requests.retain(|name, _| is_in_cgroup(name));
        limits.retain(|name, _| is_in_cgroup(name) && is_limited(spec, name));
    }
    let claims = spec.resources.as_ref().and_then(|own| own.claims.clone());
    let resources = ResourceRequirements {
        claims,
        limits,
        requests,
    };
    status.resources = same(old.resources.as_ref(), Some(Arc::new(resources.write())));
}

/// Most pods do: what was told once stays true.
fn asks_for_nothing(spec: &PodSpec) -> bool {
    let empty = |own: &ResourceRequirements| own.requests.is_empty() && own.limits.is_empty();
    spec.resources.is_none()
        && spec.overhead.is_none()
        && spec
            .all_containers()
            .all(|(_, container)| empty(&container.resources))
}

/// What was told before, when it is the same: revisions share it.
fn same(old: Option<&Arc<Value>>, new: Option<Arc<Value>>) -> Option<Arc<Value>> {
    if old == new.as_ref() { old.cloned() } else { new }
}

fn is_in_cgroup(name: &str) -> bool {
    matches!(name, "cpu" | "memory")
}

/// A pod's cgroup has a limit when the pod has one of its own or all of its containers have one.
fn is_limited(spec: &PodSpec, name: &str) -> bool {
    let own = spec.resources.as_ref();
    own.is_some_and(|own| own.limits.contains_key(name))
        || spec
            .all_containers()
            .all(|(_, container)| container.resources.limits.contains_key(name))
}

/// Amounts as quantities: as somebody wrote them, where that is possible.
fn texts(amounts: &Amounts, spec: &PodSpec) -> StringMap {
    let text = |(name, nanos): (&str, i128)| {
        let milli = i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX);
        if name == "cpu" && milli <= LEAST_MILLI_CPU {
            return None;
        }
        let text = match (written(spec, name, nanos), name) {
            (Some(text), _) => text,
            (None, "cpu") => Quantity::from_milli(milli).canonical(),
            (None, _) => Quantity::from_units(milli / 1000, Format::BinarySI).canonical(),
        };
        Some((name.to_owned(), text))
    };
    amounts.iter().filter_map(text).collect()
}

/// The text of a quantity of the pod or of a container that is this amount.
fn written(spec: &PodSpec, name: &str, nanos: i128) -> Option<String> {
    let containers = spec.all_containers().map(|(_, container)| &container.resources);
    let mut lists = spec
        .resources
        .iter()
        .chain(containers)
        .flat_map(|own| [&own.requests, &own.limits]);
    lists.find_map(|list| {
        let text = list.get(name)?;
        let same = Quantity::parse(text).is_ok_and(|quantity| quantity.nanos() == nanos);
        same.then(|| text.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubelet::profile::Profile;
    use api::KubernetesVersion;

    fn pod(spec: &str, phase: PodPhase) -> Pod {
        let mut pod = Pod {
            spec: serde_json::from_str::<api::core_v1::PodSpec>(spec)
                .unwrap()
                .into(),
            ..Pod::default()
        };
        pod.status.phase = phase;
        pod
    }

    #[test]
    fn a_container_tells_what_it_asked_for_once_it_runs() {
        let text = r#"{"name":"a","resources":{"requests":{"cpu":"100m"}},"volumeMounts":[{"name":"t","mountPath":"/t","readOnly":true},{"name":"d","mountPath":"/d"}]}"#;
        let container: Container = serde_json::from_str(text).unwrap();
        let check = |minor, runs, expect: [Value; 3]| {
            let mut status = ContainerStatus::default();
            let profile = Profile::of(KubernetesVersion::from_minor(minor).unwrap());
            tell(&mut status, &container, None, runs, profile);
            let told = [status.resources, status.allocated_resources, status.volume_mounts];
            assert_eq!(
                told.map(|told| told.map_or(Value::Null, |told| (*told).clone())),
                expect
            );
        };
        let mounts = json!([
            {"mountPath": "/t", "name": "t", "readOnly": true, "recursiveReadOnly": "Disabled"},
            {"mountPath": "/d", "name": "d"},
        ]);
        let requests = json!({"cpu": "100m"});
        check(36, false, [Value::Null, Value::Null, mounts.clone()]);
        check(
            36,
            true,
            [json!({"requests": {"cpu": "100m"}}), requests, mounts.clone()],
        );
        check(32, true, [Value::Null, Value::Null, mounts]);
        check(30, true, [Value::Null, Value::Null, Value::Null]);
    }

    #[test]
    fn a_pod_tells_the_sum() {
        let check = |spec: &str, phase, expect: Value, granted: Value| {
            let pod = pod(spec, phase);
            let mut status = PodStatus::default();
            tell_of_pod(&mut status, &pod, &PodStatus::default());
            let value = |told: Option<Arc<Value>>| told.map_or(Value::Null, |told| (*told).clone());
            assert_eq!(value(status.resources), expect, "{spec}");
            assert_eq!(value(status.allocated_resources), granted, "{spec}");
        };
        check(
            r#"{"containers":[{"name":"a"}]}"#,
            PodPhase::Running,
            json!({}),
            Value::Null,
        );
        let two = r#"{"containers":[{"name":"a","resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"64Mi"}}},{"name":"b","resources":{"requests":{"cpu":"1"}}}]}"#;
        let requests = json!({"cpu": "1100m", "memory": "64Mi"});
        let pending = json!({"requests": requests, "limits": {"memory": "64Mi"}});
        check(two, PodPhase::Pending, pending, requests.clone());
        check(
            two,
            PodPhase::Running,
            json!({"requests": requests}),
            requests.clone(),
        );
    }
}
