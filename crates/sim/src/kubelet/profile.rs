//! What differs between the versions of Kubernetes, each difference by name.

use api::KubernetesVersion;

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
    /// Initialized stays True once it was (RestartAllContainersOnContainerExits on): 1.36.
    pub initialized_is_kept: bool,
    /// A restarted container keeps `started` until its startup probe was reset
    /// (ChangeContainerStatusOnKubeletRestart off): 1.35.
    pub started_is_kept: bool,
}

impl Profile {
    /// The profile of a version.
    pub fn of(version: KubernetesVersion) -> Profile {
        let since = |first: KubernetesVersion| version >= first;
        Profile {
            relist_on_demand: since(KubernetesVersion::V1_36),
            retry_at_expiry: since(KubernetesVersion::V1_35),
            ordered_termination: since(KubernetesVersion::V1_29),
            sidecars: since(KubernetesVersion::V1_29),
            short_event_texts: since(KubernetesVersion::V1_35),
            colon_in_created: since(KubernetesVersion::V1_32),
            initialized_is_kept: since(KubernetesVersion::V1_36),
            started_is_kept: since(KubernetesVersion::V1_35),
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
