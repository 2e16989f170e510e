//! A Job's next pod. Mirrors pkg/controller/job/{job_controller,indexed_job_utils}.go (v1.36.2).

use api::Kind;
use api::batch_v1::Job;
use api::core_v1::{EnvVar, EnvVarSource, ObjectFieldSelector, Pod, PodSpec};

use super::census::TRACKING;
use super::indexes::INDEX;
use super::manage::{FAILURE_COUNT, IGNORED_FAILURE_COUNT, NewPod};
use crate::api_server::MAX_GENERATED_NAME;
use crate::controllers::pods::pod_from_template;

/// The variable in every container of an indexed Job.
const INDEX_VARIABLE: &str = "JOB_COMPLETION_INDEX";

/// Builds it.
pub(crate) fn compute_pod(job: &Job, new: &NewPod) -> Pod {
    let (meta, template) = (&job.metadata, &job.spec.template);
    let prefix = match new {
        NewPod::Plain => format!("{}-", meta.name),
        NewPod::Indexed { index, .. } => indexed_prefix(&meta.name, *index),
    };
    let mut pod = pod_from_template(template, meta, Kind::Job, &prefix);
    if !pod.metadata.finalizers.iter().any(|name| name == TRACKING) {
        pod.metadata.finalizers.push(TRACKING.to_owned());
    }
    if let NewPod::Indexed { index, failures } = new {
        let annotations = &mut pod.metadata.annotations;
        annotations.insert(INDEX.to_owned(), index.to_string());
        if let Some((failed, ignored)) = failures {
            annotations.insert(FAILURE_COUNT.to_owned(), failed.to_string());
            if *ignored > 0 {
                annotations.insert(IGNORED_FAILURE_COUNT.to_owned(), ignored.to_string());
            }
        }
        pod.metadata.labels.insert(INDEX.to_owned(), index.to_string());
        let spec = &mut *pod.spec;
        spec.hostname = format!("{}-{index}", meta.name);
        add_index_variable(spec);
    }
    pod
}

/// `NAME-INDEX-`; a long name is cut so that the index stays (podGenerateNameWithIndex).
fn indexed_prefix(name: &str, index: i32) -> String {
    let end = format!("-{index}-");
    // Names of Jobs are ASCII.
    let kept = name.get(..MAX_GENERATED_NAME - end.len()).unwrap_or(name);
    [kept, &end].concat()
}

fn add_index_variable(spec: &mut PodSpec) {
    for container in spec.init_containers.iter_mut().chain(&mut spec.containers) {
        if container
            .env
            .iter()
            .all(|variable| variable.name != INDEX_VARIABLE)
        {
            container.env.push(EnvVar {
                name: INDEX_VARIABLE.to_owned(),
                value_from: Some(EnvVarSource::FieldRef(ObjectFieldSelector {
                    api_version: "v1".to_owned(),
                    field_path: format!("metadata.labels['{INDEX}']"),
                })),
                ..EnvVar::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_a_long_name_stays() {
        for (name, index, expect) in [
            ("j", 7, "j-7-".to_owned()),
            (&"a".repeat(55), 0, format!("{}-0-", "a".repeat(55))),
            (&"a".repeat(60), 12, format!("{}-12-", "a".repeat(54))),
        ] {
            assert_eq!(indexed_prefix(name, index), expect);
        }
    }
}
