//! How a trace is written: append, then finish.

use sorted::Map;
use std::time::Duration;

use api::KubernetesVersion;
use api::meta_v1::Time;

use crate::fact::{Cause, ContainerRef, Fact, Outlook, PodId, PodInfo, Record, RecordId};
use crate::view::{Ended, Trace};

/// Room for the records of a short history.
const RECORDS: usize = 512;

/// The trace under construction. Only the simulator has one.
#[derive(Debug)]
pub struct Recorder {
    epoch: Time,
    version: KubernetesVersion,
    records: Vec<Record>,
    pods: Vec<PodInfo>,
    outlooks: Map<ContainerRef, Outlook>,
    awaited: Map<(PodId, u16), String>,
}

impl Recorder {
    /// An empty history whose t = 0 is `epoch`.
    pub fn new(epoch: Time) -> Recorder {
        Recorder {
            epoch,
            version: KubernetesVersion::NEWEST,
            records: Vec::with_capacity(RECORDS),
            pods: Vec::new(),
            outlooks: Map::new(),
            awaited: Map::new(),
        }
    }

    /// Says which version of Kubernetes is lived in; the newest unless said.
    pub fn set_version(&mut self, version: KubernetesVersion) {
        self.version = version;
    }

    /// Appends a record. `at` must not lie before the record before it (the engine's clock never runs
    /// back); should it do so all the same, it is moved to that record's time.
    pub fn record(&mut self, at: Duration, cause: Cause, fact: Fact) -> RecordId {
        let id = RecordId(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        let at = self.records.last().map_or(at, |last| at.max(last.at));
        self.records.push(Record { id, at, cause, fact });
        id
    }

    /// Registers a new pod.
    pub fn add_pod(&mut self, info: PodInfo) -> PodId {
        self.pods.push(info);
        PodId(u32::try_from(self.pods.len() - 1).unwrap_or(u32::MAX))
    }

    /// The pod with a UID.
    pub fn pod_by_uid(&self, uid: &str) -> Option<PodId> {
        let position = self.pods.iter().rposition(|pod| pod.uid == uid)?;
        u32::try_from(position).ok().map(PodId)
    }

    /// The pods so far.
    pub fn pods(&self) -> &[PodInfo] {
        &self.pods
    }

    /// The records so far.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The API timestamp of a time.
    pub fn wall(&self, at: Duration) -> Time {
        self.epoch.plus(at)
    }

    /// Notes what a container that still runs would do from here on. To be called before [`Recorder::finish`]
    /// for every running container whose outlook is known.
    pub fn set_outlook(&mut self, container: ContainerRef, outlook: Outlook) {
        self.outlooks.insert(container, outlook);
    }

    /// Notes which container of a pod would have opened a port, had it been started.
    pub fn set_awaited(&mut self, pod: PodId, port: u16, container: String) {
        self.awaited.insert((pod, port), container);
    }

    /// Closes the history at `end`.
    pub fn finish(self, end: Duration, ended: Ended) -> Trace {
        Trace::new(
            (self.epoch, self.version),
            self.records,
            self.pods,
            (self.outlooks, self.awaited),
            end,
            ended,
        )
    }
}
