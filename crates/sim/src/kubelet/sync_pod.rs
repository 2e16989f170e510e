//! One sync of a pod that should run, in numbered steps that can wait.
//! Mirrors pkg/kubelet/kubelet.go `SyncPod` and pkg/kubelet/kuberuntime/kuberuntime_manager.go `SyncPod`
//! (v1.36.2).

use std::collections::VecDeque;

use sorted::Set;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{EventType, Pod};

use super::actions::{Input, KillContainer, PodActions, ResetContainer, compute_pod_actions};
use super::agent::{Agent, StartFailure};
use super::pod_workers::{Activity, Outcome, Sync};
use super::start::Start;
use super::status::is_restarting_all;
use super::termination::KillRequest;
use crate::runtime::{ContainerId, RuntimeStatus};

/// One thing to do, in this order.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// 2. Stop every container and the sandbox.
    KillPod,
    /// 2. Stop one container.
    Kill(KillContainer),
    /// 2. Remove one container (RestartAllContainers).
    Reset(ResetContainer),
    /// 4. RunPodSandbox.
    CreateSandbox(u32),
    /// 7. Start the init container of this position.
    StartInit(usize),
    /// 9. Start the app container of this position.
    StartApp(usize),
}

/// What the sync waits for.
pub(crate) enum Waiting {
    /// Its own beginning: volumes and directories.
    Preparing,
    /// RunPodSandbox.
    Sandbox(u32),
    /// Containers that are being stopped; then the sandbox too, or a container is removed.
    Kills {
        left: Set<ContainerId>,
        then_stop_sandbox: bool,
        then_remove: Option<ContainerId>,
    },
    /// StopPodSandbox.
    StoppingSandbox,
    /// A container's start.
    Start(Box<Start>),
    /// Nothing: the next step can be done.
    Nothing,
}

/// A SyncPod under way.
pub(crate) struct SyncPod {
    pub pod: Arc<Pod>,
    pub status: Rc<RuntimeStatus>,
    pub steps: VecDeque<Step>,
    pub waiting: Waiting,
    pub outcome: Outcome,
    /// What became of each start: the reason cache learns it at the end.
    pub starts: Vec<(String, Option<StartFailure>)>,
    /// This sync resets all containers.
    resetting: bool,
    /// When it began.
    began: Duration,
}

