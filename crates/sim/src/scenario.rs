//! What is simulated besides the manifest: version, length, seed, the user's actions, every delay.

use sorted::Map;
use std::time::Duration;

use api::KubernetesVersion;
use api::meta_v1::{StringMap, Time};

use crate::epoch::USUAL_EPOCH;

/// Everything a run depends on besides its objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The cluster's version.
    pub kubernetes: KubernetesVersion,
    /// How long to simulate.
    pub horizon: Duration,
    /// Seed of names and UIDs: runs that differ in nothing but their luck name the same objects alike.
    pub names: u64,
    /// Seed of what processes draw (`$RANDOM`), and with jitter of every random delay.
    pub seed: u64,
    /// False: every random delay has its median. True: drawn from its range by the seed.
    pub jitter: bool,
    /// With jitter: servers take between half and double the time to listen that is known of their image or program, or that
    /// an annotation says, drawn at each start. What a script says stays. (Recorded containers always take the same.)
    pub start_ups_vary: bool,
    /// The wall-clock time of t = 0; [`crate::epoch`] finds one for a manifest.
    pub epoch: Time,
    /// What the user does meanwhile, in order of time.
    pub actions: Vec<TimedAction>,
    /// A command may name a Deployment's pod as it is called in another variant of the manifest ([`crate::counterpart`]).
    pub counterparts: bool,
    /// Every delay.
    pub timing: Timing,
    /// How long a pull takes, by image as written; other images take [`Timing::pull`].
    pub pulls: Map<String, Duration>,
    /// Container behaviours that win over the manifest's annotations: container name to behaviour text.
    pub behaviours: Map<String, String>,
    /// Containers that run until they are stopped wherever nothing is known of what they run: somebody takes them for helpers.
    /// Others do so only where the pod restarts them.
    pub helpers: Vec<String>,
    /// What the node has to give.
    pub node: Node,
    /// Upper bound of handled events; the run ends visibly there.
    pub max_events: u64,
}

/// What the node has to give to pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Resources by name, as quantities: `cpu`, `memory`, `ephemeral-storage`.
    pub allocatable: StringMap,
    /// Pods.
    pub pods: usize,
    /// Labels, for node selectors.
    pub labels: StringMap,
}

impl Default for Node {
    /// The recorded cluster's node.
    fn default() -> Self {
        let resources = [
            ("cpu", "2"),
            ("ephemeral-storage", "264212084Ki"),
            ("memory", "24684084Ki"),
        ];
        Node {
            allocatable: resources
                .map(|(name, amount)| (name.to_owned(), amount.to_owned()))
                .into(),
            pods: 110,
            labels: [
                ("kubernetes.io/arch", "amd64"),
                ("kubernetes.io/hostname", "node01"),
                ("kubernetes.io/os", "linux"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        }
    }
}

/// The default bound of handled events.
const MAX_EVENTS: u64 = 1_000_000;

impl Default for Scenario {
    /// Two minutes on v1.36 without jitter, beginning at [`USUAL_EPOCH`].
    fn default() -> Self {
        Scenario {
            kubernetes: KubernetesVersion::NEWEST,
            horizon: Duration::from_secs(120),
            names: 1,
            seed: 1,
            jitter: false,
            start_ups_vary: false,
            epoch: USUAL_EPOCH,
            actions: Vec::new(),
            counterparts: false,
            timing: Timing::default(),
            pulls: Map::new(),
            behaviours: Map::new(),
            helpers: Vec::new(),
            node: Node::default(),
            max_events: MAX_EVENTS,
        }
    }
}

/// A user's action at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedAction {
    /// When.
    pub at: Duration,
    /// What.
    pub action: Action,
}

/// What a user can do to the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command line such as `kubectl delete pod x --grace-period=5`; parsed and carried out by
    /// [`crate::scenario`]'s reader when its time comes. Unknown commands leave a note in the trace.
    Command(String),
}

