//! Defaults of workloads: pkg/apis/{batch,apps}/v1/defaults.go (v1.36.2).

use api::KubernetesVersion;

use super::pod::{claim_spec, default_string, each, pod_spec};
use crate::gates::Gate;
use crate::tree::{Node, Value};

/// `backoffLimit` when every index has a limit of its own.
const UNLIMITED_BACKOFF: i64 = i32::MAX as i64;

fn template(spec: &mut Node) {
    if let Some(pod) = spec.get_mut("template").and_then(|t| t.get_mut("spec")) {
        pod_spec(pod);
    }
}

fn empty() -> Value {
    Value::Map(Vec::new())
}

/// SetDefaults_Job. The templates's labels become the Job's own when it has none.
pub fn job(root: &mut Node, version: KubernetesVersion) {
    let Some(spec) = root.get_mut("spec") else { return };
    if spec.get("completions").is_none() && spec.get("parallelism").is_none() {
        spec.default("completions", 1.into());
    }
    spec.default("parallelism", 1.into());
    let per_index = spec.get("backoffLimitPerIndex").is_some();
    spec.default(
        "backoffLimit",
        if per_index { UNLIMITED_BACKOFF } else { 6 }.into(),
    );
    spec.default("completionMode", "NonIndexed".into());
    spec.default("suspend", false.into());
    spec.default("manualSelector", false.into());
    let policy = if spec.get("podFailurePolicy").is_some() {
        "Failed"
    } else {
        "TerminatingOrFailed"
    };
    if Gate::JobPodReplacementPolicy.enabled(version) {
        spec.default("podReplacementPolicy", policy.into());
    }
    pod_failure_policy(spec);
    template(spec);
    let labels = spec
        .get("template")
        .and_then(|t| t.get("metadata"))
        .and_then(|m| m.get("labels"))
        .cloned();
    let Some(labels) = labels.filter(|l| !l.entries().is_empty()) else {
        return;
    };
    root.default("metadata", empty());
    if let Some(metadata) = root.get_mut("metadata") {
        if metadata.get("labels").is_some_and(|l| l.entries().is_empty()) {
            metadata.remove("labels");
        }
        metadata.default("labels", labels.value);
    }
}

fn pod_failure_policy(spec: &mut Node) {
    let Some(rules) = spec.get_mut("podFailurePolicy").and_then(|p| p.get_mut("rules")) else {
        return;
    };
    for rule in rules.items_mut() {
        let Some(patterns) = rule.get_mut("onPodConditions") else {
            continue;
        };
        patterns
            .items_mut()
            .iter_mut()
            .for_each(|p| default_string(p, "status", "True"));
    }
}

/// SetDefaults_CronJob. The Job inside gets its defaults only when it is created.
pub fn cron_job(root: &mut Node) {
    let Some(spec) = root.get_mut("spec") else { return };
    default_string(spec, "concurrencyPolicy", "Allow");
    spec.default("suspend", false.into());
    spec.default("successfulJobsHistoryLimit", 3.into());
    spec.default("failedJobsHistoryLimit", 1.into());
    if let Some(job) = spec.get_mut("jobTemplate").and_then(|t| t.get_mut("spec")) {
        pod_failure_policy(job);
        template(job);
    }
}

/// SetDefaults_Deployment.
pub fn deployment(root: &mut Node) {
    let Some(spec) = root.get_mut("spec") else { return };
    spec.default("replicas", 1.into());
    spec.default("strategy", empty());
    if let Some(strategy) = spec.get_mut("strategy") {
        default_string(strategy, "type", "RollingUpdate");
        if strategy.get("type").and_then(Node::as_str) == Some("RollingUpdate") {
            strategy.default("rollingUpdate", empty());
            if let Some(rolling) = strategy.get_mut("rollingUpdate") {
                rolling.default("maxUnavailable", "25%".into());
                rolling.default("maxSurge", "25%".into());
            }
        }
    }
    spec.default("revisionHistoryLimit", 10.into());
    spec.default("progressDeadlineSeconds", 600.into());
    template(spec);
}

/// SetDefaults_ReplicaSet.
pub fn replica_set(root: &mut Node) {
    let Some(spec) = root.get_mut("spec") else { return };
    spec.default("replicas", 1.into());
    template(spec);
}

/// SetDefaults_StatefulSet.
pub fn stateful_set(root: &mut Node) {
    let Some(spec) = root.get_mut("spec") else { return };
    default_string(spec, "podManagementPolicy", "OrderedReady");
    spec.default("updateStrategy", empty());
    if let Some(strategy) = spec.get_mut("updateStrategy") {
        // With a type and nothing else it stays so.
        if strategy
            .get("type")
            .and_then(Node::as_str)
            .is_none_or(str::is_empty)
        {
            default_string(strategy, "type", "RollingUpdate");
            strategy.default("rollingUpdate", empty());
        }
        if strategy.get("type").and_then(Node::as_str) == Some("RollingUpdate")
            && let Some(rolling) = strategy.get_mut("rollingUpdate")
        {
            rolling.default("partition", 0.into());
        }
    }
    spec.default("persistentVolumeClaimRetentionPolicy", empty());
    if let Some(policy) = spec.get_mut("persistentVolumeClaimRetentionPolicy") {
        default_string(policy, "whenDeleted", "Retain");
        default_string(policy, "whenScaled", "Retain");
    }
    spec.default("replicas", 1.into());
    spec.default("revisionHistoryLimit", 10.into());
    each(spec, "volumeClaimTemplates", |claim| {
        default_string(claim, "apiVersion", "v1");
        default_string(claim, "kind", "PersistentVolumeClaim");
        claim_spec(claim);
        claim.default("status", empty());
        if let Some(status) = claim.get_mut("status") {
            default_string(status, "phase", "Pending");
        }
    });
    template(spec);
}

/// SetDefaults_DaemonSet.
pub fn daemon_set(root: &mut Node) {
    let Some(spec) = root.get_mut("spec") else { return };
    spec.default("updateStrategy", empty());
    if let Some(strategy) = spec.get_mut("updateStrategy") {
        default_string(strategy, "type", "RollingUpdate");
        if strategy.get("type").and_then(Node::as_str) == Some("RollingUpdate") {
            strategy.default("rollingUpdate", empty());
            if let Some(rolling) = strategy.get_mut("rollingUpdate") {
                rolling.default("maxUnavailable", 1.into());
                rolling.default("maxSurge", 0.into());
            }
        }
    }
    spec.default("revisionHistoryLimit", 10.into());
    template(spec);
}
