//! What all pod-making controllers share: pods from a template, active and available pods, which one goes
//! first. Mirrors pkg/controller/controller_utils.go and pkg/api/v1/pod/util.go (v1.36.2).

use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{EventType, Pod, PodPhase, PodTemplateSpec};
use api::meta_v1::{ObjectMeta, OwnerReference, Time};
use api::{Kind, Object, ObjectKey};

use crate::context::Context;

/// At most so many pods are created or deleted in one sync.
pub(crate) const BURST: usize = 500;

/// The reference from a dependent to its managing owner (metav1.NewControllerRef).
pub(crate) fn controller_ref(owner: &ObjectMeta, kind: Kind) -> OwnerReference {
    OwnerReference {
        api_version: kind.api_version().to_owned(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: kind.name().to_owned(),
        name: owner.name.clone(),
        uid: owner.uid.clone(),
    }
}

/// A pod as its template says, owned by `owner`, named `PREFIX` and five characters (GetPodFromTemplate).
pub(crate) fn pod_from_template(
    template: &PodTemplateSpec,
    owner: &ObjectMeta,
    kind: Kind,
    prefix: &str,
) -> Pod {
    let mut pod = Pod::default();
    pod.metadata.labels = template.metadata.labels.clone();
    pod.metadata.annotations = template.metadata.annotations.clone();
    pod.metadata.finalizers = template.metadata.finalizers.clone();
    pod.metadata.generate_name = prefix.into();
    pod.metadata.namespace = owner.namespace.clone();
    pod.metadata.owner_references = vec![controller_ref(owner, kind)].into();
    pod.spec = template.spec.clone();
    pod_defaults(&mut pod);
    pod
}

/// What defaulting adds to Pod objects but not to templates: requests from limits, service links, the host's ports
/// (pkg/apis/core/v1/defaults.go SetDefaults_Pod).
fn pod_defaults(pod: &mut Pod) {
    let spec = &mut *pod.spec;
    spec.enable_service_links.get_or_insert(true);
    let host_network = spec.host_network == Some(true);
    for container in spec.init_containers.iter_mut().chain(&mut spec.containers) {
        for port in container.ports.iter_mut().filter(|_| host_network) {
            port.host_port = port
                .host_port
                .filter(|port| *port != 0)
                .or(Some(port.container_port));
        }
        let resources = &mut container.resources;
        for (name, limit) in &resources.limits {
            if !resources.requests.contains_key(name) {
                resources.requests.insert(name.clone(), limit.clone());
            }
        }
    }
}

/// The pods that an owner controls, by name.
pub(crate) fn owned_pods(context: &Context, owner_uid: &str) -> Vec<Arc<Pod>> {
    context
        .store
        .controlled_by(Kind::Pod, owner_uid)
        .filter_map(|object| object.as_pod().cloned())
        .collect()
}

/// Neither finished nor being deleted (IsPodActive).
pub(crate) fn is_active(pod: &Pod) -> bool {
    !pod.status.phase.is_terminal() && pod.metadata.deletion_timestamp.is_none()
}

/// Being deleted and not finished (IsPodTerminating).
pub(crate) fn is_terminating(pod: &Pod) -> bool {
    !pod.status.phase.is_terminal() && pod.metadata.deletion_timestamp.is_some()
}

/// The pod's Ready condition is True.
pub(crate) fn is_ready(pod: &Pod) -> bool {
    pod.status.condition_is_true("Ready")
}

/// Since when the pod is Ready, if it is.
pub(crate) fn ready_since(pod: &Pod) -> Option<Time> {
    let condition = pod.status.condition("Ready")?;
    (condition.status == "True")
        .then_some(condition.last_transition_time)
        .flatten()
}

/// When a Ready pod becomes available; `None` while it is not Ready.
pub(crate) fn available_at(pod: &Pod, min_ready_seconds: i32) -> Option<Time> {
    if min_ready_seconds == 0 {
        return is_ready(pod).then_some(Time(i64::MIN));
    }
    let wait = Duration::from_secs(u64::try_from(min_ready_seconds).unwrap_or(0));
    Some(ready_since(pod)?.plus(wait))
}

/// Ready for `min_ready_seconds` (IsPodAvailable).
pub(crate) fn is_available(pod: &Pod, min_ready_seconds: i32, now: Time) -> bool {
    available_at(pod, min_ready_seconds).is_some_and(|at| at <= now)
}

/// How ages are compared when pods are chosen for deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ages {
    /// To the second (Jobs: ActivePods).
    Exact,
    /// By the logarithm of the age, ties by UID (ReplicaSets: ActivePodsWithRanks).
    Logarithmic,
}

