//! `activeDeadlineSeconds` of a pod.
//! Mirrors pkg/kubelet/active_deadline.go (v1.36.2).

use super::agent::Agent;

/// The reason of the phase and of the event.
pub(crate) const REASON: &str = "DeadlineExceeded";
/// The message of both.
pub(crate) const MESSAGE: &str = "Pod was active on the node longer than the specified deadline";

impl Agent<'_> {
    /// The pod has a deadline and it has passed (whole seconds since `status.startTime`).
    pub fn is_past_deadline(&self) -> bool {
        let Some(deadline) = self.pod.pod.spec.active_deadline_seconds else {
            return false;
        };
        let status = self.pod.status.current().unwrap_or(&self.pod.pod.status);
        let Some(start) = status.start_time else {
            return false;
        };
        let elapsed = self.cx.wall().since(start);
        elapsed.as_secs() >= deadline.unsigned_abs()
    }
}
