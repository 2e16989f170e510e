//! The panes below the chart: what a person at a terminal would see at the cursor's time.

use std::time::Duration;

use api::KubernetesVersion;

use crate::chart::Tone;
use crate::picture::Lived;
use crate::session::{Pane, Session};
use crate::text::micros;
use crate::view::terminal;

/// So many variants have a pane.
const PANES_MAX: usize = 2;
/// So many lines of a pane are shown: the newest.
const LINES_MAX: usize = 400;

/// One variant's pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneView {
    /// The variant's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The command that would show the same, without its prompt; empty for *why*.
    pub command: String,
    /// The lines.
    pub lines: Vec<PaneLine>,
    /// What is said when there are no lines.
    pub empty: &'static str,
}

/// One line: parts in different tones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneLine {
    /// Parts, each with its tone.
    pub parts: Vec<(Tone, String)>,
    /// A table's header.
    pub header: bool,
}

impl PaneLine {
    pub(crate) fn plain(text: &str) -> PaneLine {
        PaneLine::toned(Tone::Neutral, text.to_owned())
    }

    pub(crate) fn toned(tone: Tone, text: String) -> PaneLine {
        PaneLine {
            parts: vec![(tone, text)],
            header: false,
        }
    }

    pub(crate) fn header(text: &str) -> PaneLine {
        PaneLine {
            header: true,
            ..PaneLine::plain(text)
        }
    }
}

/// The panes of the first variants shown.
pub fn panes(session: &Session) -> Vec<PaneView> {
    let cursor = session.cursor();
    let shown = session.shown();
    let panes = shown.iter().take(PANES_MAX).map(|lived| {
        let at = Duration::from_micros(u64::try_from(cursor + lived.story.origin).unwrap_or(0));
        pane(session.pane(), lived, at, session.version())
    });
    panes.collect()
}

fn pane(kind: Pane, lived: &Lived, at: Duration, version: KubernetesVersion) -> PaneView {
    let trace = &lived.trace;
    let (command, mut lines, empty) = match kind {
        Pane::Kubectl => (
            "kubectl get pods -w",
            terminal::watch(&lived.watch, micros(at)),
            "No pod yet.",
        ),
        Pane::Events => (
            "kubectl get events --sort-by=.metadata.creationTimestamp",
            terminal::events(trace, at),
            "No events yet.",
        ),
        Pane::Describe => (
            "kubectl describe pod",
            terminal::describe_pod(trace, at, version),
            "No pod yet.",
        ),
        Pane::Logs => (
            "kubectl logs --all-containers --prefix --timestamps",
            terminal::logs(trace, at),
            "No output yet.",
        ),
        Pane::Why => ("", why(lived), ""),
    };
    if lines.len() > LINES_MAX {
        lines.drain(..lines.len() - LINES_MAX);
    }
    PaneView {
        id: lived.id.clone(),
        title: lived.title.clone(),
        command: command.to_owned(),
        lines,
        empty,
    }
}

/// The verdict, the times behind it, and the chain of causes.
fn why(lived: &Lived) -> Vec<PaneLine> {
    let verdict = &lived.verdict;
    let mut lines = vec![PaneLine::toned(
        verdict.tone,
        format!("{} {}", verdict.tone.symbol(), verdict.sentence),
    )];
    lines.extend(Some(PaneLine::plain(&verdict.detail)).filter(|_| !verdict.detail.is_empty()));
    lines.extend(verdict.why.iter().map(|line| PaneLine::plain(line)));
    lines
}
