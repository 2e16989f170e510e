//! One container being stopped, from the event `Killing` to its end.

use sorted::Set;
use std::sync::Arc;
use std::time::Duration;

use api::Shared;
use api::core_v1::{ContainerRole, EventType, PodSpec};
use trace::{Cause, Fact, HookKind, ProbeKind};

use super::grace::{MINIMUM_GRACE, grace_period};
use super::hooks::HookCall;
use super::order::prerequisites;
use crate::kubelet::actions::KillReason;
use crate::kubelet::agent::{Agent, ExecOwner};
use crate::kubelet::{Event, PodEvent};
use crate::runtime::{ContainerId, CriState, RuntimeStatus};

/// Why and how a container is stopped.
#[derive(Clone, Debug)]
pub(crate) struct KillRequest {
    pub message: String,
    pub reason: KillReason,
    /// Seconds; wins over the pod's and the probe's.
    pub grace_override: Option<i64>,
}

/// Where a kill is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// The preStop hook runs since then; the timer is the hook's end when it needs no command.
    PreStop {
        since: Duration,
        ends: Option<Result<(), String>>,
    },
    /// The hook is done, or its time is up; it waits since then for others to end.
    Queued { since: Duration },
    /// StopContainer was called; the runtime is about to send the stop signal. Seconds until SIGKILL then.
    Called { grace: i64 },
    /// The stop signal was sent.
    Stopping,
    /// SIGKILL was sent.
    Killed,
}

/// A container being stopped.
#[derive(Clone, Debug)]
pub(crate) struct Kill {
    name: Arc<str>,
    /// As it was when the kill began.
    spec: Shared<PodSpec>,
    /// Seconds left.
    grace: i64,
    /// Must have ended first.
    waits_for: Set<String>,
    stage: Stage,
    token: u64,
    cause: Cause,
}

