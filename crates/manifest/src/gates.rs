//! Feature gates per version, and the fields that a disabled gate drops without a word: pkg/features/kube_features.go,
//! pkg/api/pod/util.go dropDisabledFields, pkg/registry/batch/job/strategy.go (v1.36.2).

use api::KubernetesVersion;

use crate::position::Span;
use crate::tree::{Node, Value};

/// A gate that decides about fields of manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// `initContainers[].restartPolicy: Always`.
    SidecarContainers,
    /// `lifecycle.*.sleep`.
    PodLifecycleSleepAction,
    /// `sleep.seconds: 0`.
    PodLifecycleSleepActionAllowZero,
    /// `restartPolicy` and `restartPolicyRules` of any container.
    ContainerRestartRules,
    /// The rule action `RestartAllContainers`.
    RestartAllContainersOnContainerExits,
    /// `lifecycle.stopSignal`.
    ContainerStopSignals,
    /// Job `podReplacementPolicy`.
    JobPodReplacementPolicy,
    /// Job `backoffLimitPerIndex`, `maxFailedIndexes` and the rule action `FailIndex`.
    JobBackoffLimitPerIndex,
    /// Job `successPolicy`.
    JobSuccessPolicy,
    /// Job `managedBy`.
    JobManagedBy,
    /// Pod `resources`.
    PodLevelResources,
    /// `resizePolicy`.
    InPlacePodVerticalScaling,
    /// Any printable ASCII in names of environment variables.
    RelaxedEnvironmentVariableValidation,
    /// `env[].valueFrom.fileKeyRef`.
    EnvFiles,
    /// Pod `hostnameOverride`.
    HostnameOverride,
    /// Underscores and a lone dot in DNS search paths.
    RelaxedDNSSearchValidation,
    /// `matchLabelKeys` of topology spread constraints become part of their selectors.
    MatchLabelKeysInPodTopologySpreadSelectorMerge,
    /// IP addresses are read strictly.
    StrictIPCIDRValidation,
    /// Projected `clusterTrustBundle`.
    ClusterTrustBundleProjection,
    /// Projected `podCertificate`.
    PodCertificateRequest,
    /// Pod `schedulingGroup`.
    GenericWorkload,
}

impl Gate {
    /// The first minor in which the gate is on by default; it has been on ever since.
    fn since(self) -> Option<u8> {
        Some(match self {
            Gate::SidecarContainers => 29,
            Gate::PodLifecycleSleepAction => 30,
            Gate::PodLifecycleSleepActionAllowZero => 33,
            Gate::ContainerRestartRules => 35,
            Gate::RestartAllContainersOnContainerExits => 36,
            Gate::ContainerStopSignals => return None,
            Gate::JobPodReplacementPolicy => 29,
            Gate::JobBackoffLimitPerIndex => 29,
            Gate::JobSuccessPolicy => 31,
            Gate::JobManagedBy => 32,
            Gate::PodLevelResources => 34,
            Gate::InPlacePodVerticalScaling => 33,
            Gate::RelaxedEnvironmentVariableValidation => 32,
            Gate::EnvFiles => 35,
            Gate::HostnameOverride => 35,
            Gate::RelaxedDNSSearchValidation => 33,
            Gate::MatchLabelKeysInPodTopologySpreadSelectorMerge => 34,
            Gate::StrictIPCIDRValidation => 36,
            Gate::ClusterTrustBundleProjection | Gate::PodCertificateRequest | Gate::GenericWorkload => {
                return None;
            }
        })
    }

    /// Whether the gate is on by default.
    pub fn enabled(self, version: KubernetesVersion) -> bool {
        self.since().is_some_and(|since| version.minor() >= since)
    }
}

/// A field that was written and dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its path.
    pub path: String,
    /// Its key.
    pub span: Span,
    /// The gate that is off.
    pub gate: Gate,
}

/// Drops what the version's gates disable from an object of a kind.
pub fn drop_disabled(kind: &str, root: &mut Node, version: KubernetesVersion) -> Vec<Dropped> {
    let mut dropper = Dropper {
        version,
        dropped: Vec::new(),
    };
    if let Some((path, spec)) = job_spec_mut(kind, root) {
        dropper.job(&path, spec);
    }
    if let Some((path, spec)) = pod_spec_mut(kind, root) {
        dropper.pod(&path, spec);
    }
    dropper.dropped
}

/// The path of the pod spec inside an object of a kind (`spec.template.spec`); `None` for kinds without pods.
pub fn pod_spec_path(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Pod" => "spec",
        "Job" | "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => "spec.template.spec",
        "CronJob" => "spec.jobTemplate.spec.template.spec",
        _ => return None,
    })
}

