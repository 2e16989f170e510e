//! The machine's kernel: clock, event queue, process table, open files. Processes are futures that the
//! executor in `machine.rs` polls when the queue says so; they reach the kernel through `syscalls::Proc`.

pub(crate) mod budget;
pub(crate) mod errno;
pub(crate) mod files;
pub(crate) mod network;
pub(crate) mod open;
pub(crate) mod pipes;
pub(crate) mod procfs;
pub(crate) mod signals;
pub(crate) mod syscalls;
pub(crate) mod web;

use crate::config::{ContainerId, ExecId, MachineConfig};
use crate::effect::{Effect, EffectKind, Stream};
use crate::images::Shells;
use crate::programs::http::Action;
use crate::signal::Signal;
use budget::Budget;
use files::{Files, NodeId, View};
use network::Listener;
use open::{FileId, OpenFile};
use pipes::{Pipe, PipeId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// Most log lines of one machine; later ones are dropped with a note.
const MAX_LOG_LINES: usize = 100_000;
/// Longest log line kept.
const MAX_LINE_BYTES: usize = 16_384;
/// Most output kept of one exec (the kubelet's own limit for a probe's output).
const MAX_EXEC_OUTPUT: usize = 10_240;
/// Most bytes of a termination message.
const MAX_TERMINATION_MESSAGE: usize = 4_096;

/// A process of the machine, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pid(pub u32);

/// A running process: its output is its exit status.
pub(crate) type Task = Pin<Box<dyn Future<Output = Exit>>>;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exit {
    pub code: i32,
    pub signal: Option<Signal>,
    pub oom: bool,
}

impl Exit {
    pub fn code(code: i32) -> Exit {
        Exit {
            code: code & 255,
            signal: None,
            oom: false,
        }
    }

    pub fn signal(signal: Signal) -> Exit {
        Exit {
            code: signal.exit_code(),
            signal: Some(signal),
            oom: false,
        }
    }

    pub fn oom() -> Exit {
        Exit {
            oom: true,
            ..Exit::signal(Signal::Kill)
        }
    }
}

/// What a suspended process waits for, besides a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A child's end.
    Child,
    /// A change of a pipe.
    Pipe(PipeId),
    /// A change of a file or directory.
    Node(NodeId),
    /// A connection to one of its listeners.
    Listener,
    /// Nothing but signals.
    Never,
}

/// What a process does about a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposition {
    Ignore,
    Handle,
}

/// An entry of the process table.
#[derive(Debug)]
pub(crate) struct Process {
    /// The id inside the container.
    pub vpid: u32,
    pub container: ContainerId,
    pub parent: Option<Pid>,
    pub argv: Rc<[String]>,
    pub cwd: Rc<str>,
    pub fds: BTreeMap<u32, FileId>,
    pub dispositions: BTreeMap<Signal, Disposition>,
    pub pending: Vec<Signal>,
    pub channel: Option<Channel>,
    /// Counts suspensions: a queued wake-up of an earlier one is stale.
    pub generation: u64,
    pub ended: Option<Exit>,
    pub exec: Option<ExecId>,
}

/// A container instance.
#[derive(Debug)]
pub(crate) struct Container {
    pub view: View,
    pub shells: Shells,
    pub environment: Vec<(String, String)>,
    pub working_dir: String,
    pub stop_signal: Signal,
    pub first: Option<Pid>,
    pub next_vpid: u32,
    pub running: bool,
    pub oom: bool,
    pub memory_limit: Option<u64>,
    pub partial: [Vec<u8>; 2],
    pub budget: Budget,
    pub termination_log: NodeId,
    /// What its own exec probes answer when the command is not emulated, by time: see `behaviour`.
    pub launch: Rc<crate::behaviour::launch::Launch>,
    pub started_at: Duration,
}

/// The output of a process started from outside.
#[derive(Debug)]
pub(crate) struct ExecState {
    pub container: ContainerId,
    pub root: Option<Pid>,
    pub output: Vec<u8>,
}

type QueueEntry = Reverse<(Duration, u64, Pid, u64)>;

/// Everything but the futures.
pub(crate) struct Kernel {
    pub now: Duration,
    /// Until when the executor runs now: a process may pass time by itself up to here.
    pub horizon: Duration,
    sequence: u64,
    queue: BinaryHeap<QueueEntry>,
    pub config: MachineConfig,
    pub containers: BTreeMap<ContainerId, Container>,
    pub processes: BTreeMap<Pid, Process>,
    pub execs: BTreeMap<ExecId, ExecState>,
    pub files: Files,
    pub volumes: BTreeMap<String, NodeId>,
    pub open: BTreeMap<FileId, OpenFile>,
    pub pipes: BTreeMap<PipeId, Pipe>,
    pub listeners: Vec<Listener>,
    pub effects: Vec<Effect>,
    pub spawned: Vec<(Pid, Task)>,
    /// Processes that ended while their future was not running: the executor drops those.
    pub dropped: Vec<Pid>,
    /// What a request made a server do, until the server sees it.
    pub actions: BTreeMap<Pid, Action>,
    pub random: u64,
    log_lines: usize,
    next_id: u32,
}

