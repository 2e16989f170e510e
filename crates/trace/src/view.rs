//! Reading a trace: the objects, events, instances and logs as they stood at a time.

use sorted::Map;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Event, Pod};
use api::meta_v1::Time;
use api::{Kind, KubernetesVersion, Object, ObjectKey};

use crate::fact::{Cause, ContainerRef, Fact, Outlook, PodId, PodInfo, Record, RecordId, Stream, Verb};
use crate::index::{Index, last_at};

/// Why a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The time asked for was simulated.
    Horizon,
    /// A limit was reached first: a sentence (`stopped after 1,000,000 events at 02:14:07`).
    Limit(String),
}

/// One immutable history.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    epoch: Time,
    version: KubernetesVersion,
    records: Vec<Record>,
    pods: Vec<PodInfo>,
    outlooks: Map<ContainerRef, Outlook>,
    awaited: Map<(PodId, u16), String>,
    end: Duration,
    ended: Ended,
    index: Index,
}

/// One life of a container, from its start to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Which.
    pub container: ContainerRef,
    /// When its process started; `None` when the start failed.
    pub started: Option<Duration>,
    /// When and how it ended: time, exit code, reason.
    pub exited: Option<(Duration, i32, &'static str)>,
    /// The record of the start.
    pub start_record: Option<RecordId>,
    /// The record of the end.
    pub exit_record: Option<RecordId>,
}

/// A watch on pods: one entry per delivered revision.
pub type PodRows<'a> = Vec<(Duration, Verb, &'a Arc<Pod>)>;

impl Trace {
    pub(crate) fn new(
        (epoch, version): (Time, KubernetesVersion),
        mut records: Vec<Record>,
        pods: Vec<PodInfo>,
        (outlooks, awaited): (Map<ContainerRef, Outlook>, Map<(PodId, u16), String>),
        end: Duration,
        ended: Ended,
    ) -> Trace {
        let index = Index::new(&records, &pods);
        // A history is held for long: what it grew into is given back.
        records.shrink_to_fit();
        Trace {
            epoch,
            version,
            records,
            pods,
            outlooks,
            awaited,
            end,
            ended,
            index,
        }
    }

    /// The version of Kubernetes that was lived in.
    pub fn version(&self) -> KubernetesVersion {
        self.version
    }

    /// The same history on a clock that begins at `origin`; what was before it happens at 0.
    pub fn since(&self, origin: Duration) -> Trace {
        let shift = |at: &mut Duration| *at = at.saturating_sub(origin);
        let mut records = self.records.clone();
        for record in &mut records {
            shift(&mut record.at);
            match &mut record.fact {
                Fact::Probe { began: at, .. } | Fact::PortMissed { at, .. } => shift(at),
                _ => {}
            }
        }
        let mut pods = self.pods.clone();
        pods.iter_mut().for_each(|pod| shift(&mut pod.created));
        let mut outlooks = self.outlooks.clone();
        for outlook in outlooks.values_mut() {
            if let Outlook::Ends(at) = outlook {
                shift(at);
            }
        }
        Trace::new(
            (self.epoch.plus(origin), self.version),
            records,
            pods,
            (outlooks, self.awaited.clone()),
            self.end.saturating_sub(origin),
            self.ended.clone(),
        )
    }

    /// The API timestamp of t = 0.
    pub fn epoch(&self) -> Time {
        self.epoch
    }

    /// The API timestamp of a time.
    pub fn wall(&self, at: Duration) -> Time {
        self.epoch.plus(at)
    }

    /// How long was simulated.
    pub fn end(&self) -> Duration {
        self.end
    }

    /// Why the run ended.
    pub fn ended(&self) -> &Ended {
        &self.ended
    }

    /// Everything that happened, in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of an id.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// What happened up to and including `at`.
    pub fn records_until(&self, at: Duration) -> &[Record] {
        &self.records[..self.records.partition_point(|record| record.at <= at)]
    }

