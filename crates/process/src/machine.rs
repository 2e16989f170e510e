//! The machine as the kubelet sees it, and the executor that polls its processes.

mod control;
mod probes;
mod start;

pub(crate) use start::{node_environment, pod_environment};

use crate::config::{ContainerConfig, ContainerId, MachineConfig, Service};
use crate::effect::Effect;
use crate::kernel::files::{Kind, View, absolute};
use crate::kernel::{Kernel, Pid, Task};
use sorted::Map;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// One pod's sandbox: its network, volumes, containers and their processes over virtual time.
pub struct Machine {
    // Dropped before the kernel that they refer to.
    tasks: Map<Pid, Task>,
    kernel: Rc<RefCell<Kernel>>,
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernel = self.kernel.borrow();
        f.debug_struct("Machine")
            .field("now", &kernel.now)
            .field("containers", &kernel.containers.len())
            .finish()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Tasks hold the kernel and the kernel holds those not yet started: break the circle.
        self.tasks.clear();
        let spawned = std::mem::take(&mut self.kernel.borrow_mut().spawned);
        drop(spawned);
    }
}

impl Machine {
    /// A sandbox without containers.
    pub fn new(config: MachineConfig) -> Machine {
        let mut kernel = Kernel::new(config);
        // Node 0 is never part of a view: what a full arena hands out.
        kernel.files.new_dir(Duration::ZERO);
        Machine {
            tasks: Map::new(),
            kernel: Rc::new(RefCell::new(kernel)),
        }
    }

    /// The machine's present time: the latest time of any call.
    pub fn now(&self) -> Duration {
        self.kernel.borrow().now
    }

    /// When something will happen by itself; a time not later than now when effects wait to be taken.
    pub fn next_wakeup(&self) -> Option<Duration> {
        let mut kernel = self.kernel.borrow_mut();
        match kernel.effects.first() {
            Some(effect) => Some(effect.at),
            None => kernel.next_event(),
        }
    }

    /// Runs everything that is due up to a time (inclusive) and takes the effects, in the order of their times.
    pub fn advance(&mut self, to: Duration) -> Vec<Effect> {
        self.run_to(to);
        std::mem::take(&mut self.kernel.borrow_mut().effects)
    }

    /// Creates or replaces a file of a volume: projected configuration, tokens, downward API.
    pub fn write_volume(&mut self, at: Duration, volume: &str, path: &str, content: &[u8], mode: u32) {
        self.run_to(at);
        let mut kernel = self.kernel.borrow_mut();
        let dir = start::volume_dir(&mut kernel, volume);
        let now = kernel.now;
        kernel
            .files
            .put(dir, &absolute("/", path), content.to_vec().into(), mode, now);
    }

    /// A volume's file as it is now.
    pub fn read_volume(&self, volume: &str, path: &str) -> Option<Vec<u8>> {
        let kernel = self.kernel.borrow();
        let view = View {
            root: *kernel.volumes.get(volume)?,
            mounts: Vec::new(),
        };
        let node = kernel.files.find(&view, &absolute("/", path), true).ok()?.node?;
        match &kernel.files.get(node).kind {
            Kind::File { data, .. } => Some(data.to_vec()),
            _ => None,
        }
    }

    /// Sets the services that names of the pod resolve to.
    pub fn set_services(&mut self, at: Duration, services: Vec<Service>) {
        self.run_to(at);
        self.kernel.borrow_mut().config.services = services;
    }

    /// Lets processes take no more than so many steps; with `peers`, whoever they ask for answers.
    pub(crate) fn limit(&mut self, steps: u64, peers: bool) {
        let mut kernel = self.kernel.borrow_mut();
        kernel.step_limit = steps;
        kernel.assume_peers = peers;
    }

    /// A script that names these programs is about to run: what it installs will be there.
    pub(crate) fn foresee(&self, id: ContainerId, programs: &[String]) {
        const INSTALL: [&str; 14] = [
            "apk", "apt", "apt-get", "cargo", "dnf", "gem", "git", "go", "npm", "pip", "pip3", "tar",
            "unzip", "yum",
        ];
        if programs.iter().any(|name| INSTALL.contains(&name.as_str()))
            && let Some(state) = self.kernel.borrow_mut().containers.get_mut(&id)
        {
            state.installed = true;
        }
    }

    /// Volumes of this container may hold whatever it looks for.
    pub(crate) fn fill_volumes(&mut self, container: &ContainerConfig) {
        let mut kernel = self.kernel.borrow_mut();
        for mount in &container.mounts {
            let node = start::mounted_node(&mut kernel, mount);
            kernel.filled.push(node);
        }
    }

    pub(crate) fn kernel(&self) -> std::cell::Ref<'_, Kernel> {
        self.kernel.borrow()
    }

    /// Polls processes until none is due before or at the time.
    fn run_to(&mut self, to: Duration) {
        self.kernel.borrow_mut().horizon = to;
        self.settle();
        loop {
            let due = self.kernel.borrow_mut().pop_due(to);
            let Some(pid) = due else { break };
            if !self.kernel.borrow_mut().take_step() {
                break;
            }
            if let Some(mut task) = self.tasks.remove(&pid) {
                let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                match polled {
                    Poll::Ready(exit) => {
                        drop(task);
                        self.kernel.borrow_mut().end(pid, exit);
                    }
                    // One that ended itself meanwhile is let go.
                    Poll::Pending
                        if self
                            .kernel
                            .borrow()
                            .processes
                            .get(&pid)
                            .is_some_and(|p| p.ended.is_none()) =>
                    {
                        self.tasks.insert(pid, task);
                    }
                    Poll::Pending => {}
                }
            }
            self.settle();
        }
        let mut kernel = self.kernel.borrow_mut();
        kernel.now = kernel.now.max(to);
    }

    /// Takes over processes that were started and lets go of those that ended.
    fn settle(&mut self) {
        loop {
            let (spawned, dropped) = {
                let mut kernel = self.kernel.borrow_mut();
                if kernel.spawned.is_empty() && kernel.dropped.is_empty() {
                    return;
                }
                (
                    std::mem::take(&mut kernel.spawned),
                    std::mem::take(&mut kernel.dropped),
                )
            };
            self.tasks.extend(spawned);
            for pid in dropped {
                self.tasks.remove(&pid);
            }
        }
    }
}
