//! The Kubernetes minor versions the playground speaks.

use crate::go::go_string;
use std::fmt;
use std::str::FromStr;

/// A supported minor version of Kubernetes, `1.28` to `1.36`. Ordered by age, so that a difference can be
/// written `version >= KubernetesVersion::V1_35`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion(u8);

impl KubernetesVersion {
    /// The oldest version with the field `initContainers[].restartPolicy` (alpha, off by default).
    pub const OLDEST: KubernetesVersion = KubernetesVersion(28);
    /// 1.29: native sidecars on by default, ordered termination.
    pub const V1_29: KubernetesVersion = KubernetesVersion(29);
    /// 1.32: `Created container: <name>`.
    pub const V1_32: KubernetesVersion = KubernetesVersion(32);
    /// 1.35: short event texts, retry when the back-off ends.
    pub const V1_35: KubernetesVersion = KubernetesVersion(35);
    /// 1.36: on-demand relist; the version the recordings come from.
    pub const V1_36: KubernetesVersion = KubernetesVersion(36);
    /// The newest supported version, and the default.
    pub const NEWEST: KubernetesVersion = KubernetesVersion::V1_36;

    /// The minor number, e.g. 36.
    pub fn minor(self) -> u8 {
        self.0
    }

    /// Version `1.minor`, or `None` outside 28..=36.
    pub fn from_minor(minor: u8) -> Option<Self> {
        (Self::OLDEST.0..=Self::NEWEST.0)
            .contains(&minor)
            .then_some(Self(minor))
    }

    /// All supported versions, newest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).rev().map(Self)
    }
}

impl Default for KubernetesVersion {
    fn default() -> Self {
        Self::NEWEST
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

impl FromStr for KubernetesVersion {
    type Err = String;

    /// Reads `1.36` or `v1.36`; the error is a sentence for the user.
    fn from_str(text: &str) -> Result<Self, String> {
        let minor = text.trim_start_matches('v').strip_prefix("1.");
        let minor: Option<u8> = minor.and_then(|minor| minor.parse().ok());
        match minor {
            Some(minor) if minor < Self::OLDEST.0 => Err(format!(
                "Kubernetes 1.{minor} is not supported: its API server refuses a native sidecar with 'strict decoding error: unknown field \"spec.initContainers[0].restartPolicy\"'. Choose 1.28 to 1.36"
            )),
            minor => minor.and_then(Self::from_minor).ok_or_else(|| {
                format!(
                    "Kubernetes {} is not supported: choose 1.28 to 1.36",
                    go_string(text)
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        for (text, expect) in [
            ("1.36", Some(36)),
            ("v1.28", Some(28)),
            ("1.27", None),
            ("2.0", None),
            ("", None),
        ] {
            assert_eq!(
                text.parse::<KubernetesVersion>()
                    .ok()
                    .map(KubernetesVersion::minor),
                expect,
                "{text}"
            );
        }
        assert_eq!(KubernetesVersion::NEWEST.to_string(), "1.36");
        let refused = "1.27".parse::<KubernetesVersion>().unwrap_err();
        assert!(
            refused.contains("strict decoding error: unknown field \"spec.initContainers[0].restartPolicy\""),
            "{refused}"
        );
    }
}
