//! Probe workers: one per container and probe, each with its own ticker.
//! Mirrors pkg/kubelet/prober/prober_manager.go (v1.36.2).

mod attempt;
mod handlers;
mod results;
mod worker;

pub(crate) use results::{ProbeResult, Results};
pub(crate) use worker::ProbeWorker;

use sorted::Map;
use std::sync::Arc;

use api::core_v1::{Container, ContainerRole, Probe};
use trace::{ProbeKind, ProbeOutcome};

use super::agent::{Agent, PodState};
use crate::context::Context;

/// Which probe of which container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ProbeKey {
    pub container: Arc<str>,
    pub kind: ProbeKind,
}

/// What happens to a probe worker.
#[derive(Clone, Debug)]
pub(crate) enum ProbeEvent {
    /// Its ticker.
    Tick,
    /// The status manager asks for a readiness probe now.
    Manual,
    /// The answer of the attempt with this number.
    Answer(u64, ProbeOutcome),
    /// The attempt with this number has run out of time.
    Timeout(u64),
}

/// A pod's probe workers and the stored results.
#[derive(Default)]
pub(crate) struct Prober {
    pub workers: Map<ProbeKey, ProbeWorker>,
    pub results: Results,
    /// Commands that could not be started so far.
    pub refused: u64,
}

impl Prober {
    /// True when a worker for this probe exists.
    pub fn has(&self, container: &str, kind: ProbeKind) -> bool {
        let mut keys = self.workers.keys();
        keys.any(|key| &*key.container == container && key.kind == kind)
    }
}

/// A container's probe of a kind.
pub(crate) fn probe_of(container: &Container, kind: ProbeKind) -> Option<&Probe> {
    match kind {
        ProbeKind::Startup => container.startup_probe.as_ref(),
        ProbeKind::Liveness => container.liveness_probe.as_ref(),
        ProbeKind::Readiness => container.readiness_probe.as_ref(),
    }
}

impl Agent<'_> {
    /// `AddPod`: a worker for every probe, up to the first that has one already; its ticker begins now. So a worker
    /// that ended with its container comes back only where nothing before it in this order lives.
    pub fn add_probes(&mut self) {
        let spec = self.pod.pod.spec.clone();
        let apps = spec
            .containers
            .iter()
            .map(|container| (ContainerRole::App, container));
        let sidecars = spec
            .sidecars()
            .map(|container| (ContainerRole::Sidecar, container));
        for (role, container) in apps.chain(sidecars) {
            for kind in [ProbeKind::Startup, ProbeKind::Readiness, ProbeKind::Liveness] {
                let Some(probe) = probe_of(container, kind) else {
                    continue;
                };
                if self.pod.prober.has(&container.name, kind) {
                    return;
                }
                let key = ProbeKey {
                    container: Arc::from(container.name.as_str()),
                    kind,
                };
                let mut worker = ProbeWorker::new(probe.clone(), Arc::new(container.clone()), role);
                worker.numbers = self.pod.first_number();
                let period = worker.period();
                self.pod.prober.workers.insert(key.clone(), worker);
                let now = self.cx.now;
                if self
                    .node
                    .began
                    .is_some_and(|began| now.saturating_sub(began) < period)
                {
                    // Not all probes of a node at once when its kubelet was just started.
                    let wait = self.cx.vary(period / 2, std::time::Duration::ZERO, period);
                    self.arm(&key, wait);
                } else {
                    self.probe_event(&key, ProbeEvent::Tick);
                }
            }
        }
    }

    /// Stops the liveness and startup workers of the app containers (not of the sidecars).
    pub fn stop_liveness_and_startup(&mut self) {
        let spec = self.pod.pod.spec.clone();
        for container in &spec.containers {
            for kind in [ProbeKind::Liveness, ProbeKind::Startup] {
                let key = ProbeKey {
                    container: Arc::from(container.name.as_str()),
                    kind,
                };
                self.pod.stop_probe(self.cx, &key);
            }
        }
    }
}

impl PodState {
    /// Ends one worker and forgets its result.
    pub fn stop_probe(&mut self, context: &mut Context, key: &ProbeKey) {
        if let Some(worker) = self.prober.workers.remove(key) {
            if let Some(id) = worker.container_id {
                self.prober.results.remove(key.kind, id);
            }
            if let Some(timer) = worker.tick {
                context.cancel(timer);
            }
        }
    }

    /// `RemovePod`: ends all workers.
    pub fn stop_all_probes(&mut self, context: &mut Context) {
        let keys: Vec<ProbeKey> = self.prober.workers.keys().cloned().collect();
        for key in keys {
            self.stop_probe(context, &key);
        }
    }
}
