//! The findings about the user's own text, and what would help.

use crate::session::Session;
use crate::view::spot::lines_at;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingView {
    /// The workload does not do what it should (else: it works, but slower or by luck).
    pub problem: bool,
    /// One line.
    pub title: String,
    /// What happened and why.
    pub text: String,
    /// The line of the manifest that it is about, from 1.
    pub line: Option<u32>,
    /// What would help, best first.
    pub fixes: Vec<String>,
}

/// The findings about the text as written.
pub fn findings(session: &Session) -> Vec<FindingView> {
    let Some(picture) = &session.picture else {
        return Vec::new();
    };
    let own = picture.own();
    let view = |finding: &explain::Finding| FindingView {
        problem: finding.severity == explain::Severity::Problem,
        title: finding.title.clone(),
        text: finding.text.clone(),
        line: finding
            .place
            .as_ref()
            .zip(own)
            .and_then(|(place, own)| Some(lines_at(own, place)?.0)),
        fixes: finding.fixes.iter().map(|fix| fix.title.clone()).collect(),
    };
    picture.findings.iter().map(view).collect()
}
