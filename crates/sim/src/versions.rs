//! What differs between Kubernetes 1.28 and 1.36 in a pod's life, one named entry each. What a version's manifests may
//! say is decided before the simulation, by the feature gates in `manifest`; how a version's kubectl prints, in
//! `kubectl::describe`.

use api::KubernetesVersion;

/// One difference: from a version on things are so, before they were otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A pod is relisted at once after a sync that did something.
    RelistOnDemand,
    /// A pod in a crash back-off is synced when the back-off ends. Before: 10 to 15 s after the failed sync.
    RetryAtExpiry,
    /// Sidecars stop after the app containers, one after the other. Before: all at once.
    OrderedTermination,
    /// Init containers with `restartPolicy: Always` are native sidecars. Before: plain init containers.
    Sidecars,
    /// `Container created` without the name, and a longer text for an image that is present.
    ShortEventTexts,
    /// `Created container: x`. Before: `Created container x`.
    ColonInCreated,
    /// A rule can restart all containers of a pod, which stays Initialized meanwhile.
    RestartAllContainers,
    /// A restarted container keeps `started` until its startup probe was reset.
    StartedIsKept,
    /// Pods have the condition PodReadyToStartContainers.
    ReadyToStartCondition,
    /// Pods and their conditions say which generation they are about (`observedGeneration`).
    ObservedGeneration,
    /// A pod whose sandbox is made anew is Pending until it is initialized again. Before: an app container that had ended
    /// kept it Running.
    PendingInNewSandbox,
    /// The probes of a sidecar go on when it ends in a pod with `restartPolicy: Never`. Before: they ended with it, and
    /// came back only in pods where no other probe lived: a startup probe that never passes keeps the apps waiting.
    SidecarProbesGoOn,
    /// A sidecar in a crash back-off says CrashLoopBackOff in a pod with `restartPolicy: Never` too. Before: it stayed
    /// terminated there.
    NeverPodsSidecarWaits,
    /// Every Job shows FailureTarget or SuccessCriteriaMet before Failed or Complete, and ends only when no pod is
    /// terminating. Before: only a failure policy's and a success policy's decision is shown so.
    InterimJobConditions,
    /// `Complete` has a reason and a message.
    CompleteHasReason,
    /// Jobs count the pods that are terminating.
    JobTerminating,
    /// A suspended Job has no start time.
    SuspendClearsStartTime,
    /// Deployments and ReplicaSets count the pods that are terminating.
    SetsCountTerminating,
    /// `Create Pod x in StatefulSet y successful`. Before: lower case.
    StatefulSetTitleCase,
    /// Container statuses tell which volumes are mounted.
    MountsInStatus,
    /// Container statuses tell the resources in force.
    ResourcesInStatus,
    /// A pod's status tells the pod's resources in force.
    PodResourcesInStatus,
}

impl Difference {
    /// All of them.
    pub const ALL: [Difference; 22] = [
        Difference::RelistOnDemand,
        Difference::RetryAtExpiry,
        Difference::OrderedTermination,
        Difference::Sidecars,
        Difference::ShortEventTexts,
        Difference::ColonInCreated,
        Difference::RestartAllContainers,
        Difference::StartedIsKept,
        Difference::ReadyToStartCondition,
        Difference::ObservedGeneration,
        Difference::PendingInNewSandbox,
        Difference::SidecarProbesGoOn,
        Difference::NeverPodsSidecarWaits,
        Difference::InterimJobConditions,
        Difference::CompleteHasReason,
        Difference::JobTerminating,
        Difference::SuspendClearsStartTime,
        Difference::SetsCountTerminating,
        Difference::StatefulSetTitleCase,
        Difference::MountsInStatus,
        Difference::ResourcesInStatus,
        Difference::PodResourcesInStatus,
    ];

    /// The first minor version (1.N), and the gate, pull request or file it was read from.
    pub fn since(self) -> (u8, &'static str) {
        match self {
            Difference::RelistOnDemand => (36, "PLEGOnDemandRelist beta, PR 137362"),
            Difference::RetryAtExpiry => (35, "PR 133066"),
            Difference::OrderedTermination => (29, "PR 120620"),
            Difference::Sidecars => (29, "SidecarContainers beta"),
            Difference::ShortEventTexts => (35, "PR 134043, PR 133627"),
            Difference::ColonInCreated => (32, "pkg/kubelet/kuberuntime/kuberuntime_container.go of 1.32.10"),
            Difference::RestartAllContainers => (36, "RestartAllContainersOnContainerExits beta"),
            Difference::StartedIsKept => (35, "ChangeContainerStatusOnKubeletRestart off"),
            Difference::ReadyToStartCondition => (29, "PodReadyToStartContainersCondition beta"),
            Difference::ObservedGeneration => (34, "PodObservedGenerationTracking beta"),
            Difference::PendingInNewSandbox => (33, "pkg/kubelet/kubelet_pods.go getPhase of 1.32.10"),
            Difference::SidecarProbesGoOn => (33, "PR 133072 (1.33.6, 1.34.2)"),
            Difference::NeverPodsSidecarWaits => (35, "ContainerRestartRules beta"),
            Difference::InterimJobConditions => (31, "PR 125510"),
            Difference::CompleteHasReason => (31, "PR 126074"),
            Difference::JobTerminating => (29, "JobPodReplacementPolicy beta"),
            Difference::SuspendClearsStartTime => (36, "MutableSchedulingDirectivesForSuspendedJobs beta"),
            Difference::SetsCountTerminating => (35, "DeploymentReplicaSetTerminatingReplicas beta"),
            Difference::StatefulSetTitleCase => (36, "pkg/controller/statefulset/stateful_pod_control.go"),
            Difference::MountsInStatus => (31, "RecursiveReadOnlyMounts beta"),
            Difference::ResourcesInStatus => (33, "InPlacePodVerticalScaling beta"),
            Difference::PodResourcesInStatus => (36, "InPlacePodLevelResourcesVerticalScaling beta"),
        }
    }

    /// Whether things are so in a version.
    pub fn is_in(self, version: KubernetesVersion) -> bool {
        version.minor() >= self.since().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_has_all_and_each_has_a_source() {
        for difference in Difference::ALL {
            assert!(difference.is_in(KubernetesVersion::NEWEST), "{difference:?}");
            assert!(!difference.is_in(KubernetesVersion::OLDEST), "{difference:?}");
            assert!(!difference.since().1.is_empty(), "{difference:?}");
        }
    }
}
