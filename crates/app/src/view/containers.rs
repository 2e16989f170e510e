//! The table *what the containers do*.

use crate::story::Tag;

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRow {
    /// Its name.
    pub name: String,
    /// Init, sidecar or app.
    pub tag: Tag,
    /// What it does, aspect by aspect.
    pub aspects: Vec<AspectView>,
    /// The first and the last line of the container in the manifest, from 1.
    pub lines: (u32, u32),
}

/// One aspect of what a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AspectView {
    /// A short sentence: `listens on :8081 after 5.0 s`.
    pub text: String,
    /// Where that comes from: `script`, `image`, `annotation` or `default`.
    pub source: &'static str,
}
