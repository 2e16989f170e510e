//! Kubernetes vocabulary: the API types of v1.36 that a pod's lifecycle touches, in upstream's names.
//!
//! The types know their JSON form ([`json`]) in the API's spelling, so the same structs are decoded from a
//! manifest, held by the simulated API server and printed by `kubectl -o yaml`. Fields that no part of the
//! simulation reads (affinity, security contexts, …) are kept as [`serde_json::Value`] so that nothing a
//! user wrote gets lost. What can only hold one thing at a time is an enum (a container's state, a probe's
//! handler), never three `Option`s.
//!
//! Layer 0: imports nothing of ours.

pub mod apps_v1;
pub mod batch_v1;
pub mod command_line;
pub mod core_v1;
pub mod cron;
pub mod diff;
pub mod go;
pub mod internal;
pub mod json;
pub mod meta_v1;
mod object;
pub mod quantity;
pub mod resource;
mod shared;
mod text;
pub mod update;
pub mod version;
pub mod zone;

pub use object::{Kind, ManifestObject, Object, ObjectKey};
pub use shared::Shared;
pub use text::Text;
pub use version::KubernetesVersion;