impl Agent<'_> {
    /// 1.-6.: reports the status, then waits for what containers need.
    pub fn begin_sync_pod(&mut self, pod: Arc<Pod>, status: Rc<RuntimeStatus>) {
        let terminal = self.update_status(&pod, &status).is_terminal();
        let timing = &self.cx.scenario.timing;
        let delay = if terminal {
            Duration::ZERO
        } else if self.pod.mounted || pod.spec.volumes.is_empty() {
            timing.sync_overhead
        } else {
            timing.sync_overhead + timing.volume_wait
        };
        self.pod.worker.activity = Activity::Busy(Box::new(Sync::Pod(SyncPod {
            pod,
            status,
            steps: VecDeque::new(),
            waiting: Waiting::Preparing,
            outcome: Outcome {
                terminal,
                ..Outcome::default()
            },
            starts: Vec::new(),
            resetting: false,
            began: self.cx.now,
        })));
        if !terminal && !self.pod.mounted {
            self.node.working.insert(self.pod.uid.clone());
        }
        if terminal {
            let outcome = Outcome {
                terminal,
                ..Outcome::default()
            };
            self.finish_sync(&outcome);
        } else {
            self.wait_step(delay);
        }
    }

    /// When the SyncPod under way began.
    pub fn sync_began(&mut self) -> Duration {
        let now = self.cx.now;
        self.sync().map_or(now, |sync| sync.began)
    }

    /// The SyncPod under way.
    pub fn sync(&mut self) -> Option<&mut SyncPod> {
        match &mut self.pod.worker.activity {
            Activity::Busy(sync) => match &mut **sync {
                Sync::Pod(sync) => Some(sync),
                Sync::Terminating(_) | Sync::Terminated(_) => None,
            },
            Activity::Idle | Activity::Waiting(_) => None,
        }
    }

    /// What the sync waited for is there: goes on as far as it can.
    pub fn continue_sync_pod(&mut self) {
        let Some(sync) = self.sync() else { return };
        match std::mem::replace(&mut sync.waiting, Waiting::Nothing) {
            Waiting::Preparing => self.plan(),
            Waiting::Sandbox(attempt) => self.sandbox_created(attempt),
            Waiting::StoppingSandbox => {
                let uid = self.pod.uid.clone();
                self.node.runtime.stop_sandboxes(&uid);
            }
            Waiting::Start(start) => self.continue_start(*start),
            waiting @ Waiting::Kills { .. } => {
                if let Some(sync) = self.sync() {
                    sync.waiting = waiting;
                }
            }
            Waiting::Nothing => {}
        }
        self.run_steps();
    }

    /// 7.-8.: probe workers, then the plan.
    fn plan(&mut self) {
        if self.pod.mounted || self.try_mount() {
            self.act();
        }
    }

    fn act(&mut self) {
        self.look_for_pull_secrets();
        self.add_probes();
        let Some(sync) = self.sync() else { return };
        let (pod, status) = (sync.pod.clone(), sync.status.clone());
        let restart_all = is_restarting_all(self.pod.status.current());
        let actions = compute_pod_actions(&Input {
            spec: &pod.spec,
            deleting: pod.metadata.deletion_timestamp.is_some(),
            status: &status,
            results: &self.pod.prober.results,
            restart_all,
        });
        let resetting = !actions.containers_to_reset.is_empty();
        if actions.create_sandbox && actions.sandbox.is_some() {
            let message = "Pod sandbox changed, it will be killed and re-created.".to_owned();
            self.event(None, EventType::Normal, "SandboxChanged", message);
        }
        let steps = steps(actions);
        if steps.is_empty() {
            self.rest();
        }
        if let Some(sync) = self.sync() {
            sync.resetting = resetting;
            sync.steps = steps;
        }
    }

    /// Does what can be done; ends the sync when nothing is left.
    pub fn run_steps(&mut self) {
        loop {
            let Some(sync) = self.sync() else { return };
            if !matches!(sync.waiting, Waiting::Nothing) {
                return;
            }
            match sync.steps.pop_front() {
                Some(step) => self.execute(step),
                None => break,
            }
        }
        self.finish_sync_pod();
    }

    fn execute(&mut self, step: Step) {
        if matches!(
            step,
            Step::CreateSandbox(_) | Step::StartInit(_) | Step::StartApp(_)
        ) {
            self.node.working.insert(self.pod.uid.clone());
        }
        match step {
            Step::KillPod => {
                let Some(status) = self.sync().map(|sync| sync.status.clone()) else {
                    return;
                };
                let left = self.kill_all(&status, None);
                self.wait_kills(left, true, None);
            }
            Step::Kill(kill) => {
                let request = KillRequest {
                    message: kill.message,
                    reason: kill.reason,
                    grace_override: None,
                };
                let left = self.kill_one(kill.id, &request);
                self.wait_kills(left, false, None);
            }
            Step::Reset(reset) => self.reset_container(&reset),
            Step::CreateSandbox(attempt) => {
                let uid = self.pod.uid.clone();
                self.node.runtime.purge(&uid, &self.pod.pod.spec.init_containers);
                let median = self.cx.scenario.timing.sandbox_create;
                let delay = self.work(median);
                self.set_waiting(Waiting::Sandbox(attempt));
                self.wait_step(delay);
            }
            Step::StartInit(index) => self.begin_start(true, index),
            Step::StartApp(index) => self.begin_start(false, index),
        }
    }

    /// Sets what the sync waits for.
    pub fn set_waiting(&mut self, waiting: Waiting) {
        if let Some(sync) = self.sync() {
            sync.waiting = waiting;
        }
    }

    /// The pod takes no processor time until its sync goes on.
    pub fn rest(&mut self) {
        let uid = self.pod.uid.clone();
        self.node.working.remove(&uid);
    }

    fn wait_kills(
        &mut self,
        left: Set<ContainerId>,
        then_stop_sandbox: bool,
        then_remove: Option<ContainerId>,
    ) {
        self.rest();
        if let Some(sync) = self.sync() {
            sync.outcome.results += 1;
        }
        self.set_waiting(Waiting::Kills {
            left,
            then_stop_sandbox,
            then_remove,
        });
        self.kills_changed(None);
    }

    /// A container that was being stopped has stopped: perhaps the sync can go on.
    pub fn kills_changed(&mut self, gone: Option<ContainerId>) {
        let Some(sync) = self.sync() else { return };
        let Waiting::Kills {
            left,
            then_stop_sandbox,
            then_remove,
        } = &mut sync.waiting
        else {
            return;
        };
        if let Some(id) = gone {
            left.remove(&id);
        }
        if !left.is_empty() {
            return;
        }
        let (stop_sandbox, remove) = (*then_stop_sandbox, *then_remove);
        if let Some(id) = remove {
            let uid = self.pod.uid.clone();
            self.node.runtime.remove_container(&uid, id);
        }
        if stop_sandbox {
            self.set_waiting(Waiting::StoppingSandbox);
            let delay = self.cx.scenario.timing.sandbox_stop;
            self.wait_step(delay);
        } else {
            self.set_waiting(Waiting::Nothing);
            if gone.is_some() {
                self.run_steps();
            }
        }
    }

    fn reset_container(&mut self, reset: &ResetContainer) {
        let request = KillRequest {
            message: "killing".to_owned(),
            reason: super::actions::KillReason::RestartAll,
            grace_override: Some(0),
        };
        let left = if reset.kill {
            self.kill_one(reset.id, &request)
        } else {
            Set::new()
        };
        self.wait_kills(left, false, Some(reset.id));
    }

    fn sandbox_created(&mut self, attempt: u32) {
        let ip = if self.pod.pod.spec.host_network == Some(true) {
            String::new()
        } else {
            self.pod.ip.clone()
        };
        let uid = self.pod.uid.clone();
        self.node.runtime.create_sandbox(&uid, attempt, &ip);
        if let Some(sync) = self.sync() {
            sync.outcome.results += 1;
        }
        self.set_ready_to_start();
    }

    fn finish_sync_pod(&mut self) {
        self.rest();
        let Some(sync) = self.sync() else { return };
        let starts = std::mem::take(&mut sync.starts);
        let mut outcome = std::mem::take(&mut sync.outcome);
        outcome.again = sync.resetting && outcome.errors == 0;
        if !starts.is_empty() {
            self.pod.status.unsettle();
        }
        for (name, failure) in starts {
            match failure {
                Some(failure) => self.pod.reasons.insert(name, failure),
                None => self.pod.reasons.remove(&name),
            };
        }
        self.finish_sync(&outcome);
    }
}

fn steps(actions: PodActions) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    if actions.kill_pod {
        if actions.sandbox.is_some() || !actions.create_sandbox {
            steps.push_back(Step::KillPod);
        }
    } else {
        steps.extend(actions.containers_to_kill.into_iter().map(Step::Kill));
        steps.extend(actions.containers_to_reset.into_iter().map(Step::Reset));
    }
    if actions.kill_pod && !actions.create_sandbox {
        return steps;
    }
    if actions.create_sandbox {
        steps.push_back(Step::CreateSandbox(actions.attempt));
    }
    steps.extend(actions.init_containers_to_start.into_iter().map(Step::StartInit));
    steps.extend(actions.containers_to_start.into_iter().map(Step::StartApp));
    steps
}
