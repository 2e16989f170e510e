//! The end of processes and containers.

use super::{Channel, Exit, Kernel, Pid};
use crate::config::{ContainerId, ExecId};
use crate::effect::EffectKind;
use crate::signal::Signal;

/// Most bytes of a termination message.
const MAX_TERMINATION_MESSAGE: usize = 4_096;

impl Kernel {
    /// True when the process is its container's process 1 in a pid namespace of its own.
    pub fn is_init(&self, pid: Pid) -> bool {
        let Some(process) = self.processes.get(&pid) else {
            return false;
        };
        process.vpid == 1 && process.exec.is_none() && !self.config.share_process_namespace
    }

    pub(super) fn is_first(&self, pid: Pid) -> bool {
        let Some(process) = self.processes.get(&pid) else {
            return false;
        };
        self.containers
            .get(&process.container)
            .is_some_and(|c| c.first == Some(pid))
    }

    /// A process ended: its files close, its parent hears of it; with process 1 the container ends.
    pub fn end(&mut self, pid: Pid, exit: Exit) {
        let Some(process) = self.processes.get_mut(&pid) else {
            return;
        };
        if process.ended.is_some() {
            return;
        }
        process.ended = Some(exit);
        process.channel = None;
        let (container, parent, exec) = (process.container, process.parent, process.exec);
        let fds = std::mem::take(&mut process.fds);
        for file in fds.into_values() {
            self.close_file(file);
        }
        self.close_listeners(container, pid);
        self.dropped.push(pid);
        if exit.oom
            && let Some(state) = self.containers.get_mut(&container)
        {
            state.oom = true;
        }
        if let Some(exec) = exec {
            self.end_exec(exec, exit);
        }
        if self.is_first(pid) {
            self.end_container(container, exit);
        } else {
            self.orphan_children(pid);
            match parent {
                Some(parent) if self.processes.get(&parent).is_some_and(|p| p.ended.is_none()) => {
                    if self.processes[&parent].channel == Some(Channel::Child) {
                        self.wake(parent);
                    }
                }
                _ => {
                    self.processes.remove(&pid);
                }
            }
        }
    }

    fn orphan_children(&mut self, pid: Pid) {
        let children: Vec<Pid> = self
            .processes
            .iter()
            .filter(|(_, p)| p.parent == Some(pid))
            .map(|(pid, _)| *pid)
            .collect();
        for child in children {
            let Some(process) = self.processes.get_mut(&child) else {
                continue;
            };
            process.parent = None;
            if process.ended.is_some() {
                self.processes.remove(&child);
            }
        }
    }

    fn end_exec(&mut self, exec: ExecId, exit: Exit) {
        let Some(state) = self.execs.get_mut(&exec) else {
            return;
        };
        state.root = None;
        let output = String::from_utf8_lossy(&std::mem::take(&mut state.output)).into_owned();
        let container = state.container;
        self.report(
            container,
            EffectKind::ExecEnded {
                exec,
                exit_code: exit.code,
                output,
            },
        );
    }

    fn end_container(&mut self, container: ContainerId, exit: Exit) {
        let Some(state) = self.containers.get_mut(&container) else {
            return;
        };
        state.running = false;
        let oom = (state.oom || exit.oom) && exit.code == 137;
        let others: Vec<Pid> = self
            .processes
            .iter()
            .filter(|(_, p)| p.container == container && p.ended.is_none())
            .map(|(pid, _)| *pid)
            .collect();
        for pid in others {
            self.end(pid, Exit::signal(Signal::Kill));
        }
        self.processes.retain(|_, p| p.container != container);
        self.flush_logs(container);
        self.report_termination_message(container);
        self.report(
            container,
            EffectKind::Exited {
                exit_code: exit.code,
                oom,
                by_signal: exit.signal,
            },
        );
    }

    fn report_termination_message(&mut self, container: ContainerId) {
        let node = self.containers[&container].termination_log;
        let bytes = self.files.read_at(node, 0, MAX_TERMINATION_MESSAGE);
        if !bytes.is_empty() {
            let text = String::from_utf8_lossy(bytes).into_owned();
            self.report(container, EffectKind::TerminationMessage { text });
        }
    }

    fn close_listeners(&mut self, container: ContainerId, pid: Pid) {
        let plans = std::mem::take(&mut self.planned);
        let (missed, others) = plans.into_iter().partition::<Vec<_>, _>(|plan| plan.0 == pid);
        self.planned = others;
        for (_, port, at) in missed {
            self.report(container, EffectKind::PortMissed { port, at });
        }
        let mut closed = Vec::new();
        self.listeners.retain(|l| {
            if l.owner == pid {
                closed.push((l.container, l.bind, l.port));
            }
            l.owner != pid
        });
        for (container, bind, port) in closed {
            self.report(container, EffectKind::PortClosed { bind, port });
        }
    }
}
