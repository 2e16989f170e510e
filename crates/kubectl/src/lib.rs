//! kubectl's text, byte for byte, from a [`trace::Trace`] at any time.
//!
//! Nothing here simulates: every function is a view of `(&Trace, time)`, or of an object and a time. Layer 3:
//! imports `api` and `trace` only.
//!
//! - [`get`], [`list`], [`watch`], [`events`]: tables
//! - [`describe`]: everything about one object
//! - [`recording`]: a whole run in the form in which real clusters were recorded

pub mod describe;
pub mod duration;
pub mod events;
pub mod get;
pub mod list;
pub mod recording;
pub mod select;
pub mod table;
mod tabwriter;
pub mod watch;
