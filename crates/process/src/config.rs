//! What a pod's machine and its containers are started with: plain data, no Kubernetes types.

pub use crate::images::KnownImages;
use crate::signal::Signal;
use std::time::Duration;

/// A container instance of one [`Machine`](crate::Machine): every restart is a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerId(pub u32);

/// A process that was started in a running container from outside: an exec probe or a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecId(pub u32);

/// One pod sandbox.
#[derive(Debug, Clone)]
pub struct MachineConfig {
    /// The pod's host name: `$HOSTNAME` and the output of `hostname`.
    pub hostname: String,
    /// The pod's address.
    pub pod_ip: String,
    /// The pod's namespace; short service names are looked up in it.
    pub namespace: String,
    /// Seed of `$RANDOM`, `shuf` and the like.
    pub seed: u64,
    /// Seconds since 1970 at virtual time zero: what `date` prints.
    pub epoch: u64,
    /// Services that exist at the start; see [`Machine::set_services`](crate::Machine::set_services).
    pub services: Vec<Service>,
    /// Whether names outside the cluster resolve and answer 200.
    pub external_names: bool,
    /// `shareProcessNamespace` or `hostPID`: no container's first process is process 1.
    pub share_process_namespace: bool,
    /// `hostNetwork`: the node's loopback is the pod's.
    pub host_network: bool,
    /// What its images are; machines of one node share it.
    pub images: KnownImages,
}

impl Default for MachineConfig {
    fn default() -> Self {
        MachineConfig {
            hostname: "pod".into(),
            pod_ip: "10.244.0.5".into(),
            namespace: "default".into(),
            seed: 1,
            epoch: 1_795_000_000,
            services: Vec::new(),
            external_names: true,
            share_process_namespace: false,
            host_network: false,
            images: KnownImages::default(),
        }
    }
}

/// A cluster service as a pod sees it: a name and what answers behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The service's name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Ports that accept connections; empty: none does (no endpoints).
    pub ports: Vec<u16>,
}

/// What a container is for: decides what is assumed when nothing else says what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An app container of a pod that restarts it always.
    App,
    /// An app container of a Job, or of a pod with `restartPolicy` Never or OnFailure.
    Job,
    /// A regular init container.
    Init,
    /// A native sidecar, or what somebody takes for a helper of the others.
    Sidecar,
}

/// A volume mounted into a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The volume's name; a volume that does not exist yet starts empty.
    pub volume: String,
    /// Where it is mounted.
    pub path: String,
    /// `subPath`, empty for the whole volume.
    pub sub_path: String,
    /// Writes fail with "Read-only file system".
    pub read_only: bool,
}

/// One container instance to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerConfig {
    /// The container's name, unique in the pod.
    pub name: String,
    /// The image as written in the manifest.
    pub image: String,
    /// `command`: replaces the image's entrypoint.
    pub command: Option<Vec<String>>,
    /// `args`: replaces the image's cmd.
    pub args: Option<Vec<String>>,
    /// The container's environment, already expanded, in order; the machine adds `PATH`, `HOME` and `HOSTNAME`.
    pub env: Vec<(String, String)>,
    /// `workingDir`.
    pub working_dir: Option<String>,
    /// Volumes.
    pub mounts: Vec<Mount>,
    /// What it is for.
    pub role: Role,
    /// `containerPorts`.
    pub declared_ports: Vec<u16>,
    /// Ports that the container's own probes and hooks name.
    pub probe_ports: Vec<u16>,
    /// Where in its pod it is told to find databases that other containers serve ([`crate::databases`]): a program that
    /// nobody knows is assumed to connect to them first.
    pub databases: Vec<u16>,
    /// The value of its behaviour annotation.
    pub annotation: Option<String>,
    /// `stdin` or `tty`: standard input stays open, and nobody types.
    pub stdin: bool,
    /// `lifecycle.stopSignal`.
    pub stop_signal: Option<Signal>,
    /// How long its servers take to listen, in thousandths of what their image, program or annotation says.
    pub start_up: u32,
    /// 1 for the first start, 2 for the first restart, …
    pub attempt: u32,
    /// `resources.limits.memory` in bytes.
    pub memory_limit: Option<u64>,
    /// `terminationMessagePath`; empty: `/dev/termination-log`.
    pub termination_message_path: String,
}

impl Default for ContainerConfig {
    fn default() -> Self {
        ContainerConfig {
            name: "app".into(),
            image: "busybox".into(),
            command: None,
            args: None,
            env: Vec::new(),
            working_dir: None,
            mounts: Vec::new(),
            role: Role::App,
            declared_ports: Vec::new(),
            probe_ports: Vec::new(),
            databases: Vec::new(),
            annotation: None,
            stdin: false,
            stop_signal: None,
            start_up: 1_000,
            attempt: 1,
            memory_limit: None,
            termination_message_path: String::new(),
        }
    }
}

/// The container could not be started: containerd reports exit code 128 and reason `StartError`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartError {
    /// Always 128.
    pub exit_code: i32,
    /// Always `StartError`.
    pub reason: &'static str,
    /// containerd's and runc's message.
    pub message: String,
}

/// A request of the kubelet (or of a hook) for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The pod's address or another host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path with its query.
    pub path: String,
    /// True for HTTPS.
    pub tls: bool,
}

/// What came back for a [`HttpRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpAnswer {
    /// An answer.
    Answered {
        /// The HTTP status.
        status: u16,
        /// How long it took; compare with the probe's time-out.
        after: Duration,
        /// The body.
        body: String,
    },
    /// Nothing listens there.
    Refused,
    /// Something listens but does not speak HTTP: the connection ends without an answer.
    Closed,
    /// Asked for TLS, the server speaks plain HTTP.
    Plain,
    /// Nothing answers at that address.
    Unreachable,
}

/// What came of opening a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectAnswer {
    /// Something listens.
    Accepted,
    /// Nothing listens there.
    Refused,
    /// Nothing answers at that address.
    Unreachable,
}

/// What came of a gRPC health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrpcAnswer {
    /// `SERVING`.
    Serving,
    /// `NOT_SERVING`.
    NotServing,
    /// Nothing listens there.
    Refused,
}
