//! Names that helpers have.

/// Words that name a helper when they stand at the end of a name: `slow-sidecar`, `istio-proxy`; not `sidecar-user`.
const HELPERS: &[&str] = &[
    "adapter",
    "agent",
    "aggregator",
    "ambassador",
    "attacher",
    "auth",
    "cleaner",
    "cloudsql",
    "collector",
    "daprd",
    "envoy",
    "exporter",
    "filebeat",
    "fluent",
    "fluentbit",
    "fluentd",
    "forwarder",
    "helper",
    "log",
    "logger",
    "logging",
    "logs",
    "logshipper",
    "mesh",
    "monitor",
    "nanny",
    "otel",
    "promtail",
    "provisioner",
    "proxy",
    "refresher",
    "registrar",
    "relay",
    "reloader",
    "resizer",
    "shipper",
    "sidecar",
    "snapshotter",
    "streamer",
    "sync",
    "syncer",
    "tailer",
    "telegraf",
    "tunnel",
    "watcher",
];

/// Two words that name a helper together.
const PAIRS: &[(&str, &str)] = &[
    ("cloud", "sql"),
    ("config", "reload"),
    ("fluent", "bit"),
    ("liveness", "probe"),
    ("log", "shipper"),
];

/// First words of init containers that prepare something, whatever they prepare it for.
const PREPARATIONS: &[&str] = &[
    "check",
    "clone",
    "config",
    "configure",
    "copy",
    "create",
    "download",
    "fetch",
    "generate",
    "init",
    "inject",
    "install",
    "load",
    "migrate",
    "prepare",
    "set",
    "setup",
    "wait",
    "warmup",
    "write",
];

/// Words at a name's end that say nothing about its role: `proxy-container`, `agent-2`.
const GENERIC: &[&str] = &[
    "container",
    "ctr",
    "daemon",
    "server",
    "service",
    "v1",
    "v2",
    "v3",
];

/// True when a container's name ends in a helper's word.
pub fn is_helper(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words: Vec<&str> = name.split(is_separator).map(without_digits).collect();
    while words
        .last()
        .is_some_and(|word| word.is_empty() || GENERIC.contains(word))
    {
        words.pop();
    }
    match words.as_slice() {
        [] => false,
        [.., before, last] if PAIRS.contains(&(*before, *last)) => true,
        [.., last] => HELPERS.contains(last),
    }
}

/// `proxyv2` and `proxy2` are `proxy`.
fn without_digits(word: &str) -> &str {
    let bare = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if bare.len() < word.len() {
        bare.strip_suffix('v').unwrap_or(bare)
    } else {
        word
    }
}

/// True when an image's name (without registry, organisation and tag) ends in a helper's word.
pub fn is_helper_image(image: &str) -> bool {
    is_helper(image_name(image))
}

/// An image's name without registry, organisation, tag and digest: `gcr.io/x/proxy:2@sha256:…` → `proxy`.
pub fn image_name(image: &str) -> &str {
    let without_digest = image.split('@').next().unwrap_or_default();
    let last = without_digest.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

/// True when an init container's name says that it prepares something.
pub fn is_preparation(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.split(is_separator)
        .next()
        .is_some_and(|word| PREPARATIONS.contains(&word))
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expect) in [
            ("slow-sidecar", true),
            ("sidecar-user", false),
            ("istio-proxy", true),
            ("proxy2", true),
            ("sidecar-container-1", true),
            ("fluent-bit", true),
            ("myapp", false),
            ("server", false),
            ("agentless", false),
            ("", false),
        ] {
            assert_eq!(is_helper(name), expect, "{name}");
        }
    }

    #[test]
    fn images() {
        for (image, expect) in [
            ("gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1", true),
            ("envoyproxy/envoy@sha256:00", true),
            ("zwindler/sidecar-user", false),
            ("localhost:5000/agent", true),
            ("docker.io/istio/proxyv2:1.29", true),
            ("", false),
        ] {
            assert_eq!(is_helper_image(image), expect, "{image}");
        }
        assert!(is_preparation("wait-for-sidecar") && !is_preparation("slow-sidecar"));
    }
}
