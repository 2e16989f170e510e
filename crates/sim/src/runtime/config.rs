//! From a pod's spec to what a machine and its containers are started with.

use api::Shared;
use api::core_v1::{Container, ContainerRole, LifecycleHandler, Pod, PodSpec, ProbeHandler, RestartPolicy};
use api::meta_v1::{IntOrString, ObjectMeta};
use api::quantity::Quantity;
use process::{ContainerConfig, MachineConfig, Mount, Role, Signal};

use crate::context::Context;

/// The prefix of annotations that say what a container does.
const BEHAVIOUR: &str = "behaviour.sidecar-playground.dev/";

/// The sandbox's machine, as the pod's spec and the node make it.
pub(super) fn machine_config(
    context: &Context,
    pod: &Pod,
    ip: &str,
    services: Vec<process::Service>,
    images: process::KnownImages,
) -> MachineConfig {
    let hostname = match pod.spec.hostname.as_str() {
        _ if pod.spec.host_network == Some(true) => pod.spec.node_name.clone(),
        "" => pod.metadata.name.to_string(),
        name => name.to_owned(),
    };
    MachineConfig {
        hostname,
        pod_ip: ip.to_owned(),
        namespace: pod.metadata.namespace.to_string(),
        seed: context.scenario.seed,
        epoch: u64::try_from(context.scenario.epoch.unix()).unwrap_or_default(),
        services,
        external_names: true,
        share_process_namespace: shares_processes(&pod.spec),
        host_network: pod.spec.host_network == Some(true),
        images,
    }
}

/// A machine as far as a pod's spec alone says what its containers share.
pub(super) fn namespaces(spec: &PodSpec) -> MachineConfig {
    MachineConfig {
        host_network: spec.host_network == Some(true),
        share_process_namespace: shares_processes(spec),
        ..MachineConfig::default()
    }
}

/// No container's first process is process 1: not in the pod's own namespace, and not in the node's.
fn shares_processes(spec: &PodSpec) -> bool {
    [spec.share_process_namespace, spec.host_pid].contains(&Some(true))
}

/// One container instance: `env` is expanded, `attempt` counts from 0.
pub(crate) fn container_config(
    context: &Context,
    pod: &Pod,
    role: ContainerRole,
    container: &Container,
    env: Vec<(String, String)>,
    attempt: u32,
) -> ContainerConfig {
    let scenario = &context.scenario;
    let behaviour = scenario.behaviours.get(&container.name);
    let role = process_role(role, &pod.spec, container, &scenario.helpers);
    let config = make_config(behaviour, pod, role, container, env, attempt);
    with_databases(config, pod, &scenario.helpers)
}

/// What a container of a manifest is started with, as far as the manifest alone tells: its own plain
/// environment after `own` variables, the first attempt. For describing what the container does.
pub(super) fn process_config(
    template: &ObjectMeta,
    spec: &Shared<PodSpec>,
    role: ContainerRole,
    container: &Container,
    own: &[(&str, String)],
    helpers: &[String],
) -> ContainerConfig {
    let pod = Pod {
        metadata: template.clone(),
        spec: spec.clone(),
        ..Pod::default()
    };
    let own = own
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    let env = own.chain(plain_environment(container)).collect();
    let role = process_role(role, spec, container, helpers);
    let config = make_config(None, &pod, role, container, env, 0);
    with_databases(config, &pod, helpers)
}

/// The variables whose values stand in the manifest.
fn plain_environment(container: &Container) -> impl Iterator<Item = (String, String)> {
    let plain = container
        .env
        .iter()
        .filter(|variable| variable.value_from.is_none());
    plain.map(|variable| (variable.name.clone(), variable.value.clone()))
}

/// Finds out which databases that the container is told to find in its pod are served by others there.
fn with_databases(mut config: ContainerConfig, pod: &Pod, helpers: &[String]) -> ContainerConfig {
    let spec = &pod.spec;
    let open = || {
        let others = spec
            .all_containers()
            .filter(|(_, other)| other.name != config.name);
        let behaviours = others.map(|(role, other)| {
            let role = process_role(role, spec, other, helpers);
            let other = make_config(None, pod, role, other, plain_environment(other).collect(), 0);
            process::describe(&other, &namespaces(spec))
        });
        let ports = behaviours.flat_map(|told| told.listens().map(|(port, _)| port).collect::<Vec<_>>());
        ports.collect()
    };
    let words = [&config.command, &config.args].into_iter().flatten().flatten();
    config.databases = process::databases(&config.env, words, open);
    config
}

