//! What the tests share: recorded cases run through the simulator and compared; the browser harness.

pub mod behaviour;
#[cfg(feature = "browser")]
#[path = "../browser/harness/mod.rs"]
pub mod browser;
pub mod compare;
pub mod conformance;
pub mod report;
pub mod texts;