/// Sorts pods so that the first ones go first on scale-down. On a single node the number of related pods
/// beside a pod is the same for all, so upstream's rank never decides.
pub(crate) fn sort_for_deletion(pods: &mut [Arc<Pod>], ages: Ages, now: Time) {
    pods.sort_by(|a, b| compare_for_deletion(a, b, ages, now));
}

fn compare_for_deletion(a: &Pod, b: &Pod, ages: Ages, now: Time) -> Ordering {
    let created = |pod: &Pod| pod.metadata.creation_timestamp;
    // Younger goes first; an unset time counts as newest. Equal logarithms are settled at once.
    let younger = |times: [Option<Time>; 2]| match times {
        [one, other] if one == other => Ordering::Equal,
        [Some(one), Some(other)] if ages == Ages::Logarithmic => {
            let ranks = log2(now, one).cmp(&log2(now, other));
            ranks.then_with(|| a.metadata.uid.cmp(&b.metadata.uid))
        }
        [Some(one), Some(other)] => other.cmp(&one),
        [one, other] => one.cmp(&other),
    };
    let assigned = |pod: &Pod| !pod.spec.node_name.is_empty();
    assigned(a)
        .cmp(&assigned(b))
        .then_with(|| phase_rank(a).cmp(&phase_rank(b)))
        .then_with(|| is_ready(a).cmp(&is_ready(b)))
        .then_with(|| match ages {
            // Jobs do not ask for the cost.
            Ages::Exact => Ordering::Equal,
            Ages::Logarithmic => deletion_cost(a).cmp(&deletion_cost(b)),
        })
        .then_with(|| younger([ready_since(a), ready_since(b)]))
        .then_with(|| restarts(b).cmp(&restarts(a)))
        .then_with(|| younger([created(a), created(b)]))
}

fn phase_rank(pod: &Pod) -> u8 {
    match pod.status.phase {
        PodPhase::Pending => 0,
        PodPhase::Unknown => 1,
        PodPhase::Running | PodPhase::Succeeded | PodPhase::Failed => 2,
    }
}

