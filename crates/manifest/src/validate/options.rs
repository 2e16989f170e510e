//! What upstream decides before it validates: PodValidationOptions and JobValidationOptions
//! (pkg/apis/core/validation/validation.go, pkg/api/pod/util.go GetValidationOptionsFromPodSpecAndMeta, v1.36.2).

use api::KubernetesVersion;

use crate::gates::Gate;

/// One option, in upstream's name without `Allow` and `Enabled`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opt {
    /// Name and namespace come with the request, as for everything that kubectl sends.
    NamedByRequest,
    /// The object is a Pod, no template.
    ResourceIsPod,
    /// Any printable ASCII in names of environment variables.
    RelaxedEnvironmentVariableValidation,
    /// Underscores and a lone dot in DNS search paths.
    RelaxedDNSSearchValidation,
    /// `sleep.seconds: 0`.
    PodLifecycleSleepActionZeroValue,
    /// Only `Recursive` is a SELinux change policy.
    OnlyRecursiveSELinuxChangePolicy,
    /// The pod's own `resources`.
    PodLevelResources,
    /// `resizePolicy` of init containers.
    SidecarResizePolicy,
    /// Label values in the pod's required node affinity may be anything.
    InvalidLabelValueInRequiredNodeAffinity,
    /// `matchLabelKeys` of topology spread constraints, merged into their selectors.
    MatchLabelKeysInPodTopologySpreadSelectorMerge,
    /// `fileKeyRef`.
    EnvFilesValidation,
    /// `restartPolicy` and `restartPolicyRules` of any container.
    ContainerRestartPolicyRules,
    /// The rule action `RestartAllContainers`, and rules on sidecars.
    RestartAllContainers,
    /// The stored pod has `resizePolicy: RestartContainer` on an init container that is no sidecar.
    ExistingRestartContainerForNonSidecarInitContainer,
    /// Huge pages that are no multiple of their page size.
    IndivisibleHugePagesValues,
    /// Jobs need the labels with prefix, too.
    RequirePrefixedLabels,
    /// Where the pods of the Job go may change.
    MutableSchedulingDirectives,
    /// What the pods of the Job ask for may change.
    MutablePodResources,
    /// IP addresses without leading zeros and IPv4 in IPv6.
    StrictIP,
}

/// A set of options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options(u32);

impl Options {
    /// What holds when an object is created in a cluster of a version with its gates as delivered.
    pub fn on_create(version: KubernetesVersion, is_pod: bool) -> Self {
        let gates = [
            (
                Gate::RelaxedEnvironmentVariableValidation,
                Opt::RelaxedEnvironmentVariableValidation,
            ),
            (
                Gate::PodLifecycleSleepActionAllowZero,
                Opt::PodLifecycleSleepActionZeroValue,
            ),
            (Gate::PodLevelResources, Opt::PodLevelResources),
            (Gate::InPlacePodVerticalScaling, Opt::SidecarResizePolicy),
            (Gate::EnvFiles, Opt::EnvFilesValidation),
            (Gate::ContainerRestartRules, Opt::ContainerRestartPolicyRules),
            (
                Gate::RestartAllContainersOnContainerExits,
                Opt::RestartAllContainers,
            ),
            (Gate::RelaxedDNSSearchValidation, Opt::RelaxedDNSSearchValidation),
            (
                Gate::MatchLabelKeysInPodTopologySpreadSelectorMerge,
                Opt::MatchLabelKeysInPodTopologySpreadSelectorMerge,
            ),
            (Gate::StrictIPCIDRValidation, Opt::StrictIP),
        ];
        let always = [
            Opt::NamedByRequest,
            Opt::OnlyRecursiveSELinuxChangePolicy,
            Opt::RequirePrefixedLabels,
        ];
        let enabled = gates.into_iter().filter(|(gate, _)| gate.enabled(version));
        let all = enabled.map(|(_, option)| option).chain(always);
        let options = all.fold(Options::default(), Options::with);
        if is_pod {
            options.with(Opt::ResourceIsPod)
        } else {
            options
        }
    }

    /// With one more.
    #[must_use]
    pub fn with(self, option: Opt) -> Self {
        Options(self.0 | 1 << option as u32)
    }

    /// Whether an option holds.
    pub fn has(self, option: Opt) -> bool {
        self.0 & 1 << option as u32 != 0
    }
}
