//! What the project's tests share.

#[cfg(feature = "browser")]
#[path = "../browser/harness/mod.rs"]
pub mod browser;

pub mod compare;
