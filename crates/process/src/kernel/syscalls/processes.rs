//! Processes and signals: starting, waiting, sending, handling.

use super::{Proc, Suspend};
use crate::commands::Replacement;
use crate::effect::SignalFate;
use crate::kernel::errno::Errno;
use crate::kernel::{Channel, Disposition, Exit, Kernel, Pid, Process, Task};
use crate::signal::Signal;
use std::future::Future;
use std::rc::Rc;

/// Most processes a container may have at once.
const MAX_PROCESSES: usize = 200;

impl Proc {
    /// Makes this process another program as soon as the one that it runs returns.
    pub fn replace_by(&self, replacement: Replacement) -> Exit {
        self.kernel().replacements.insert(self.pid, replacement);
        Exit::code(0)
    }

    /// What this process is to become, once.
    pub fn take_replacement(&self) -> Option<Replacement> {
        self.kernel().replacements.remove(&self.pid)
    }

    /// Starts a child that shares this process's descriptors and directory. `None`: too many processes.
    pub fn spawn<F>(&self, argv: Rc<[String]>, body: impl FnOnce(Proc) -> F) -> Option<Proc>
    where
        F: Future<Output = Exit> + 'static,
    {
        let child = {
            let mut kernel = self.kernel();
            let parent = &kernel.processes[&self.pid];
            let container = parent.container;
            let fds = parent.fds.clone();
            let (cwd, umask) = (parent.cwd.clone(), parent.umask);
            let ignored: Vec<_> = parent
                .dispositions
                .iter()
                .filter(|d| *d.1 == Disposition::Ignore)
                .collect();
            let dispositions = ignored.into_iter().map(|(s, d)| (*s, *d)).collect();
            if kernel
                .processes
                .values()
                .filter(|p| p.container == container)
                .count()
                >= MAX_PROCESSES
            {
                return None;
            }
            for file in fds.values() {
                kernel.share_file(*file);
            }
            let pid = Pid(kernel.fresh());
            let vpid = kernel.fresh_vpid(container);
            let parent = Some(self.pid);
            let process = Process {
                vpid,
                container,
                parent,
                argv,
                cwd,
                umask,
                fds,
                dispositions,
                pending: Vec::new(),
                channel: None,
                generation: 0,
                ended: None,
                exec: None,
            };
            kernel.processes.insert(pid, process);
            kernel.wake(pid);
            Proc {
                kernel: self.kernel.clone(),
                pid,
            }
        };
        let task: Task = Box::pin(body(child.clone()));
        self.kernel().spawned.push((child.pid, task));
        Some(child)
    }

    /// A child's exit status once it ended; it is then gone.
    pub fn reap(&self, child: Pid) -> Option<Exit> {
        let mut kernel = self.kernel();
        match kernel.processes.get(&child) {
            Some(process) if process.ended.is_none() => None,
            Some(process) => {
                let exit = process.ended;
                kernel.processes.remove(&child);
                exit
            }
            None => Some(Exit::code(127)),
        }
    }

    /// Waits for a child.
    pub async fn wait_child(&self, child: Pid) -> Exit {
        loop {
            if let Some(exit) = self.reap(child) {
                return exit;
            }
            self.wait(Channel::Child, None).await;
        }
    }

    pub fn is_alive(&self, pid: Pid) -> bool {
        self.kernel
            .borrow()
            .processes
            .get(&pid)
            .is_some_and(|p| p.ended.is_none())
    }

    pub fn set_argv(&self, argv: Rc<[String]>) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.argv = argv;
        }
    }

    /// Sends a signal to a process of the same container. A signal to itself that is fatal ends it here.
    pub async fn kill(&self, vpid: u32, signal: Signal) -> Result<SignalFate, Errno> {
        let target = {
            let mut kernel = self.kernel();
            let container = kernel.processes[&self.pid].container;
            let pid = kernel.by_vpid(container, vpid).ok_or(Errno::NoProcess)?;
            let fate = kernel.send_signal(pid, signal, false);
            if pid != self.pid || fate != SignalFate::Fatal {
                return Ok(fate);
            }
            fate
        };
        Suspend(false).await;
        Ok(target)
    }

    /// Installs, ignores or resets a handler.
    pub fn set_disposition(&self, signal: Signal, disposition: Option<Disposition>) {
        let mut kernel = self.kernel();
        let Some(process) = kernel.processes.get_mut(&self.pid) else {
            return;
        };
        match disposition {
            Some(disposition) => process.dispositions.insert(signal, disposition),
            None => process.dispositions.remove(&signal),
        };
    }

    pub fn disposition(&self, signal: Signal) -> Option<Disposition> {
        self.process().dispositions.get(&signal).copied()
    }

    /// Handlers end with `exec`; what was ignored stays ignored.
    pub fn reset_handlers(&self) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.dispositions.retain(|_, d| *d == Disposition::Ignore);
            process.pending.clear();
        }
    }

    /// Takes the next signal that a handler must see.
    pub fn take_signal(&self) -> Option<Signal> {
        let mut kernel = self.kernel();
        let process = kernel.processes.get_mut(&self.pid)?;
        if process.pending.is_empty() {
            None
        } else {
            Some(process.pending.remove(0))
        }
    }

    pub fn has_signal(&self) -> bool {
        !self.process().pending.is_empty()
    }

    /// Signals that arrived and were not yet handled.
    pub fn pending_signals(&self) -> Vec<Signal> {
        self.process().pending.clone()
    }

    /// Ends this process because memory ran out.
    pub async fn out_of_memory(&self) {
        self.kernel().end(self.pid, Exit::oom());
        Suspend(false).await;
    }

    /// The id inside the container, for a caller that already holds the kernel.
    pub fn vpid_in(&self, kernel: &Kernel) -> u32 {
        kernel.processes.get(&self.pid).map_or(0, |p| p.vpid)
    }

    /// Ends this process as a signal does.
    pub async fn end_by(&self, signal: Signal) {
        self.kernel().end(self.pid, Exit::signal(signal));
        Suspend(false).await;
    }
}
