//! What a process can ask of the kernel. Calls that can wait are async; the executor polls the process again
//! when what it waits for happened (or earlier: every wait loops).

mod descriptors;
mod files;
mod processes;
pub(crate) mod unknown;

use super::budget::{FORK_STEPS, PROGRAM_STEPS, Verdict};
use super::{Channel, Kernel, Pid, Process};
use crate::config::ContainerId;
use std::cell::{Ref, RefCell, RefMut};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What running a shell builtin costs.
pub(crate) const BUILTIN_COST: Duration = Duration::from_micros(50);

/// What starting another program costs.
pub(crate) const PROGRAM_COST: Duration = Duration::from_millis(2);

/// What forking a subshell costs.
pub(crate) const FORK_COST: Duration = Duration::from_micros(500);

/// What opening a connection inside the pod costs.
pub(crate) const CONNECT_COST: Duration = Duration::from_millis(5);

/// What a name that does not resolve costs.
pub(crate) const LOOKUP_COST: Duration = Duration::from_millis(10);

/// Most bytes that a utility takes in of one input.
pub(crate) const MAX_WHOLE: usize = 4 << 20;

/// How to open a file for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    Read,
    Truncate,
    Append,
    ReadWrite,
}

/// A process's handle on the kernel.
#[derive(Clone)]
pub(crate) struct Proc {
    kernel: Rc<RefCell<Kernel>>,
    pub pid: Pid,
}

/// Suspends once.
struct Suspend(bool);

impl Future for Suspend {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Proc {
    pub fn new(kernel: Rc<RefCell<Kernel>>, pid: Pid) -> Proc {
        Proc { kernel, pid }
    }

    pub fn kernel(&self) -> RefMut<'_, Kernel> {
        self.kernel.borrow_mut()
    }

    fn process(&self) -> Ref<'_, Process> {
        Ref::map(self.kernel.borrow(), |k| &k.processes[&self.pid])
    }

    pub fn now(&self) -> Duration {
        self.kernel.borrow().now
    }

    pub fn container(&self) -> ContainerId {
        self.process().container
    }

    /// How long a server takes here that takes `usual` to listen.
    pub fn start_up(&self, usual: Duration) -> Duration {
        let container = self.container();
        let start_up = self.kernel().containers.get(&container).map(|c| c.start_up);
        usual * start_up.unwrap_or(1_000) / 1_000
    }

    pub fn vpid(&self) -> u32 {
        self.process().vpid
    }

    /// The parent's id in the container; 0 for a process started from outside.
    pub fn parent_vpid(&self) -> u32 {
        let parent = self.process().parent;
        let kernel = self.kernel.borrow();
        parent
            .and_then(|pid| kernel.processes.get(&pid))
            .map_or(0, |p| p.vpid)
    }

    pub fn umask(&self) -> u32 {
        self.process().umask
    }

    pub fn set_umask(&self, mask: u32) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.umask = mask;
        }
    }

    pub fn cwd(&self) -> Rc<str> {
        self.process().cwd.clone()
    }

    /// Waits for a channel or a time, whichever is first; can return early.
    pub async fn wait(&self, channel: Channel, until: Option<Duration>) {
        {
            let mut kernel = self.kernel();
            if let Some(process) = kernel.processes.get_mut(&self.pid) {
                process.channel = Some(channel);
            }
            if let Some(at) = until {
                kernel.wake_at(at, self.pid);
            }
        }
        Suspend(false).await;
    }

    /// Lets a time pass; signals with a handler do not cut it short.
    pub async fn sleep(&self, time: Duration) {
        let until = self.now().saturating_add(time);
        while self.now() < until {
            self.wait(Channel::Never, Some(until)).await;
        }
    }

    /// One step of computation that takes `cost`.
    pub async fn spend(&self, cost: Duration) {
        if !self.kernel().take_step() {
            self.pause().await;
        }
        let steps = if cost >= PROGRAM_COST {
            PROGRAM_STEPS
        } else if cost >= FORK_COST {
            FORK_STEPS
        } else {
            1
        };
        let verdict = {
            let mut kernel = self.kernel();
            let container = kernel.processes[&self.pid].container;
            let now = kernel.now;
            let verdict = kernel
                .containers
                .get_mut(&container)
                .map_or(Verdict::Go, |c| c.budget.step(now, steps));
            if let Verdict::Wait { first: true, .. } = verdict {
                let text = "a loop without a pause: it would use a whole processor; here it is slowed down";
                kernel.note(container, text.into(), None);
            }
            if verdict == Verdict::Go {
                let until = now + cost;
                // Nobody else is due before: no need to suspend.
                if until <= kernel.horizon && kernel.next_event().is_none_or(|next| next > until) {
                    kernel.now = until;
                    return;
                }
            }
            verdict
        };
        if let Verdict::Wait { until, .. } = verdict {
            self.sleep(until.saturating_sub(self.now())).await;
        }
        self.sleep(cost).await;
    }

    /// Never returns: the process waits for a signal.
    pub async fn pause(&self) -> ! {
        loop {
            self.wait(Channel::Never, None).await;
        }
    }
}
