//! The machine's kernel: clock, event queue, process table, open files. Processes are futures that the
//! executor in `machine.rs` polls when the queue says so; they reach the kernel through `syscalls::Proc`.

pub(crate) mod budget;
mod end;
pub(crate) mod errno;
pub(crate) mod files;
mod logs;
pub(crate) mod network;
pub(crate) mod open;
pub(crate) mod pipes;
pub(crate) mod procfs;
mod queue;
pub(crate) mod signals;
pub(crate) mod syscalls;
pub(crate) mod web;

use crate::commands::Env;
use crate::config::{ContainerId, ExecId, MachineConfig};
use crate::effect::{Effect, EffectKind};
use crate::images::Shells;
use crate::machine::pod_environment;
use crate::programs::http::Action;
use crate::shell::Variables;
use crate::signal::Signal;
use budget::Budget;
use files::{Files, NodeId, View};
use network::Listener;
use open::{FileId, OpenFile};
use pipes::{Pipe, PipeId};
use sorted::Map;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// The first process id of a container in a process namespace that the pod shares: the pause process has 1.
const FIRST_SHARED: u32 = 7;

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
    /// All that a container's annotation needs is there.
    Needs,
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
    /// The permissions that new files do not get.
    pub umask: u32,
    pub fds: Map<u32, FileId>,
    pub dispositions: Map<Signal, Disposition>,
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
    pub environment: Env,
    pub working_dir: String,
    pub stop_signal: Signal,
    pub first: Option<Pid>,
    pub next_vpid: u32,
    pub running: bool,
    pub oom: bool,
    pub memory_limit: Option<u64>,
    /// In thousandths: [`crate::ContainerConfig::start_up`].
    pub start_up: u32,
    pub partial: [Vec<u8>; 2],
    pub budget: Budget,
    pub termination_log: NodeId,
    /// Something was installed or unpacked in it: programs that its image does not have may be there.
    pub installed: bool,
    /// Its standard input stays open.
    pub stdin: bool,
    /// What its own exec probes answer when the command is not emulated, by time: see `behaviour`.
    pub launch: Rc<crate::behaviour::launch::Launch>,
    pub started_at: Duration,
    /// Since when the times of its annotation count: from when all that it needs is there.
    pub life_from: Option<Duration>,
}

impl Container {
    /// Whether every program of the container is known: what is not emulated is missing.
    pub fn is_closed(&self) -> bool {
        self.launch.closed && !self.installed
    }

    /// The age that the times of its annotation mean.
    pub fn age(&self, now: Duration) -> Duration {
        self.life_from
            .map_or(Duration::ZERO, |from| now.saturating_sub(from))
    }
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
    /// What all containers have in their environment.
    pub environment: Env,
    /// What shells of an environment begin with: of the one asked for last.
    pub shells_begin: Option<(Env, Rc<Variables>)>,
    pub containers: Map<ContainerId, Container>,
    pub processes: Map<Pid, Process>,
    pub execs: Map<ExecId, ExecState>,
    pub files: Files,
    pub volumes: Map<String, NodeId>,
    /// Volumes that assumed programs may have written to.
    pub filled: Vec<NodeId>,
    pub open: Map<FileId, OpenFile>,
    pub pipes: Map<PipeId, Pipe>,
    pub listeners: Vec<Listener>,
    /// Ports that processes are about to open: whose, which, and when.
    pub planned: Vec<(Pid, u16, Duration)>,
    pub effects: Vec<Effect>,
    pub spawned: Vec<(Pid, Task)>,
    /// Processes that ended while their future was not running: the executor drops those.
    pub dropped: Vec<Pid>,
    /// What a request made a server do, until the server sees it.
    pub actions: Map<Pid, Action>,
    pub random: u64,
    /// What processes become once the program that they run now has returned: `exec`.
    pub replacements: Map<Pid, crate::commands::Replacement>,
    /// The present instant, and how many processes were woken at it.
    instant: (Duration, u32),
    log_lines: usize,
    next_id: u32,
    /// The next process id of a process namespace that the whole pod shares.
    next_shared: u32,
    steps: u64,
    /// How many steps processes may take before everything stands still.
    pub step_limit: u64,
    /// Whoever a process asks for answers: to see what comes after.
    pub assume_peers: bool,
}

impl Kernel {
    pub fn new(config: MachineConfig) -> Kernel {
        let random = config.seed ^ 0x9e37_79b9_7f4a_7c15;
        Kernel {
            now: Duration::ZERO,
            horizon: Duration::ZERO,
            sequence: 0,
            queue: BinaryHeap::new(),
            environment: pod_environment(&config),
            shells_begin: None,
            config,
            containers: Map::new(),
            processes: Map::new(),
            execs: Map::new(),
            files: Files::default(),
            volumes: Map::new(),
            filled: Vec::new(),
            open: Map::new(),
            pipes: Map::new(),
            listeners: Vec::new(),
            planned: Vec::new(),
            effects: Vec::new(),
            spawned: Vec::new(),
            dropped: Vec::new(),
            actions: Map::new(),
            random,
            replacements: Map::new(),
            instant: (Duration::ZERO, 0),
            log_lines: 0,
            next_id: 0,
            next_shared: FIRST_SHARED,
            steps: 0,
            step_limit: u64::MAX,
            assume_peers: false,
        }
    }

    /// A number that no other object of this machine has.
    pub fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// Counts a step; false when there may be no more.
    pub fn take_step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= self.step_limit
    }

    /// The next process id as processes see it: of the container, or of the pod that shares its processes.
    pub fn fresh_vpid(&mut self, container: ContainerId) -> u32 {
        let next = if self.config.share_process_namespace {
            &mut self.next_shared
        } else {
            match self.containers.get_mut(&container) {
                Some(state) => &mut state.next_vpid,
                None => return 0,
            }
        };
        *next += 1;
        *next - 1
    }

    /// The processes that a process of the container sees: its own, or all of a pod that shares them.
    pub fn visible(&self, container: ContainerId) -> impl Iterator<Item = &Process> {
        let shared = self.config.share_process_namespace;
        let seen =
            move |p: &&Process| (shared || p.container == container) && p.vpid > 0 && p.ended.is_none();
        self.processes.values().filter(seen)
    }

    /// The next pseudo-random number (splitmix64).
    pub fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
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
}
