//! When a pod is synced: one worker per pod, one sync at a time, at most one more waiting.
//! Mirrors pkg/kubelet/pod_workers.go (v1.36.2).

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::Pod;
use trace::Cause;

use super::agent::Agent;
use super::sync_pod::SyncPod;
use crate::runtime::RuntimeStatus;

/// After an error the pod is synced again after this time, times U[1, 1.5).
const BACK_OFF_PERIOD: Duration = Duration::from_secs(10);
/// A healthy pod is synced again after this time, times U[1, 1.5).
const RESYNC_INTERVAL: Duration = Duration::from_secs(60);

/// Where a pod worker is; it never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WorkerState {
    /// The pod should run.
    #[default]
    Syncing,
    /// Its containers are being stopped.
    Terminating,
    /// They have stopped; resources are cleaned up.
    Terminated,
    /// Nothing left to do.
    Finished,
}

/// What the worker is doing.
#[derive(Default)]
pub(crate) enum Activity {
    /// Nothing.
    #[default]
    Idle,
    /// A sync waits for a report newer than the end of the last one.
    Waiting(Request),
    /// A sync is under way.
    Busy(Box<Sync>),
}

/// What one sync was asked for: taken when the worker becomes free, not when the sync begins.
pub(crate) struct Request {
    pub state: WorkerState,
    pub pod: Arc<Pod>,
    pub cause: Cause,
}

/// A sync under way.
pub(crate) enum Sync {
    /// SyncPod.
    Pod(SyncPod),
    /// SyncTerminatingPod.
    Terminating(super::sync_terminating::SyncTerminating),
    /// SyncTerminatedPod of this revision: waits for the clean-up.
    Terminated(Arc<Pod>),
}

/// How a sync ended.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Actions that had a result.
    pub results: usize,
    /// Errors, and among them the earliest end of a crash back-off.
    pub errors: usize,
    pub expiry: Option<Duration>,
    /// SyncPod found the phase to be terminal.
    pub terminal: bool,
    /// All containers are being restarted: sync again at once.
    pub again: bool,
}

/// One pod's worker.
#[derive(Default)]
pub(crate) struct Worker {
    pub state: WorkerState,
    pub activity: Activity,
    /// One more sync to do, and why.
    pending: Option<Cause>,
    pub last_sync_end: Option<Duration>,
    /// When the queue hands the pod out again.
    queued: Option<(Duration, Cause)>,
    /// Seconds of grace that the deletion (or eviction) leaves; `None` when the pod ends by itself.
    pub grace: Option<i64>,
    /// When all containers had stopped.
    pub terminated_at: Option<Duration>,
    /// The number of the step that the sync waits for.
    pub step: u64,
}

impl Worker {
    /// Nothing left to do.
    pub fn is_finished(&self) -> bool {
        self.state == WorkerState::Finished
    }

    /// Containers might still run (`CouldHaveRunningContainers`).
    pub fn could_have_running_containers(&self) -> bool {
        self.state < WorkerState::Terminated
    }
}

