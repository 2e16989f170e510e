//! A startupProbe for a sidecar that has none: from its other probes, from what its maker documents, else from the port
//! it serves.

mod known;

pub use known::{HealthCheck, health_check};

use manifest::tree::Node;

use crate::pod_tree::{ContainerNode, PodTree};
use crate::sidecars::Hint;

/// How often the derived probe looks, seconds.
const PERIOD: u32 = 1;
/// How many failures it allows.
const THRESHOLD: u32 = 30;

/// A derived probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Derived {
    /// Its YAML in block style, without indentation.
    pub yaml: String,
    /// Where it comes from, to be put after "startupProbe derived from ".
    pub from: String,
    /// Arguments that the container needs to answer it.
    pub arguments: Vec<&'static str>,
}

/// The probe to give to `sidecar`; `None` when nothing tells what to ask for. An error is a sentence that says why
/// nothing can be asked.
pub(crate) fn derive(
    text: &str,
    pod: &PodTree<'_>,
    sidecar: &ContainerNode<'_>,
    hints: &[Hint],
) -> Result<Option<Derived>, String> {
    let copied = ["readinessProbe", "livenessProbe"].into_iter().find_map(|key| {
        let yaml = copy(text, sidecar.node.get(key)?)?;
        Some(Derived {
            yaml,
            from: format!("its {key}"),
            arguments: Vec::new(),
        })
    });
    if let Some(found) = copied.or_else(|| known::probe(sidecar)) {
        return Ok(Some(found));
    }
    let Some((port, from)) = port(text, pod, sidecar, hints) else {
        return Ok(None);
    };
    let of_sidecar = |hint: &&Hint| hint.container == sidecar.name;
    let opens = hints
        .iter()
        .find(of_sidecar)
        .map_or(&[][..], |hint| &hint.listens);
    if opens
        .iter()
        .any(|open| i64::from(open.port) == port && open.localhost)
    {
        return Err(format!(
            "No startupProbe can be derived: {} opens port {port} for localhost only, and the kubelet asks at the pod's \
             address.",
            sidecar.name
        ));
    }
    Ok(Some(Derived {
        yaml: tcp_startup_probe(port),
        from,
        arguments: Vec::new(),
    }))
}

/// The question of another probe with the timing of a startupProbe.
fn copy(text: &str, probe: &Node) -> Option<String> {
    let handlers = ["httpGet", "tcpSocket", "exec", "grpc"];
    let entry = probe
        .entries()
        .iter()
        .find(|entry| handlers.contains(&entry.key.as_str()))?;
    let value = text.get(entry.value.span.clone())?;
    let is_block = !value.starts_with(['{', '[', '*', '&']);
    let question = if is_block {
        format!(
            "{}:\n{}\n",
            entry.key,
            indented(&dedented(text, entry.value.span.start, value))
        )
    } else {
        format!("{}: {value}\n", entry.key)
    };
    let timeout = probe.get("timeoutSeconds").and_then(Node::as_int);
    Some(with_timing(&question, timeout))
}

/// A startupProbe that asks whether a port is open (YAML text without indentation).
pub fn tcp_startup_probe(port: i64) -> String {
    with_timing(&format!("tcpSocket:\n  port: {port}\n"), None)
}

fn with_timing(question: &str, timeout: Option<i64>) -> String {
    let timeout = timeout.map_or(String::new(), |seconds| format!("timeoutSeconds: {seconds}\n"));
    format!("{question}periodSeconds: {PERIOD}\n{timeout}failureThreshold: {THRESHOLD}\n")
}

/// The lines of a value without the indentation that its first line has in the text.
fn dedented(text: &str, start: usize, value: &str) -> String {
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = start - line_start;
    let lines = value.lines().enumerate().map(|(number, line)| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if number == 0 {
            line
        } else {
            &line[blanks.min(indent)..]
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn indented(value: &str) -> String {
    let lines = value.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("  {line}")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The port that the sidecar serves: declared, said by the caller, or asked for by another container.
fn port(text: &str, pod: &PodTree<'_>, sidecar: &ContainerNode<'_>, hints: &[Hint]) -> Option<(i64, String)> {
    let declared = || {
        let ports = sidecar.node.get("ports").map_or(&[][..], Node::items);
        let is_tcp = |port: &&Node| {
            port.get("protocol")
                .and_then(Node::as_str)
                .is_none_or(|protocol| protocol == "TCP")
        };
        let port = ports.iter().find(is_tcp)?.get("containerPort")?.as_int()?;
        Some((port, format!("its first port, {port}")))
    };
    let hinted = || {
        let opens = &hints.iter().find(|hint| hint.container == sidecar.name)?.listens;
        // One that the kubelet can reach, if there is one.
        let port = opens.iter().find(|open| !open.localhost).or(opens.first())?.port;
        Some((i64::from(port), format!("the port it opens, {port}")))
    };
    let asked = || {
        let others = pod
            .containers()
            .into_iter()
            .filter(|other| other.name != sidecar.name);
        others.into_iter().find_map(|other| {
            let port = asked_port(text.get(other.node.span.clone())?)?;
            Some((
                i64::from(port),
                format!("the port that {} asks for, {port}", other.name),
            ))
        })
    };
    declared().or_else(hinted).or_else(asked)
}

/// The first `localhost:PORT`, `127.0.0.1:PORT` or `localhost PORT` in a container's text.
fn asked_port(text: &str) -> Option<u16> {
    let places = ["localhost", "127.0.0.1"].into_iter().flat_map(|host| {
        text.match_indices(host).filter_map(move |(at, _)| {
            let rest = text[at + host.len()..].strip_prefix([':', ' '])?;
            let digits = rest.len()
                - rest
                    .trim_start_matches(|letter: char| letter.is_ascii_digit())
                    .len();
            Some((at, rest[..digits].parse().ok().filter(|&port: &u16| port > 0)?))
        })
    });
    places.min().map(|(_, port)| port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_in_scripts() {
        for (text, expect) in [
            ("curl http://localhost:8081/x", Some(8081)),
            ("nc -zv localhost 5000 && sleep 1d", Some(5000)),
            ("wget 127.0.0.1:80; curl localhost:81", Some(80)),
            ("localhost:0 localhost localhost:x", None),
            ("", None),
        ] {
            assert_eq!(asked_port(text), expect, "{text}");
        }
    }
}