fn make_config(
    behaviour: Option<&String>,
    pod: &Pod,
    role: Role,
    container: &Container,
    env: Vec<(String, String)>,
    attempt: u32,
) -> ContainerConfig {
    let expand = |words: &[String]| -> Option<Vec<String>> {
        let words: Vec<String> = words.iter().map(|word| expand_references(word, &env)).collect();
        (!words.is_empty()).then_some(words)
    };
    let own = pod
        .metadata
        .annotations
        .get(&[BEHAVIOUR, &container.name].concat());
    let stop_signal = container
        .lifecycle
        .as_ref()
        .and_then(|lifecycle| lifecycle.stop_signal.as_deref());
    ContainerConfig {
        name: container.name.clone(),
        image: container.image.clone(),
        command: expand(&container.command),
        args: expand(&container.args),
        working_dir: Some(container.working_dir.clone()).filter(|dir| !dir.is_empty()),
        mounts: mounts(container, &env),
        role,
        declared_ports: container
            .ports
            .iter()
            .filter_map(|port| u16::try_from(port.container_port).ok())
            .collect(),
        probe_ports: probe_ports(container),
        databases: Vec::new(),
        annotation: behaviour.or(own).cloned(),
        stop_signal: stop_signal.and_then(signal),
        stdin: container.stdin == Some(true) || container.tty == Some(true),
        attempt: attempt + 1,
        // Drawn when it starts.
        start_up: 1_000,
        memory_limit: container
            .resources
            .limits
            .get("memory")
            .and_then(|quantity| bytes(quantity)),
        termination_message_path: container.termination_message_path.clone(),
        env,
    }
}

fn process_role(role: ContainerRole, spec: &PodSpec, container: &Container, helpers: &[String]) -> Role {
    match role {
        _ if helpers.contains(&container.name) => Role::Sidecar,
        ContainerRole::Init => Role::Init,
        ContainerRole::Sidecar => Role::Sidecar,
        ContainerRole::App if spec.restart_policy == RestartPolicy::Always => Role::App,
        ContainerRole::App => Role::Job,
    }
}

fn mounts(container: &Container, env: &[(String, String)]) -> Vec<Mount> {
    let mounts = container.volume_mounts.iter().map(|mount| Mount {
        volume: mount.name.clone(),
        path: mount.mount_path.clone(),
        sub_path: if mount.sub_path_expr.is_empty() {
            mount.sub_path.clone()
        } else {
            expand_references(&mount.sub_path_expr, env)
        },
        read_only: mount.read_only == Some(true),
    });
    mounts.collect()
}

/// Ports that the container's probes and hooks name.
fn probe_ports(container: &Container) -> Vec<u16> {
    let probes = [
        &container.startup_probe,
        &container.readiness_probe,
        &container.liveness_probe,
    ];
    let probes = probes
        .into_iter()
        .flatten()
        .filter_map(|probe| match &probe.handler {
            ProbeHandler::HttpGet(get) => port_number(container, &get.port),
            ProbeHandler::TcpSocket(tcp) => port_number(container, &tcp.port),
            ProbeHandler::Grpc(grpc) => u16::try_from(grpc.port).ok(),
            ProbeHandler::Exec(_) => None,
        });
    let lifecycle = container.lifecycle.as_ref();
    let hooks = lifecycle.map_or([None, None], |hooks| {
        [hooks.post_start.as_ref(), hooks.pre_stop.as_ref()]
    });
    let hooks = hooks.into_iter().flatten().filter_map(|hook| match hook {
        LifecycleHandler::HttpGet(get) if get.host.is_empty() => port_number(container, &get.port),
        _ => None,
    });
    probes.chain(hooks).collect()
}

/// A port's number; names are looked up among the declared ports.
pub(crate) fn port_number(container: &Container, port: &IntOrString) -> Option<u16> {
    let number = match port {
        IntOrString::Int(number) => u16::try_from(*number).ok(),
        IntOrString::String(name) => {
            let declared = container.ports.iter().find(|declared| declared.name == *name);
            match declared {
                Some(declared) => u16::try_from(declared.container_port).ok(),
                None => name.parse().ok(),
            }
        }
    };
    number.filter(|number| *number > 0)
}

/// Replaces `$(NAME)` by the variable's value; `$$` is an escaped `$`, unknown names stay as they are
/// (third_party/forked/golang/expansion).
pub(crate) fn expand_references(text: &str, env: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            match env.iter().rev().find(|(known, _)| known == name) {
                Some((_, value)) => out.push_str(value),
                None => {
                    out.push_str("$(");
                    out.push_str(name);
                    out.push(')');
                }
            }
            rest = after;
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
    out
}

fn signal(name: &str) -> Option<Signal> {
    Some(match name {
        "SIGHUP" => Signal::Hup,
        "SIGINT" => Signal::Int,
        "SIGQUIT" => Signal::Quit,
        "SIGKILL" => Signal::Kill,
        "SIGUSR1" => Signal::Usr1,
        "SIGUSR2" => Signal::Usr2,
        "SIGTERM" => Signal::Term,
        "SIGWINCH" => Signal::Winch,
        _ => return None,
    })
}

/// A quantity of memory in bytes.
fn bytes(quantity: &str) -> Option<u64> {
    u64::try_from(Quantity::parse(quantity).ok()?.value()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_expanded() {
        let env = [("A".to_owned(), "x".to_owned())];
        for (text, expect) in [
            ("$(A)/$(B)", "x/$(B)"),
            ("$$(A)", "$(A)"),
            ("$A $", "$A $"),
            ("$(A", "$(A"),
        ] {
            assert_eq!(expand_references(text, &env), expect, "{text}");
        }
    }
}
