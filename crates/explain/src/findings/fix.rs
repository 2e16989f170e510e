//! How a finding is repaired.

use variants::{Change, Edit, VariantId};

use super::Place;

/// One way to repair a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an instruction: `Make slow-sidecar a native sidecar`.
    pub title: String,
    /// The change.
    pub remedy: Remedy,
}

/// A change as data; `app` and `cli` apply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Take this variant's text, made with [`Finding::container`] as the chosen sidecar
    /// ([`variants::SidecarChoice::names`]).
    Variant(VariantId),
    /// Apply these changes with [`variants::apply`].
    Changes(Vec<Change>),
}

/// A fix that sets keys of the mapping at `place`.
pub(super) fn set(title: impl Into<String>, place: &Place, keys: &[(&str, String)]) -> Fix {
    let change = |(key, yaml): &(&str, String)| Change {
        object: place.object,
        path: place.path.clone(),
        edit: Edit::Set {
            key: (*key).to_owned(),
            yaml: yaml.clone(),
        },
    };
    Fix {
        title: title.into(),
        remedy: Remedy::Changes(keys.iter().map(change).collect()),
    }
}

/// A fix that takes a variant's text.
pub(super) fn take(title: impl Into<String>, variant: VariantId) -> Fix {
    Fix {
        title: title.into(),
        remedy: Remedy::Variant(variant),
    }
}
