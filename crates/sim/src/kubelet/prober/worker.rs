//! One probe worker: when it looks, what it makes of an answer.
//! Mirrors pkg/kubelet/prober/worker.go (v1.36.2).

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Container, ContainerRole, ContainerStatus, Probe, RestartPolicy};
use api::meta_v1::Time;
use trace::ProbeKind;

use super::attempt::Attempt;
use super::{ProbeEvent, ProbeKey, ProbeResult};
use crate::engine::Timer;
use crate::kubelet::agent::Agent;
use crate::kubelet::restart::container_should_restart;
use crate::kubelet::status::is_restarting_all;
use crate::kubelet::{Event, PodEvent};
use crate::runtime::ContainerId;

/// One probe worker.
#[derive(Debug)]
pub(crate) struct ProbeWorker {
    pub(super) probe: Probe,
    pub(super) container: Arc<Container>,
    role: ContainerRole,
    /// The next tick.
    pub tick: Option<Timer>,
    /// The instance it knows.
    pub container_id: Option<ContainerId>,
    on_hold: bool,
    last_result: Option<ProbeResult>,
    result_run: i32,
    pub(super) attempt: Option<Attempt>,
    pub(super) numbers: u64,
    /// Ticks and triggers that came during an attempt: one of each is kept.
    pub(super) missed_tick: bool,
    pub(super) missed_manual: bool,
}

/// What one look decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Nothing to do until the next tick.
    Wait,
    /// The worker ends.
    Exit,
    /// The probe runs.
    Probe(ContainerId),
}

impl ProbeWorker {
    pub fn new(probe: Probe, container: Arc<Container>, role: ContainerRole) -> ProbeWorker {
        ProbeWorker {
            probe,
            container,
            role,
            tick: None,
            container_id: None,
            on_hold: false,
            last_result: None,
            result_run: 0,
            attempt: None,
            numbers: 0,
            missed_tick: false,
            missed_manual: false,
        }
    }

    pub(super) fn period(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.probe.period_seconds.max(1)).unwrap_or(10))
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.probe.timeout_seconds.max(1)).unwrap_or(1))
    }

    /// Counts an answer; the result to store once its threshold is reached.
    pub(super) fn count(&mut self, kind: ProbeKind, result: ProbeResult) -> Option<ProbeResult> {
        if self.last_result == Some(result) {
            self.result_run += 1;
        } else {
            self.last_result = Some(result);
            self.result_run = 1;
        }
        let threshold = match result {
            ProbeResult::Success => self.probe.success_threshold,
            ProbeResult::Failure | ProbeResult::Unknown => self.probe.failure_threshold,
        };
        if self.result_run < threshold {
            return None;
        }
        if kind == ProbeKind::Startup || (kind == ProbeKind::Liveness && result == ProbeResult::Failure) {
            self.on_hold = true;
            self.result_run = 0;
        }
        Some(result)
    }
}

/// An instance that started this long before the kubelet is an old one.
const SEEN_BEFORE: Duration = Duration::from_secs(10);

/// What a new instance's result is before the first probe.
fn initial(kind: ProbeKind) -> ProbeResult {
    match kind {
        ProbeKind::Liveness => ProbeResult::Success,
        ProbeKind::Readiness => ProbeResult::Failure,
        ProbeKind::Startup => ProbeResult::Unknown,
    }
}

