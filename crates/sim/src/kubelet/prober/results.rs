//! The stored results of probes, by container instance.
//! Mirrors pkg/kubelet/prober/results/results_manager.go (v1.36.2).

use sorted::Map;

use trace::ProbeKind;

use crate::runtime::ContainerId;

/// A stored result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProbeResult {
    /// Nothing known yet.
    Unknown,
    /// Passed.
    Success,
    /// Failed as often as the threshold says.
    Failure,
}

/// Results of one pod's probes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Results(Map<(ProbeKind, ContainerId), ProbeResult>);

impl Results {
    /// The stored result.
    pub fn get(&self, kind: ProbeKind, id: ContainerId) -> Option<ProbeResult> {
        self.0.get(&(kind, id)).copied()
    }

    /// Stores a result; true when that is news (another value, or an instance without one).
    pub fn set(&mut self, kind: ProbeKind, id: ContainerId, result: ProbeResult) -> bool {
        self.0.insert((kind, id), result) != Some(result)
    }

    /// Forgets an instance.
    pub fn remove(&mut self, kind: ProbeKind, id: ContainerId) {
        self.0.remove(&(kind, id));
    }

    /// True when the stored result is this one.
    pub fn is(&self, kind: ProbeKind, id: ContainerId, result: ProbeResult) -> bool {
        self.get(kind, id) == Some(result)
    }
}
