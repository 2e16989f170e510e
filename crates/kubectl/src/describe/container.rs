//! A container's block in describe. Mirrors describeContainers of
//! staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2). Nothing in it tells a sidecar from a plain
//! init container.

use api::Shared;
use api::core_v1::{
    Container, ContainerPort, ContainerState, ContainerStatus, EnvVarSource, Pod, ResourceRequirements,
    VolumeMount,
};

use api::meta_v1::StringMap;
use api::resource::field_value;

use serde_json::Value;

use super::probe::probe_text;
use super::writer::{Writer, rfc1123z, text_field, truth};

/// The blocks of containers under a title. `pod` and `statuses` are absent for a template, whose blocks stand
/// two and then one space further in.
pub fn containers(
    writer: &mut Writer,
    title: &str,
    containers: &[Container],
    statuses: &[Shared<ContainerStatus>],
    pod: Option<&Pod>,
) {
    let (space, name_space) = if pod.is_some() { ("", "") } else { ("  ", " ") };
    let none = if containers.is_empty() { " <none>" } else { "" };
    writer.line(0, format!("{space}{title}:{none}"));
    for container in containers {
        let status = statuses.iter().find(|status| status.name == container.name);
        let status = status.map(|found| &**found);
        writer.line(1, format!("{name_space}{}:", container.name));
        basic(writer, container, status);
        words(writer, "Command", &container.command);
        words(writer, "Args", &container.args);
        if let Some(status) = status {
            state(writer, "State", status.state.as_ref());
            if status.last_terminated().is_some() {
                state(writer, "Last State", status.last_state.as_ref());
            }
            writer.field(2, "Ready", truth(status.ready));
            writer.field(2, "Restart Count", status.restart_count);
        }
        resources(writer, 2, &container.resources);
        probes(writer, container);
        env_from(writer, container);
        environment(writer, container, pod);
        mounts(writer, container);
    }
}

fn basic(writer: &mut Writer, container: &Container, status: Option<&ContainerStatus>) {
    if let Some(status) = status {
        writer.field(2, "Container ID", &status.container_id);
    }
    writer.field(2, "Image", &container.image);
    if let Some(status) = status {
        writer.field(2, "Image ID", &status.image_id);
    }
    ports(writer, "Port", &container.ports, |port| port.container_port);
    ports(writer, "Host Port", &container.ports, |port| {
        port.host_port.unwrap_or(0)
    });
    let profile = container
        .security_context
        .as_ref()
        .and_then(|context| context.get("seccompProfile"));
    if let Some(profile) = profile {
        writer.field(2, "SeccompProfile", text_field(profile, "type"));
        writer.field_if(3, "LocalhostProfile", text_field(profile, "localhostProfile"));
    }
}

/// `8080/TCP (http)`; host ports carry the name too.
fn ports(writer: &mut Writer, title: &str, ports: &[ContainerPort], number: fn(&ContainerPort) -> i32) {
    let text = |port: &ContainerPort| match port.name.as_str() {
        "" => format!("{}/{}", number(port), port.protocol),
        name => format!("{}/{} ({name})", number(port), port.protocol),
    };
    let texts: Vec<String> = ports.iter().map(text).collect();
    match texts.as_slice() {
        [] => writer.field(2, title, "<none>"),
        [one] => writer.field(2, title, one),
        _ => writer.field(2, &format!("{title}s"), texts.join(", ")),
    }
}

fn words(writer: &mut Writer, title: &str, words: &[String]) {
    if !words.is_empty() {
        writer.line(2, format!("{title}:"));
    }
    for line in words.iter().flat_map(|word| word.split('\n')) {
        writer.line(3, line);
    }
}

fn state(writer: &mut Writer, title: &str, state: Option<&ContainerState>) {
    match state {
        Some(ContainerState::Running(running)) => {
            writer.field(2, title, "Running");
            writer.field(3, "Started", rfc1123z(running.started_at));
        }
        Some(ContainerState::Waiting(waiting)) => {
            writer.field(2, title, "Waiting");
            writer.field_if(3, "Reason", &waiting.reason);
        }
        Some(ContainerState::Terminated(end)) => {
            writer.field(2, title, "Terminated");
            writer.field_if(3, "Reason", &end.reason);
            writer.field_if(3, "Message", &end.message);
            writer.field(3, "Exit Code", end.exit_code);
            writer.field_some(3, "Signal", (end.signal > 0).then_some(end.signal));
            writer.field(3, "Started", rfc1123z(end.started_at));
            writer.field(3, "Finished", rfc1123z(end.finished_at));
        }
        None => writer.field(2, title, "Waiting"),
    }
}

/// Limits and requests, in order of their names.
pub fn resources(writer: &mut Writer, level: usize, resources: &ResourceRequirements) {
    for (title, quantities) in [("Limits", &resources.limits), ("Requests", &resources.requests)] {
        if !quantities.is_empty() {
            writer.line(level, format!("{title}:"));
        }
        for (name, quantity) in quantities {
            writer.field(level + 1, name, quantity);
        }
    }
}

