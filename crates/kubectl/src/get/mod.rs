//! `kubectl get`: objects to cells, one printer per kind.

pub mod batch;
pub mod config;
pub mod event;
pub mod pod;
pub mod workload;

use api::core_v1::{Container, PodSpec};
use api::meta_v1::{LabelSelector, StringMap, Time};
use api::{Kind, Object};

/// The titles of a kind's columns.
pub fn headers(kind: Kind, wide: bool) -> Vec<&'static str> {
    let (all, only_wide) = match kind {
        Kind::Pod => (pod::HEADERS, 4),
        Kind::Job => (batch::JOB, 3),
        Kind::CronJob => (batch::CRON_JOB, 3),
        Kind::Deployment => (workload::DEPLOYMENT, 3),
        Kind::ReplicaSet => (workload::REPLICA_SET, 3),
        Kind::StatefulSet => (workload::STATEFUL_SET, 2),
        Kind::DaemonSet => (workload::DAEMON_SET, 3),
        Kind::ConfigMap => (config::CONFIG_MAP, 0),
        Kind::Secret => (config::SECRET, 0),
        Kind::Service => (config::SERVICE, 1),
    };
    let shown = if wide { all.len() } else { all.len() - only_wide };
    all[..shown].to_vec()
}

/// An object's cells at `now`, as many as [`headers`] has titles.
pub fn cells(object: &Object, now: Time, wide: bool) -> Vec<String> {
    let mut cells = match object {
        Object::Pod(pod) => pod::cells(pod, now),
        Object::Job(job) => batch::job(job, now),
        Object::CronJob(cron) => batch::cron_job(cron, now),
        Object::Deployment(deployment) => workload::deployment(deployment, now),
        Object::ReplicaSet(set) => workload::replica_set(set, now),
        Object::StatefulSet(set) => workload::stateful_set(set, now),
        Object::DaemonSet(set) => workload::daemon_set(set, now),
        Object::ConfigMap(map) => config::config_map(map, now),
        Object::Secret(secret) => config::secret(secret, now),
        Object::Service(service) => config::service(service, now),
    };
    cells.truncate(headers(object.kind(), wide).len());
    cells
}

/// CONTAINERS and IMAGES: app containers only; sidecars are not shown.
fn container_cells(spec: &PodSpec) -> [String; 2] {
    let list = |field: fn(&Container) -> &str| {
        let texts: Vec<&str> = spec.containers.iter().map(field).collect();
        texts.join(",")
    };
    [
        list(|container| &container.name),
        list(|container| &container.image),
    ]
}

/// Labels as `a=b,c=d`, or `<none>`.
pub fn format_labels(labels: &StringMap) -> String {
    if labels.is_empty() {
        return "<none>".to_owned();
    }
    let pairs: Vec<String> = labels
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join(",")
}

/// A selector as kubectl prints it: requirements in order of their keys, `a=b,c in (d,e),!f`; `<none>` when
/// it is empty.
pub fn format_selector(selector: &LabelSelector) -> String {
    let labels = selector
        .match_labels
        .iter()
        .map(|(key, value)| (key.clone(), format!("{key}={value}")));
    let expressions = selector.match_expressions.iter().map(|requirement| {
        let key = &requirement.key;
        let mut values = requirement.values.clone();
        values.sort();
        let values = values.join(",");
        let text = match requirement.operator.as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "Exists" => key.clone(),
            "DoesNotExist" => format!("!{key}"),
            _ => "<error>".to_owned(),
        };
        (key.clone(), text)
    });
    let mut parts: Vec<(String, String)> = labels.chain(expressions).collect();
    parts.sort();
    if parts.is_empty() {
        return "<none>".to_owned();
    }
    let texts: Vec<String> = parts.into_iter().map(|(_, text)| text).collect();
    texts.join(",")
}
