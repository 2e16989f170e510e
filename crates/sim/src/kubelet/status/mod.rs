//! What the kubelet reports about a pod: container statuses, phase, conditions; and when the API server
//! learns it.

mod conditions;
mod containers;
mod generate;
mod manager;
mod phase;
mod resources;
mod sender;
#[cfg(test)]
pub(crate) mod tables;
mod terminate;

pub(crate) use conditions::RESTARTING_ALL;
pub(crate) use generate::{HOST_IP, is_restarting_all};
pub(crate) use manager::ManagedStatus;
pub(crate) use sender::Sender;