impl Agent<'_> {
    /// Something happens to a probe worker.
    pub fn probe_event(&mut self, key: &ProbeKey, event: ProbeEvent) {
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        match event {
            ProbeEvent::Tick => {
                worker.tick = None;
                let period = worker.period();
                self.arm(key, period);
                self.look_or_remember(key, false);
            }
            ProbeEvent::Manual => self.look_or_remember(key, true),
            ProbeEvent::Answer(number, outcome) => self.answered(key, number, outcome),
            ProbeEvent::Timeout(number) => self.timed_out(key, number),
        }
    }

    /// Sets the ticker to this time from now.
    pub(super) fn arm(&mut self, key: &ProbeKey, wait: Duration) {
        let uid = self.pod.uid.clone();
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        if let Some(timer) = worker.tick.take() {
            self.cx.cancel(timer);
        }
        let event = Event::Pod(uid, PodEvent::Probe(key.clone(), ProbeEvent::Tick));
        worker.tick = Some(
            self.cx
                .after_because(wait, trace::Cause::Clock("probe period"), event),
        );
    }

    pub(super) fn look_or_remember(&mut self, key: &ProbeKey, manual: bool) {
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        if worker.attempt.is_some() {
            worker.missed_manual |= manual;
            worker.missed_tick |= !manual;
            return;
        }
        if manual {
            let period = worker.period();
            self.arm(key, period);
        }
        match self.look(key) {
            Look::Wait => {}
            Look::Exit => self.pod.stop_probe(self.cx, key),
            Look::Probe(id) => self.begin_attempt(key, id, 1),
        }
    }

    /// `doProbe` up to the probe.
    fn look(&mut self, key: &ProbeKey) -> Look {
        let Some(status) = self.pod.status.current() else {
            return Look::Wait;
        };
        if status.phase.is_terminal() {
            return Look::Exit;
        }
        let mut statuses = status
            .init_container_statuses
            .iter()
            .chain(&status.container_statuses);
        let Some(status) = statuses.find(|status| status.name == *key.container).cloned() else {
            return Look::Wait;
        };
        let Some(id) = self.instance_of(&status) else {
            return Look::Wait;
        };
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return Look::Exit;
        };
        if worker.container_id != Some(id) {
            let old = worker.container_id.replace(id);
            worker.on_hold = false;
            if let Some(old) = old {
                self.pod.prober.results.remove(key.kind, old);
            }
            self.begin_instance(key, id, &status);
        }
        let Some(worker) = self.pod.prober.workers.get(key) else {
            return Look::Exit;
        };
        if worker.on_hold {
            return Look::Wait;
        }
        let Some(running) = status.running() else {
            let keep = self.outlives(key, &status);
            self.set_result(key, id, ProbeResult::Failure);
            return if keep { Look::Wait } else { Look::Exit };
        };
        let Some(worker) = self.pod.prober.workers.get(key) else {
            return Look::Exit;
        };
        let age = running
            .started_at
            .map_or(Duration::ZERO, |start: Time| self.cx.wall().since(start));
        let delay = u64::try_from(worker.probe.initial_delay_seconds).unwrap_or_default();
        let started = status.started == Some(true);
        if age.as_secs() < delay || started == (key.kind == ProbeKind::Startup) {
            return Look::Wait;
        }
        Look::Probe(id)
    }

    /// The result of an instance that the worker has not seen before. One that ran before this kubelet keeps what was
    /// reported of it (ChangeContainerStatusOnKubeletRestart off).
    fn begin_instance(&mut self, key: &ProbeKey, id: ContainerId, status: &ContainerStatus) {
        let age = self.predates_kubelet(id);
        let kept = age.is_some_and(|age| age > SEEN_BEFORE) && self.node.profile.started_is_kept;
        if !kept {
            self.set_result(key, id, initial(key.kind));
            return;
        }
        let worker = self.pod.prober.workers.get(key);
        let sidecar = worker.is_some_and(|worker| worker.role == ContainerRole::Sidecar);
        let seeded = self.node.profile.restart_all_containers && status.started == Some(true);
        if sidecar && seeded && key.kind == ProbeKind::Startup {
            self.set_result(key, id, ProbeResult::Success);
        }
    }

    /// Whether the worker goes on although its container does not run: it will be started again.
    fn outlives(&self, key: &ProbeKey, status: &ContainerStatus) -> bool {
        let Some(worker) = self.pod.prober.workers.get(key) else {
            return false;
        };
        let Some(ended) = status.terminated() else {
            return true;
        };
        let policy = self.pod.pod.spec.restart_policy;
        if worker.role == ContainerRole::Sidecar && !self.node.profile.sidecar_probes_go_on {
            return policy != RestartPolicy::Never;
        }
        is_restarting_all(self.pod.status.current())
            || worker.role == ContainerRole::Sidecar
            || container_should_restart(&worker.container, policy, ended.exit_code)
    }

    /// The instance that a status is about.
    fn instance_of(&self, status: &ContainerStatus) -> Option<ContainerId> {
        if status.container_id.is_empty() {
            return None;
        }
        self.node
            .runtime
            .instance_by_text(&self.pod.uid, &status.name, &status.container_id)
    }

    /// Stores a result and does what follows when it is news.
    pub(super) fn set_result(&mut self, key: &ProbeKey, id: ContainerId, result: ProbeResult) {
        if !self.pod.prober.results.set(key.kind, id, result) {
            return;
        }
        match key.kind {
            ProbeKind::Readiness => {
                self.set_container_readiness(id, result == ProbeResult::Success);
                self.update_pod();
            }
            ProbeKind::Startup => {
                self.set_container_startup(id, result == ProbeResult::Success);
                self.update_pod();
            }
            ProbeKind::Liveness => {
                if result == ProbeResult::Failure {
                    self.update_pod();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: ProbeKind, answers: &[bool], expect: &[Option<bool>]) {
        let probe = Probe {
            failure_threshold: 3,
            success_threshold: 2,
            ..Probe::default()
        };
        let mut worker = ProbeWorker::new(probe, Arc::default(), ContainerRole::App);
        let stored: Vec<Option<bool>> = answers
            .iter()
            .map(|ok| {
                let result = if *ok {
                    ProbeResult::Success
                } else {
                    ProbeResult::Failure
                };
                worker
                    .count(kind, result)
                    .map(|result| result == ProbeResult::Success)
            })
            .collect();
        assert_eq!(stored, expect);
    }

    #[test]
    fn thresholds() {
        let (fail, ok) = (Some(false), Some(true));
        check(
            ProbeKind::Readiness,
            &[false, false, false, false, true, true],
            &[None, None, fail, fail, None, ok],
        );
        check(
            ProbeKind::Liveness,
            &[false, true, false, false, false, false],
            &[None, None, None, None, fail, None],
        );
    }
}
