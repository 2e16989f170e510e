//! The next step of a StatefulSet: create, delete, or wait. Mirrors updateStatefulSet in
//! pkg/controller/statefulset/stateful_set_control.go (v1.36.2).

use sorted::Map;
use std::sync::Arc;

use api::apps_v1::StatefulSet;
use api::core_v1::{Pod, PodPhase};
use api::meta_v1::Time;

use crate::controllers::pods::{is_available, is_ready};

/// The label with a pod's revision.
pub(crate) const REVISION: &str = "controller-revision-hash";

/// The two revisions of a rollout; equal when there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revisions {
    /// What pods were before.
    pub current: String,
    /// What they shall be.
    pub update: String,
}

/// What a step sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub set: &'a StatefulSet,
    pub pods: &'a [Arc<Pod>],
    pub revisions: &'a Revisions,
    pub now: Time,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// Nothing before something changes.
    Wait,
    /// A pod of an ordinal and a revision.
    Create { ordinal: i32, revision: String },
    /// This one.
    Delete(Arc<Pod>),
}

/// A pod's revision.
pub(crate) fn revision(pod: &Pod) -> &str {
    pod.metadata.labels.get(REVISION).map_or("", String::as_str)
}

fn ordinal(pod: &Pod) -> Option<i32> {
    pod.metadata.name.rsplit_once('-')?.1.parse().ok()
}

fn is_terminating(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_some()
}

/// Decides.
pub(crate) fn compute_step(view: View<'_>) -> Step {
    let View { set, pods, .. } = view;
    let start = set.spec.ordinals.as_ref().and_then(|it| it["start"].as_i64());
    let start = start.and_then(|start| i32::try_from(start).ok()).unwrap_or(0);
    let end = start.saturating_add(set.spec.replicas.unwrap_or(1));
    let by_ordinal: Map<i32, &Arc<Pod>> = pods.iter().filter_map(|pod| Some((ordinal(pod)?, pod))).collect();
    let ordered = set.spec.pod_management_policy != "Parallel";

    // 1. The wanted ones, from the lowest ordinal.
    for ordinal in start..end {
        let Some(pod) = by_ordinal.get(&ordinal) else {
            let revision = revision_of_new(view, start, ordinal);
            return Step::Create { ordinal, revision };
        };
        if pod.status.phase.is_terminal() && !is_terminating(pod) {
            return Step::Delete(Arc::clone(pod));
        }
        if ordered && (is_terminating(pod) || !is_healthy(view, pod)) {
            return Step::Wait;
        }
    }
    // 2. Too many ones, from the highest ordinal.
    let first_unhealthy = by_ordinal
        .values()
        .find(|pod| !is_healthy(view, pod) || is_terminating(pod));
    for (_, pod) in by_ordinal
        .iter()
        .rev()
        .filter(|(at, _)| !(start..end).contains(at))
    {
        if is_terminating(pod) {
            if ordered {
                return Step::Wait;
            }
            continue;
        }
        let blocks = first_unhealthy.is_some_and(|first| first.metadata.uid != pod.metadata.uid);
        if ordered && !is_healthy(view, pod) && blocks {
            return Step::Wait;
        }
        return Step::Delete(Arc::clone(pod));
    }
    roll(view, start, end, &by_ordinal)
}

/// 3. Outdated ones, from the highest ordinal down to the partition, each after the one above is healthy.
fn roll(view: View<'_>, start: i32, end: i32, by_ordinal: &Map<i32, &Arc<Pod>>) -> Step {
    let strategy = &view.set.spec.update_strategy;
    if strategy.kind == "OnDelete" {
        return Step::Wait;
    }
    for ordinal in (start.max(start + partition(view.set))..end).rev() {
        let Some(pod) = by_ordinal.get(&ordinal) else {
            return Step::Wait;
        };
        if revision(pod) != view.revisions.update && !is_terminating(pod) {
            return Step::Delete(Arc::clone(pod));
        }
        if is_terminating(pod) || !is_healthy(view, pod) {
            return Step::Wait;
        }
    }
    Step::Wait
}

fn partition(set: &StatefulSet) -> i32 {
    let update = set.spec.update_strategy.rolling_update.as_ref();
    update.and_then(|update| update.partition).unwrap_or(0)
}

/// What the status counts as ready, a pod that is being deleted too.
pub(crate) fn is_running_and_ready(pod: &Pod) -> bool {
    pod.status.phase == PodPhase::Running && is_ready(pod)
}

/// Running, Ready and available.
fn is_healthy(view: View<'_>, pod: &Pod) -> bool {
    is_running_and_ready(pod) && is_available(pod, view.set.spec.min_ready_seconds, view.now)
}

