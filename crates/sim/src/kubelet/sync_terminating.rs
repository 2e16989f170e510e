//! The syncs that end a pod: stop everything, then clean up.
//! Mirrors pkg/kubelet/kubelet.go `SyncTerminatingPod`, `SyncTerminatedPod` (v1.36.2).

use sorted::Set;
use std::sync::Arc;

use api::core_v1::Pod;

use super::agent::Agent;
use super::pod_workers::{Activity, Outcome, Sync};
use crate::runtime::{ContainerId, RuntimeStatus};

/// A SyncTerminatingPod under way.
pub(crate) struct SyncTerminating {
    pod: Arc<Pod>,
    /// Containers that are being stopped; empty: the sandbox is being stopped.
    left: Set<ContainerId>,
}

impl Agent<'_> {
    /// Reports the status and stops every container.
    pub fn begin_terminating(&mut self, pod: &Arc<Pod>, status: &RuntimeStatus) {
        let api_status = self.generate_status(pod, status, false);
        self.set_status(api_status.into());
        self.stop_liveness_and_startup();
        let grace = self.pod.worker.grace;
        let left = self.kill_all(status, grace);
        let waits = !left.is_empty();
        self.pod.worker.activity = Activity::Busy(Box::new(Sync::Terminating(SyncTerminating {
            pod: pod.clone(),
            left,
        })));
        if !waits {
            self.stop_sandbox();
        }
    }

    fn stop_sandbox(&mut self) {
        let status = self.node.runtime.status(&self.pod.uid);
        let ready = status.sandboxes.iter().any(|sandbox| sandbox.ready);
        let timing = &self.cx.scenario.timing;
        let delay = if ready {
            timing.sandbox_stop
        } else {
            timing.api_write
        };
        self.wait_step(delay);
    }

    /// A container that was being stopped has stopped.
    pub fn terminating_kill_done(&mut self, id: ContainerId) {
        if let Activity::Busy(sync) = &mut self.pod.worker.activity
            && let Sync::Terminating(sync) = &mut **sync
            && sync.left.remove(&id)
            && sync.left.is_empty()
        {
            self.stop_sandbox();
        }
    }

    /// The sandbox has stopped: the final status.
    pub fn continue_terminating(&mut self) {
        let Activity::Busy(sync) = &self.pod.worker.activity else {
            return;
        };
        let Sync::Terminating(sync) = &**sync else { return };
        let pod = sync.pod.clone();
        let uid = self.pod.uid.clone();
        self.node.runtime.stop_sandboxes(&uid);
        self.pod.stop_all_probes(self.cx);
        let status = self.node.runtime.status(&uid);
        let api_status = self.generate_status(&pod, &status, true);
        self.set_status(api_status.into());
        self.finish_sync(&Outcome::default());
    }

    /// Waits until volumes and control groups are gone.
    pub fn begin_terminated(&mut self, pod: &Arc<Pod>, status: &RuntimeStatus) {
        let api_status = self.generate_status(pod, status, true);
        self.set_status(api_status.into());
        self.pod.worker.activity = Activity::Busy(Box::new(Sync::Terminated(Arc::clone(pod))));
        let now = self.cx.now;
        let timing = &self.cx.scenario.timing;
        let unmounted = self.pod.worker.terminated_at.unwrap_or(now) + timing.unmount;
        let delay = if pod.spec.volumes.is_empty() {
            timing.sync_overhead
        } else {
            unmounted.saturating_sub(now)
        };
        self.wait_step(delay);
    }

    /// Everything is gone: the last word about the pod.
    pub fn finish_terminated(&mut self, pod: &Pod) {
        self.terminate_status(pod);
        self.finish_sync(&Outcome::default());
    }
}
