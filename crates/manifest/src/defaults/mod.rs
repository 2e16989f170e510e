//! What the API server fills in before it validates: pkg/apis/{core,batch,apps}/v1/defaults.go (v1.36.2), without what
//! admission adds (service account, token volume, tolerations) and without what the registry generates on create (a Job's
//! selector and labels).

mod image;
mod pod;
mod pod_resources;
mod workload;

use api::KubernetesVersion;

use crate::gates::Gate;
use crate::tree::Node;

pub use image::pull_policy;

/// Fills in the defaults of an object of a kind.
pub fn apply(kind: &str, root: &mut Node, version: KubernetesVersion) {
    match kind {
        "Pod" => {
            if let Some(spec) = root.get_mut("spec") {
                pod::pod_spec(spec);
                pod::pod_only(spec);
                if Gate::PodLevelResources.enabled(version) {
                    pod_resources::requests(spec);
                }
            }
        }
        "Job" => workload::job(root, version),
        "CronJob" => workload::cron_job(root),
        "Deployment" => workload::deployment(root),
        "ReplicaSet" => workload::replica_set(root),
        "StatefulSet" => workload::stateful_set(root),
        "DaemonSet" => workload::daemon_set(root),
        _ => {}
    }
}
