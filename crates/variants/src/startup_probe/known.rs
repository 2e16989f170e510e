//! Proxies whose maker documents where to ask whether they are up, and what has to be switched on for it.
//!
//! Sources: cloud-sql-proxy and alloydb-auth-proxy, `--help` of version 2 and 1 (health checks are off by default, on
//! localhost and port 9090 when on); Istio's proxy, pilot-agent's status port; Linkerd's proxy, its admin port; daprd's
//! and kuma-dp's templates of their injectors.

use manifest::tree::Node;

use super::{Derived, with_timing};
use crate::pod_tree::ContainerNode;
use crate::sidecars::words::image_name;

/// One proxy.
struct Known {
    /// The last path segments of its images.
    images: &'static [&'static str],
    /// Flags that it needs for it, and the one that moves the port, if any.
    flags: &'static [&'static str],
    port_flag: &'static str,
    path: &'static str,
    port: u16,
}

const KNOWN: &[Known] = &[
    Known {
        images: &["cloud-sql-proxy", "alloydb-auth-proxy"],
        flags: &["--health-check", "--http-address=0.0.0.0"],
        port_flag: "--http-port",
        path: "/startup",
        port: 9090,
    },
    Known {
        images: &["proxyv2"],
        flags: &[],
        port_flag: "",
        path: "/healthz/ready",
        port: 15021,
    },
    Known {
        images: &["linkerd-proxy", "linkerd2-proxy"],
        flags: &[],
        port_flag: "",
        path: "/ready",
        port: 4191,
    },
    Known {
        images: &["kuma-sidecar", "kuma-dp"],
        flags: &[],
        port_flag: "",
        path: "/ready",
        port: 9901,
    },
    Known {
        images: &["daprd"],
        flags: &[],
        port_flag: "--dapr-http-port",
        path: "/v1.0/healthz",
        port: 3500,
    },
];

/// Where a known proxy tells whether it is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthCheck<'a> {
    /// The last path segment of its image: `cloud-sql-proxy`.
    pub image: &'a str,
    /// Asked by HTTP.
    pub path: &'static str,
    /// On this port.
    pub port: u16,
    /// Arguments that it needs for that and is not given.
    pub missing: Vec<&'static str>,
}

impl HealthCheck<'_> {
    /// The keys of an `httpGet` that asks it (YAML text without indentation).
    pub fn http_get(&self) -> String {
        format!("path: {}\nport: {}\n", self.path, self.port)
    }

    /// A startupProbe that asks it (YAML text without indentation).
    pub fn startup_probe(&self) -> String {
        with_timing(
            &format!("httpGet:\n  path: {}\n  port: {}\n", self.path, self.port),
            None,
        )
    }
}

/// The health check of a container with this image and this command and arguments; `None` for programs that are not
/// known, and for one that is started through a shell, where flags cannot be added as arguments.
pub fn health_check<'a>(image: &'a str, given: &[&str]) -> Option<HealthCheck<'a>> {
    let image = image_name(image);
    let known = KNOWN.iter().find(|known| known.images.contains(&image))?;
    if !known.flags.is_empty() && given.contains(&"-c") {
        return None;
    }
    let has = |flag: &str| given.iter().any(|argument| name(argument) == name(flag));
    Some(HealthCheck {
        image,
        path: known.path,
        port: value(given, known.port_flag).unwrap_or(known.port),
        missing: known.flags.iter().copied().filter(|flag| !has(flag)).collect(),
    })
}

/// The probe of a known proxy.
pub(super) fn probe(container: &ContainerNode<'_>) -> Option<Derived> {
    let given: Vec<&str> = ["command", "args"]
        .into_iter()
        .filter_map(|key| container.node.get(key))
        .flat_map(Node::items)
        .filter_map(Node::as_str)
        .collect();
    let check = health_check(container.text("image")?, &given)?;
    let (image, missing) = (check.image, &check.missing);
    let from = match missing[..] {
        [] => format!("{image}'s own health check"),
        _ => format!("{image}'s own health check ({} added)", missing.join(" ")),
    };
    Some(Derived {
        yaml: check.startup_probe(),
        from,
        arguments: check.missing,
    })
}

/// A flag's name: `--http-port=1` → `--http-port`.
fn name(argument: &str) -> &str {
    argument.split('=').next().unwrap_or(argument)
}

/// The number that a flag is given, as `--flag=1` or `--flag 1`.
fn value(given: &[&str], flag: &str) -> Option<u16> {
    let at = given.iter().position(|argument| name(argument) == flag)?;
    let value = given[at].split_once('=').map(|(_, value)| value);
    value.or_else(|| given.get(at + 1).copied())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_and_flags() {
        for (image, expect) in [
            ("gcr.io/c/cloud-sql-proxy:2.14.1", "cloud-sql-proxy"),
            ("localhost:5000/daprd@sha256:00", "daprd"),
            ("daprd", "daprd"),
        ] {
            assert_eq!(image_name(image), expect);
        }
        assert_eq!(value(&["--http-port=9801"], "--http-port"), Some(9801));
        assert_eq!(value(&["--a", "--http-port", "9801"], "--http-port"), Some(9801));
        assert_eq!(value(&["--http-port"], "--http-port"), None);
    }
}
