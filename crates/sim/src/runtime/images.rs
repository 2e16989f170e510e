//! Images: which are on the node, which do not exist, and the queue of pulls.
//! Mirrors pkg/kubelet/images/puller.go `serialImagePuller` (v1.36.2).

use sorted::{Map, Set};
use std::borrow::Cow;
use std::time::Duration;

use crate::context::Context;
use crate::digits::push_hex;

/// Why a pull failed: the runtime's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PullError(pub String);

/// The node's images and the one pull that can be under way (`serializeImagePulls`).
#[derive(Debug, Default)]
pub(crate) struct Images {
    pulled: Set<String>,
    /// When the last pull in the queue will have ended.
    free_at: Duration,
    /// How often each image was pulled.
    pulls: Map<String, u32>,
}

/// No two pulls take the same time, so that their events have different texts: what is added in steps, without jitter
/// too.
const PULLS_DIFFER: Duration = Duration::from_millis(1);

/// Words in an image's name that say that it does not exist.
const MISSING: [&str; 9] = [
    "nosuch",
    "no-such",
    "nonexist",
    "non-exist",
    "does-not-exist",
    "doesnotexist",
    "not-found",
    "notfound",
    "missing",
];

impl Images {
    /// True when the image need not be pulled: it was pulled before, or the node is warm.
    pub fn is_present(&self, context: &Context, image: &str) -> bool {
        self.pulled.contains(image) || (context.scenario.timing.warm && pull_error(context, image).is_none())
    }

    /// Queues a pull: when it begins and when it ends.
    pub fn pull(&mut self, context: &mut Context, image: &str) -> (Duration, Duration) {
        let median = context.scenario.pulls.get(image).copied();
        let median = median.unwrap_or(context.scenario.timing.pull);
        let pulls = self.pulls.entry(image.to_owned()).or_default();
        let time = context.vary(median, median / 2, median * 2) + PULLS_DIFFER * (*pulls * 7 % 31);
        *pulls += 1;
        let begin = self.free_at.max(context.now);
        self.free_at = begin + time;
        (begin, self.free_at)
    }

    /// A pull has ended.
    pub fn pulled(&mut self, context: &Context, image: &str) -> Result<(), PullError> {
        if !self.pulled.contains(image) {
            match pull_error(context, image) {
                Some(error) => return Err(error),
                None => self.pulled.insert(image.to_owned()),
            };
        }
        Ok(())
    }
}

/// The registry's answer for an image that does not exist. Without a registry at hand the name decides.
fn pull_error(_context: &Context, image: &str) -> Option<PullError> {
    let lower = image.to_ascii_lowercase();
    let missing = MISSING.iter().any(|word| lower.contains(word));
    missing.then(|| {
        let full = full_name(image);
        PullError(format!(
            "rpc error: code = NotFound desc = failed to pull and unpack image \"{full}\": failed to resolve \
             image: {full}: not found"
        ))
    })
}

/// The name with registry and tag: `nginx` is `docker.io/library/nginx:latest`.
pub(crate) fn full_name(image: &str) -> String {
    let first = image.split('/').next().unwrap_or_default();
    let has_registry =
        image.contains('/') && (first.contains('.') || first.contains(':') || first == "localhost");
    let name = if has_registry {
        image.to_owned()
    } else if image.contains('/') {
        format!("docker.io/{image}")
    } else {
        format!("docker.io/library/{image}")
    };
    let last = name.rsplit('/').next().unwrap_or_default();
    if last.contains(':') || last.contains('@') {
        name
    } else {
        format!("{name}:latest")
    }
}

/// The error of a name that is no image reference (distribution/reference `ParseNormalizedNamed`).
pub(crate) fn check_name(image: &str) -> Result<(), String> {
    let parse = |why: &str| {
        Err(format!(
            "couldn't parse image name \"{image}\": invalid reference format{why}"
        ))
    };
    let remainder: Cow<'_, str> = match image.split_once('/') {
        Some((domain, rest)) if is_domain(domain) => rest.into(),
        Some(_) => image.into(),
        None => format!("library/{image}").into(),
    };
    let remote = remainder.split(':').next().unwrap_or_default();
    if remote.chars().any(char::is_uppercase) {
        return parse(&format!(": repository name ({remote}) must be lowercase"));
    }
    let (name, tag) = match remainder.split_once('@') {
        Some((name, _)) => (name.split(':').next().unwrap_or_default(), None),
        None => (remote, remainder.split_once(':').map(|(_, tag)| tag)),
    };
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good_tag = |tag: &str| {
        tag.len() <= 128 && tag.starts_with(word) && tag.chars().all(|c| word(c) || matches!(c, '.' | '-'))
    };
    if name.split('/').all(is_path_component) && tag.is_none_or(good_tag) {
        Ok(())
    } else {
        parse("")
    }
}

/// The part before the first slash names a registry, not a part of Docker Hub's path.
fn is_domain(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.chars().any(char::is_uppercase)
}

/// Letters and digits, between them dots, hyphens and underscores.
fn is_path_component(part: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    edge(part.chars().next()) && edge(part.chars().last()) && part.chars().all(good)
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, hashed)
}

/// The hash with one more byte.
fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// `Image size: … bytes`: made up from the name, the same every time.
pub(crate) fn image_size(image: &str) -> u64 {
    4_000_000 + hash(image) % 60_000_000
}

/// The image's digest: made up from the name, the same every time.
pub(crate) fn image_id(image: &str) -> String {
    let full = full_name(image);
    let repository = full
        .rsplit_once(':')
        .map_or(full.as_str(), |(repository, _)| repository);
    let mut id = [repository, "@sha256:"].concat();
    let hash = hash(&full);
    for part in b'0'..b'4' {
        push_hex(&mut id, hashed(hash, part), 16);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (image, expect) in [
            ("nginx", "docker.io/library/nginx:latest"),
            ("nosuch/image", "docker.io/nosuch/image:latest"),
            ("quay.io/a/b:1", "quay.io/a/b:1"),
            ("localhost:5000/a", "localhost:5000/a:latest"),
        ] {
            assert_eq!(full_name(image), expect);
        }
        for (image, good) in [
            ("nginx:1.27", true),
            ("Nginx", false),
            ("a//b", false),
            ("quay.io/a/b@sha256:00", true),
            ("", false),
            ("localhost:5000/a:b", true),
            ("nginx:", false),
            ("nginx:1.27:2", false),
            ("nginx latest", false),
        ] {
            assert_eq!(check_name(image).is_ok(), good, "{image}");
        }
        for (image, repository) in [("Nginx:1", "library/Nginx"), ("quay.io/Team/app", "Team/app")] {
            assert_eq!(
                check_name(image).unwrap_err(),
                format!(
                    "couldn't parse image name \"{image}\": invalid reference format: repository name ({repository}) must be lowercase"
                )
            );
        }
    }
}