impl Kernel {
    pub fn new(config: MachineConfig) -> Kernel {
        let random = config.seed ^ 0x9e37_79b9_7f4a_7c15;
        Kernel {
            now: Duration::ZERO,
            horizon: Duration::ZERO,
            sequence: 0,
            queue: BinaryHeap::new(),
            config,
            containers: BTreeMap::new(),
            processes: BTreeMap::new(),
            execs: BTreeMap::new(),
            files: Files::default(),
            volumes: BTreeMap::new(),
            open: BTreeMap::new(),
            pipes: BTreeMap::new(),
            listeners: Vec::new(),
            effects: Vec::new(),
            spawned: Vec::new(),
            dropped: Vec::new(),
            actions: BTreeMap::new(),
            random,
            log_lines: 0,
            next_id: 0,
        }
    }

    /// A number that no other object of this machine has.
    pub fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// The next pseudo-random number (splitmix64).
    pub fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Wakes a process at a time, unless it was woken before.
    pub fn wake_at(&mut self, at: Duration, pid: Pid) {
        let Some(process) = self.processes.get(&pid) else {
            return;
        };
        self.sequence += 1;
        self.queue
            .push(Reverse((at, self.sequence, pid, process.generation)));
    }

    /// Wakes a process now.
    pub fn wake(&mut self, pid: Pid) {
        self.wake_at(self.now, pid);
    }

    /// Wakes every process that waits on the channel.
    pub fn notify(&mut self, channel: Channel) {
        let waiting: Vec<Pid> = self
            .processes
            .iter()
            .filter(|(_, p)| p.channel == Some(channel))
            .map(|(pid, _)| *pid)
            .collect();
        for pid in waiting {
            self.wake(pid);
        }
    }

    /// The time of the next wake-up that is not stale.
    pub fn next_event(&mut self) -> Option<Duration> {
        while let Some(Reverse((at, _, pid, generation))) = self.queue.peek().copied() {
            let live = self
                .processes
                .get(&pid)
                .is_some_and(|p| p.generation == generation && p.ended.is_none());
            if live {
                return Some(at);
            }
            self.queue.pop();
        }
        None
    }

    /// Takes the next due wake-up and moves the clock there.
    pub fn pop_due(&mut self, to: Duration) -> Option<Pid> {
        if self.next_event()? > to {
            return None;
        }
        let Reverse((at, _, pid, _)) = self.queue.pop()?;
        self.now = self.now.max(at);
        if let Some(process) = self.processes.get_mut(&pid) {
            process.generation += 1;
            process.channel = None;
        }
        Some(pid)
    }

    /// Records an effect at the present time.
    pub fn report(&mut self, container: ContainerId, kind: EffectKind) {
        self.effects.push(Effect {
            at: self.now,
            container,
            kind,
        });
    }

    /// Records a note.
    pub fn note(&mut self, container: ContainerId, text: String, line: Option<u32>) {
        self.report(container, EffectKind::Note { text, line });
    }

    /// Bytes that arrived in a container's log: whole lines are reported.
    pub fn log(&mut self, container: ContainerId, stream: Stream, bytes: &[u8]) {
        let Some(state) = self.containers.get_mut(&container) else {
            return;
        };
        let partial = &mut state.partial[stream as usize];
        partial.extend_from_slice(bytes);
        let mut lines = Vec::new();
        while let Some(end) = partial.iter().position(|b| *b == b'\n') {
            let rest = partial.split_off(end + 1);
            let mut line = std::mem::replace(partial, rest);
            line.pop();
            lines.push(line);
        }
        if partial.len() > MAX_LINE_BYTES {
            lines.push(std::mem::take(partial));
        }
        for line in lines {
            self.log_line(container, stream, &line);
        }
    }

    fn log_line(&mut self, container: ContainerId, stream: Stream, line: &[u8]) {
        self.log_lines += 1;
        match self.log_lines {
            n if n < MAX_LOG_LINES => {
                let line = String::from_utf8_lossy(&line[..line.len().min(MAX_LINE_BYTES)]).into_owned();
                self.report(container, EffectKind::Log { stream, line });
            }
            n if n == MAX_LOG_LINES => {
                self.note(
                    container,
                    "more log lines than the playground keeps: the rest is dropped".into(),
                    None,
                );
            }
            _ => {}
        }
    }

    fn flush_logs(&mut self, container: ContainerId) {
        for stream in [Stream::Stdout, Stream::Stderr] {
            let Some(state) = self.containers.get_mut(&container) else {
                return;
            };
            let rest = std::mem::take(&mut state.partial[stream as usize]);
            if !rest.is_empty() {
                self.log_line(container, stream, &rest);
            }
        }
    }

    /// Bytes that a process started from outside printed.
    pub fn exec_output(&mut self, exec: ExecId, bytes: &[u8]) {
        if let Some(state) = self.execs.get_mut(&exec) {
            let room = MAX_EXEC_OUTPUT.saturating_sub(state.output.len());
            state.output.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    /// True when the process is its container's process 1 in a pid namespace of its own.
    pub fn is_init(&self, pid: Pid) -> bool {
        let Some(process) = self.processes.get(&pid) else {
            return false;
        };
        process.vpid == 1 && process.exec.is_none() && !self.config.share_process_namespace
    }

    fn is_first(&self, pid: Pid) -> bool {
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
        self.close_listeners(pid);
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

    fn close_listeners(&mut self, pid: Pid) {
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
