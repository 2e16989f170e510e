//! When a failed pod is replaced: the record of failures and the delay that follows from it.
//! Mirrors pkg/controller/job/backoff_utils.go (v1.36.2).

use std::sync::Arc;
use std::time::Duration;

use api::Shared;
use api::core_v1::{ContainerStatus, Pod};
use api::meta_v1::Time;

/// The delay after the first failure; it doubles.
pub(crate) const BASE: Duration = Duration::from_secs(10);
/// The longest delay.
pub(crate) const MAX: Duration = Duration::from_secs(600);

/// Failures of a Job since its last success, kept in the controller's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BackoffRecord {
    /// How many.
    pub failures: u32,
    /// When the last one finished.
    pub last_failure: Option<Time>,
}

impl BackoffRecord {
    /// The record after newly finished pods (newBackoffRecord).
    pub fn with(self, succeeded: &[Arc<Pod>], failed: &[Arc<Pod>]) -> BackoffRecord {
        let latest = |pods: &[Arc<Pod>]| pods.iter().map(|pod| finish_time(pod)).max();
        let count = |pods: usize| u32::try_from(pods).unwrap_or(u32::MAX);
        match (latest(succeeded), latest(failed)) {
            (None, None) => self,
            (None, last_failure) => BackoffRecord {
                failures: self.failures.saturating_add(count(failed.len())),
                last_failure,
            },
            (Some(success), _) => {
                let later: Vec<Time> = failed
                    .iter()
                    .map(|pod| finish_time(pod))
                    .filter(|time| *time > success)
                    .collect();
                BackoffRecord {
                    failures: count(later.len()),
                    last_failure: later.into_iter().max(),
                }
            }
        }
    }

    /// How long no pod may be created yet.
    pub fn remaining(self, now: Time) -> Duration {
        self.last_failure
            .map_or(Duration::ZERO, |last| remaining(self.failures, last, now))
    }
}

/// What is left at `now` of the delay after `failures` failures, the last of which ended at `last`.
pub(crate) fn remaining(failures: u32, last: Time, now: Time) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    let mut delay = BASE;
    for _ in 1..failures {
        if delay >= MAX {
            break;
        }
        delay *= 2;
    }
    delay.min(MAX).saturating_sub(now.since(last))
}

/// When a finished (or deleted) pod ended (getFinishedTime).
pub(crate) fn finish_time(pod: &Pod) -> Time {
    let (meta, status) = (&pod.metadata, &pod.status);
    containers_end(pod)
        .or_else(|| {
            let ready = status.condition("Ready")?;
            (ready.status == "False")
                .then_some(ready.last_transition_time)
                .flatten()
        })
        .or_else(|| {
            let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
            Some(Time(meta.deletion_timestamp?.0 - grace * 1_000_000))
        })
        .or(meta.creation_timestamp)
        .unwrap_or_default()
}

/// The latest end of all app containers and sidecars, when all have ended.
fn containers_end(pod: &Pod) -> Option<Time> {
    let sidecar = |status: &&Shared<ContainerStatus>| {
        let mut sidecars = pod.spec.sidecars();
        sidecars.any(|container| container.name == status.name)
    };
    let sidecars = pod.status.init_container_statuses.iter().filter(sidecar);
    let all = pod.status.container_statuses.iter().chain(sidecars);
    let ends: Option<Vec<Time>> = all.map(|status| status.terminated()?.finished_at).collect();
    ends?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::{ContainerState, ContainerStateTerminated};

    fn pod(finished: i64) -> Arc<Pod> {
        let mut pod = Pod::default();
        pod.status.container_statuses.push(
            ContainerStatus {
                state: Some(ContainerState::Terminated(ContainerStateTerminated {
                    finished_at: Some(Time::from_unix(finished)),
                    ..ContainerStateTerminated::default()
                })),
                ..ContainerStatus::default()
            }
            .into(),
        );
        Arc::new(pod)
    }

    #[test]
    fn delays_double_up_to_ten_minutes() {
        let at = |failures| remaining(failures, Time::from_unix(0), Time::from_unix(0)).as_secs();
        assert_eq!(
            [0, 1, 2, 3, 6, 7, 8, u32::MAX].map(at),
            [0, 10, 20, 40, 320, 600, 600, 600]
        );
        assert_eq!(
            remaining(1, Time::from_unix(5), Time::from_unix(9)).as_secs(),
            6,
            "from the failure's end"
        );
    }

    #[test]
    fn a_success_resets_the_count() {
        let record = BackoffRecord::default().with(&[], &[pod(1), pod(3)]);
        assert_eq!(
            (record.failures, record.last_failure),
            (2, Some(Time::from_unix(3)))
        );
        let record = record.with(&[pod(5)], &[pod(4), pod(6)]);
        assert_eq!(
            (record.failures, record.last_failure),
            (1, Some(Time::from_unix(6)))
        );
        assert_eq!(record.with(&[pod(9)], &[]), BackoffRecord::default());
    }
}
