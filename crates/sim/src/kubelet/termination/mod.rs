//! Stopping containers: preStop hooks, order, stop signal, SIGKILL.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_container.go `killContainer`,
//! `killContainersWithSyncResult` (v1.36.2).

mod grace;
mod hooks;
mod kill;
mod order;

pub(crate) use hooks::HookCall;
pub(crate) use kill::{Kill, KillRequest};
