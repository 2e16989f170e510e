//! Where an object's revisions are: built once when a trace is finished, so that a view at any time is a
//! binary search.

use sorted::Map;
use std::time::Duration;

use api::meta_v1::Time;
use api::{Kind, ObjectKey};

use crate::fact::{Fact, PodId, PodInfo, Record};

/// Revisions by object and by pod: positions in the list of records, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    pub objects: Map<ObjectKey, Vec<usize>>,
    pub pods: Vec<Vec<usize>>,
    /// Event objects in order of first appearance.
    pub events: Vec<Vec<usize>>,
}

impl Index {
    /// Everything is collected first and sorted then: putting each record in its place would take the square of their
    /// number.
    pub fn new(records: &[Record], pods: &[PodInfo]) -> Index {
        let mut by_uid: Vec<(&str, usize)> = Vec::with_capacity(pods.len());
        by_uid.extend(pods.iter().enumerate().map(|(at, pod)| (&*pod.uid, at)));
        by_uid.sort_unstable();
        let mut of_pods = vec![Vec::new(); pods.len()];
        let mut objects: Vec<((Kind, &str, &str), usize)> = Vec::new();
        // Of one object all revisions have one creation time, which is sooner compared than a name.
        let mut events: Vec<((Option<Time>, &str), usize)> = Vec::new();
        for (position, record) in records.iter().enumerate() {
            match &record.fact {
                Fact::Object { object, .. } => {
                    let meta = object.meta();
                    objects.push(((object.kind(), &meta.namespace, &meta.name), position));
                    if object.kind() == Kind::Pod
                        && let Ok(at) = by_uid.binary_search_by_key(&&*meta.uid, |pod| pod.0)
                    {
                        of_pods[by_uid[at].1].push(position);
                    }
                }
                Fact::Event(event) => {
                    let meta = &event.metadata;
                    events.push(((meta.creation_timestamp, &meta.name), position));
                }
                _ => {}
            }
        }
        objects.sort_unstable();
        events.sort_unstable();
        let mut events = groups(&events);
        events.sort_unstable_by_key(|(_, positions)| positions[0]);
        let key = |((kind, namespace, name), positions)| (ObjectKey::new(kind, namespace, name), positions);
        Index {
            objects: groups(&objects).into_iter().map(key).collect(),
            pods: of_pods,
            events: events.into_iter().map(|(_, positions)| positions).collect(),
        }
    }

    /// The revisions of one pod.
    pub fn pod(&self, pod: PodId) -> &[usize] {
        self.pods.get(pod.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// The positions of each key of a sorted list.
fn groups<K: PartialEq + Copy>(sorted: &[(K, usize)]) -> Vec<(K, Vec<usize>)> {
    let runs = sorted.chunk_by(|a, b| a.0 == b.0);
    runs.map(|run| (run[0].0, run.iter().map(|item| item.1).collect()))
        .collect()
}

/// The last of `positions` whose record is not after `at`.
pub(crate) fn last_at(records: &[Record], positions: &[usize], at: Duration) -> Option<usize> {
    let count = positions.partition_point(|&position| records[position].at <= at);
    count.checked_sub(1).map(|last| positions[last])
}
