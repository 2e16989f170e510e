//! The container runtime as the kubelet sees it through the CRI: sandboxes, containers, processes.
//!
//! One [`process::Machine`] lives per pod. The runtime keeps one timer at the machine's next wake-up, turns
//! what the machine reports into facts of the trace, and tells the kubelet what it cannot see by looking: a
//! command run in a container has ended, a container's end was noticed.

mod behaviours;
mod config;
mod effects;
mod images;
mod operations;
mod outlook;
mod status;

pub use behaviours::{ContainerBehaviour, behaviours};
pub(crate) use config::{container_config, expand_references, port_number};
pub(crate) use images::{Images, check_name, image_size};
pub(crate) use operations::{NewContainer, VolumeFile};
pub(crate) use status::{ContainerId, CriContainer, CriState, RuntimeStatus, SandboxStatus};

use sorted::{Map, Set};
use std::sync::Arc;
use std::time::Duration;

use process::{ExecId, Machine};
use trace::{ContainerRef, RecordId};

use crate::context::Context;
use crate::engine::Timer;

/// A pod's UID: the address of everything that concerns it.
pub(crate) type Uid = api::Text;

/// What the runtime tells the kubelet of its own accord.
#[derive(Clone, Debug)]
pub(crate) enum Notice {
    /// The machine's next wake-up has come.
    Wake,
    /// A command that was run in a container has ended.
    ExecEnded {
        exec: ExecId,
        exit_code: i32,
        output: String,
    },
    /// The runtime has noticed a container's end.
    Gone(ContainerId),
}

/// One container instance with what only the runtime knows about it.
#[derive(Debug)]
struct Instance {
    cri: CriContainer,
    reference: ContainerRef,
    /// Its processes, once started.
    process: Option<process::ContainerId>,
    /// When and how it ended, before the runtime has noticed.
    end: Option<End>,
    /// Its node goes down: nobody will know how it ended.
    lost: bool,
    /// Text of its termination message file.
    termination_message: String,
    /// Whether the tail of the log stands in for an empty message.
    message_from_logs: bool,
    /// The last lines that it wrote.
    log_tail: Vec<String>,
    /// The record of its start.
    started: Option<RecordId>,
    /// The record of the last signal that it got.
    signalled: Option<RecordId>,
    /// The record of its end.
    exited: Option<RecordId>,
}

#[derive(Clone, Copy, Debug)]
struct End {
    at: Duration,
    exit_code: i32,
    reason: &'static str,
}

/// What the runtime holds for one pod.
#[derive(Debug)]
pub(crate) struct PodRuntime {
    uid: Uid,
    machine: Machine,
    wake: Option<Timer>,
    /// Newest first.
    sandboxes: Vec<SandboxStatus>,
    /// Newest first.
    containers: Vec<Instance>,
    /// Instances created so far, by container.
    attempts: Map<Arc<str>, u32>,
    /// Counts the changes of sandboxes and containers that a look would find.
    changes: u64,
}

/// The container runtime of the node.
#[derive(Debug, Default)]
pub(crate) struct Runtime {
    pods: Map<Uid, Box<PodRuntime>>,
    /// Pods that have changed since they were last taken.
    changed: Set<Uid>,
    next_id: u64,
    /// Services as pods see them.
    services: Vec<process::Service>,
    images: process::KnownImages,
    /// Complete name and digest, by how manifests name an image.
    names: Map<Arc<str>, (Arc<str>, Arc<str>)>,
}

impl Runtime {
    /// What the runtime reports about a pod now.
    pub fn status(&self, uid: &str) -> RuntimeStatus {
        self.pods
            .get(uid)
            .map_or_else(RuntimeStatus::default, |pod| RuntimeStatus {
                sandboxes: pod.sandboxes.clone(),
                containers: pod
                    .containers
                    .iter()
                    .map(|instance| instance.cri.clone())
                    .collect(),
            })
    }