fn descend<'a>(root: &'a mut Node, path: &str) -> Option<&'a mut Node> {
    path.split('.').try_fold(root, |node, key| node.get_mut(key))
}

/// The pod spec of an object and its path.
pub fn pod_spec_mut<'a>(kind: &str, root: &'a mut Node) -> Option<(String, &'a mut Node)> {
    let path = pod_spec_path(kind)?;
    descend(root, path).map(|spec| (path.to_owned(), spec))
}

fn job_spec_mut<'a>(kind: &str, root: &'a mut Node) -> Option<(String, &'a mut Node)> {
    let path = match kind {
        "Job" => "spec",
        "CronJob" => "spec.jobTemplate.spec",
        _ => return None,
    };
    descend(root, path).map(|spec| (path.to_owned(), spec))
}

struct Dropper {
    version: KubernetesVersion,
    dropped: Vec<Dropped>,
}

impl Dropper {
    fn remove(&mut self, gate: Gate, path: &str, node: &mut Node, keys: &[&str]) {
        if gate.enabled(self.version) {
            return;
        }
        for key in keys {
            if let Some(entry) = node.entry(key).filter(|e| !e.value.is_null()) {
                let span = entry.key_span.clone();
                self.dropped.push(Dropped {
                    path: format!("{path}.{key}"),
                    span,
                    gate,
                });
            }
            node.remove(key);
        }
    }

    fn job(&mut self, path: &str, spec: &mut Node) {
        self.remove(
            Gate::JobPodReplacementPolicy,
            path,
            spec,
            &["podReplacementPolicy"],
        );
        self.remove(
            Gate::JobBackoffLimitPerIndex,
            path,
            spec,
            &["backoffLimitPerIndex", "maxFailedIndexes"],
        );
        self.drop_fail_index_rules(path, spec);
        self.remove(Gate::JobSuccessPolicy, path, spec, &["successPolicy"]);
        self.remove(Gate::JobManagedBy, path, spec, &["managedBy"]);
    }

    /// Rules with the action `FailIndex` go with `backoffLimitPerIndex`.
    fn drop_fail_index_rules(&mut self, path: &str, spec: &mut Node) {
        let gate = Gate::JobBackoffLimitPerIndex;
        let policy = spec.get_mut("podFailurePolicy");
        let Some(rules) = policy.and_then(|policy| policy.get_mut("rules")) else {
            return;
        };
        if gate.enabled(self.version) {
            return;
        }
        let Value::Seq(items) = &mut rules.value else {
            return;
        };
        let mut index = 0;
        items.retain(|rule| {
            let goes = rule.get("action").and_then(Node::as_str) == Some("FailIndex");
            if goes {
                self.dropped.push(Dropped {
                    path: format!("{path}.podFailurePolicy.rules[{index}]"),
                    span: rule.span.clone(),
                    gate,
                });
            }
            index += 1;
            !goes
        });
    }

    fn pod(&mut self, path: &str, spec: &mut Node) {
        self.remove(Gate::PodLevelResources, path, spec, &["resources"]);
        self.remove(Gate::HostnameOverride, path, spec, &["hostnameOverride"]);
        self.remove(Gate::GenericWorkload, path, spec, &["schedulingGroup"]);
        if let Some(volumes) = spec.get_mut("volumes") {
            for (i, volume) in volumes.items_mut().iter_mut().enumerate() {
                let sources = volume.get_mut("projected").and_then(|p| p.get_mut("sources"));
                for (j, source) in sources
                    .map(Node::items_mut)
                    .unwrap_or_default()
                    .iter_mut()
                    .enumerate()
                {
                    let path = format!("{path}.volumes[{i}].projected.sources[{j}]");
                    let gates = [
                        (Gate::ClusterTrustBundleProjection, "clusterTrustBundle"),
                        (Gate::PodCertificateRequest, "podCertificate"),
                    ];
                    for (gate, key) in gates {
                        self.remove(gate, &path, source, &[key]);
                    }
                }
            }
        }
        for list in ["containers", "initContainers"] {
            let Some(containers) = spec.get_mut(list) else {
                continue;
            };
            for (i, container) in containers.items_mut().iter_mut().enumerate() {
                self.container(
                    &format!("{path}.{list}[{i}]"),
                    container,
                    list == "initContainers",
                );
            }
        }
    }

