//! The pull policy that an image's name implies: pkg/util/parsers/parsers.go ParseImageName and the reference grammar of
//! distribution/reference (v1.36.2).

/// `Always` for tag `latest` or neither tag nor digest, else `IfNotPresent`; also for names that are no image reference.
pub fn pull_policy(image: &str) -> &'static str {
    if tag(image).as_deref() == Some("latest") {
        "Always"
    } else {
        "IfNotPresent"
    }
}

/// The tag; `latest` when there is neither tag nor digest; `None` for a digest alone and for what is no reference.
fn tag(image: &str) -> Option<String> {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (name, None),
    };
    let valid = is_repository(repository) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    match (valid, tag, digest) {
        (false, ..) => None,
        (true, Some(tag), _) => Some(tag.to_owned()),
        (true, None, Some(_)) => None,
        (true, None, None) => Some("latest".to_owned()),
    }
}

fn is_repository(name: &str) -> bool {
    let path = match name.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':']) || first == "localhost" || first != first.to_ascii_lowercase() =>
        {
            if !is_domain(first) {
                return false;
            }
            rest
        }
        _ => name,
    };
    let is_hash = path.len() == 64 && path.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    !is_hash && path.split('/').all(is_component)
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = domain.split_once(':').unwrap_or((domain, "0"));
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && host.split('.').all(label)
}

/// Lower-case letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(component: &str) -> bool {
    let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let separators: Vec<&str> = component
        .split(|c: char| c.is_ascii() && alphanumeric(c as u8))
        .collect();
    let inner = separators
        .get(1..separators.len().saturating_sub(1))
        .unwrap_or(&[]);
    separators.len() > 1
        && separators.first().is_some_and(|s| s.is_empty())
        && separators.last().is_some_and(|s| s.is_empty())
        && inner
            .iter()
            .all(|s| matches!(*s, "" | "." | "_" | "__") || s.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
            && hex.len() >= 32
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies() {
        let digest = "a".repeat(64);
        for (image, expect) in [
            ("nginx", "Always"),
            ("nginx:latest", "Always"),
            ("nginx:1.27", "IfNotPresent"),
            ("localhost:5000/a/b", "Always"),
            ("localhost:5000/a/b:1", "IfNotPresent"),
            ("Nginx", "IfNotPresent"),
            ("ghcr.io/a/b-c_d.e", "Always"),
            ("my image", "IfNotPresent"),
            ("", "IfNotPresent"),
            ("a/é", "IfNotPresent"),
            ("registry.k8s.io/pause@sha256:x", "IfNotPresent"),
        ] {
            assert_eq!(pull_policy(image), expect, "{image}");
        }
        assert_eq!(pull_policy(&format!("nginx@sha256:{digest}")), "IfNotPresent");
        assert_eq!(pull_policy(&format!("nginx:latest@sha256:{digest}")), "Always");
    }
}
