//! Where an object's revisions are: built once when a trace is finished, so that a view at any time is a
//! binary search.

use sorted::Map;
use std::ops::Range;
use std::time::Duration;

use api::meta_v1::Time;
use api::{Kind, ObjectKey};

use crate::fact::{Fact, PodId, PodInfo, Record};

/// Revisions by object and by pod: positions in the list of records, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    pub objects: Map<ObjectKey, Run>,
    pub pods: Vec<Vec<usize>>,
    /// Event objects in order of first appearance.
    pub events: Vec<Run>,
    /// The positions of all runs.
    positions: Vec<usize>,
}

/// Where the positions of an object's revisions are.
pub(crate) type Run = Range<usize>;

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
        let mut positions = Vec::with_capacity(objects.len() + events.len());
        let key = |((kind, namespace, name), run)| (ObjectKey::new(kind, namespace, name), run);
        let objects = groups(&objects, &mut positions).into_iter().map(key).collect();
        let events = groups(&events, &mut positions).into_iter();
        let mut events: Vec<Run> = events.map(|(_, run)| run).collect();
        events.sort_unstable_by_key(|run| positions[run.start]);
        Index {
            objects,
            pods: of_pods,
            events,
            positions,
        }
    }

    /// The positions of an object's revisions.
    pub fn run(&self, run: &Run) -> &[usize] {
        &self.positions[run.clone()]
    }

    /// The revisions of one pod.
    pub fn pod(&self, pod: PodId) -> &[usize] {
        self.pods.get(pod.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// Adds the positions of a sorted list; where those of each key are now.
fn groups<K: PartialEq + Copy>(sorted: &[(K, usize)], positions: &mut Vec<usize>) -> Vec<(K, Run)> {
    let mut groups: Vec<(K, Run)> = Vec::new();
    for (key, position) in sorted {
        positions.push(*position);
        match groups.last_mut() {
            Some((last, run)) if last == key => run.end = positions.len(),
            _ => groups.push((*key, positions.len() - 1..positions.len())),
        }
    }
    groups
}

/// The last of `positions` whose record is not after `at`.
pub(crate) fn last_at(records: &[Record], positions: &[usize], at: Duration) -> Option<usize> {
    let count = positions.partition_point(|&position| records[position].at <= at);
    count.checked_sub(1).map(|last| positions[last])
}
