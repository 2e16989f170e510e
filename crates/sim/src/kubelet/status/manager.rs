//! The status manager: the newest status of a pod, and what becomes of it at the API server. How it gets there
//! stands in [`super::sender`].
//! Mirrors pkg/kubelet/status/status_manager.go (v1.36.2).

use api::core_v1::{ContainerStatus, Pod, PodCondition, PodPhase, PodStatus};
use api::meta_v1::Time;
use api::{Object, Shared};
use std::rc::Rc;
use std::sync::Arc;
use trace::Cause;

use super::conditions::{
    CONTAINERS_READY, READY, READY_TO_START, containers_ready, is_owned_by_kubelet, pod_ready,
    ready_for_terminal_phase, ready_to_start,
};
use super::generate::all_statuses;
use super::sender::Letter;
use crate::kubelet::agent::Agent;
use crate::runtime::{ContainerId, RuntimeStatus};

/// A pod's status as the kubelet knows it, which the API server may not have yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct ManagedStatus {
    current: Option<Shared<PodStatus>>,
    version: u64,
    sent: u64,
    cause: Option<Cause>,
    /// The worker has finished: a deleted pod may disappear.
    finished: bool,
    /// The sender knows that there is news.
    pub(super) announced: bool,
    settled: Option<Settled>,
}

/// From what a sync generated a status that was no news. The next sync that begins with just the same would find the
/// same.
#[derive(Clone, Debug)]
struct Settled {
    pod: Arc<Pod>,
    runtime: Rc<RuntimeStatus>,
    current: Shared<PodStatus>,
}

impl ManagedStatus {
    /// The newest status.
    pub fn current(&self) -> Option<&PodStatus> {
        self.current.as_deref()
    }

    /// The newest status, to hold on to.
    pub(super) fn shared(&self) -> Option<Shared<PodStatus>> {
        self.current.clone()
    }

    /// Counts the changes.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The worker has finished.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    /// The reasons why containers wait have changed.
    pub fn unsettle(&mut self) {
        self.settled = None;
    }

    /// The newest status and why it changed, unless the API server has it.
    pub(super) fn unsent(&self) -> Option<(Shared<PodStatus>, Cause)> {
        let news = self.version > self.sent;
        let status = self.current.clone().filter(|_| news)?;
        Some((status, self.cause.clone()?))
    }
}

impl Agent<'_> {
    /// `SetPodStatus`: remembers a status and, when it is news, sends it.
    pub fn set_status(&mut self, status: Shared<PodStatus>) {
        if self.store_status(status, false) {
            self.send_status();
        }
    }

    /// A sync's first step: generates the status and sets it. Returns the phase.
    pub fn update_status(&mut self, pod: &Arc<Pod>, runtime: &Rc<RuntimeStatus>) -> PodPhase {
        // Probes and deadlines change what is generated without any of these.
        let plain = self.pod.prober.workers.is_empty()
            && pod.spec.active_deadline_seconds.is_none()
            && Arc::ptr_eq(pod, &self.pod.pod);
        let known = self.pod.status.settled.as_ref().filter(|known| {
            plain
                && Arc::ptr_eq(&known.pod, pod)
                && Rc::ptr_eq(&known.runtime, runtime)
                && self
                    .pod
                    .status
                    .current
                    .as_ref()
                    .is_some_and(|now| now.is(&known.current))
        });
        if let Some(known) = known {
            return known.current.phase;
        }
        let status = self.generate_status(pod, runtime, false);
        let phase = status.phase;
        let before = self.pod.status.version;
        self.set_status(status.into());
        let current = self.pod.status.current.clone();
        let current = current.filter(|_| plain && before == self.pod.status.version);
        self.pod.status.settled = current.map(|current| Settled {
            pod: Arc::clone(pod),
            runtime: Rc::clone(runtime),
            current,
        });
        phase
    }

    /// The last word about a pod: sent in any case.
    pub(super) fn set_final_status(&mut self, status: Shared<PodStatus>) {
        self.pod.status.finished = true;
        self.store_status(status, true);
        self.send_status();
    }

    /// True when the status is news (`force`: in any case).
    fn store_status(&mut self, mut status: Shared<PodStatus>, force: bool) -> bool {
        let now = self.cx.wall().truncated();
        let managed = &mut self.pod.status;
        let before = managed.current.as_ref().unwrap_or(&self.pod.pod.status);
        set_transition_times(
            &mut status,
            &before.conditions,
            now,
            self.pod
                .pod
                .metadata
                .generation
                .filter(|_| self.node.profile.observed_generation),
        );
        let since = before.start_time.or(Some(now));
        if status.start_time != since {
            status.start_time = since;
        }
        if !force && managed.current.as_ref() == Some(&status) {
            return false;
        }
        share(&mut status, before);
        managed.current = Some(status);
        managed.version += 1;
        managed.cause = Some(self.cx.cause.clone());
        true
    }

    /// The API server has taken the status; a finished pod whose deletion was asked for disappears.
    pub(super) fn status_written(&mut self, letter: Letter) {
        self.pod.status.sent = letter.version;
        if let Some(Object::Pod(stored)) = self.cx.store.get_uid(&self.pod.key, &self.pod.uid) {
            let could_run = self.pod.worker.could_have_running_containers();
            let mut pod = Pod {
                metadata: stored.metadata.clone(),
                spec: stored.spec.clone(),
                status: merge_pod_status(stored, letter.status, could_run),
            };
            set_transition_times(
                &mut pod.status,
                &stored.status.conditions,
                self.cx.scenario.epoch.plus(self.cx.now).truncated(),
                pod.metadata
                    .generation
                    .filter(|_| self.node.profile.observed_generation),
            );
            let deleting = pod.metadata.deletion_timestamp.is_some();
            let terminal = pod.status.phase.is_terminal();
            // The kubelet sees its own write: what it compares with later.
            self.cx.update(pod.into());
            if letter.finished && deleting && terminal {
                self.cx.delete(&self.pod.key, Some(0));
            }
        }
    }

    /// A readiness probe's stored result changed: the status is patched at once.
    pub fn set_container_readiness(&mut self, id: ContainerId, ready: bool) {
        let Some(mut status) = self.pod.status.shared() else {
            return;
        };
        let Some(container) = find_container(&mut status, id) else {
            return;
        };
        if container.ready == ready {
            return;
        }
        container.ready = ready;
        let statuses = all_statuses(&status);
        let spec = self.pod.pod.spec.clone();
        let containers = containers_ready(&spec, Some(&statuses), status.phase);
        let new = [pod_ready(&spec, &status.conditions, &containers), containers];
        for condition in new {
            replace(&mut status.conditions, condition);
        }
        self.set_status(status);
    }

    /// A startup probe's stored result changed: `started` is patched at once, nothing else.
    pub fn set_container_startup(&mut self, id: ContainerId, started: bool) {
        let Some(mut status) = self.pod.status.shared() else {
            return;
        };
        let Some(container) = find_container(&mut status, id) else {
            return;
        };
        if container.started == Some(started) {
            return;
        }
        container.started = Some(started);
        if !self.store_status(status, false) {
            return;
        }
        if started && self.sender_is_first() {
            self.send_status_now();
        } else {
            self.send_status();
        }
    }

    /// The sandbox is up: the condition is pushed before anything is started in it.
    pub fn set_ready_to_start(&mut self) {
        let Some(mut status) = self.pod.status.shared() else {
            return;
        };
        let runtime = self.node.runtime.status(&self.pod.uid);
        let condition = ready_to_start(&self.pod.pod.spec, &runtime);
        debug_assert_eq!(condition.kind, READY_TO_START);
        replace(&mut status.conditions, condition);
        self.set_status(status);
    }
}