fn probes(writer: &mut Writer, container: &Container) {
    for (title, probe) in [
        ("Liveness", &container.liveness_probe),
        ("Readiness", &container.readiness_probe),
        ("Startup", &container.startup_probe),
    ] {
        writer.field_some(2, title, probe.as_ref().map(probe_text));
    }
}

fn env_from(writer: &mut Writer, container: &Container) {
    if !container.env_from.is_empty() {
        writer.line(2, "Environment Variables from:");
    }
    for source in &container.env_from {
        let (kind, reference) = match (&source.config_map_ref, &source.secret_ref) {
            (Some(reference), _) => ("ConfigMap", reference),
            (None, Some(reference)) => ("Secret", reference),
            (None, None) => continue,
        };
        let prefix = match source.prefix.as_str() {
            "" => String::new(),
            prefix => format!(" with prefix '{prefix}'"),
        };
        let optional = reference.optional.unwrap_or(false);
        writer.line(
            3,
            format!("{}\t{kind}{prefix}\tOptional: {optional}", reference.name),
        );
    }
}

fn environment(writer: &mut Writer, container: &Container, pod: Option<&Pod>) {
    let none = if container.env.is_empty() { "\t<none>" } else { "" };
    writer.line(2, format!("Environment:{none}"));
    for variable in &container.env {
        match &variable.value_from {
            None => {
                let mut lines = variable.value.split('\n');
                writer.field(3, &variable.name, lines.next().unwrap_or_default());
                for line in lines {
                    writer.line(3, format!("\t{line}"));
                }
            }
            Some(source) => {
                writer.field_some(3, &variable.name, source_text(source, container, pod));
            }
        }
    }
}

/// Nothing for a key of a file: kubectl has no words for it.
fn source_text(source: &EnvVarSource, container: &Container, pod: Option<&Pod>) -> Option<String> {
    Some(match source {
        EnvVarSource::FieldRef(field) => {
            let value = pod.map_or("", |pod| super::field::value(pod, &field.field_path));
            format!("{value} ({}:{})", field.api_version, field.field_path)
        }
        EnvVarSource::SecretKeyRef(key) => {
            let optional = key.optional.unwrap_or(false);
            format!(
                "<set to the key '{}' in secret '{}'>\tOptional: {optional}",
                key.key, key.name
            )
        }
        EnvVarSource::ConfigMapKeyRef(key) => {
            let optional = key.optional.unwrap_or(false);
            format!(
                "<set to the key '{}' of config map '{}'>\tOptional: {optional}",
                key.key, key.name
            )
        }
        EnvVarSource::ResourceFieldRef(json) => {
            let resource = text_field(json, "resource");
            let value = match &*field_value(json, container, &StringMap::new()) {
                "0" if matches!(resource, "limits.cpu" | "limits.memory") => "node allocatable".to_owned(),
                value => value.to_owned(),
            };
            format!("{value} ({resource})")
        }
        EnvVarSource::FileKeyRef(_) => return None,
    })
}

/// Mounts, then block devices, each in order of their paths.
fn mounts(writer: &mut Writer, container: &Container) {
    let mounts = &container.volume_mounts;
    let none = if mounts.is_empty() { "\t<none>" } else { "" };
    writer.line(2, format!("Mounts:{none}"));
    let mut mounts: Vec<&VolumeMount> = mounts.iter().collect();
    mounts.sort_by(|one, other| one.mount_path.cmp(&other.mount_path));
    for mount in mounts {
        let access = if mount.read_only == Some(true) { "ro" } else { "rw" };
        let path = match mount.sub_path.as_str() {
            "" => String::new(),
            path => format!(",path={}", api::go::go_string(path)),
        };
        writer.line(
            3,
            format!("{} from {} ({access}{path})", mount.mount_path, mount.name),
        );
    }
    let devices = container.volume_devices.as_ref().and_then(Value::as_array);
    let mut devices: Vec<[&str; 2]> = devices
        .into_iter()
        .flatten()
        .map(|device| ["devicePath", "name"].map(|field| text_field(device, field)))
        .collect();
    if !devices.is_empty() {
        // The word is about the mounts: kubectl's own slip.
        writer.line(2, format!("Devices:{none}"));
    }
    devices.sort_unstable();
    for [path, name] in devices {
        writer.line(3, format!("{path} from {name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_resources_are_divided() {
        let container = r#"{"name":"a","resources":{"limits":{"memory":"1500Ki"}}}"#;
        let container: Container = serde_json::from_str(container).expect("a container");
        for (source, expect) in [
            (r#"{"resource":"limits.cpu"}"#, "node allocatable (limits.cpu)"),
            (r#"{"resource":"requests.cpu"}"#, "0 (requests.cpu)"),
            (
                r#"{"resource":"limits.memory","divisor":"1Mi"}"#,
                "2 (limits.memory)",
            ),
        ] {
            let source = serde_json::from_str(source).expect("JSON");
            let source = EnvVarSource::ResourceFieldRef(source);
            assert_eq!(source_text(&source, &container, None).as_deref(), Some(expect));
        }
    }
}
