//! A change to a manifest as data: what a fix proposes and a variant is made of.

/// One change at one place of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index of the object in the manifest.
    pub object: usize,
    /// The place below the object: `spec.template.spec.initContainers[0]`.
    pub path: String,
    /// What happens there.
    pub edit: Edit,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives the mapping at the path a key with this value (YAML text, block style), in place of an old value.
    Set {
        /// The key.
        key: String,
        /// Its value.
        yaml: String,
    },
    /// Takes a key out of the mapping at the path.
    Remove {
        /// The key.
        key: String,
    },
}
