//! What a machine reports: every record has its exact time.

use crate::config::{ContainerId, ExecId};
use crate::signal::Signal;
use std::time::Duration;

/// Something that happened in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// When, since the scenario's start.
    pub at: Duration,
    /// Where.
    pub container: ContainerId,
    /// What.
    pub kind: EffectKind,
}

/// The standard stream of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// The address a server listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bind {
    /// `0.0.0.0`: every client reaches it.
    Any,
    /// `127.0.0.1`: only clients in the pod.
    Loopback,
    /// The pod's own address: not by `localhost`.
    Pod,
}

/// What came of a client's connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A container of the same pod listens.
    Accepted(ContainerId),
    /// Something outside the pod answers.
    AcceptedOutside,
    /// Nothing listens on the port.
    Refused,
    /// The name does not resolve.
    NoSuchHost,
    /// Nobody answers.
    Timeout,
}

/// What became of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalFate {
    /// Process 1 has no handler: the kernel drops it. Or the process ignores it.
    Ignored,
    /// A handler runs.
    Handled,
    /// The process ends.
    Fatal,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKind {
    /// The container's first process ended, and with it all others.
    Exited {
        /// 0-255.
        exit_code: i32,
        /// The memory limit was hit: reason `OOMKilled`.
        oom: bool,
        /// The signal that ended it.
        by_signal: Option<Signal>,
    },
    /// A process started by [`Machine::exec`](crate::Machine::exec) ended.
    ExecEnded {
        /// Which.
        exec: ExecId,
        /// 0-255; 137 when it was killed or its container ended.
        exit_code: i32,
        /// Standard output and error together, at most 10 KiB.
        output: String,
    },
    /// A line in the container's log.
    Log {
        /// The stream.
        stream: Stream,
        /// The line without its line feed.
        line: String,
    },
    /// A server listens.
    PortOpened {
        /// The address.
        bind: Bind,
        /// The port.
        port: u16,
        /// The server's process id in its container.
        pid: u32,
    },
    /// A server stopped listening.
    PortClosed {
        /// The address.
        bind: Bind,
        /// The port.
        port: u16,
    },
    /// A process ended that was going to listen.
    PortMissed {
        /// The port.
        port: u16,
        /// When it would have listened.
        at: Duration,
    },
    /// A process in the container opened a connection.
    Connection {
        /// The host as the client named it.
        host: String,
        /// The port.
        port: u16,
        /// What came of it.
        outcome: Outcome,
        /// True for a process that [`Machine::exec`](crate::Machine::exec) started, or a child of it.
        exec: bool,
    },
    /// A process of the container asked a server for a path and got an answer.
    HttpRequest {
        /// `GET`, …
        method: String,
        /// The host as the client named it.
        host: String,
        /// The port.
        port: u16,
        /// The path.
        path: String,
        /// The answer's status.
        status: u16,
    },
    /// A process got a signal.
    Signal {
        /// Which.
        signal: Signal,
        /// The process id in its container; 1 is the first process.
        pid: u32,
        /// What became of it.
        fate: SignalFate,
        /// True when it came from the kubelet, false when a process sent it.
        outside: bool,
    },
    /// Something the reader should know: a busy loop, a construct that is not emulated, an assumption.
    Note {
        /// The sentence.
        text: String,
        /// The line of the script it is about, from 1.
        line: Option<u32>,
    },
    /// The container ended with a text in its termination message file; comes before `Exited`.
    TerminationMessage {
        /// The text, at most 4 KiB.
        text: String,
    },
}
