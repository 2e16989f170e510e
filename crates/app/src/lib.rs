//! The headless application: events in, effects and view-models out.
//!
//! Layer 4: it may use every crate below, and knows no browser, no clock and no float. `web` draws what
//! the view-models say and reports what the user did; everything that can be decided is decided here, so
//! that it can be tested natively.
//!
//! [`story`] tells a trace as lanes, [`chart`] gives the lanes places, [`drawing`] the shapes, [`text`] says times and
//! widths.

mod behaviours;
mod columns;
mod knobs;
mod living;
mod pipeline;
mod verdict;

pub mod chart;
pub mod conditions;
pub mod drafts;
pub mod drawing;
pub mod export;
pub mod files;
pub mod gallery;
pub mod link;
pub mod odds;
pub mod picture;
pub mod session;
pub mod story;
pub mod text;
pub mod view;

pub use api::KubernetesVersion;
pub use behaviours::hint;
pub use session::{Effect, Msg, Session};
pub use trace::RecordId;

#[cfg(test)]
mod fixture;
