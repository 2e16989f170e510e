//! Which objects a command is about: namespace, names, `-l SELECTOR`.

use api::meta_v1::{LabelSelector, ObjectMeta};

/// A filter on objects. The default lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only this namespace; `None`: all.
    pub namespace: Option<String>,
    /// Only these names; empty: all.
    pub names: Vec<String>,
    /// Only objects with these labels.
    pub labels: LabelSelector,
}

impl Selection {
    /// Everything.
    pub fn all() -> Selection {
        Selection::default()
    }

    /// One object by name, in any namespace.
    pub fn named(name: impl Into<String>) -> Selection {
        Selection {
            names: vec![name.into()],
            ..Selection::default()
        }
    }

    /// True when names are asked for and this is one of them, or none is.
    pub fn is_named(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|own| own == name)
    }

    /// True when an object with this metadata is meant.
    pub fn matches(&self, meta: &ObjectMeta) -> bool {
        self.namespace.as_ref().is_none_or(|namespace| {
            // An object that no API server has defaulted yet has no namespace.
            *namespace == meta.namespace || (meta.namespace.is_empty() && namespace == "default")
        }) && self.is_named(&meta.name)
            && self.labels.matches(&meta.labels)
    }
}
