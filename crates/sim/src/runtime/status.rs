//! What the container runtime reports about a pod: sandboxes and containers, newest first.
//! Mirrors pkg/kubelet/container/runtime.go `PodStatus` (v1.36.2).

use std::sync::Arc;
use std::time::Duration;

use crate::digits::push_hex;

/// A container instance; a restart makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ContainerId(pub u64);

impl ContainerId {
    /// `containerd://` and 64 hexadecimal digits (the number, spread).
    pub fn text(self) -> String {
        let mut text = String::with_capacity(SCHEME.len() + 64);
        text.push_str(SCHEME);
        let mut x = self.0.wrapping_add(0x51DE_CA12);
        for _ in 0..4 {
            x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (x >> 29);
            x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ (x >> 32);
            push_hex(&mut text, x, 16);
        }
        text
    }
}

/// What ids begin with.
const SCHEME: &str = "containerd://";

/// The CRI's state of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CriState {
    /// Created, not started.
    Created,
    /// Its process runs, or has ended without the runtime having noticed.
    Running,
    /// Its process has ended, or could not be started.
    Exited,
    /// The runtime does not know; only after failures of the runtime.
    #[cfg_attr(not(test), allow(dead_code))]
    Unknown,
}

/// One container instance as the runtime reports it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CriContainer {
    pub id: ContainerId,
    /// The id as statuses show it.
    pub id_text: Arc<str>,
    pub name: Arc<str>,
    /// The image that it was created from: with the name, what upstream's container hash covers.
    pub image: Arc<str>,
    /// The image's complete name and its digest, as statuses show them.
    pub image_name: Arc<str>,
    pub image_id: Arc<str>,
    pub state: CriState,
    /// How many instances came before.
    pub restart_count: u32,
    pub sandbox: u64,
    pub created: Duration,
    pub started: Option<Duration>,
    pub finished: Option<Duration>,
    pub exit_code: i32,
    pub reason: &'static str,
    pub message: String,
}

/// One sandbox as the runtime reports it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SandboxStatus {
    pub id: u64,
    pub attempt: u32,
    pub ready: bool,
    /// Empty on the host's network.
    pub ip: Arc<str>,
}

/// A pod's sandboxes and containers, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RuntimeStatus {
    pub sandboxes: Vec<SandboxStatus>,
    pub containers: Vec<CriContainer>,
}

impl RuntimeStatus {
    /// The newest instance of a container (`FindContainerStatusByName`).
    pub fn find(&self, name: &str) -> Option<&CriContainer> {
        self.containers.iter().find(|container| &*container.name == name)
    }

    /// All instances of a container, newest first.
    pub fn instances<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a CriContainer> {
        self.containers
            .iter()
            .filter(move |container| &*container.name == name)
    }

    /// True when a container of the newest sandbox, while that is ready, belongs to `names`
    /// (`HasAnyActiveRegularContainerStarted`).
    pub fn has_active_instance<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        let Some(sandbox) = self.sandboxes.first().filter(|sandbox| sandbox.ready) else {
            return false;
        };
        names.any(|name| {
            self.instances(name)
                .any(|container| container.sandbox == sandbox.id)
        })
    }
}