impl Agent<'_> {
    /// Something happened that the pod must be synced for.
    pub fn update_pod(&mut self) {
        if self.pod.worker.is_finished() {
            return;
        }
        let cause = self.cx.cause.clone();
        self.pod.worker.pending = Some(cause);
        self.start_next();
    }

    /// The pod must end: its deletion was asked for, with this or a shorter grace period.
    pub fn request_termination(&mut self) {
        let meta = &self.pod.pod.metadata;
        let asked = meta
            .deletion_grace_period_seconds
            .unwrap_or_else(|| self.pod.pod.spec.grace_period_seconds());
        let worker = &mut self.pod.worker;
        worker.grace = Some(worker.grace.map_or(asked, |known| known.min(asked)).max(1));
        worker.state = worker.state.max(WorkerState::Terminating);
    }

    /// The API object vanished while the pod was alive (force delete): its containers stop all the same.
    pub fn pod_removed(&mut self) {
        self.pod.removed = true;
        let worker = &mut self.pod.worker;
        if worker.state == WorkerState::Syncing {
            worker.grace = Some(
                worker
                    .grace
                    .unwrap_or(1)
                    .max(1)
                    .min(self.pod.pod.spec.grace_period_seconds().max(1)),
            );
            worker.state = WorkerState::Terminating;
        }
        self.update_pod();
    }

    fn start_next(&mut self) {
        let worker = &mut self.pod.worker;
        if !matches!(worker.activity, Activity::Idle) {
            return;
        }
        let Some(cause) = worker.pending.take() else {
            return;
        };
        worker.activity = Activity::Waiting(Request {
            state: worker.state,
            pod: self.pod.pod.clone(),
            cause,
        });
        self.check_cache();
    }

    /// Begins the sync that waits, once the cache has what it waits for.
    pub fn check_cache(&mut self) {
        if !matches!(self.pod.worker.activity, Activity::Waiting(_)) {
            return;
        }
        let Some(status) = self.newer_status() else {
            self.node.waiting.insert(self.pod.uid.clone());
            return;
        };
        if let Activity::Waiting(request) = std::mem::take(&mut self.pod.worker.activity) {
            let cause = request.cause.clone();
            self.because(cause, |agent| agent.begin(request, status));
        }
    }

    /// True when a sync asked for now would begin now.
    pub fn begins_at_once(&self) -> bool {
        matches!(self.pod.worker.activity, Activity::Idle) && self.newer_status().is_some()
    }

    fn begin(&mut self, request: Request, status: Rc<RuntimeStatus>) {
        match request.state {
            WorkerState::Syncing => self.begin_sync_pod(request.pod, status),
            WorkerState::Terminating => self.begin_terminating(&request.pod, &status),
            WorkerState::Terminated | WorkerState::Finished => self.begin_terminated(&request.pod, &status),
        }
    }

    /// Waits `delay` for the next step of the sync under way.
    pub fn wait_step(&mut self, delay: Duration) {
        self.pod.worker.step += 1;
        let event = super::PodEvent::Step(self.pod.worker.step);
        self.cx
            .after(delay, super::Event::Pod(self.pod.uid.clone(), event));
    }

    /// The step that the sync waits for is done.
    pub fn step_done(&mut self, token: u64) {
        if token != self.pod.worker.step {
            return;
        }
        // A number is good for one step.
        self.pod.worker.step += 1;
        match &self.pod.worker.activity {
            Activity::Busy(sync) => match **sync {
                Sync::Pod(_) => self.continue_sync_pod(),
                Sync::Terminating(_) => self.continue_terminating(),
                Sync::Terminated(ref pod) => {
                    let pod = Arc::clone(pod);
                    self.finish_terminated(&pod);
                }
            },
            Activity::Idle | Activity::Waiting(_) => {}
        }
    }

    /// The end of a sync: the next state, the next sync.
    pub fn finish_sync(&mut self, outcome: &Outcome) {
        let worker = &mut self.pod.worker;
        let state = match std::mem::take(&mut worker.activity) {
            Activity::Busy(sync) => match *sync {
                Sync::Pod(_) => WorkerState::Syncing,
                Sync::Terminating(_) => WorkerState::Terminating,
                Sync::Terminated(_) => WorkerState::Terminated,
            },
            Activity::Idle | Activity::Waiting(_) => return,
        };
        worker.last_sync_end = Some(self.cx.now);
        let next = match state {
            WorkerState::Syncing if outcome.terminal => WorkerState::Terminating,
            WorkerState::Terminating if outcome.errors == 0 => WorkerState::Terminated,
            WorkerState::Terminated => WorkerState::Finished,
            same => same,
        };
        if state == WorkerState::Syncing && outcome.errors == 0 && outcome.results > 0 {
            self.request_relist();
        }
        let worker = &mut self.pod.worker;
        worker.state = worker.state.max(next);
        if next == WorkerState::Terminated && worker.terminated_at.is_none() {
            worker.terminated_at = Some(self.cx.now);
        }
        if worker.is_finished() {
            worker.pending = None;
            worker.queued = None;
            return;
        }
        if next != state || outcome.again {
            let cause = self.cx.cause.clone();
            self.pod.worker.pending = Some(cause);
        } else {
            self.enqueue(outcome);
        }
        self.start_next();
    }

    /// When the pod is synced again without a trigger (`completeWork`).
    fn enqueue(&mut self, outcome: &Outcome) {
        let now = self.cx.now;
        let delay = if outcome.errors == 0 {
            RESYNC_INTERVAL
        } else {
            match outcome.expiry.filter(|_| self.node.profile.retry_at_expiry) {
                Some(expiry) => expiry.saturating_sub(now).min(RESYNC_INTERVAL),
                None => BACK_OFF_PERIOD,
            }
        };
        let delay = self.cx.retry_delay(delay);
        let cause = if outcome.expiry.is_some() {
            Cause::Clock("back-off")
        } else if outcome.errors > 0 {
            Cause::Clock("retry")
        } else {
            Cause::Clock("resync")
        };
        self.node.queued.insert((now + delay, self.pod.uid.clone()));
        self.pod.worker.queued = Some((now + delay, cause));
    }

    /// The 1 s ticker: the queue's time has come, or the pod's deadline has passed.
    pub fn tick(&mut self) {
        let now = self.cx.now;
        let due = self.pod.worker.queued.take_if(|(at, _)| *at < now);
        if let Some((_, cause)) = due {
            self.because(cause, |agent| agent.update_pod());
        } else if self.pod.worker.state == WorkerState::Syncing && self.is_past_deadline() {
            self.update_pod();
        }
    }
}
