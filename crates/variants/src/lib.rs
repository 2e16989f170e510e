//! The same pod lived otherwise: text edits that turn one manifest into another.
//!
//! From any manifest with two or more containers [`variants`] makes its siblings: all containers side by side,
//! the sidecar as a plain init container, as a native sidecar, and as a native sidecar with a startupProbe. Each is
//! the user's own text with a few bytes moved, so that comments, order and formatting stay and a diff shows
//! only what changes.
//!
//! Layer 2: imports `api` and `manifest`. Knows nothing of simulation.

mod build;
mod change;
mod id;
mod pod_tree;
mod sidecars;
mod startup_probe;
#[cfg(test)]
mod tests;

pub use build::{Variant, find, variants};
pub use change::{Change, Edit, apply};
pub use id::VariantId;
/// The prefix of the annotations that say what a container does; its name follows.
pub use manifest::behaviour::PREFIX as BEHAVIOUR_ANNOTATION;
pub use manifest::edit::flow::scalar as yaml_scalar;
pub use manifest::validate::is_object_name;
pub use pod_tree::SIDECAR_ANNOTATION;
pub use sidecars::{Hint, Open, SidecarChoice, Sidecars, Source, helpers, sidecars};
pub use startup_probe::{HealthCheck, health_check, tcp_startup_probe};
