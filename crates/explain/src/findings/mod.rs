//! What should be changed, and how: one rule per file, each with its check, its words and its fixes.
//!
//! A rule looks at what *happened* in one history, not at the manifest alone: a race that is won draws no remark.

mod at_the_end;
mod blocked_completion;
mod context;
mod fix;
mod helper_fails;
mod init_before_server;
mod init_never_ends;
mod invalid_image;
mod killed_by_liveness;
mod lost_race;
mod missing_object;
mod no_node;
mod port_taken;
mod post_start_fails;
mod probe_in_vain;
mod probe_on_client;
mod readiness_does_not_order;
mod server_gone;
mod sidecar_ends;
mod slow_first_look;
mod startup_deadlock;
mod term_ignored;
mod tight_startup_probe;
mod waits_for_elsewhere;

#[cfg(test)]
mod testing;

use trace::{RecordId, Trace};

pub(crate) use context::Context;
use context::{known_health_check, port_of};
pub use fix::{Fix, Remedy};
use fix::{set, take};

use crate::subject::{Subject, main_subject};
use crate::verdict::verdict_on;
use crate::why::Place;

/// One remark about a manifest, drawn from a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name: `lost-race`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line, without a full stop.
    pub title: String,
    /// Two to four sentences: what happened and why.
    pub text: String,
    /// The container that it is about.
    pub container: Option<String>,
    /// The place in the manifest that it is about; `None` when no manifest object stands behind the pod.
    pub place: Option<Place>,
    /// The records that show it, in order of time.
    pub records: Vec<RecordId>,
    /// What would help, best first. May be empty: not everything can be repaired in the manifest.
    pub fixes: Vec<Fix>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The workload does not do what it should.
    Problem,
    /// It works, but slower or by luck.
    Advice,
}

/// The findings about the manifest's main workload ([`main_subject`]), problems first.
pub fn findings(trace: &Trace) -> Vec<Finding> {
    main_subject(trace).map_or_else(Vec::new, |subject| findings_on(trace, &subject))
}

/// The findings about one workload, problems first. They speak of the pod that the verdict speaks of.
pub fn findings_on(trace: &Trace, subject: &Subject) -> Vec<Finding> {
    let verdict = verdict_on(trace, subject);
    let Some(context) = Context::new(trace, &verdict) else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&context)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

type Rule = fn(&Context<'_>) -> Vec<Finding>;

const RULES: &[Rule] = &[
    no_node::check,
    missing_object::check,
    invalid_image::check,
    waits_for_elsewhere::check,
    init_never_ends::check,
    blocked_completion::check,
    helper_fails::check,
    port_taken::check,
    post_start_fails::check,
    lost_race::check,
    server_gone::check,
    init_before_server::check,
    startup_deadlock::check,
    probe_in_vain::check,
    tight_startup_probe::check,
    sidecar_ends::check,
    killed_by_liveness::check,
    probe_on_client::check,
    readiness_does_not_order::check,
    slow_first_look::check,
    term_ignored::check,
    at_the_end::check,
];

#[cfg(test)]
mod tests {
    use super::testing::check;
    use crate::testing::Story;

    #[test]
    fn nothing_to_say() {
        let story = Story::pod(&["proxy*", "app"])
            .at(500)
            .start("proxy")
            .open("proxy", 80)
            .at(700)
            .start("app");
        check(&story.connect("app", 80, Some("proxy")).end(), &[]);
    }
}
