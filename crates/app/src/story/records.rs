//! A trace's records, sorted by pod once: lanes are made from those of their own pod only.

use sorted::Map;

use trace::{Fact, PodId, Record, Trace};

use super::container::subject;

/// The records about each pod: revisions of it, and what its containers did.
pub(crate) struct PodRecords<'a> {
    pods: Vec<Vec<&'a Record>>,
}

impl<'a> PodRecords<'a> {
    /// Sorts all records of a trace.
    pub fn new(trace: &'a Trace) -> PodRecords<'a> {
        let ids: Map<&str, usize> = trace
            .pods()
            .iter()
            .enumerate()
            .map(|(index, pod)| (pod.uid.as_str(), index))
            .collect();
        let mut pods = vec![Vec::new(); trace.pods().len()];
        for record in trace.records() {
            let index = match &record.fact {
                Fact::Object { object, .. } => object
                    .as_pod()
                    .and_then(|pod| ids.get(pod.metadata.uid.as_str()).copied()),
                fact => subject(fact).map(|container| container.pod.0 as usize),
            };
            if let Some(records) = index.and_then(|index| pods.get_mut(index)) {
                records.push(record);
            }
        }
        PodRecords { pods }
    }

    /// The records about a pod, in order.
    pub fn of(&self, pod: PodId) -> &[&'a Record] {
        self.pods.get(pod.0 as usize).map_or(&[], Vec::as_slice)
    }
}