fn deletion_cost(pod: &Pod) -> i32 {
    let text = pod
        .metadata
        .annotations
        .get("controller.kubernetes.io/pod-deletion-cost");
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Most restarts of an app container, then of a sidecar.
fn restarts(pod: &Pod) -> (i32, i32) {
    let apps = pod.status.container_statuses.iter();
    let sidecars = pod.status.init_container_statuses.iter().filter(|status| {
        let spec = pod
            .spec
            .init_containers
            .iter()
            .find(|container| container.name == status.name);
        spec.is_some_and(api::core_v1::Container::is_sidecar_policy)
    });
    (
        apps.map(|status| status.restart_count).max().unwrap_or(0),
        sidecars.map(|status| status.restart_count).max().unwrap_or(0),
    )
}

/// The logarithm of an age in nanoseconds; -1 when there is none yet (logarithmicRankDiff).
fn log2(now: Time, since: Time) -> i64 {
    let nanos = i128::from(now.0.saturating_sub(since.0)) * 1_000;
    let nanos = u128::try_from(nanos).ok();
    nanos.and_then(u128::checked_ilog2).map_or(-1, i64::from)
}

/// Creates a pod for `owner` and says so; the event's source is `component`.
///
/// # Errors
/// The API server's words.
pub(crate) fn create_pod(
    context: &mut Context,
    pod: Pod,
    owner: &ObjectKey,
    component: &'static str,
) -> Result<ObjectKey, String> {
    let created = context.create_named(pod.into()).map(|(key, _)| key);
    let (kind, reason, message) = match &created {
        Ok(key) => (
            EventType::Normal,
            "SuccessfulCreate",
            format!("Created pod: {}", key.name),
        ),
        Err(error) => (
            EventType::Warning,
            "FailedCreate",
            format!("Error creating: {error}"),
        ),
    };
    context.event_about(component, owner, kind, reason, message);
    created
}

/// Deletes a pod of `owner` with its own grace period and says so.
pub(crate) fn delete_pod(context: &mut Context, pod: &ObjectKey, owner: &ObjectKey, component: &'static str) {
    context.delete(pod, None);
    let message = format!("Deleted pod: {}", pod.name);
    context.event_about(component, owner, EventType::Normal, "SuccessfulDelete", message);
}

/// The address of a pod.
pub(crate) fn pod_key(pod: &Pod) -> ObjectKey {
    ObjectKey::new(
        Kind::Pod,
        pod.metadata.namespace.clone(),
        pod.metadata.name.clone(),
    )
}

/// The address of the managing owner of an object, when it is of this kind.
pub(crate) fn owner_key(object: &Object, kind: Kind) -> Option<ObjectKey> {
    let meta = object.meta();
    let owner = meta.controller()?;
    (owner.kind == kind.name() && owner.api_version == kind.api_version())
        .then(|| ObjectKey::new(kind, meta.namespace.clone(), owner.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ready_condition;

    fn pod(name: &str, node: &str, phase: PodPhase, ready_since: Option<i64>) -> Arc<Pod> {
        let mut pod = Pod::default();
        pod.metadata.name = name.into();
        pod.metadata.uid = name.into();
        pod.metadata.creation_timestamp = Some(Time::from_unix(0));
        pod.spec.node_name = node.into();
        pod.status.phase = phase;
        if let Some(since) = ready_since {
            let ready = ready_condition(true, Some(Time::from_unix(since)));
            pod.status.conditions.push(ready);
        }
        Arc::new(pod)
    }

    #[test]
    fn who_goes_first() {
        use PodPhase::{Pending, Running};
        let mut pods = vec![
            pod("old", "n", Running, Some(1)),
            pod("new", "n", Running, Some(90)),
            pod("unready", "n", Running, None),
            pod("pending", "n", Pending, None),
            pod("unassigned", "", Pending, None),
        ];
        for ages in [Ages::Exact, Ages::Logarithmic] {
            sort_for_deletion(&mut pods, ages, Time::from_unix(100));
            let names: Vec<_> = pods.iter().map(|pod| pod.metadata.name.as_str()).collect();
            assert_eq!(
                names,
                ["unassigned", "pending", "unready", "new", "old"],
                "{ages:?}"
            );
        }
    }

    /// Ages of 3 s and 4 s have the same logarithm, counted in nanoseconds: the UID decides, before anything else is
    /// asked. Jobs compare the ages themselves.
    #[test]
    fn who_goes_first_of_nearly_equal_ages() {
        let ready = |uid: &str, since, restarts| {
            let mut pod = Pod::clone(&pod(uid, "n", PodPhase::Running, Some(since)));
            let status = api::core_v1::ContainerStatus {
                restart_count: restarts,
                ..Default::default()
            };
            pod.status.container_statuses.push(status.into());
            Arc::new(pod)
        };
        for (ages, since, expect) in [
            (Ages::Logarithmic, [96, 97], ["a", "b"]),
            (Ages::Exact, [96, 97], ["b", "a"]),
            (Ages::Logarithmic, [91, 97], ["b", "a"]),
            (Ages::Logarithmic, [97, 97], ["b", "a"]),
        ] {
            let mut pods = vec![ready("b", since[1], 3), ready("a", since[0], 0)];
            sort_for_deletion(&mut pods, ages, Time::from_unix(100));
            let names: Vec<_> = pods.iter().map(|pod| pod.metadata.name.as_str()).collect();
            assert_eq!(names, expect, "{ages:?} {since:?}");
        }
    }

    #[test]
    fn availability() {
        let ready = pod("a", "n", PodPhase::Running, Some(10));
        let at = |seconds, now| is_available(&ready, seconds, Time::from_unix(now));
        assert_eq!([at(0, 10), at(5, 14), at(5, 15)], [true, false, true]);
        assert!(!is_available(
            &pod("b", "n", PodPhase::Running, None),
            0,
            Time::from_unix(99)
        ));
    }
}
