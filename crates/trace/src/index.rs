//! Where an object's revisions are: built once when a trace is finished, so that a view at any time is a
//! binary search.

use sorted::Map;
use std::ops::Range;
use std::slice;
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

/// Kind, namespace and name.
type Name<'a> = (Kind, &'a str, &'a str);

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
        // A pod stands for all of its revisions: these are together already.
        let mut objects: Vec<(Name<'_>, usize, Option<usize>)> = Vec::new();
        // Of one object all revisions have one creation time, which is sooner compared than a name.
        let mut events: Vec<((Option<Time>, &str), usize)> = Vec::new();
        for (position, record) in records.iter().enumerate() {
            match &record.fact {
                Fact::Object { object, .. } => {
                    let meta = object.meta();
                    let known = (object.kind() == Kind::Pod)
                        .then(|| by_uid.binary_search_by_key(&&*meta.uid, |pod| pod.0).ok());
                    let pod = known.flatten().map(|at| by_uid[at].1);
                    if pod.is_none_or(|pod| of_pods[pod].is_empty()) {
                        objects.push(((object.kind(), &meta.namespace, &meta.name), position, pod));
                    }
                    if let Some(pod) = pod {
                        of_pods[pod].push(position);
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
        let mut positions = Vec::with_capacity(records.len());
        let objects = objects.iter().map(|(key, position, pod)| {
            let revisions = pod.map_or(slice::from_ref(position), |pod| &of_pods[pod]);
            (*key, revisions)
        });
        let key = |((kind, namespace, name), run)| (ObjectKey::new(kind, namespace, name), run);
        let objects = groups(objects, &mut positions).into_iter().map(key).collect();
        let events = events
            .iter()
            .map(|(key, position)| (*key, slice::from_ref(position)));
        let events = groups(events, &mut positions).into_iter();
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
fn groups<'a, K: PartialEq>(
    sorted: impl Iterator<Item = (K, &'a [usize])>,
    positions: &mut Vec<usize>,
) -> Vec<(K, Run)> {
    let mut groups: Vec<(K, Run)> = Vec::new();
    for (key, more) in sorted {
        let start = positions.len();
        positions.extend_from_slice(more);
        match groups.last_mut() {
            Some((last, run)) if *last == key => run.end = positions.len(),
            _ => groups.push((key, start..positions.len())),
        }
    }
    groups
}

/// The last of `positions` whose record is not after `at`.
pub(crate) fn last_at(records: &[Record], positions: &[usize], at: Duration) -> Option<usize> {
    let count = positions.partition_point(|&position| records[position].at <= at);
    count.checked_sub(1).map(|last| positions[last])
}
