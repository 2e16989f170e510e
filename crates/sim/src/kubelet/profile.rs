//! What differs between the versions of Kubernetes, each difference by name.

use api::KubernetesVersion;

use crate::versions::Difference;

/// The kubelet's behaviour in one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    /// A pod is relisted at once after a sync that did something (PLEGOnDemandRelist, PR 137362): 1.36.
    pub relist_on_demand: bool,
    /// A pod in a crash back-off is synced when the back-off ends (PR 133066): 1.35. Before: after 10 s.
    pub retry_at_expiry: bool,
    /// Sidecars stop after the app containers, one after the other (PR 120620): 1.29.
    pub ordered_termination: bool,
    /// Init containers with `restartPolicy: Always` are native sidecars (SidecarContainers on): 1.29.
    pub sidecars: bool,
    /// `Container created` without the name, and the longer text for a present image (PR 134043, 133627).
    pub short_event_texts: bool,
    /// `Created container: x` instead of `Created container x`: 1.32.
    pub colon_in_created: bool,
    /// All containers can be restarted, Initialized stays True once it was, and statuses carry over what the runtime
    /// forgot (RestartAllContainersOnContainerExits on): 1.36.
    pub restart_all_containers: bool,
    /// A restarted container keeps `started` until its startup probe was reset
    /// (ChangeContainerStatusOnKubeletRestart off): 1.35.
    pub started_is_kept: bool,
    /// Pods have the condition PodReadyToStartContainers: 1.29.
    pub ready_to_start_condition: bool,
    /// Statuses and conditions name their generation: 1.34.
    pub observed_generation: bool,
    /// A pod whose sandbox is made anew is Pending until it is initialized again: after 1.32.
    pub sandbox_counts: bool,
    /// Probes of a sidecar outlive its end in a pod that never restarts (PR 133072): 1.33.
    pub sidecar_probes_go_on: bool,
    /// A sidecar that was refused in a pod that never restarts is waiting (ContainerRestartRules on): 1.35.
    pub never_pods_sidecar_waits: bool,
    /// Container statuses tell which volumes are mounted (RecursiveReadOnlyMounts on): 1.31.
    pub mounts_in_status: bool,
    /// Container statuses tell the resources in force (InPlacePodVerticalScaling on): 1.33.
    pub resources_in_status: bool,
    /// A pod's status tells those of the pod (InPlacePodLevelResourcesVerticalScaling on): 1.36.
    pub pod_resources_in_status: bool,
}

impl Profile {
    /// The profile of a version.
    pub fn of(version: KubernetesVersion) -> Profile {
        let has = |difference: Difference| difference.is_in(version);
        Profile {
            relist_on_demand: has(Difference::RelistOnDemand),
            retry_at_expiry: has(Difference::RetryAtExpiry),
            ordered_termination: has(Difference::OrderedTermination),
            sidecars: has(Difference::Sidecars),
            short_event_texts: has(Difference::ShortEventTexts),
            colon_in_created: has(Difference::ColonInCreated),
            restart_all_containers: has(Difference::RestartAllContainers),
            started_is_kept: has(Difference::StartedIsKept),
            ready_to_start_condition: has(Difference::ReadyToStartCondition),
            observed_generation: has(Difference::ObservedGeneration),
            sandbox_counts: has(Difference::PendingInNewSandbox),
            sidecar_probes_go_on: has(Difference::SidecarProbesGoOn),
            never_pods_sidecar_waits: has(Difference::NeverPodsSidecarWaits),
            mounts_in_status: has(Difference::MountsInStatus),
            resources_in_status: has(Difference::ResourcesInStatus),
            pod_resources_in_status: has(Difference::PodResourcesInStatus),
        }
    }

    /// The message of the event `Created`.
    pub fn created(self, container: &str) -> String {
        match (self.short_event_texts, self.colon_in_created) {
            (true, _) => "Container created".to_owned(),
            (false, true) => format!("Created container: {container}"),
            (false, false) => format!("Created container {container}"),
        }
    }

    /// The message of the event `Started`.
    pub fn started(self, container: &str) -> String {
        if self.short_event_texts {
            "Container started".to_owned()
        } else {
            format!("Started container {container}")
        }
    }

    /// The message of the event `Pulled` for an image that need not be pulled.
    pub fn present(self, image: &str) -> String {
        let end = if self.short_event_texts {
            " and can be accessed by the pod"
        } else {
            ""
        };
        format!("Container image \"{image}\" already present on machine{end}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_by_version() {
        let created = |minor| Profile::of(KubernetesVersion::from_minor(minor).unwrap()).created("app");
        assert_eq!(
            [36, 33, 30].map(created),
            [
                "Container created",
                "Created container: app",
                "Created container app"
            ]
        );
    }
}
