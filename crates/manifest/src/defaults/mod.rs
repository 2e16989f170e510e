//! What the API server fills in before it validates: pkg/apis/{core,batch,apps}/v1/defaults.go (v1.36.2), without what
//! admission adds (service account, token volume, tolerations) and without what the registry generates on create (a Job's
//! selector and labels).

mod image;
mod pod;
pub(crate) mod pod_resources;
mod workload;

use api::KubernetesVersion;

use crate::gates::{Gate, pod_spec_path};
use crate::tree::{Node, Value};

pub use image::pull_policy;

/// Fills in the defaults of an object of a kind.
pub fn apply(kind: &str, root: &mut Node, version: KubernetesVersion) {
    if let Some(path) = pod_spec_path(kind) {
        make_path(root, path);
    }
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

/// Makes the mappings down to `path`: they are structs in the API, there even when nothing was written.
fn make_path(root: &mut Node, path: &str) {
    let mut node = root;
    for key in path.split('.') {
        node.default(key, Value::Map(Vec::new()));
        match node.get_mut(key) {
            Some(child) => node = child,
            None => return,
        }
    }
}
