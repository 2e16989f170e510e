//! The pods of one owner, counted: what a ReplicaSet's status is made of, without going through its pods at every sync.

use std::time::Duration;

use api::core_v1::Pod;
use api::meta_v1::{StringMap, Time};
use sorted::Map;

use crate::controllers::pods::{is_active, is_ready, is_terminating, ready_since};

/// Pods by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PodCounts {
    /// Neither finished nor being deleted.
    pub active: i32,
    /// Active and Ready.
    pub ready: i32,
    /// Being deleted and not finished.
    pub terminating: i32,
    /// Finished, whether being deleted or not.
    finished: i32,
    /// The ready ones by the time since which they are.
    ready_since: Map<Time, i32>,
    /// The active ones by their labels: most often there is one kind.
    labels: Map<StringMap, i32>,
}

impl PodCounts {
    /// Counts a pod in, or out as it was counted in.
    pub fn count(&mut self, pod: &Pod, comes: bool) {
        let one = if comes { 1 } else { -1 };
        if is_terminating(pod) {
            self.terminating += one;
        } else if !is_active(pod) {
            self.finished += one;
        } else {
            self.active += one;
            add(&mut self.labels, &*pod.metadata.labels, one);
            if is_ready(pod) {
                self.ready += one;
                if let Some(since) = ready_since(pod) {
                    add(&mut self.ready_since, &since, one);
                }
            }
        }
    }

    /// True without pods.
    pub fn is_empty(&self) -> bool {
        self.active + self.terminating + self.finished == 0
    }

    /// Active pods that have all these labels.
    pub fn labelled(&self, labels: &StringMap) -> i32 {
        let has_all = |own: &StringMap| labels.iter().all(|(key, value)| own.get(key) == Some(value));
        let fitting = self.labels.iter().filter(|(own, _)| has_all(own));
        fitting.map(|(_, pods)| pods).sum()
    }

    /// Pods that have been Ready for so long.
    pub fn available(&self, min_ready: Duration, now: Time) -> i32 {
        if min_ready.is_zero() {
            return self.ready;
        }
        let times = self.ready_since.iter();
        let available = times.filter(|(since, _)| since.plus(min_ready) <= now);
        available.map(|(_, pods)| pods).sum()
    }

    /// The time until the next Ready pod has been so for so long.
    pub fn next_available(&self, min_ready: Duration, now: Time) -> Option<Duration> {
        if min_ready.is_zero() {
            return None;
        }
        let mut times = self.ready_since.keys().map(|since| since.plus(min_ready));
        times.find(|at| *at > now).map(|at| at.since(now))
    }
}

/// Adds to a number; what is none is not kept.
fn add<K: Ord + Clone>(numbers: &mut Map<K, i32>, key: &K, one: i32) {
    match numbers.get_mut(key) {
        Some(number) => {
            *number += one;
            if *number == 0 {
                numbers.remove(key);
            }
        }
        None => {
            numbers.insert(key.clone(), one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ready_condition;
    use api::core_v1::PodPhase;

    fn pod(phase: PodPhase, ready_since: Option<i64>, deleted: bool) -> Pod {
        let mut pod = Pod::default();
        pod.status.phase = phase;
        pod.metadata.labels = StringMap::from([("app".to_owned(), "a".to_owned())]).into();
        pod.metadata.deletion_timestamp = deleted.then(|| Time::from_unix(0));
        if let Some(since) = ready_since {
            let ready = ready_condition(true, Some(Time::from_unix(since)));
            pod.status.conditions.push(ready);
        }
        pod
    }

    #[test]
    fn pods_are_counted_in_and_out() {
        use PodPhase::{Failed, Pending, Running};
        let pods = [
            pod(Running, Some(1), false),
            pod(Running, Some(5), false),
            pod(Pending, None, false),
            pod(Failed, None, false),
            pod(Running, Some(1), true),
        ];
        let mut counts = PodCounts::default();
        for pod in &pods {
            counts.count(pod, true);
        }
        assert_eq!((counts.active, counts.ready, counts.terminating), (3, 2, 1));
        let (ten, at) = (Duration::from_secs(10), Time::from_unix);
        assert_eq!(counts.available(ten, at(12)), 1);
        assert_eq!(counts.available(Duration::ZERO, at(12)), 2);
        assert_eq!(counts.next_available(ten, at(12)), Some(Duration::from_secs(3)));
        assert_eq!(counts.next_available(ten, at(20)), None);
        assert_eq!(counts.labelled(&pods[0].metadata.labels), 3);
        assert_eq!(counts.labelled(&[("app".into(), "b".into())].into()), 0);
        for pod in &pods {
            counts.count(pod, false);
        }
        assert!(counts.is_empty());
        assert_eq!(counts, PodCounts::default());
    }
}
