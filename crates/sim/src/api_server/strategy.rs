//! What a kind gets on creation, and what counts as a change of its desired state.
//! Mirrors pkg/registry/{core/pod,batch/job,apps/*}/strategy.go (v1.36.2).

use std::sync::Arc;

use api::Object;
use api::batch_v1::{Job, JobStatus};
use api::core_v1::{Pod, PodCondition, PodPhase, PodStatus};
use api::meta_v1::{LabelSelector, StringMap, Time};

use super::qos;

/// The label that a Job's generated selector asks for.
pub(crate) const CONTROLLER_UID: &str = "batch.kubernetes.io/controller-uid";

/// Fills in what the strategy of a kind adds to a new object whose name and UID are known. `observed`: conditions name
/// their generation.
pub(super) fn prepare_for_create(object: &mut Object, now: Time, observed: bool) {
    match object {
        Object::Pod(pod) => prepare_pod(Arc::make_mut(pod), now, observed),
        Object::Job(job) => prepare_job(Arc::make_mut(job)),
        Object::CronJob(cron) => Arc::make_mut(cron).status = api::batch_v1::CronJobStatus::default(),
        Object::Deployment(it) => Arc::make_mut(it).status = api::apps_v1::DeploymentStatus::default(),
        Object::ReplicaSet(it) => Arc::make_mut(it).status = api::apps_v1::ReplicaSetStatus::default(),
        Object::StatefulSet(it) => Arc::make_mut(it).status = api::apps_v1::StatefulSetStatus::default(),
        Object::DaemonSet(it) => {
            Arc::make_mut(it).status = api::apps_v1::DaemonSetStatus::default();
            tell_template_generation(object, 1);
        }
        Object::ConfigMap(_) | Object::Secret(_) | Object::Service(_) => {}
    }
}

/// The number of a DaemonSet's template, which apps/v1 keeps as an annotation (pkg/apis/apps/v1/conversion.go).
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

fn tell_template_generation(object: &mut Object, number: i64) {
    let annotations = &mut object.meta_mut().annotations;
    annotations.insert(TEMPLATE_GENERATION.to_owned(), number.to_string());
}

/// Counts a DaemonSet's template when an update changes it.
pub(super) fn count_template(old: &Object, new: &mut Object) {
    if let (Object::DaemonSet(before), Object::DaemonSet(after)) = (old, &*new)
        && before.spec.template != after.spec.template
    {
        let number = template_generation(before);
        tell_template_generation(new, number + 1);
    }
}

