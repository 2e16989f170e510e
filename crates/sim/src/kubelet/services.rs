//! What pods see of Services: their names, and whether anybody answers behind them (kube-proxy and DNS).

use api::core_v1::{Pod, Service};
use api::meta_v1::StringMap;
use api::{Kind, Object};

use super::Kubelet;
use crate::api_server::Watch;
use crate::context::Context;

impl Kubelet {
    /// A Service changed, or a pod that may be behind one: every pod of the node sees it.
    pub(super) fn watch_services(&mut self, context: &Context, watch: &Watch) {
        let services = || context.store.list(Kind::Service);
        match &watch.object {
            Object::Service(_) => {}
            Object::Pod(_) if services().next().is_some() => {}
            _ => return,
        }
        let seen = services().filter_map(|object| match object {
            Object::Service(service) => Some(seen_by_pods(context, service)),
            _ => None,
        });
        let seen = seen.collect();
        self.node.runtime.set_services(context.now, seen);
    }
}

fn seen_by_pods(context: &Context, service: &Service) -> process::Service {
    let namespace = &service.metadata.namespace;
    let mut pods = context.store.list(Kind::Pod).filter_map(Object::as_pod);
    let answered = service.spec.selector.is_empty()
        || pods.any(|pod| {
            pod.metadata.namespace == *namespace
                && selects(&service.spec.selector, &pod.metadata.labels)
                && is_ready(pod)
        });
    let ports = service
        .spec
        .ports
        .iter()
        .filter_map(|port| u16::try_from(port.port).ok());
    process::Service {
        name: service.metadata.name.to_string(),
        namespace: namespace.to_string(),
        ports: if answered { ports.collect() } else { Vec::new() },
    }
}

fn selects(selector: &StringMap, labels: &StringMap) -> bool {
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

fn is_ready(pod: &Pod) -> bool {
    pod.status.condition_is_true("Ready") && pod.metadata.deletion_timestamp.is_none()
}