    /// What happened after `from` up to and including `to`.
    pub fn records_between(&self, from: Duration, to: Duration) -> &[Record] {
        let start = self.records.partition_point(|record| record.at <= from);
        let end = self.records.partition_point(|record| record.at <= to);
        &self.records[start..end.max(start)]
    }

    /// All pods in order of creation.
    pub fn pods(&self) -> &[PodInfo] {
        &self.pods
    }

    /// All pods with their ids.
    pub fn pod_ids(&self) -> impl Iterator<Item = (PodId, &PodInfo)> {
        (0..).map(PodId).zip(&self.pods)
    }

    /// A pod.
    pub fn pod_info(&self, pod: PodId) -> Option<&PodInfo> {
        self.pods.get(pod.0 as usize)
    }

    /// A pod's newest revision at `at`, `None` before its creation and after its removal.
    pub fn pod_at(&self, pod: PodId, at: Duration) -> Option<&Arc<Pod>> {
        match &self.records[last_at(&self.records, self.index.pod(pod), at)?].fact {
            Fact::Object { verb, object } if *verb != Verb::Deleted => object.as_pod(),
            _ => None,
        }
    }

    /// All revisions of one pod.
    pub fn pod_revisions(&self, pod: PodId) -> PodRows<'_> {
        self.index
            .pod(pod)
            .iter()
            .filter_map(|&position| self.pod_row(position))
            .collect()
    }

    /// The pods that existed at `at`, in order of creation.
    pub fn pods_at(&self, at: Duration) -> Vec<&Arc<Pod>> {
        let created = self.pods.partition_point(|pod| pod.created <= at);
        let ids = (0..).map(PodId).take(created);
        ids.filter_map(|pod| self.pod_at(pod, at)).collect()
    }

    /// An object's newest revision at `at`, `None` before its creation and after its removal.
    pub fn object_at(&self, key: &ObjectKey, at: Duration) -> Option<&Object> {
        self.revision_at(self.index.run(self.index.objects.get(key)?), at)
    }

    fn revision_at(&self, positions: &[usize], at: Duration) -> Option<&Object> {
        match &self.records[last_at(&self.records, positions, at)?].fact {
            Fact::Object { verb, object } if *verb != Verb::Deleted => Some(object),
            _ => None,
        }
    }

    /// The objects of a kind that existed at `at`, by namespace and name.
    pub fn objects_at(&self, kind: Kind, at: Duration) -> Vec<&Object> {
        let from = self.index.objects.range_from(&ObjectKey::new(kind, "", ""));
        from.take_while(|(key, _)| key.kind == kind)
            .filter_map(|(_, run)| self.revision_at(self.index.run(run), at))
            .collect()
    }

    /// The event objects stored at `at`, each in its newest revision, in order of first appearance.
    pub fn events_at(&self, at: Duration) -> Vec<&Arc<Event>> {
        let newest = |run| {
            let position = last_at(&self.records, self.index.run(run), at)?;
            match &self.records[position].fact {
                Fact::Event(event) => Some(event),
                _ => None,
            }
        };
        // They stand in the order of their beginnings.
        self.index.events.iter().map_while(newest).collect()
    }

    /// Every life of every container of a pod, in order of start.
    pub fn instances(&self, pod: PodId) -> Vec<Instance> {
        let mut lives: Vec<Instance> = Vec::new();
        let mut position: Map<ContainerRef, usize> = Map::new();
        for record in &self.records {
            let (container, started, ended) = match &record.fact {
                Fact::Started { container } => (container, true, None),
                Fact::StartFailed { container, .. } => (container, false, Some((128, "StartError"))),
                Fact::Exited {
                    container,
                    exit_code,
                    reason,
                } => (container, false, Some((*exit_code, *reason))),
                _ => continue,
            };
            if container.pod != pod {
                continue;
            }
            let at = *position.entry(container.clone()).or_insert_with(|| {
                lives.push(Instance {
                    container: container.clone(),
                    started: None,
                    exited: None,
                    start_record: None,
                    exit_record: None,
                });
                lives.len() - 1
            });
            let life = &mut lives[at];
            if started {
                life.started = Some(record.at);
                life.start_record = Some(record.id);
            }
            if let Some((code, reason)) = ended {
                life.exited = Some((record.at, code, reason));
                life.exit_record = Some(record.id);
            }
        }
        lives
    }

    /// The log lines of a pod's container up to `at`: time, attempt, stream, text.
    pub fn logs<'a>(
        &'a self,
        pod: PodId,
        container: &'a str,
        at: Duration,
    ) -> impl Iterator<Item = (Duration, u32, Stream, &'a str)> {
        self.records_until(at)
            .iter()
            .filter_map(move |record| match &record.fact {
                Fact::Log {
                    container: from,
                    stream,
                    line,
                } if from.pod == pod && &*from.name == container => {
                    Some((record.at, from.attempt, *stream, line.as_str()))
                }
                _ => None,
            })
    }

    /// What a container that runs at the end of the history would do from there on; `None` when the simulator
    /// does not know, or it does not run.
    pub fn outlook(&self, container: &ContainerRef) -> Option<Outlook> {
        self.outlooks.get(container).copied()
    }

    /// The container of a pod that would have opened a port, had it been started; told only of ports that somebody asked
    /// for in vain.
    pub fn awaited(&self, pod: PodId, port: u16) -> Option<&str> {
        self.awaited.get(&(pod, port)).map(String::as_str)
    }

    /// The records from `id` back to its first cause, `id` first. Ends at a manifest line, an action or a
    /// clock; bounded by the number of records.
    pub fn causes(&self, id: RecordId) -> Vec<&Record> {
        let mut chain = Vec::new();
        let mut next = Some(id);
        while let Some(record) = next.and_then(|id| self.record(id)) {
            chain.push(record);
            next = match &record.cause {
                // A cause lies before its effect, so the walk ends.
                Cause::Record(cause) | Cause::Rule { record: cause, .. } if *cause < record.id => {
                    Some(*cause)
                }
                _ => None,
            };
        }
        chain
    }

    fn pod_row(&self, position: usize) -> Option<(Duration, Verb, &Arc<Pod>)> {
        let record = &self.records[position];
        match &record.fact {
            Fact::Object { verb, object } => Some((record.at, *verb, object.as_pod()?)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recorder;

    fn pod(name: &str, uid: &str, phase: api::core_v1::PodPhase) -> Object {
        let mut pod = Pod::default();
        pod.metadata.name = name.into();
        pod.metadata.uid = uid.into();
        pod.status.phase = phase;
        pod.into()
    }

    #[test]
    fn a_view_shows_the_newest_revision() {
        use api::core_v1::PodPhase::{Pending, Running};
        let second = Duration::from_secs;
        let mut recorder = Recorder::new(Time::from_unix(1_000));
        let id = recorder.add_pod(PodInfo {
            name: "p".into(),
            namespace: "default".into(),
            uid: "1".into(),
            created: second(1),
            origin: None,
        });
        let cause = Cause::Clock("test");
        for (at, verb, phase) in [
            (1, Verb::Added, Pending),
            (3, Verb::Modified, Running),
            (9, Verb::Deleted, Running),
        ] {
            let object = pod("p", "1", phase);
            recorder.record(second(at), cause.clone(), Fact::Object { verb, object });
        }
        let trace = recorder.finish(second(10), Ended::Horizon);
        let phase = |at| trace.pod_at(id, second(at)).map(|pod| pod.status.phase);
        assert_eq!(
            [0, 1, 2, 3, 8, 9].map(phase),
            [
                None,
                Some(Pending),
                Some(Pending),
                Some(Running),
                Some(Running),
                None
            ]
        );
        assert_eq!(trace.pods_at(second(4)).len(), 1);
        assert_eq!(trace.wall(second(4)), Time::from_unix(1_004));
        assert_eq!(trace.records_between(second(1), second(9)).len(), 2);
    }
}
