//! What can happen: one record, one fact.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{ContainerRole, Event};
use api::{Object, Text};

/// The position of a record in its trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// A pod of the trace, in order of creation: an index into [`crate::Trace::pods`]. (Names can come back, as
/// in a StatefulSet; ids do not.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodId(pub u32);

/// Who a pod is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodInfo {
    /// Its name.
    pub name: Text,
    /// Its namespace.
    pub namespace: Text,
    /// Its UID.
    pub uid: Text,
    /// When the API server stored it.
    pub created: Duration,
    /// The manifest object (index) that it comes from, through its owners, and the path of its pod spec
    /// there: `(0, "spec.template.spec")`. `None` for a pod that no manifest names.
    pub origin: Option<(usize, &'static str)>,
}

/// One instance of a container: `attempt` counts restarts from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerRef {
    /// The pod.
    pub pod: PodId,
    /// The container's name.
    pub name: Arc<str>,
    /// Its role.
    pub role: ContainerRole,
    /// Which start of it.
    pub attempt: u32,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its position.
    pub id: RecordId,
    /// When, since the scenario's start.
    pub at: Duration,
    /// Why.
    pub cause: Cause,
    /// What.
    pub fact: Fact,
}

/// Why something happened. Walking causes ends at the manifest, at a user's action or at a rule of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A line of the manifest: object index and field path (`spec.template.spec.containers[0]`).
    Manifest {
        /// Index of the object in the manifest.
        object: usize,
        /// Field path below the object.
        path: Arc<str>,
    },
    /// The user's action number `n` of the scenario.
    Action(usize),
    /// Another record.
    Record(RecordId),
    /// Another record, together with the manifest path whose rule turned it into this one: a probe's
    /// failure and the probe.
    Rule {
        /// What set it off.
        record: RecordId,
        /// Index of the object in the manifest.
        object: usize,
        /// Field path of the rule below the object.
        path: Arc<str>,
    },
    /// A component's own clock (a back-off that ended, a periodic sync): its name.
    Clock(&'static str),
}

/// What a watch event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// New.
    Added,
    /// Changed.
    Modified,
    /// Gone.
    Deleted,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The API server stored (or dropped) a revision of an object: what a watch delivers.
    Object {
        /// New, changed or gone.
        verb: Verb,
        /// The revision.
        object: Object,
    },
    /// The API server stored an event, new or counted up.
    Event(Arc<Event>),
    /// A user's command was carried out: its text (`kubectl delete pod x`) and what it answered.
    Action {
        /// The command.
        command: String,
        /// What kubectl printed.
        output: String,
    },
    /// The kubelet began to pull an image.
    PullStarted {
        /// For which container.
        container: ContainerRef,
        /// The image.
        image: String,
    },
    /// A pull ended.
    PullEnded {
        /// For which container.
        container: ContainerRef,
        /// The image.
        image: String,
        /// The error's text, when it failed.
        error: Option<String>,
    },
    /// A container's first process started.
    Started {
        /// Which instance.
        container: ContainerRef,
    },
    /// A container could not be started (`exec: "x": executable file not found`).
    StartFailed {
        /// Which instance.
        container: ContainerRef,
        /// The runtime's message.
        message: String,
    },
    /// A container's first process ended.
    Exited {
        /// Which instance.
        container: ContainerRef,
        /// 0-255.
        exit_code: i32,
        /// `Completed`, `Error` or `OOMKilled`.
        reason: &'static str,
    },
    /// A container wrote a line.
    Log {
        /// Which instance.
        container: ContainerRef,
        /// Where to.
        stream: Stream,
        /// The line, without its end.
        line: String,
    },
    /// A process began to listen.
    PortOpened {
        /// Which instance.
        container: ContainerRef,
        /// The port.
        port: u16,
        /// True when only `localhost` reaches it.
        local: bool,
    },
    /// A process stopped listening.
    PortClosed {
        /// Which instance.
        container: ContainerRef,
        /// The port.
        port: u16,
    },
    /// A process ended that was going to listen.
    PortMissed {
        /// Which instance.
        container: ContainerRef,
        /// The port.
        port: u16,
        /// When it would have listened.
        at: Duration,
    },
    /// A process tried to connect.
    Connection {
        /// Who tried.
        from: ContainerRef,
        /// Host as written, e.g. `localhost`.
        host: String,
        /// The port; 0 when only the name was looked up ([`endpoint`] writes both).
        port: u16,
        /// What came of it.
        outcome: ConnectOutcome,
        /// True for a command of a probe or hook: not what the container itself does.
        exec: bool,
    },
    /// The kubelet probed a container.
    Probe {
        /// Which instance.
        container: ContainerRef,
        /// Which probe.
        kind: ProbeKind,
        /// When the attempt began (the record's time is its end).
        began: Duration,
        /// The answer.
        outcome: ProbeOutcome,
    },
    /// A hook began.
    HookStarted {
        /// Which instance.
        container: ContainerRef,
        /// Which hook.
        kind: HookKind,
    },
    /// A hook ended.
    HookEnded {
        /// Which instance.
        container: ContainerRef,
        /// Which hook.
        kind: HookKind,
        /// The error's text, when it failed.
        error: Option<String>,
    },
    /// A signal reached a container's first process.
    Signal {
        /// Which instance.
        container: ContainerRef,
        /// `SIGTERM`, `SIGKILL`, …
        signal: &'static str,
        /// What it did.
        effect: SignalEffect,
    },
    /// Something the reader should know: an assumed behaviour, an opaque script, a busy loop.
    Note {
        /// About which instance, if any.
        container: Option<ContainerRef>,
        /// A sentence.
        text: String,
    },
}

