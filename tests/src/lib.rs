//! What the tests share: recorded cases run through the simulator and compared; scripts run in real shells; figures over
//! folders of manifests; the browser harness.

pub mod behaviour;
#[cfg(feature = "browser")]
#[path = "../browser/harness/mod.rs"]
pub mod browser;
pub mod compare;
pub mod conformance;
pub mod corpus;
pub mod differential;
pub mod e2e;
pub mod fuzz;
pub mod link_lengths;
pub mod links;
pub mod random;
pub mod random_pods;
pub mod repair;
pub mod report;
pub mod suite;
pub mod texts;
