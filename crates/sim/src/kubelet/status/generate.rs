//! A pod's whole status, as each sync begins with it.
//! Mirrors pkg/kubelet/kubelet_pods.go `generateAPIPodStatus` and pkg/kubelet/prober/prober_manager.go
//! `UpdatePodStatus` (v1.36.2).

use std::sync::Arc;

use api::Shared;
use api::core_v1::{ContainerStatus, EventType, Pod, PodCondition, PodPhase, PodStatus};
use serde_json::{Value, json};
use trace::ProbeKind;

use super::conditions::{
    INITIALIZED, READY_TO_START, RESTARTING_ALL, containers_ready, is_owned_by_kubelet, pod_initialized,
    pod_ready, pod_scheduled, ready_to_start, restarting_all,
};
use super::containers::Sources;
use super::phase::{Past, get_phase};
use super::resources;
use crate::kubelet::active_deadline;
use crate::kubelet::agent::Agent;
use crate::kubelet::prober::{ProbeEvent, ProbeKey, ProbeResult};
use crate::kubelet::restart::should_all_containers_restart;
use crate::kubelet::{Event, PodEvent};
use crate::runtime::{ContainerId, RuntimeStatus};

/// The node's address.
pub(crate) const HOST_IP: &str = "192.168.10.20";

/// The pod's containers are being restarted in place.
pub(crate) fn is_restarting_all(status: Option<&PodStatus>) -> bool {
    status.is_some_and(|status| status.condition_is_true(RESTARTING_ALL))
}