/// Where a log line went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// What came of a connection attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectOutcome {
    /// Answered by a container of the pod, or (`None`) by somebody outside.
    Accepted(Option<Arc<str>>),
    /// Nobody listens there.
    Refused,
    /// No such host.
    NoSuchHost,
    /// No answer in time.
    TimedOut,
}

/// Which probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProbeKind {
    /// `startupProbe`.
    Startup,
    /// `livenessProbe`.
    Liveness,
    /// `readinessProbe`.
    Readiness,
}

impl ProbeKind {
    /// The word that events use: `Startup`.
    pub fn name(self) -> &'static str {
        match self {
            ProbeKind::Startup => "Startup",
            ProbeKind::Liveness => "Liveness",
            ProbeKind::Readiness => "Readiness",
        }
    }

    /// The field: `startupProbe`.
    pub fn field(self) -> &'static str {
        match self {
            ProbeKind::Startup => "startupProbe",
            ProbeKind::Liveness => "livenessProbe",
            ProbeKind::Readiness => "readinessProbe",
        }
    }
}

/// What a probe attempt found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// Success.
    Success,
    /// Failure, with the text that the event shows after `probe failed: `.
    Failure(String),
    /// The probe itself could not run; neither success nor failure.
    Error(String),
}

/// Which hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookKind {
    /// `lifecycle.postStart`.
    PostStart,
    /// `lifecycle.preStop`.
    PreStop,
}

/// What a running process would still do if nothing happened to it: how the simulator sees it at the end of
/// the history, so that a view can tell "never ends" from "has not ended yet".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It waits for requests, for a signal or for other processes, with no timer of its own: by itself it
    /// never ends.
    NeverEnds,
    /// It ends by itself at this time (`sleep 3600`).
    Ends(Duration),
}

/// What a signal did to a first process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalEffect {
    /// Nothing: process 1 without a handler.
    Ignored,
    /// A handler runs.
    Handled,
    /// The process ended.
    Fatal,
}

/// Whether a host, as a process wrote it, is the process's own pod by a name that every pod has.
pub fn is_localhost(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "[::1]") || host.starts_with("127.")
}

/// `db:5432`; `db` when only the name was looked up (port 0).
pub fn endpoint(host: &str, port: u16) -> String {
    match port {
        0 => host.to_owned(),
        _ => format!("{host}:{port}"),
    }
}
