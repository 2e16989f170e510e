//! The table *what the containers do*, with what can be turned there.

use crate::story::Tag;

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRow {
    /// Its name.
    pub name: String,
    /// Init, sidecar or app.
    pub tag: Tag,
    /// Its image, as written.
    pub image: String,
    /// What it does, aspect by aspect.
    pub aspects: Vec<AspectView>,
    /// Its probes.
    pub probes: Vec<ProbeView>,
    /// The first and the last line of the container in the manifest, from 1.
    pub lines: (u32, u32),
    /// The text of its behaviour annotation, when it has one.
    pub annotation: Option<String>,
    /// The annotation that would pin everything to what it is now.
    pub pinned: String,
    /// What is wrong in the annotation, a sentence each.
    pub mistakes: Vec<String>,
    /// Where it is written.
    pub place: RowPlace,
    /// So many containers follow that are not listed; of the last row only.
    pub more: usize,
}

/// Where a container is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The object's index in the manifest.
    pub object: usize,
    /// The object's kind and name: `Job race`.
    pub workload: String,
    /// The container's path below the object: `spec.template.spec.containers[0]`.
    pub container: String,
    /// The path of its pod's metadata: `spec.template.metadata`.
    pub metadata: String,
}

/// One aspect of what a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AspectView {
    /// A short sentence: `listens on 8081 after 5s`.
    pub text: String,
    /// Where that comes from: `script`, `image`, `annotation` or `default`.
    pub source: &'static str,
    /// The same, at length.
    pub origin: String,
    /// The annotation's statements that say the same.
    pub statements: Vec<String>,
    /// The durations in it that can be turned; empty, or one for each statement.
    pub knobs: Vec<Knob>,
}

/// A duration that can be turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// What stands before it: `listens on 8081 after`.
    pub before: String,
    /// Its value in milliseconds.
    pub millis: u32,
    /// The end of its slider, in milliseconds.
    pub max: u32,
}

/// One probe of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeView {
    /// Its field: `startupProbe`.
    pub field: &'static str,
    /// What it asks: `httpGet / on 8081`.
    pub asks: String,
    /// Its numbers: field, words, value, least value.
    pub numbers: Vec<ProbeNumber>,
}

/// One number of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeNumber {
    /// Its field: `periodSeconds`.
    pub field: &'static str,
    /// What it is, in a word: `every`.
    pub word: &'static str,
    /// What follows the number: `s`.
    pub unit: &'static str,
    /// Its value.
    pub value: i32,
    /// The least that the API server takes.
    pub least: i32,
}
