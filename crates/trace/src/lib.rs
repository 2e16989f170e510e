//! The recorded history of one simulated cluster: what happened, when, and why.
//!
//! A [`Trace`] is the only product of the simulator, immutable once finished. Everything the page or the
//! command line shows is a function of `(&Trace, time)`. It holds what a watch on the API server would
//! deliver (every revision of every object, every event) and what a watch cannot see: exact process starts
//! and exits, ports, connections, probe attempts, signals, hooks, log lines.
//!
//! Times are `std::time::Duration` since the start of the scenario (t = 0: `kubectl apply`); [`Trace::wall`]
//! turns them into API timestamps. Records are in order of time; records of the same time in the order in
//! which they happened. Every record names its [`Cause`], so that `why` can walk back to a manifest line.
//!
//! Layer 1: imports `api` only. Only `sim` writes, through [`Recorder`].

mod fact;
mod index;
mod recorder;
mod view;

pub use fact::{
    Cause, ConnectOutcome, ContainerRef, Fact, HookKind, Outlook, PodId, PodInfo, ProbeKind, ProbeOutcome,
    Record, RecordId, SignalEffect, Stream, Verb, endpoint, is_localhost,
};
pub use recorder::Recorder;
pub use view::{Ended, Instance, PodRows, Trace};
