//! The pod lifecycle event generator: what changed since the last look, and the cache of runtime reports.
//! Mirrors pkg/kubelet/pleg/generic.go and pkg/kubelet/container/cache.go (v1.36.2).

use sorted::Map;
use std::rc::Rc;

use trace::Cause;

use super::agent::{Agent, Cached};
use super::{Event, PodEvent};
use crate::runtime::{ContainerId, CriState, RuntimeStatus};

/// A container or sandbox as the PLEG tells states apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PlegState {
    Running,
    Exited,
    /// Created or unknown: no event.
    Unknown,
}

/// A container, or a sandbox: it counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Sandbox(u64),
    Container(ContainerId),
}

/// The states found at the last look.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlegRecords {
    states: Map<Subject, PlegState>,
    /// The runtime's count of changes then.
    seen: Option<u64>,
}

impl PlegRecords {
    fn of(status: &RuntimeStatus) -> PlegRecords {
        let sandboxes = status.sandboxes.iter().map(|sandbox| {
            let state = if sandbox.ready {
                PlegState::Running
            } else {
                PlegState::Exited
            };
            (Subject::Sandbox(sandbox.id), state)
        });
        let containers = status.containers.iter().map(|container| {
            let state = match container.state {
                CriState::Running => PlegState::Running,
                CriState::Exited => PlegState::Exited,
                CriState::Created | CriState::Unknown => PlegState::Unknown,
            };
            (Subject::Container(container.id), state)
        });
        PlegRecords {
            states: sandboxes.chain(containers).collect(),
            seen: None,
        }
    }

    /// Compares two looks: whether anything changed, and the subjects whose change is an event that syncs
    /// the pod (started or died; a removal does not).
    fn changes(&self, new: &PlegRecords) -> (bool, Vec<Subject>) {
        let is_new = |(subject, state): &(&Subject, &PlegState)| {
            self.states.get(*subject) != Some(*state) && **state != PlegState::Unknown
        };
        let events = new.states.iter().filter(is_new);
        let events: Vec<Subject> = events.map(|(subject, _)| *subject).collect();
        (self.states != new.states, events)
    }
}

impl Agent<'_> {
    /// Looks at the pod's containers; what changed goes to the cache and to the sync loop.
    pub fn relist_pod(&mut self, on_demand: bool) {
        let changes = self.node.runtime.changes(&self.pod.uid);
        if !on_demand && self.pod.records.seen == Some(changes) {
            return;
        }
        let known = self.pod.cache.as_mut();
        let events = if let Some(known) = known.filter(|known| known.changes == changes) {
            // Nothing new, which is news as well: it was true now.
            known.modified = self.cx.now;
            Vec::new()
        } else if let Some(events) = self.look_at_all(changes, on_demand) {
            events
        } else {
            return;
        };
        let syncs = if self.events_merge() { 1 } else { 2 };
        for subject in events.iter().take(syncs) {
            let record = match subject {
                Subject::Container(id) => self.node.runtime.last_record(&self.pod.uid, *id),
                Subject::Sandbox(_) => None,
            };
            let cause = record.map_or_else(|| self.cx.cause.clone(), Cause::Record);
            self.because(cause, |agent| agent.update_pod());
        }
    }

    /// A complete look; what it found that syncs the pod. `None` when it found nothing and nobody had asked for it.
    fn look_at_all(&mut self, changes: u64, on_demand: bool) -> Option<Vec<Subject>> {
        let status = self.node.runtime.status(&self.pod.uid);
        let mut records = PlegRecords::of(&status);
        let (changed, events) = self.pod.records.changes(&records);
        records.seen = Some(changes);
        self.pod.records = records;
        if !changed && !on_demand {
            return None;
        }
        self.pod.cache = Some(Cached {
            status: Rc::new(status),
            modified: self.cx.now,
            changes,
        });
        Some(events)
    }

    /// The first event of a look begins a sync, further ones leave one more to do, unless the sync loop hands them all
    /// over before the pod's worker has taken the first: then they are one, a crash right after the start has one
    /// `BackOff` event instead of two, and `CrashLoopBackOff` is shown only just before the restart. Of 8 recorded
    /// idle workers 6 were that late, and the cases agree either way. Without jitter the worker is in time, so that
    /// the reason is shown about a second after the crash (behaviour case F01): merging would agree with fewer
    /// drawn runs (277 of 286 pairs, not 280; `tests`' bin `draws`) and with one recording less.
    fn events_merge(&mut self) -> bool {
        self.begins_at_once() && self.cx.scenario.jitter && self.cx.random.below(4) != 0
    }

    /// Asks for a look at this pod alone, at once (v1.36).
    pub fn request_relist(&mut self) {
        if self.node.profile.relist_on_demand {
            let delay = self.cx.scenario.timing.pod_relist;
            let event = Event::Pod(self.pod.uid.clone(), PodEvent::Relisted);
            self.cx.after(delay, event);
        }
    }

    /// The pod's runtime report, when it is newer than the end of the last sync (`GetNewerThan`).
    pub fn newer_status(&self) -> Option<Rc<RuntimeStatus>> {
        let cached = self.pod.cache.as_ref();
        let status = || cached.map_or_else(Rc::default, |cached| cached.status.clone());
        let Some(last) = self.pod.worker.last_sync_end else {
            // Any report will do, but the kubelet must have looked once since it was started.
            return (cached.is_some() || self.node.relisted.is_some()).then(status);
        };
        let fresh = cached.is_some_and(|cached| cached.modified > last);
        let relisted = self.node.relisted.is_some_and(|time| time > last);
        (fresh || relisted).then(status)
    }
}