/// Every delay of the cluster, median and range. Sources: `spec/kubelet.md` 1.9 and the recordings
/// (`spec/measured.md`, "Latencies").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// An API write as its writer sees it.
    pub api_write: Duration,
    /// From an API write to the watchers.
    pub watch_latency: Duration,
    /// From a pod's creation to its binding.
    pub scheduling: Duration,
    /// The kubelet's wait for volumes in a pod's first sync, if it has any.
    pub volume_wait: Duration,
    /// RunPodSandbox with its network.
    pub sandbox_create: Duration,
    /// A pull of an image that is not in [`Scenario::pulls`].
    pub pull: Duration,
    /// CRI CreateContainer.
    pub container_create: Duration,
    /// CRI StartContainer up to the start of the process.
    pub container_start: Duration,
    /// From the start of the process to StartContainer's answer.
    pub start_answer: Duration,
    /// From StopContainer's call to the signal.
    pub signal: Duration,
    /// CRI StopPodSandbox. From a sidecar's end by SIGKILL to the row without it were 0.196 s (median of 37).
    pub sandbox_stop: Duration,
    /// How long the node is down when it reboots.
    pub reboot: Duration,
    /// From the start of a kubelet that was stopped to its first look at its pods (more than one PLEG period).
    pub kubelet_start: Duration,
    /// Pods of others that are being started on the node all the time: they slow down every start.
    pub neighbours: u32,
    /// Images whose policy allows it are on the node at the start.
    pub warm: bool,
    /// The generic PLEG's period (its own duration comes on top).
    pub pleg_period: Duration,
    /// The time of the PLEG's first tick; the ticks are periodic. With jitter: drawn from one period. Why the
    /// default is what it is, stands with the constant.
    pub pleg_phase: Duration,
    /// How long one relist takes, when little changes: the phase of 26 of 36 recorded pods whose sidecar was killed after
    /// 30 s was published two relists after the end, 2.09 s (median), which is 32 periods of 1.0035 s after the look that
    /// began it.
    pub relist_duration: Duration,
    /// On-demand relist of one pod (v1.36).
    pub pod_relist: Duration,
    /// From the begin of a sync to the runtime's part of it.
    pub sync_overhead: Duration,
    /// The time of the first tick of the kubelet's 1 s sync ticker. With jitter: drawn from one second.
    pub ticker_phase: Duration,
    /// The median of the factor (in thousandths) on retry delays; with jitter drawn from 1000..1500.
    pub retry_factor: u32,
    /// From a process's end to the runtime's answer.
    pub stop_latency: Duration,
    /// Clean-up of volumes and cgroups after the last container.
    pub unmount: Duration,
    /// One exec in a container, on top of the command's own time.
    pub exec: Duration,
    /// One HTTP, TCP or gRPC probe that is answered at once.
    pub network_probe: Duration,
}

/// The relist's phase of a run without jitter. Real phases are even (271 recorded ends were seen 0.07-1.07 s later), so it
/// is the guess that agrees most often with runs whose phases were drawn, as `cargo run -p tests --bin draws 150 2` counts
/// it. Of pairs of drawn runs agree with the guess (300 of random pods, 286 of the recorded manifests; the drawn runs
/// among themselves: 87 %, 88 %):
///
/// | phase | random pods | recorded manifests | recordings (143) |
/// |---|---|---|---|
/// | 200 ms | 90 % | 95 % | 130 |
/// | 300 ms | 93 % | 97 % | 129 |
/// | 400 ms | 96 % | 97 % | 129 |
/// | 500 ms | 97 % | 98 % | 128 |
///
/// (The table was counted with relists of 8 ms. The retry factor: 1250 agrees with 129 recordings, 1150 with 127, 1350
/// with 126; the ticker's phase makes no difference from 400 to 700 ms. With 60 random pods: 85 % at 0 and 100 ms, 91 % at 600 ms, 83 % from 700 to 900 ms.) The recordings that a phase
/// gains and loses are races whose odds `tests/conformance/index.toml` tells.
const PLEG_PHASE: Duration = Duration::from_millis(400);

impl Default for Timing {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Timing {
            api_write: ms(8),
            watch_latency: ms(5),
            scheduling: ms(12),
            volume_wait: ms(300),
            sandbox_create: ms(150),
            pull: ms(28),
            container_create: ms(26),
            container_start: ms(54),
            start_answer: ms(14),
            signal: ms(20),
            sandbox_stop: ms(130),
            reboot: ms(20_000),
            kubelet_start: ms(3000),
            neighbours: 0,
            warm: true,
            pleg_period: ms(1000),
            pleg_phase: PLEG_PHASE,
            relist_duration: ms(4),
            pod_relist: ms(12),
            sync_overhead: ms(2),
            ticker_phase: ms(700),
            retry_factor: 1250,
            stop_latency: ms(45),
            unmount: ms(200),
            exec: ms(50),
            network_probe: ms(3),
        }
    }
}
