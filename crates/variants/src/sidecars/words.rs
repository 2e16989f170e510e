//! Names that helpers have.

/// Words that name a helper when they stand at the end of a name: `slow-sidecar`, `istio-proxy`; not `sidecar-user`.
const HELPERS: &[&str] = &[
    "adapter",
    "agent",
    "ambassador",
    "auth",
    "cloudsql",
    "collector",
    "controller",
    "daprd",
    "envoy",
    "exporter",
    "filebeat",
    "fluent",
    "fluentbit",
    "fluentd",
    "forwarder",
    "haproxy",
    "helper",
    "logger",
    "logging",
    "logs",
    "logshipper",
    "mesh",
    "monitor",
    "otel",
    "promtail",
    "proxy",
    "proxyv2",
    "reloader",
    "shipper",
    "sidecar",
    "streamer",
    "sync",
    "syncer",
    "tailer",
    "telegraf",
    "tunnel",
    "watcher",
];

/// Two words that name a helper together.
const PAIRS: &[&str] = &[
    "fluent-bit",
    "log-shipper",
    "cloud-sql",
    "queue-proxy",
    "git-sync",
    "config-reload",
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

/// True when a container's name ends in a helper's word.
pub fn is_helper(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let last = name.rsplit(is_separator).next().unwrap_or_default();
    let bare = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
    HELPERS.contains(&last) || HELPERS.contains(&bare) || PAIRS.iter().any(|pair| name.ends_with(pair))
}

/// True when an image's name (without registry, organisation and tag) ends in a helper's word.
pub fn is_helper_image(image: &str) -> bool {
    let without_digest = image.split('@').next().unwrap_or_default();
    let last = without_digest.rsplit('/').next().unwrap_or_default();
    is_helper(last.split(':').next().unwrap_or_default())
}

/// True when a helper's word stands anywhere in a name.
pub fn mentions_helper(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.split(is_separator).any(|word| HELPERS.contains(&word))
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
        for (name, helper, mentions) in [
            ("slow-sidecar", true, true),
            ("sidecar-user", false, true),
            ("istio-proxy", true, true),
            ("proxy2", true, false),
            ("fluent-bit", true, true),
            ("myapp", false, false),
            ("agentless", false, false),
        ] {
            assert_eq!(
                (is_helper(name), mentions_helper(name)),
                (helper, mentions),
                "{name}"
            );
        }
    }

    #[test]
    fn images() {
        for (image, expect) in [
            ("gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1", true),
            ("envoyproxy/envoy@sha256:00", true),
            ("zwindler/sidecar-user", false),
            ("localhost:5000/agent", true),
            ("", false),
        ] {
            assert_eq!(is_helper_image(image), expect, "{image}");
        }
        assert!(is_preparation("wait-for-sidecar") && !is_preparation("slow-sidecar"));
    }
}