impl Agent<'_> {
    /// The status that follows from the runtime's report. Asks for readiness probes where they are due.
    pub fn generate_status(
        &mut self,
        pod: &Arc<Pod>,
        runtime: &RuntimeStatus,
        is_terminal: bool,
    ) -> PodStatus {
        let known = self.pod.status.shared();
        let old: &PodStatus = known.as_ref().unwrap_or(&pod.status);
        let spec = &pod.spec;
        let sources = Sources {
            spec,
            deleting: pod.metadata.deletion_timestamp.is_some(),
            runtime,
            reasons: &self.pod.reasons,
            epoch: self.cx.scenario.epoch,
            restarting_all: self.node.profile.restart_all_containers
                && should_all_containers_restart(spec, runtime, old),
            profile: self.node.profile,
        };
        let mut status = PodStatus {
            init_container_statuses: sources.statuses(
                &spec.init_containers,
                &old.init_container_statuses,
                true,
            ),
            container_statuses: sources.statuses(&spec.containers, &old.container_statuses, false),
            host_ip: HOST_IP.into(),
            host_ips: addresses((&old.host_ip, old.host_ips.as_ref()), HOST_IP),
            qos_class: old.qos_class.clone(),
            start_time: old.start_time,
            observed_generation: pod
                .metadata
                .generation
                .filter(|_| self.node.profile.observed_generation),
            ..PodStatus::default()
        };
        status.container_statuses.sort_by(|a, b| a.name.cmp(&b.name));
        if self.node.profile.pod_resources_in_status {
            resources::tell_of_pod(&mut status, pod, old);
        }
        self.set_ip(&mut status, old, runtime);
        // Upstream's order: for the phase no running sidecar counts as started yet.
        self.set_phase(pod, &mut status, old, runtime, is_terminal);
        self.set_started_and_ready(&mut status, old, runtime);
        let statuses = all_statuses(&status);
        set_conditions(
            pod,
            &mut status,
            &statuses,
            old,
            runtime,
            self.node.profile.restart_all_containers,
        );
        if !self.node.profile.ready_to_start_condition {
            status
                .conditions
                .retain(|condition| condition.kind != READY_TO_START);
        }
        status
    }

    fn set_ip(&self, status: &mut PodStatus, old: &PodStatus, runtime: &RuntimeStatus) {
        let sandbox = runtime.sandboxes.first();
        let ip = match sandbox {
            Some(sandbox) if !sandbox.ip.is_empty() => sandbox.ip.clone(),
            Some(_) => HOST_IP.into(),
            None => old.pod_ip.clone(),
        };
        if !ip.is_empty() {
            status.pod_ips = addresses((&old.pod_ip, old.pod_ips.as_ref()), &ip);
            status.pod_ip = ip;
        }
    }

    /// `started` and `ready`; a running container whose readiness is unknown is probed at once.
    fn set_started_and_ready(&mut self, status: &mut PodStatus, old: &PodStatus, runtime: &RuntimeStatus) {
        let spec = self.pod.pod.spec.clone();
        let mut due = Vec::new();
        for own in &mut status.init_container_statuses {
            let before = old
                .init_container_statuses
                .iter()
                .find(|old| old.name == own.name)
                .map(|old| &**old);
            let sidecar = spec.sidecars().any(|sidecar| sidecar.name == own.name);
            if sidecar {
                self.set_one(own, before, runtime, &mut due);
            } else {
                own.started = Some(own.running().is_some());
                own.ready = own.terminated().is_some_and(|ended| ended.exit_code == 0);
            }
        }
        for own in &mut status.container_statuses {
            let mut before = old.container_statuses.iter();
            let before = before.find(|old| old.name == own.name).map(|old| &**old);
            self.set_one(own, before, runtime, &mut due);
        }
        for container in due {
            let kind = ProbeKind::Readiness;
            let key = ProbeKey { container, kind };
            let event = PodEvent::Probe(key, ProbeEvent::Manual);
            let uid = self.pod.uid.clone();
            self.cx.after(std::time::Duration::ZERO, Event::Pod(uid, event));
        }
    }

    fn set_one(
        &self,
        own: &mut ContainerStatus,
        before: Option<&ContainerStatus>,
        runtime: &RuntimeStatus,
        due: &mut Vec<Arc<str>>,
    ) {
        let newest = runtime.find(&own.name);
        let id = newest.map(|newest| newest.id);
        let started = own.running().is_some() && self.is_started(own, before, id);
        own.started = Some(started);
        own.ready = false;
        if !started {
            return;
        }
        let prober = &self.pod.prober;
        let result = id.and_then(|id| prober.results.get(ProbeKind::Readiness, id));
        let kept = result.is_none()
            && self.node.profile.started_is_kept
            && has_readiness_probe(&self.pod.pod.spec, &own.name)
            && id.is_some_and(|id| self.predates_kubelet(id).is_some());
        own.ready = if result == Some(ProbeResult::Success) {
            true
        } else if kept {
            if prober.has(&own.name, ProbeKind::Readiness) {
                due.push(Arc::from(own.name.as_str()));
            }
            before.is_some_and(|before| before.ready)
        } else if prober.has(&own.name, ProbeKind::Readiness) {
            due.push(Arc::from(own.name.as_str()));
            false
        } else {
            true
        };
    }

    /// `isContainerStarted`.
    fn is_started(
        &self,
        own: &ContainerStatus,
        before: Option<&ContainerStatus>,
        id: Option<ContainerId>,
    ) -> bool {
        let prober = &self.pod.prober;
        if let Some(result) = id.and_then(|id| prober.results.get(ProbeKind::Startup, id)) {
            return result == ProbeResult::Success;
        }
        if self.node.profile.started_is_kept && before.is_some_and(|before| before.started == Some(true)) {
            return true;
        }
        !prober.has(&own.name, ProbeKind::Startup)
    }

    fn set_phase(
        &mut self,
        pod: &Pod,
        status: &mut PodStatus,
        old: &PodStatus,
        runtime: &RuntimeStatus,
        is_terminal: bool,
    ) {
        let statuses = all_statuses(status);
        let apps = pod
            .spec
            .containers
            .iter()
            .map(|container| container.name.as_str());
        let past = if !self.node.profile.sandbox_counts {
            past_by_statuses(apps, &statuses)
        } else if runtime.has_active_instance(apps) {
            Past::Sidecars
        } else {
            Past::Nothing
        };
        status.phase = get_phase(&pod.spec, &statuses, is_terminal, past);
        let known = [old.phase, pod.status.phase]
            .into_iter()
            .find(|phase| phase.is_terminal());
        if let Some(known) = known.filter(|_| !status.phase.is_terminal() || pod.status.phase.is_terminal()) {
            status.phase = known;
        }
        if status.phase == old.phase {
            status.reason.clone_from(&old.reason);
            status.message.clone_from(&old.message);
        }
        if !pod.status.phase.is_terminal() && self.is_past_deadline() {
            status.phase = PodPhase::Failed;
            status.reason = active_deadline::REASON.to_owned();
            status.message = active_deadline::MESSAGE.to_owned();
            let message = active_deadline::MESSAGE.to_owned();
            self.event(None, EventType::Normal, active_deadline::REASON, message);
        }
    }
}