    /// Counts what changed in a pod: a look is needed only when this did.
    pub fn changes(&self, uid: &str) -> u64 {
        self.pods.get(uid).map_or(0, |pod| pod.changes)
    }

    /// A new kubelet looks at all pods.
    pub fn all_changed(&mut self) {
        self.changed = self.pods.keys().cloned().collect();
    }

    /// The pods that have changed since the last call, by UID.
    pub fn take_changed(&mut self) -> Set<Uid> {
        std::mem::take(&mut self.changed)
    }

    /// The id of an instance by its text, as statuses name it.
    pub fn instance_by_text(&self, uid: &str, name: &str, text: &str) -> Option<ContainerId> {
        let pod = self.pods.get(uid)?;
        let mut own = pod.containers.iter().filter(|one| *one.cri.name == *name);
        own.find(|one| *one.cri.id_text == *text).map(|one| one.cri.id)
    }

    /// Which instance this is, in the trace.
    pub fn reference(&self, uid: &str, id: ContainerId) -> Option<ContainerRef> {
        Some(self.pods.get(uid)?.instance(id)?.reference.clone())
    }

    /// The record of an instance's last word: its end, else its start.
    pub fn last_record(&self, uid: &str, id: ContainerId) -> Option<RecordId> {
        let instance = self.pods.get(uid)?.instance(id)?;
        instance.exited.or(instance.started)
    }

    /// The record of the last word of the newest instance of a container besides this one.
    pub fn record_before(&self, uid: &str, name: &str, id: ContainerId) -> Option<RecordId> {
        let mut containers = self.pods.get(uid)?.containers.iter();
        let before = containers.find(|one| *one.cri.name == *name && one.cri.id != id)?;
        before.exited.or(before.started)
    }

    /// True while a container's first process runs.
    pub fn is_running(&self, uid: &str, id: ContainerId) -> bool {
        let pod = self.pods.get(uid);
        pod.and_then(|pod| pod.instance(id))
            .is_some_and(|instance| instance.cri.state == CriState::Running && instance.end.is_none())
    }

    /// True once the runtime has noticed a container's end.
    pub fn is_exited(&self, uid: &str, id: ContainerId) -> bool {
        let pod = self.pods.get(uid);
        pod.and_then(|pod| pod.instance(id))
            .is_none_or(|instance| instance.cri.state == CriState::Exited)
    }

    /// How many instances of a container were created before.
    pub fn next_attempt(&self, uid: &str, name: &str) -> u32 {
        let pod = self.pods.get(uid);
        pod.and_then(|pod| pod.attempts.get(name))
            .copied()
            .unwrap_or_default()
    }

    /// An image's complete name and its digest.
    fn names_of(&mut self, image: &Arc<str>) -> (Arc<str>, Arc<str>) {
        let names = || (images::full_name(image).into(), images::image_id(image).into());
        self.names.entry(image.clone()).or_insert_with(names).clone()
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

impl PodRuntime {
    /// What a look would find has changed.
    fn changed(&mut self, list: &mut Set<Uid>) {
        self.changes += 1;
        list.insert(self.uid.clone());
    }

    fn instance(&self, id: ContainerId) -> Option<&Instance> {
        self.containers.iter().find(|instance| instance.cri.id == id)
    }

    fn instance_mut(&mut self, id: ContainerId) -> Option<&mut Instance> {
        self.containers.iter_mut().find(|instance| instance.cri.id == id)
    }

    /// Takes what the machine reports and sets the timer anew.
    fn settle(&mut self, context: &mut Context) {
        for effect in self.machine.advance(context.now) {
            self.apply(context, effect);
        }
        if let Some(timer) = self.wake.take() {
            context.cancel(timer);
        }
        if let Some(at) = self.machine.next_wakeup() {
            self.wake = Some(context.at(at, crate::kubelet::Event::notice(&self.uid, Notice::Wake)));
        }
    }
}
