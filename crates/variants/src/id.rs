//! Which way of living a variant is.

use std::fmt;
use std::str::FromStr;

/// The ways one pod can be written. Ordered from "no help" to "all help", the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VariantId {
    /// The user's text, untouched.
    AsWritten,
    /// Every container in `containers`: how it was before 1.28.
    Without,
    /// The sidecar as an init container without `restartPolicy`: it has to end before the app starts.
    PlainInit,
    /// The sidecar as an init container with `restartPolicy: Always`, without a startupProbe.
    Native,
    /// The same with a startupProbe: the app waits until the sidecar answers.
    NativeStartupProbe,
}

impl VariantId {
    /// All of them, in the order in which they are shown.
    pub const ALL: [VariantId; 5] = [
        VariantId::AsWritten,
        VariantId::Without,
        VariantId::PlainInit,
        VariantId::Native,
        VariantId::NativeStartupProbe,
    ];

    /// The word of the command line and of share links: `native-startup-probe`.
    pub fn name(self) -> &'static str {
        match self {
            VariantId::AsWritten => "as-written",
            VariantId::Without => "without",
            VariantId::PlainInit => "plain-init",
            VariantId::Native => "native",
            VariantId::NativeStartupProbe => "native-startup-probe",
        }
    }

    /// A card's title.
    pub fn title(self) -> &'static str {
        match self {
            VariantId::AsWritten => "As written",
            VariantId::Without => "Without sidecar",
            VariantId::PlainInit => "Plain init container",
            VariantId::Native => "Native sidecar",
            VariantId::NativeStartupProbe => "Native + startupProbe",
        }
    }
}

impl fmt::Display for VariantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for VariantId {
    type Err = String;

    /// Reads [`VariantId::name`]; the error is a sentence for the user.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = VariantId::ALL.into_iter().find(|id| id.name() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = VariantId::ALL.iter().map(|id| id.name()).collect();
            format!(
                "there is no variant \"{text}\": choose one of {}",
                names.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for id in VariantId::ALL {
            assert_eq!(id.name().parse(), Ok(id));
        }
        let error = "nativ".parse::<VariantId>().unwrap_err();
        assert!(error.contains("native-startup-probe"), "{error}");
    }
}
