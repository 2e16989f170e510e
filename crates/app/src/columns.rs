//! The READY and STATUS columns of a pod, as kubectl prints them.

use api::core_v1::Pod;

/// Two columns of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    /// `1/2`.
    pub ready: String,
    /// `Init:0/1`.
    pub status: String,
}

impl Columns {
    /// True when all containers are ready.
    pub fn is_ready(&self) -> bool {
        self.ready
            .split_once('/')
            .is_some_and(|(ready, all)| ready == all)
    }
}

/// The columns of a revision.
pub(crate) fn columns(pod: &Pod) -> Columns {
    let row = kubectl::get::pod::pod_row(pod);
    Columns {
        ready: row.ready_cell(),
        status: row.status,
    }
}