/// Before 1.33: an app container that runs or has ended, in whatever sandbox (`HasAnyRegularContainerStarted`).
fn past_by_statuses<'a>(
    mut apps: impl Iterator<Item = &'a str>,
    statuses: &[Shared<ContainerStatus>],
) -> Past {
    let started =
        |status: &Shared<ContainerStatus>| status.running().is_some() || status.terminated().is_some();
    let any = apps.any(|app| {
        statuses
            .iter()
            .any(|status| status.name == app && started(status))
    });
    if any { Past::Everything } else { Past::Nothing }
}

fn has_readiness_probe(spec: &api::core_v1::PodSpec, name: &str) -> bool {
    spec.container(name)
        .is_some_and(|(_, container)| container.readiness_probe.is_some())
}

/// The list with one address; the one from before when the address is the same.
fn addresses(before: (&str, Option<&Arc<Value>>), ip: &str) -> Option<Arc<Value>> {
    let same = before.1.filter(|_| before.0 == ip);
    Some(same.cloned().unwrap_or_else(|| Arc::new(json!([{ "ip": ip }]))))
}

/// Init containers first.
pub(super) fn all_statuses(status: &PodStatus) -> Vec<Shared<ContainerStatus>> {
    let init = status.init_container_statuses.iter();
    init.chain(&status.container_statuses).cloned().collect()
}

fn set_conditions(
    pod: &Pod,
    status: &mut PodStatus,
    statuses: &[Shared<ContainerStatus>],
    old: &PodStatus,
    runtime: &RuntimeStatus,
    keeps: bool,
) {
    let (spec, phase) = (&pod.spec, status.phase);
    let statuses = Some(statuses);
    let foreign = pod
        .status
        .conditions
        .iter()
        .filter(|condition| !is_owned_by_kubelet(&condition.kind));
    let mut conditions = Vec::with_capacity(MAX_CONDITIONS);
    conditions.extend(foreign.cloned());
    let keep = |condition| as_before(condition, &old.conditions);
    conditions.push(keep(ready_to_start(spec, runtime)));
    let was_initialized = keeps && old.condition_is_true(INITIALIZED);
    conditions.push(keep(pod_initialized(spec, was_initialized, statuses, phase)));
    let containers = containers_ready(spec, statuses, phase);
    conditions.push(keep(pod_ready(spec, &conditions, &containers)));
    conditions.push(keep(containers));
    conditions.push(keep(pod_scheduled()));
    if keeps {
        conditions.extend(restarting_all(spec, runtime, old, phase).map(keep));
    }
    status.conditions = conditions;
}

/// Most conditions of the kubelet's own.
const MAX_CONDITIONS: usize = 6;

/// A condition; the one from before when it says the same, with the time since when.
fn as_before(condition: PodCondition, before: &[Shared<PodCondition>]) -> Shared<PodCondition> {
    let old = before.iter().find(|old| old.kind == condition.kind);
    let same = old.filter(|old| {
        old.status == condition.status && old.reason == condition.reason && old.message == condition.message
    });
    same.cloned().unwrap_or_else(|| condition.into())
}
