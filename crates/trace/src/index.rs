//! Where an object's revisions are: built once when a trace is finished, so that a view at any time is a
//! binary search.

use sorted::Map;
use std::time::Duration;

use api::ObjectKey;
use api::core_v1::Event;

use crate::fact::{Fact, PodId, PodInfo, Record};

/// Revisions by object and by pod: positions in the list of records, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    pub objects: Map<ObjectKey, Vec<usize>>,
    pub pods: Vec<Vec<usize>>,
    /// Event objects by name.
    pub events: Map<String, Vec<usize>>,
    /// Names of event objects in order of first appearance.
    pub event_order: Vec<String>,
}

impl Index {
    pub fn new(records: &[Record], pods: &[PodInfo]) -> Index {
        let by_uid: Map<&str, usize> = pods
            .iter()
            .enumerate()
            .map(|(at, pod)| (pod.uid.as_str(), at))
            .collect();
        let mut index = Index {
            pods: vec![Vec::new(); pods.len()],
            ..Index::default()
        };
        for (position, record) in records.iter().enumerate() {
            match &record.fact {
                Fact::Object { object, .. } => {
                    if let Some(&pod) = object
                        .as_pod()
                        .and_then(|pod| by_uid.get(pod.metadata.uid.as_str()))
                    {
                        index.pods[pod].push(position);
                    }
                    index.objects.entry(object.key()).or_default().push(position);
                }
                Fact::Event(event) => index.add_event(event, position),
                _ => {}
            }
        }
        index
    }

    fn add_event(&mut self, event: &Event, position: usize) {
        let name = &event.metadata.name;
        if !self.events.contains_key(name) {
            self.event_order.push(name.clone());
        }
        self.events.entry(name.clone()).or_default().push(position);
    }

    /// The revisions of one pod.
    pub fn pod(&self, pod: PodId) -> &[usize] {
        self.pods.get(pod.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// The last of `positions` whose record is not after `at`.
pub(crate) fn last_at(records: &[Record], positions: &[usize], at: Duration) -> Option<usize> {
    let count = positions.partition_point(|&position| records[position].at <= at);
    count.checked_sub(1).map(|last| positions[last])
}
