//! `kubectl get pods`: one pod's cells. Mirrors printPod of pkg/printers/internalversion/printers.go (v1.36.2).

use api::core_v1::{ContainerStateTerminated, ContainerStatus, Pod};
use api::meta_v1::Time;
use serde_json::Value;

use crate::duration::{age, human_duration};

/// The columns; the last four only with `-o wide`.
pub const HEADERS: &[&str] = &[
    "NAME",
    "READY",
    "STATUS",
    "RESTARTS",
    "AGE",
    "IP",
    "NODE",
    "NOMINATED NODE",
    "READINESS GATES",
];

/// What `kubectl get pods` says about a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodRow {
    /// The pod's name.
    pub name: String,
    /// App containers that are ready, and sidecars that are.
    pub ready: usize,
    /// App containers and sidecars.
    pub total: usize,
    /// The word in the STATUS column.
    pub status: String,
    /// Restarts, counted as the column counts them: plain init containers only while initializing.
    pub restarts: i32,
    /// When the newest of the counted containers' previous instances ended.
    pub last_restart: Option<Time>,
}

impl PodRow {
    /// The READY column: `1/2`.
    pub fn ready_cell(&self) -> String {
        format!("{}/{}", self.ready, self.total)
    }

    /// The RESTARTS column at `now`: `0`, `3 (10s ago)`.
    pub fn restarts_cell(&self, now: Time) -> String {
        match self.last_restart {
            Some(last) if self.restarts != 0 => {
                let ago = human_duration(now.0.saturating_sub(last.truncated().0));
                format!("{} ({ago} ago)", self.restarts)
            }
            _ => self.restarts.to_string(),
        }
    }
}

/// Sums over containers while the STATUS word is being found.
#[derive(Default)]
struct Count {
    ready: usize,
    restarts: i32,
    last: Option<Time>,
}

impl Count {
    fn restarts_of(&mut self, status: &ContainerStatus) {
        self.restarts = self.restarts.saturating_add(status.restart_count);
        let finished = status.last_terminated().and_then(|end| end.finished_at);
        self.last = self.last.max(finished);
    }
}

/// Decides the row of a pod; independent of the time it is printed.
pub fn pod_row(pod: &Pod) -> PodRow {
    let sidecars = pod.spec.sidecars().count();
    let mut status = initial_status(pod);
    let mut all = Count::default();
    let mut sidecar = Count::default();
    let initializing = init_status(pod, &mut status, &mut all, &mut sidecar);
    let mut count = all;
    if !initializing || pod.status.condition_is_true("Initialized") {
        sidecar.ready = count.ready;
        count = sidecar;
        app_status(pod, &mut status, &mut count);
    }
    if pod.metadata.deletion_timestamp.is_some() {
        if pod.status.reason == "NodeLost" {
            status = "Unknown".to_owned();
        } else if !pod.status.phase.is_terminal() {
            status = "Terminating".to_owned();
        }
    }
    PodRow {
        name: pod.metadata.name.to_string(),
        ready: count.ready,
        total: pod.spec.containers.len() + sidecars,
        status,
        restarts: count.restarts,
        last_restart: count.last,
    }
}

fn initial_status(pod: &Pod) -> String {
    let gated = |condition: &&api::core_v1::PodCondition| condition.reason == "SchedulingGated";
    if pod.status.condition("PodScheduled").filter(gated).is_some() {
        return "SchedulingGated".to_owned();
    }
    if pod.status.reason.is_empty() {
        pod.status.phase.name().to_owned()
    } else {
        pod.status.reason.clone()
    }
}

/// The first init container or sidecar that is not past its start decides the word. True when there is one.
fn init_status(pod: &Pod, word: &mut String, all: &mut Count, sidecars: &mut Count) -> bool {
    let is_sidecar = |name: &str| pod.spec.sidecars().any(|container| container.name == name);
    for (position, status) in pod.status.init_container_statuses.iter().enumerate() {
        let sidecar = is_sidecar(&status.name);
        all.restarts_of(status);
        if sidecar {
            sidecars.restarts_of(status);
        }
        let ended = status.terminated();
        if ended.is_some_and(|end| end.exit_code == 0) {
            continue;
        }
        if sidecar && status.started == Some(true) {
            all.ready += usize::from(status.ready);
            continue;
        }
        let waiting = status.waiting().map_or("", |waiting| &waiting.reason);
        *word = match ended {
            Some(end) => format!("Init:{}", end_word(end)),
            None if !waiting.is_empty() && waiting != "PodInitializing" => format!("Init:{waiting}"),
            None => format!("Init:{position}/{}", pod.spec.init_containers.len()),
        };
        return true;
    }
    false
}

/// App containers, last to first, so that the first one has the last word.
fn app_status(pod: &Pod, word: &mut String, count: &mut Count) {
    let mut has_running = false;
    let mut error = None;
    for status in pod.status.container_statuses.iter().rev() {
        count.restarts_of(status);
        if let Some(waiting) = status.waiting().filter(|waiting| !waiting.reason.is_empty()) {
            *word = waiting.reason.to_string();
        } else if let Some(end) = status.terminated() {
            *word = end_word(end);
            if end.exit_code != 0 {
                error = Some(word.clone());
            }
        } else if status.ready && status.running().is_some() {
            has_running = true;
            count.ready += 1;
        }
    }
    if word == "Completed" {
        if has_running && pod.status.condition_is_true("Ready") {
            *word = "Running".to_owned();
        } else if let Some(error) = error {
            *word = error;
        } else if has_running {
            *word = "NotReady".to_owned();
        }
    }
}

fn end_word(end: &ContainerStateTerminated) -> String {
    if !end.reason.is_empty() {
        end.reason.to_string()
    } else if end.signal != 0 {
        format!("Signal:{}", end.signal)
    } else {
        format!("ExitCode:{}", end.exit_code)
    }
}

/// All cells of a pod's line at `now`, the wide ones too.
pub fn cells(pod: &Pod, now: Time) -> Vec<String> {
    let row = pod_row(pod);
    let or_none = |text: &str| if text.is_empty() { "<none>" } else { text }.to_owned();
    vec![
        row.name.clone(),
        row.ready_cell(),
        row.status.clone(),
        row.restarts_cell(now),
        age(pod.metadata.creation_timestamp, now),
        or_none(pod_ip(pod)),
        or_none(&pod.spec.node_name),
        or_none(&pod.status.nominated_node_name),
        readiness_gates(pod),
    ]
}

/// The first of `status.podIPs`, or `status.podIP`.
fn pod_ip(pod: &Pod) -> &str {
    let first = pod.status.pod_ips.as_ref().and_then(|ips| ips.get(0));
    first
        .and_then(|ip| ip.get("ip").and_then(Value::as_str))
        .unwrap_or(&pod.status.pod_ip)
}

fn readiness_gates(pod: &Pod) -> String {
    let gates = pod.spec.readiness_gates.as_ref().and_then(Value::as_array);
    let Some(gates) = gates.filter(|gates| !gates.is_empty()) else {
        return "<none>".to_owned();
    };
    let is_true = |gate: &&Value| {
        let kind = gate.get("conditionType").and_then(Value::as_str);
        kind.is_some_and(|kind| pod.status.condition_is_true(kind))
    };
    format!("{}/{}", gates.iter().filter(is_true).count(), gates.len())
}