fn find_container(status: &mut PodStatus, id: ContainerId) -> Option<&mut Shared<ContainerStatus>> {
    let text = id.text();
    let all = status
        .init_container_statuses
        .iter_mut()
        .chain(&mut status.container_statuses);
    all.into_iter().find(|container| *container.container_id == *text)
}

fn replace(conditions: &mut [Shared<PodCondition>], new: PodCondition) {
    if let Some(old) = conditions.iter_mut().find(|old| old.kind == new.kind) {
        *old = new.into();
    }
}

/// Holds container statuses that are as before only once.
fn share(status: &mut PodStatus, before: &PodStatus) {
    let old = before
        .init_container_statuses
        .iter()
        .chain(&before.container_statuses);
    let new = status
        .init_container_statuses
        .iter_mut()
        .chain(&mut status.container_statuses);
    for (new, old) in new.zip(old) {
        if new == old {
            *new = Shared::clone(old);
        }
    }
}

/// A condition's time changes only with its status. What needs no change stays shared.
fn set_transition_times(
    status: &mut Shared<PodStatus>,
    before: &[Shared<PodCondition>],
    now: Time,
    generation: Option<i64>,
) {
    let change = |(position, condition): (usize, &Shared<PodCondition>)| {
        // Mostly at the same place.
        let same = |old: &&Shared<PodCondition>| old.kind == condition.kind;
        let old = before
            .get(position)
            .filter(same)
            .or_else(|| before.iter().find(same));
        if condition.observed_generation == generation && old.is_some_and(|old| old.is(condition)) {
            return None;
        }
        let since = match old {
            Some(old) if old.status == condition.status => old.last_transition_time,
            _ => Some(now),
        };
        let about = if is_owned_by_kubelet(&condition.kind) {
            generation
        } else {
            condition.observed_generation
        };
        let as_it_is = (condition.last_transition_time, condition.observed_generation) == (since, about);
        (!as_it_is).then_some((position, since, about))
    };
    let changes: Vec<_> = status.conditions.iter().enumerate().filter_map(change).collect();
    for (position, since, about) in changes {
        let condition = &mut status.conditions[position];
        condition.last_transition_time = since;
        condition.observed_generation = about;
    }
}

/// What is sent: the API's phase is kept while containers might run; a terminal phase is never ready.
fn merge_pod_status(
    pod: &Pod,
    mut new: Shared<PodStatus>,
    could_have_running_containers: bool,
) -> Shared<PodStatus> {
    let old = &pod.status;
    if new.qos_class.is_empty() {
        new.qos_class.clone_from(&old.qos_class);
    }
    if !old.phase.is_terminal() && new.phase.is_terminal() && could_have_running_containers {
        new.phase = old.phase;
        new.reason.clone_from(&old.reason);
        new.message.clone_from(&old.message);
    }
    if new.phase.is_terminal() {
        for kind in [READY, CONTAINERS_READY] {
            if new.condition_is_true(kind) {
                let condition = ready_for_terminal_phase(kind, new.phase);
                replace(&mut new.conditions, condition);
            }
        }
    }
    let foreign = old
        .conditions
        .iter()
        .filter(|condition| !is_owned_by_kubelet(&condition.kind));
    let foreign: Vec<Shared<PodCondition>> = foreign
        .filter(|condition| new.condition(&condition.kind).is_none())
        .cloned()
        .collect();
    if !foreign.is_empty() {
        new.conditions.splice(0..0, foreign);
    }
    new
}
