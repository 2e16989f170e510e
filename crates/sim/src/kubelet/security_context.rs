//! Whether a container may run as the user it would run as.
//! Mirrors pkg/kubelet/kuberuntime/security_context_others.go `verifyRunAsNonRoot` (v1.36.2).

use api::core_v1::Container;
use serde_json::Value;

use super::agent::Agent;

impl Agent<'_> {
    /// `runAsNonRoot` is kept: by the user that the manifest names, or by what is known of the image.
    ///
    /// # Errors
    /// The kubelet's words: reason CreateContainerConfigError.
    pub fn verify_run_as_non_root(&self, container: &Container) -> Result<(), String> {
        let pod = &self.pod.pod;
        let contexts = [&container.security_context, &pod.spec.security_context];
        // The container's own word wins.
        let effective = |field: &str| {
            let mut values = contexts.iter().filter_map(|context| context.as_ref()?.get(field));
            values.find(|value| !value.is_null())
        };
        if effective("runAsNonRoot").and_then(Value::as_bool) != Some(true) {
            return Ok(());
        }
        let why = match effective("runAsUser").and_then(Value::as_i64) {
            Some(0) => "container's runAsUser breaks non-root policy",
            None if process::runs_as_root(&container.image) => {
                "container has runAsNonRoot and image will run as root"
            }
            _ => return Ok(()),
        };
        let meta = &pod.metadata;
        Err(format!(
            "{why} (pod: \"{}_{}({})\", container: {})",
            meta.name, meta.namespace, meta.uid, container.name
        ))
    }
}