impl Agent<'_> {
    /// Stops every running container of the pod, sidecars last, one after the other. Returns those that run.
    pub fn kill_all(&mut self, status: &RuntimeStatus, grace_override: Option<i64>) -> Set<ContainerId> {
        let running: Vec<(ContainerId, Arc<str>)> = self
            .in_spec_order(status)
            .into_iter()
            .filter(|(id, _)| {
                status
                    .containers
                    .iter()
                    .any(|c| c.id == *id && c.state == CriState::Running)
            })
            .collect();
        let names: Set<String> = running.iter().map(|(_, name)| name.to_string()).collect();
        let ordered = self.node.profile.ordered_termination;
        let spec = self.pod.pod.spec.clone();
        let mut left = Set::new();
        for (id, name) in running {
            let request = KillRequest {
                message: format!("Stopping container {name}"),
                reason: KillReason::PodEnds,
                grace_override,
            };
            let mut waits_for: Set<String> = Set::new();
            if ordered {
                waits_for.extend(
                    prerequisites(&spec, &name)
                        .into_iter()
                        .filter(|name| names.contains(name)),
                );
            }
            if self.begin_kill(id, &name, &request, waits_for) {
                left.insert(id);
            }
        }
        left
    }

    /// The newest instances of the pod's containers in spec order, app containers first.
    fn in_spec_order(&self, status: &RuntimeStatus) -> Vec<(ContainerId, Arc<str>)> {
        let spec = &self.pod.pod.spec;
        let names = spec.containers.iter().chain(&spec.init_containers);
        let newest = names.filter_map(|container| status.find(&container.name));
        newest.map(|newest| (newest.id, newest.name.clone())).collect()
    }

    /// Stops one container. Returns it unless it has already ended.
    pub fn kill_one(&mut self, id: ContainerId, request: &KillRequest) -> Set<ContainerId> {
        let Some(reference) = self.node.runtime.reference(&self.pod.uid, id) else {
            return Set::new();
        };
        let began = self.begin_kill(id, &reference.name, request, Set::new());
        began.then_some(id).into_iter().collect()
    }

    /// Why a container is killed: the failed probe, or the reason in hand.
    fn kill_cause(&self, id: ContainerId, name: &str, reason: KillReason) -> Cause {
        let kind = match reason {
            KillReason::LivenessProbe => ProbeKind::Liveness,
            KillReason::StartupProbe => ProbeKind::Startup,
            _ => return self.cx.cause.clone(),
        };
        match self.pod.probe_records.get(&(id, kind)) {
            Some(record) => self.rule(*record, name, &format!(".{}", kind.field())),
            None => self.cx.cause.clone(),
        }
    }

    fn begin_kill(
        &mut self,
        id: ContainerId,
        name: &Arc<str>,
        request: &KillRequest,
        waits_for: Set<String>,
    ) -> bool {
        let cause = self.kill_cause(id, name, request.reason);
        let message = request.message.clone();
        let container = self.pod.container(name).map(|(_, container)| container);
        let grace = request
            .grace_override
            .unwrap_or_else(|| grace_period(&self.pod.pod, container, request.reason));
        let event_cause = cause.clone();
        self.because(event_cause, |agent| {
            agent.event(Some(name), EventType::Normal, "Killing", message);
        });
        let kill = Kill {
            name: name.clone(),
            spec: self.pod.pod.spec.clone(),
            grace,
            waits_for,
            stage: Stage::Queued { since: self.cx.now },
            token: self.pod.first_number(),
            cause: cause.clone(),
        };
        self.pod.kills.insert(id, kill);
        self.because(cause, |agent| agent.begin_pre_stop(id));
        self.pod.kills.contains_key(&id)
    }

    fn begin_pre_stop(&mut self, id: ContainerId) {
        let Some(kill) = self.pod.kills.get(&id) else {
            return;
        };
        let (grace, spec) = (kill.grace, kill.spec.clone());
        let container = spec.container(&kill.name).map(|(_, container)| container);
        let lifecycle = container.and_then(|container| container.lifecycle.as_ref());
        let hook = lifecycle.and_then(|lifecycle| lifecycle.pre_stop.clone());
        let is_init = self
            .pod
            .container(&kill.name.clone())
            .is_some_and(|(role, _)| role == ContainerRole::Init);
        let (Some(hook), Some(container)) = (hook.filter(|_| grace > 0 && !is_init), container) else {
            self.begin_wait(id);
            return;
        };
        if let Some(reference) = self.node.runtime.reference(&self.pod.uid, id) {
            let kind = HookKind::PreStop;
            self.cx.record(Fact::HookStarted {
                container: reference,
                kind,
            });
        }
        let limit = seconds(grace);
        let call = self.call_hook(id, container, &hook, ExecOwner::PreStop(id));
        let (delay, ends) = match call {
            HookCall::Runs => (limit, None),
            HookCall::Ends(after, result) if after <= limit => (after, Some(result)),
            HookCall::Ends(..) => (limit, None),
        };
        let since = self.cx.now;
        self.set_stage(id, Stage::PreStop { since, ends }, Some(delay));
    }

    fn set_stage(&mut self, id: ContainerId, stage: Stage, timer: Option<Duration>) {
        let uid = self.pod.uid.clone();
        let Some(kill) = self.pod.kills.get_mut(&id) else {
            return;
        };
        kill.stage = stage;
        kill.token += 1;
        if let Some(delay) = timer {
            let event = PodEvent::Kill(id, kill.token);
            self.cx
                .after_because(delay, kill.cause.clone(), Event::Pod(uid, event));
        }
    }

    /// A timer of a kill.
    pub fn kill_timer(&mut self, id: ContainerId, token: u64) {
        let Some(kill) = self.pod.kills.get(&id).filter(|kill| kill.token == token) else {
            return;
        };
        match kill.stage.clone() {
            Stage::PreStop {
                ends: Some(result), ..
            } => self.pre_stop_ended(id, result.err()),
            Stage::PreStop { ends: None, .. } => self.pre_stop_timed_out(id),
            Stage::Queued { .. } => self.begin_stop(id),
            Stage::Called { grace } => {
                let uid = self.pod.uid.clone();
                self.set_stage(id, Stage::Stopping, Some(seconds(grace)));
                self.node.runtime.signal(self.cx, &uid, id, false);
            }
            Stage::Stopping => {
                self.set_stage(id, Stage::Killed, None);
                let uid = self.pod.uid.clone();
                self.node.runtime.signal(self.cx, &uid, id, true);
            }
            Stage::Killed => {}
        }
    }

    /// The preStop command of a kill has ended.
    pub fn pre_stop_exec_ended(&mut self, id: ContainerId, exit_code: i32) {
        let running = self.pod.kills.get(&id);
        if running.is_some_and(|kill| matches!(kill.stage, Stage::PreStop { ends: None, .. })) {
            let error = (exit_code != 0).then(|| format!("command exited with {exit_code}"));
            self.pre_stop_ended(id, error);
        }
    }

    fn pre_stop_ended(&mut self, id: ContainerId, error: Option<String>) {
        let Some(name) = self.pod.kills.get(&id).map(|kill| kill.name.clone()) else {
            return;
        };
        let failed = error.is_some();
        if let Some(container) = self.node.runtime.reference(&self.pod.uid, id) {
            let kind = HookKind::PreStop;
            self.cx.record(Fact::HookEnded {
                container,
                kind,
                error,
            });
        }
        if failed {
            let message = "PreStopHook failed".to_owned();
            self.event(Some(&name), EventType::Warning, "FailedPreStopHook", message);
        }
        self.after_pre_stop(id);
    }

    /// The grace period is over while the hook still runs: it is not stopped, but nobody waits for it.
    fn pre_stop_timed_out(&mut self, id: ContainerId) {
        if let Some(container) = self.node.runtime.reference(&self.pod.uid, id) {
            let error = Some("the grace period ended before the hook did".to_owned());
            let kind = HookKind::PreStop;
            self.cx.record(Fact::HookEnded {
                container,
                kind,
                error,
            });
        }
        self.after_pre_stop(id);
    }

    fn after_pre_stop(&mut self, id: ContainerId) {
        let now = self.cx.now;
        if let Some(kill) = self.pod.kills.get_mut(&id)
            && let Stage::PreStop { since, .. } = kill.stage
        {
            kill.grace -= whole_seconds(now.saturating_sub(since));
        }
        self.begin_wait(id);
    }

    /// Waits for the containers that must end first.
    fn begin_wait(&mut self, id: ContainerId) {
        let Some(kill) = self.pod.kills.get(&id) else {
            return;
        };
        if kill.waits_for.is_empty() || kill.grace <= 0 {
            self.begin_stop(id);
            return;
        }
        let (since, limit) = (self.cx.now, seconds(kill.grace));
        self.set_stage(id, Stage::Queued { since }, Some(limit));
    }

    /// StopContainer: the stop signal, then SIGKILL when the time is up.
    fn begin_stop(&mut self, id: ContainerId) {
        let now = self.cx.now;
        let Some(kill) = self.pod.kills.get_mut(&id) else {
            return;
        };
        if let Stage::Queued { since } = kill.stage {
            kill.grace -= whole_seconds(now.saturating_sub(since));
        }
        let grace = kill.grace.max(MINIMUM_GRACE);
        let uid = self.pod.uid.clone();
        if !self.node.runtime.is_running(&uid, id) {
            // It has ended meanwhile; the runtime may have yet to notice.
            let noticed = self.node.runtime.is_exited(&uid, id);
            self.set_stage(id, Stage::Killed, None);
            if noticed {
                self.container_gone(id);
            }
            return;
        }
        let delay = self.cx.scenario.timing.signal;
        self.set_stage(id, Stage::Called { grace }, Some(delay));
    }

    /// The runtime has noticed a container's end: kills that wait for it go on.
    pub fn container_gone(&mut self, id: ContainerId) {
        let stage = self.pod.kills.get(&id).map(|kill| kill.stage.clone());
        if !matches!(
            stage,
            Some(Stage::Called { .. } | Stage::Stopping | Stage::Killed)
        ) {
            return;
        }
        let Some(kill) = self.pod.kills.remove(&id) else {
            return;
        };
        let name = kill.name.to_string();
        let mut ready = Vec::new();
        for (other, waiting) in &mut self.pod.kills {
            waiting.waits_for.remove(&name);
            if waiting.waits_for.is_empty() && matches!(waiting.stage, Stage::Queued { .. }) {
                ready.push(*other);
            }
        }
        for other in ready {
            self.begin_stop(other);
        }
        self.terminating_kill_done(id);
        self.post_start_kill_done(id);
        self.kills_changed(Some(id));
    }
}

fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