/// Below the partition a pod comes back as it was. Defaulting sets the partition, unless the manifest names the
/// strategy's type and nothing else: then it is as many ordinals as still have the current revision.
fn revision_of_new(view: View<'_>, start: i32, ordinal: i32) -> String {
    let Revisions { current, update } = view.revisions;
    let strategy = &view.set.spec.update_strategy;
    let kept = match (&strategy.rolling_update, strategy.kind.as_str()) {
        (Some(_), _) => start.saturating_add(partition(view.set)),
        (None, "RollingUpdate") => start.saturating_add(view.set.status.current_replicas),
        (None, _) => start,
    };
    if ordinal < kept {
        current.clone()
    } else {
        update.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ready_condition;

    /// A pod: `web-0 old ready`, `web-1 new pending`, `web-2 new failed`, `web-1 old terminating`.
    fn pod(text: &str) -> Arc<Pod> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut pod = Pod::default();
        pod.metadata.name = words[0].into();
        pod.metadata.uid = words[0].into();
        pod.metadata.labels.insert(REVISION.into(), words[1].into());
        match words[2] {
            "ready" => {
                pod.status.phase = PodPhase::Running;
                pod.status.conditions.push(ready_condition(true, None));
            }
            "failed" => pod.status.phase = PodPhase::Failed,
            "terminating" => {
                pod.metadata.deletion_timestamp = Some(Time::default());
                pod.status.phase = PodPhase::Running;
                pod.status.conditions.push(ready_condition(true, None));
            }
            _ => {}
        }
        Arc::new(pod)
    }

    fn check(spec: &str, pods: &[&str], expect: &str) {
        let set: StatefulSet = serde_json::from_str(&format!(
            r#"{{"metadata":{{"name":"web"}},"spec":{spec},"status":{{"currentReplicas":1}}}}"#
        ))
        .unwrap();
        let pods: Vec<_> = pods.iter().map(|text| pod(text)).collect();
        let step = compute_step(View {
            set: &set,
            pods: &pods,
            revisions: &Revisions {
                current: "old".into(),
                update: "new".into(),
            },
            now: Time::from_unix(100),
        });
        let seen = match step {
            Step::Wait => "wait".to_owned(),
            Step::Create { ordinal, revision } => format!("create {ordinal} {revision}"),
            Step::Delete(pod) => format!("delete {}", pod.metadata.name),
        };
        assert_eq!(seen, expect, "{spec} {pods:?}");
    }

    #[test]
    fn steps() {
        let three = r#"{"replicas":3,"updateStrategy":{"type":"RollingUpdate"}}"#;
        check(three, &[], "create 0 old");
        let partition = |number: i32| {
            format!(
                r#"{{"replicas":3,"updateStrategy":{{"type":"RollingUpdate","rollingUpdate":{{"partition":{number}}}}}}}"#
            )
        };
        check(&partition(0), &[], "create 0 new");
        check(&partition(2), &["web-0 old ready"], "create 1 old");
        check(&partition(1), &["web-0 old ready"], "create 1 new");
        check(
            r#"{"replicas":3,"updateStrategy":{"type":"OnDelete"}}"#,
            &[],
            "create 0 new",
        );
        check(three, &["web-0 new pending"], "wait");
        check(three, &["web-0 new ready"], "create 1 new");
        check(three, &["web-0 new failed"], "delete web-0");
        check(three, &["web-0 new terminating"], "wait");
        let full = ["web-0 old ready", "web-1 old ready", "web-2 old ready"];
        check(three, &full, "delete web-2");
        check(
            three,
            &["web-0 old ready", "web-1 old ready", "web-2 new ready"],
            "delete web-1",
        );
        check(
            three,
            &["web-0 old ready", "web-1 old ready", "web-2 new pending"],
            "wait",
        );
        check(r#"{"replicas":1}"#, &full, "delete web-2");
        // Only the first unavailable one may go before the others are up again.
        check(
            r#"{"replicas":1}"#,
            &["web-0 new ready", "web-1 new terminating", "web-2 new pending"],
            "wait",
        );
        check(
            r#"{"replicas":1}"#,
            &["web-0 new ready", "web-1 new ready", "web-2 new pending"],
            "delete web-2",
        );
        check(
            r#"{"replicas":1}"#,
            &["web-0 new ready", "web-1 new ready", "web-2 new terminating"],
            "wait",
        );
        check(
            r#"{"replicas":2,"podManagementPolicy":"Parallel"}"#,
            &["web-0 new pending"],
            "create 1 new",
        );
        check(
            r#"{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}}"#,
            &["web-0 old ready", "web-1 old ready", "web-2 new ready"],
            "wait",
        );
    }
}
