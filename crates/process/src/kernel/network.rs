//! The pod's network: who listens where, what a name means, what a server answers.

use super::Pid;
use super::pipes::PipeId;
use crate::config::{ContainerId, MachineConfig, Service};
use crate::effect::Bind;
use crate::programs::http::HttpRules;
use std::collections::VecDeque;
use std::time::Duration;

/// How a server behaves towards a client that connected.
#[derive(Debug, Clone)]
pub(crate) enum Answering {
    /// HTTP by rules.
    Http(HttpRules),
    /// HTTP from a directory of the server's container.
    Files(String),
    /// It accepts and says nothing that a client of ours reads.
    Silent,
    /// A process takes the connections itself (`nc -l`).
    Stream,
}

/// One end of a connection between two processes of the pod.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection {
    pub to_server: PipeId,
    pub to_client: PipeId,
}

/// A listening socket.
#[derive(Debug, Clone)]
pub(crate) struct Listener {
    pub bind: Bind,
    pub port: u16,
    pub owner: Pid,
    pub container: ContainerId,
    pub answering: Answering,
    pub since: Duration,
    /// That it listens is an assumption.
    pub soft: bool,
    pub waiting: VecDeque<Connection>,
}

/// Where a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// In the pod.
    Pod,
    /// The kubelet, on the node.
    Node,
}

/// What a host name means to the pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// The pod's loopback.
    Loopback,
    /// The pod's own address.
    Own,
    /// A service and its ports.
    Service(Service),
    /// Outside the cluster: answers.
    Outside,
    /// Another address in the cluster: nobody answers.
    Nobody,
    /// Does not resolve.
    Unknown,
}

/// What `host` means.
pub(crate) fn resolve(config: &MachineConfig, host: &str) -> Host {
    let host = host.trim_matches(|c| c == '[' || c == ']');
    match host {
        "localhost" | "::1" | "ip6-localhost" => return Host::Loopback,
        "0.0.0.0" => return Host::Loopback,
        _ if host.starts_with("127.") => return Host::Loopback,
        _ if host == config.pod_ip || host == config.hostname => return Host::Own,
        _ => {}
    }
    if host.split('.').count() == 4 && host.split('.').all(|p| p.parse::<u8>().is_ok()) {
        let outside = !host.starts_with("10.") && !host.starts_with("192.168.") && config.external_names;
        return if outside { Host::Outside } else { Host::Nobody };
    }
    resolve_name(config, host.trim_end_matches('.'))
}

fn resolve_name(config: &MachineConfig, host: &str) -> Host {
    let short = host.strip_suffix(".cluster.local").unwrap_or(host);
    let in_cluster = short.len() != host.len();
    let short = match short.strip_suffix(".svc") {
        Some(name) => name,
        None if in_cluster => return Host::Unknown,
        None => short,
    };
    let (name, namespace) = match short.rsplit_once('.') {
        // `pod.service.namespace`: a pod behind a headless service
        Some((front, namespace)) => (front.rsplit('.').next().unwrap_or(front), namespace),
        None => (short, config.namespace.as_str()),
    };
    if name == "kubernetes" && namespace == "default" {
        return Host::Service(Service {
            name: name.into(),
            namespace: namespace.into(),
            ports: vec![443],
        });
    }
    if let Some(found) = config
        .services
        .iter()
        .find(|s| s.name == name && s.namespace == namespace)
    {
        return Host::Service(found.clone());
    }
    let looks_external = !in_cluster && short.len() == host.len() && host.contains('.');
    if looks_external && config.external_names {
        Host::Outside
    } else {
        Host::Unknown
    }
}

/// Whether a listener at `bind` is reached by a client at `from` that dials `host`.
pub(crate) fn reaches(bind: Bind, from: From, host: &Host) -> bool {
    match (from, host) {
        (From::Pod, Host::Loopback) => bind != Bind::Pod,
        (_, Host::Own) => bind != Bind::Loopback,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let service = Service {
            name: "db".into(),
            namespace: "shop".into(),
            ports: vec![5432],
        };
        let config = MachineConfig {
            services: vec![service.clone()],
            namespace: "shop".into(),
            ..Default::default()
        };
        let check = |host: &str, expect: Host| assert_eq!(resolve(&config, host), expect, "{host}");
        check("localhost", Host::Loopback);
        check("127.0.0.1", Host::Loopback);
        check("10.244.0.5", Host::Own);
        check("10.96.0.1", Host::Nobody);
        check("8.8.8.8", Host::Outside);
        check("db", Host::Service(service.clone()));
        check("db.shop.svc.cluster.local", Host::Service(service.clone()));
        check("db.other", Host::Outside);
        check("db.other.svc.cluster.local", Host::Unknown);
        check("db-0.db.shop.svc", Host::Service(service));
        check("nope", Host::Unknown);
        check("example.com", Host::Outside);
    }
}