    fn container(&mut self, path: &str, container: &mut Node, init: bool) {
        self.remove(
            Gate::InPlacePodVerticalScaling,
            path,
            container,
            &["resizePolicy"],
        );
        self.remove(
            Gate::ContainerRestartRules,
            path,
            container,
            &["restartPolicyRules"],
        );
        let sidecar = container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
        if !(init && sidecar) {
            self.remove(Gate::ContainerRestartRules, path, container, &["restartPolicy"]);
        }
        if init {
            self.remove(Gate::SidecarContainers, path, container, &["restartPolicy"]);
        }
        if let Some(env) = container.get_mut("env") {
            for (i, variable) in env.items_mut().iter_mut().enumerate() {
                if let Some(source) = variable.get_mut("valueFrom") {
                    let path = format!("{path}.env[{i}].valueFrom");
                    self.remove(Gate::EnvFiles, &path, source, &["fileKeyRef"]);
                }
            }
        }
        self.lifecycle(path, container);
    }

    /// A handler whose only action is dropped goes too, and a lifecycle without handlers.
    fn lifecycle(&mut self, path: &str, container: &mut Node) {
        let Some(lifecycle) = container.get_mut("lifecycle") else {
            return;
        };
        let path = format!("{path}.lifecycle");
        let before = self.dropped.len();
        self.remove(Gate::ContainerStopSignals, &path, lifecycle, &["stopSignal"]);
        for hook in ["postStart", "preStop"] {
            let Some(handler) = lifecycle.get_mut(hook) else {
                continue;
            };
            let count = self.dropped.len();
            self.remove(
                Gate::PodLifecycleSleepAction,
                &format!("{path}.{hook}"),
                handler,
                &["sleep"],
            );
            if self.dropped.len() > count && handler.entries().iter().all(|e| e.value.is_null()) {
                lifecycle.remove(hook);
            }
        }
        let empty =
            matches!(&lifecycle.value, Value::Map(entries) if entries.iter().all(|e| e.value.is_null()));
        if self.dropped.len() > before && empty {
            container.remove("lifecycle");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::reader;

    #[track_caller]
    fn check(minor: u8, kind: &str, text: &str, dropped: &[&str], rest: &str) {
        let version = KubernetesVersion::from_minor(minor).expect("supported");
        let mut root = reader::read(text, 0..text.len())
            .expect("reads")
            .root
            .expect("a document");
        let got = drop_disabled(kind, &mut root, version);
        let got: Vec<&str> = got.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(
            (got.as_slice(), root.to_json().to_string().as_str()),
            (dropped, rest)
        );
    }

    #[test]
    fn sidecars() {
        let text = "spec: {initContainers: [{name: a, restartPolicy: Always}]}";
        check(
            36,
            "Pod",
            text,
            &[],
            r#"{"spec":{"initContainers":[{"name":"a","restartPolicy":"Always"}]}}"#,
        );
        check(
            29,
            "Pod",
            text,
            &[],
            r#"{"spec":{"initContainers":[{"name":"a","restartPolicy":"Always"}]}}"#,
        );
        check(
            28,
            "Pod",
            text,
            &["spec.initContainers[0].restartPolicy"],
            r#"{"spec":{"initContainers":[{"name":"a"}]}}"#,
        );
    }

    #[test]
    fn sleep_takes_its_handler_along() {
        let text = "spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 1}}}}]}";
        let path = "spec.containers[0].lifecycle.preStop.sleep";
        check(29, "Pod", text, &[path], r#"{"spec":{"containers":[{}]}}"#);
        check(
            30,
            "Pod",
            text,
            &[],
            r#"{"spec":{"containers":[{"lifecycle":{"preStop":{"sleep":{"seconds":1}}}}]}}"#,
        );
    }

    #[test]
    fn job_fields() {
        let text = "spec: {jobTemplate: {spec: {successPolicy: {}, managedBy: a/b}}}";
        let path = "spec.jobTemplate.spec";
        let both = [format!("{path}.successPolicy"), format!("{path}.managedBy")];
        check(
            30,
            "CronJob",
            text,
            &both.each_ref().map(String::as_str),
            r#"{"spec":{"jobTemplate":{"spec":{}}}}"#,
        );
    }

    #[test]
    fn rules_that_fail_an_index() {
        let text = "spec: {podFailurePolicy: {rules: [{action: Ignore}, {action: FailIndex}]}}";
        check(
            28,
            "Job",
            text,
            &["spec.podFailurePolicy.rules[1]"],
            r#"{"spec":{"podFailurePolicy":{"rules":[{"action":"Ignore"}]}}}"#,
        );
    }
}
