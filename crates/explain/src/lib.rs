//! What a history means: verdict, races, causes, findings and fixes, in plain words.
//!
//! Everything here is a view of a finished [`trace::Trace`]. [`verdict`] says in one sentence with the decisive
//! number how it turned out, [`races`] by how much a connection came too early, [`why`] walks from a record back to
//! the line of the manifest, [`findings`] lists what should be changed and proposes the change as data
//! ([`variants::VariantId`] or [`variants::Change`]), [`describe_fact`] puts any record into a sentence.
//!
//! Layer 3: imports `api`, `trace` and `variants`, never `sim`: it proposes, and only `app` and `cli` simulate.

mod describe;
mod findings;
mod life;
mod needs;
mod pod;
mod race;
mod subject;
#[cfg(test)]
mod testing;
mod verdict;
mod why;
mod words;

pub use describe::{describe_fact, role_word};
pub use findings::{Finding, Fix, Remedy, Severity, findings, findings_on};
pub use race::{Race, RaceOutcome, races};
pub use subject::{Subject, main_subject, subjects};
pub use verdict::{Failure, Outcome, Symbol, Verdict, verdict, verdict_on, verdicts};
pub use why::{Place, Step, why};
pub use words::seconds;
