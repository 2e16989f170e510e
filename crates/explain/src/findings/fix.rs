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

/// A change of the mapping at `place`.
pub(super) fn change(place: &Place, edit: Edit) -> Change {
    Change {
        object: place.object,
        path: place.path.clone(),
        edit,
    }
}

/// Sets a key of the mapping at `place`.
pub(super) fn set_key(place: &Place, key: &str, yaml: String) -> Change {
    let key = key.to_owned();
    change(place, Edit::Set { key, yaml })
}

/// Gives the container at `place` more arguments.
pub(super) fn add_args(place: &Place, flags: &[&str]) -> Vec<Change> {
    let add = |flag: &&str| {
        let (list, yaml) = ("args".to_owned(), (*flag).to_owned());
        change(place, Edit::Add { list, yaml })
    };
    flags.iter().map(add).collect()
}

/// A fix that sets keys of the mapping at `place`.
pub(super) fn set(title: impl Into<String>, place: &Place, keys: &[(&str, String)]) -> Fix {
    let changes = keys.iter().map(|(key, yaml)| set_key(place, key, yaml.clone()));
    Fix {
        title: title.into(),
        remedy: Remedy::Changes(changes.collect()),
    }
}

/// A fix that takes a variant's text.
pub(super) fn take(title: impl Into<String>, variant: VariantId) -> Fix {
    Fix {
        title: title.into(),
        remedy: Remedy::Variant(variant),
    }
}
