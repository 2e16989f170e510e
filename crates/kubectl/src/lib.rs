//! kubectl's text, byte for byte, from a [`trace::Trace`] at any time.
//!
//! Nothing here simulates: every function is a view of `(&Trace, time)`, or of an object and a time. Layer 3:
//! imports `api` and `trace` only.
//!
//! - [`get`], [`list`], [`watch`], [`events`]: tables
//! - [`describe`]: everything about one object
//! - [`logs`]: what containers wrote
//! - [`run`]: a command line as a user types it
//! - [`output`]: YAML, JSON, jsonpath
//! - [`recording()`]: a whole run in the form in which real clusters were recorded

pub mod command;
pub mod describe;
pub mod duration;
pub mod events;
pub mod get;
pub mod list;
pub mod logs;
pub mod output;
pub mod recording;
mod reply;
pub mod select;
pub mod table;
mod tabwriter;
pub mod watch;

pub use command::run;
pub use recording::recording;
pub use reply::{Reply, To};
