//! The simulated cluster: objects and a scenario in, one recorded history out.
//!
//! A discrete-event machine in virtual time. [`engine`] holds the clock and the queue, [`api_server`] the
//! objects and their watches, [`events`] the event recorder; the components (scheduler, kubelet,
//! controllers) never call each other: they meet in the object store and the event queue, as the real ones
//! do. Each component decides in pure `compute_*` functions and then acts.
//!
//! Same objects, same scenario: same trace, on every machine. Nothing here reads a clock, a random source,
//! the environment, hash order or a float.
//!
//! Layer 3: imports `api`, `process`, `trace`.

mod actions;
mod api_server;
mod awaited;
mod cluster;
mod context;
mod controllers;
mod digits;
mod engine;
mod epoch;
mod events;
mod kubelet;
mod random;
mod runtime;
mod scenario;
mod scheduler;
mod simulation;
#[cfg(test)]
mod testing;
mod versions;

pub use actions::counterpart::counterpart;
pub use epoch::{USUAL_EPOCH, epoch};
pub use runtime::{ContainerBehaviour, behaviours};
pub use scenario::{Action, Node, Scenario, TimedAction, Timing};
pub use simulation::{Simulation, simulate};
pub use versions::Difference;