/// The number of a DaemonSet's template.
pub(crate) fn template_generation(set: &api::apps_v1::DaemonSet) -> i64 {
    let text = set.metadata.annotations.get(TEMPLATE_GENERATION);
    text.and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn prepare_pod(pod: &mut Pod, now: Time, observed: bool) {
    pod.status = PodStatus {
        phase: PodPhase::Pending,
        qos_class: qos::compute_qos_class(&pod.spec).into(),
        ..PodStatus::default()
    }
    .into();
    if has_scheduling_gates(pod) {
        pod.status.conditions.push(
            PodCondition {
                kind: "PodScheduled".into(),
                status: "False".into(),
                reason: "SchedulingGated".into(),
                message: "Scheduling is blocked due to non-empty scheduling gates".into(),
                last_transition_time: Some(now),
                observed_generation: pod.metadata.generation.filter(|_| observed),
                ..PodCondition::default()
            }
            .into(),
        );
    }
}

/// True while `spec.schedulingGates` holds a pod back.
pub(crate) fn has_scheduling_gates(pod: &Pod) -> bool {
    let gates = pod
        .spec
        .scheduling_gates
        .as_ref()
        .and_then(serde_json::Value::as_array);
    gates.is_some_and(|gates| !gates.is_empty())
}

/// The generated selector and labels, unless the user makes them himself (generateSelector).
fn prepare_job(job: &mut Job) {
    default_job(job);
    job.status = JobStatus::default();
    if job.spec.manual_selector != Some(true) {
        let (uid, name) = (job.metadata.uid.to_string(), job.metadata.name.to_string());
        let labels = &mut job.spec.template.metadata.labels;
        labels.insert(CONTROLLER_UID.into(), uid.clone());
        labels.insert("controller-uid".into(), uid.clone());
        labels.insert("batch.kubernetes.io/job-name".into(), name.clone());
        labels.insert("job-name".into(), name);
        job.spec.selector = Some(LabelSelector {
            match_labels: StringMap::from([(CONTROLLER_UID.into(), uid)]),
            ..LabelSelector::default()
        });
    }
    // Defaulting on every read: a Job without labels shows its template's.
    if job.metadata.labels.is_empty() {
        job.metadata.labels = job.spec.template.metadata.labels.clone();
    }
}

/// Defaults that a Job from a CronJob's template has not got yet (pkg/apis/batch/v1/defaults.go).
fn default_job(job: &mut Job) {
    let spec = &mut job.spec;
    if spec.completions.is_none() && spec.parallelism.is_none() {
        spec.completions = Some(1);
    }
    spec.parallelism.get_or_insert(1);
    let limit = if spec.backoff_limit_per_index.is_some() {
        i32::MAX
    } else {
        6
    };
    spec.backoff_limit.get_or_insert(limit);
    spec.completion_mode.get_or_insert_with(|| "NonIndexed".into());
    spec.suspend.get_or_insert(false);
    spec.manual_selector.get_or_insert(false);
    let replacement = if spec.pod_failure_policy.is_some() {
        "Failed"
    } else {
        "TerminatingOrFailed"
    };
    spec.pod_replacement_policy
        .get_or_insert_with(|| replacement.into());
}

/// True when an update changes the desired state, which counts `metadata.generation` up. Binding a pod to
/// its node does not.
pub(super) fn changes_spec(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Pod(old), Object::Pod(new)) => {
            !old.spec.is(&new.spec) && old.spec.node_name == new.spec.node_name && old.spec != new.spec
        }
        (Object::Job(old), Object::Job(new)) => old.spec != new.spec,
        (Object::CronJob(old), Object::CronJob(new)) => old.spec != new.spec,
        (Object::Deployment(old), Object::Deployment(new)) => old.spec != new.spec,
        (Object::ReplicaSet(old), Object::ReplicaSet(new)) => old.spec != new.spec,
        (Object::StatefulSet(old), Object::StatefulSet(new)) => old.spec != new.spec,
        (Object::DaemonSet(old), Object::DaemonSet(new)) => old.spec != new.spec,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_gets_its_selector_and_shows_its_templates_labels() {
        let mut job = Job::default();
        job.metadata.name = "j".into();
        job.metadata.uid = "u".into();
        prepare_job(&mut job);
        let expect: Vec<_> = [
            ("batch.kubernetes.io/controller-uid", "u"),
            ("batch.kubernetes.io/job-name", "j"),
            ("controller-uid", "u"),
            ("job-name", "j"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        assert_eq!(
            StringMap::clone(&job.metadata.labels)
                .into_iter()
                .collect::<Vec<_>>(),
            expect
        );
        assert_eq!(job.metadata.labels, job.spec.template.metadata.labels);
        let selector = job.spec.selector.clone().unwrap();
        assert_eq!(selector.match_labels.into_iter().collect::<Vec<_>>(), expect[..1]);
    }

    #[test]
    fn binding_does_not_count_as_a_change() {
        let pod = Pod::default();
        let mut bound = pod.clone();
        bound.spec.node_name = "node01".into();
        let mut edited = bound.clone();
        edited.spec.hostname = "h".into();
        assert!(!changes_spec(&pod.clone().into(), &bound.clone().into()));
        assert!(changes_spec(&bound.into(), &edited.into()));
    }
}
