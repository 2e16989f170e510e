//! Probes and lifecycle hooks.

use crate::json::Json;

use crate::meta_v1::IntOrString;

/// A question that the kubelet asks a container again and again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Probe {
    /// What is asked.
    #[json(flatten)]
    pub handler: ProbeHandler,
    /// Failures in a row that count; 3 by default.
    pub failure_threshold: i32,
    /// Seconds after the container's start without probing.
    #[json(omitempty)]
    pub initial_delay_seconds: i32,
    /// Seconds between probes; 10 by default.
    pub period_seconds: i32,
    /// Successes in a row that count; 1 by default.
    pub success_threshold: i32,
    /// Replaces the pod's grace period when this probe kills.
    #[json(omitempty)]
    pub termination_grace_period_seconds: Option<i64>,
    /// Seconds for one answer; 1 by default.
    pub timeout_seconds: i32,
}

/// How a probe asks: exactly one way.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub enum ProbeHandler {
    /// Runs a command; exit code 0 is success.
    Exec(ExecAction),
    /// gRPC health protocol.
    Grpc(GrpcAction),
    /// HTTP GET; 200-399 is success.
    HttpGet(HttpGetAction),
    /// Opens a TCP connection.
    TcpSocket(TcpSocketAction),
}

impl Default for ProbeHandler {
    fn default() -> Self {
        ProbeHandler::Exec(ExecAction::default())
    }
}

/// Hooks of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct Lifecycle {
    /// Right after the start; the pod waits for it.
    #[json(omitempty)]
    pub post_start: Option<LifecycleHandler>,
    /// Before the stop signal; part of the grace period.
    #[json(omitempty)]
    pub pre_stop: Option<LifecycleHandler>,
    /// Replaces the image's stop signal (gate ContainerStopSignals).
    #[json(omitempty)]
    pub stop_signal: Option<String>,
}

/// What a hook does: exactly one thing.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub enum LifecycleHandler {
    /// Runs a command in the container.
    Exec(ExecAction),
    /// HTTP GET; only connection errors fail.
    HttpGet(HttpGetAction),
    /// Waits.
    Sleep(SleepAction),
    /// Deprecated: accepted by the API and refused by the kubelet.
    TcpSocket(TcpSocketAction),
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct ExecAction {
    /// Program and arguments; no shell.
    #[json(omitempty)]
    pub command: Vec<String>,
}

/// A gRPC health check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct GrpcAction {
    /// The port.
    pub port: i32,
    /// The service asked for; empty: the server as a whole.
    pub service: Option<String>,
}

/// An HTTP GET.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub struct HttpGetAction {
    /// The pod's IP when empty.
    #[json(omitempty)]
    pub host: String,
    /// Extra headers.
    #[json(omitempty)]
    pub http_headers: Vec<HttpHeader>,
    /// `/` by default.
    #[json(omitempty)]
    pub path: String,
    /// Number or name of a declared port.
    pub port: IntOrString,
    /// `HTTP` by default.
    #[json(omitempty)]
    pub scheme: String,
}

impl Default for HttpGetAction {
    fn default() -> Self {
        HttpGetAction {
            host: String::new(),
            http_headers: Vec::new(),
            path: String::new(),
            port: IntOrString::Int(0),
            scheme: String::new(),
        }
    }
}

/// One HTTP header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct HttpHeader {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// A wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct SleepAction {
    /// Seconds.
    pub seconds: i64,
}

/// A TCP connection.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub struct TcpSocketAction {
    /// The pod's IP when empty.
    #[json(omitempty)]
    pub host: String,
    /// Number or name of a declared port.
    pub port: IntOrString,
}

impl Default for TcpSocketAction {
    fn default() -> Self {
        TcpSocketAction {
            host: String::new(),
            port: IntOrString::Int(0),
        }
    }
}
