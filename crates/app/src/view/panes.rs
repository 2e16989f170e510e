//! The panes below the chart: what a person at a terminal would see at the cursor's time.

use std::time::Duration;

use trace::Fact;

use crate::chart::Tone;
use crate::picture::Lived;
use crate::session::{Pane, Session, action};
use crate::text::{Micros, counted, micros, seconds};
use crate::view::{terminal, told};

/// So many lines of a pane are shown: the newest.
pub(super) const LINES_MAX: usize = 400;
/// What else the prompt knows than kubectl's views.
const KNOWN: &str = "At the cursor's time also: kubectl delete, scale, set image, patch, rollout, create; kill CONTAINER in POD; reboot node; restart kubelet";

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
    pub empty: String,
    /// The newest line is what one wants to see.
    pub grows: bool,
}

/// One line: parts in different tones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaneLine {
    /// Parts, each with its tone.
    pub parts: Vec<(Tone, String)>,
    /// A table's header.
    pub header: bool,
    /// The container that it is about.
    pub container: Option<String>,
    /// When it was written, on chart time.
    pub at: Option<Micros>,
}

impl PaneLine {
    pub(crate) fn plain(text: &str) -> PaneLine {
        PaneLine::toned(Tone::Neutral, text.to_owned())
    }

    pub(crate) fn toned(tone: Tone, text: String) -> PaneLine {
        PaneLine {
            parts: vec![(tone, text)],
            ..PaneLine::default()
        }
    }

    /// Stands for so many older lines.
    pub(crate) fn earlier(count: usize) -> PaneLine {
        PaneLine::plain(&format!("… {} not shown", counted(count, "earlier line")))
    }

    pub(crate) fn header(text: &str) -> PaneLine {
        PaneLine {
            header: true,
            ..PaneLine::plain(text)
        }
    }
}

/// The panes of the variants shown.
pub fn panes(session: &Session) -> Vec<PaneView> {
    let shown = session.shown();
    let panes = shown.iter().map(|lived| {
        let at = session.instant(lived.story.origin);
        let mut pane = pane(session, lived, at);
        let lines = pane.lines.len();
        if lines > LINES_MAX + 2 {
            let header = usize::from(pane.lines[0].header);
            let gone = header..lines - LINES_MAX;
            let said = PaneLine::earlier(gone.len());
            pane.lines.splice(gone, [said]);
        }
        pane
    });
    panes.collect()
}

fn pane(session: &Session, lived: &Lived, at: Duration) -> PaneView {
    let (trace, origin) = (&lived.trace, lived.story.origin);
    let (command, lines, empty) = match session.pane() {
        Pane::Kubectl => match &session.prompt.command {
            Some(line) => return answer(lived, line, at),
            None => (
                "kubectl get pods -w",
                terminal::watch(&lived.watch, micros(at), origin),
                "No pod yet.",
            ),
        },
        Pane::Events => (
            "kubectl get events --sort-by=.metadata.creationTimestamp",
            terminal::events(trace, at, origin),
            "No events yet.",
        ),
        Pane::Describe => (
            "kubectl describe pod",
            terminal::describe_pod(trace, at, session.version()),
            "No pod yet.",
        ),
        Pane::Logs => (
            "kubectl logs --all-containers --prefix --timestamps",
            terminal::logs(trace, at, origin),
            "No output yet.",
        ),
        Pane::Status => (
            "kubectl get pod -o yaml (its status)",
            terminal::status(trace, at),
            "No pod yet.",
        ),
        Pane::Why => ("", why(lived), ""),
    };
    PaneView {
        id: lived.id.clone(),
        title: lived.title.clone(),
        command: command.to_owned(),
        lines,
        empty: empty.to_owned(),
        grows: matches!(session.pane(), Pane::Kubectl | Pane::Events | Pane::Logs),
    }
}

/// What a command of the prompt answers at a time.
fn answer(lived: &Lived, line: &str, at: Duration) -> PaneView {
    let mut empty = "It printed nothing.".to_owned();
    let lines = if action(line).is_some() {
        let done = lived
            .trace
            .records()
            .iter()
            .rev()
            .find_map(|record| match &record.fact {
                Fact::Action { command, output } if command == line => Some((record.at, output)),
                _ => None,
            });
        match done {
            Some((when, output)) if when <= at => output.lines().map(PaneLine::plain).collect(),
            Some((when, _)) => {
                empty = format!("This happens at {}.", seconds(micros(when) - lived.story.origin));
                Vec::new()
            }
            None => {
                empty = "This did not happen: the time simulated ends before.".to_owned();
                Vec::new()
            }
        }
    } else {
        reply(lived, line, at)
    };
    PaneView {
        id: lived.id.clone(),
        title: lived.title.clone(),
        command: line.to_owned(),
        lines,
        empty,
        grows: line.contains("-w"),
    }
}

fn reply(lived: &Lived, line: &str, at: Duration) -> Vec<PaneLine> {
    let reply = kubectl::run(&lived.trace, line, Duration::ZERO, at);
    let tone = |to| match to {
        kubectl::To::Stdout => Tone::Neutral,
        kubectl::To::Stderr => Tone::Bad,
    };
    let parts = reply.parts.iter().flat_map(|(to, text)| {
        let tone = tone(*to);
        text.lines()
            .map(move |line| PaneLine::toned(tone, line.to_owned()))
    });
    let mut lines: Vec<PaneLine> = parts.collect();
    if lines.iter().any(|line| line.parts[0].1.contains("Known here: ")) {
        lines.push(PaneLine::plain(KNOWN));
    }
    lines
}

/// The verdict, the times behind it, and the chain of causes.
fn why(lived: &Lived) -> Vec<PaneLine> {
    let verdict = &lived.verdict;
    let mut lines = vec![PaneLine::toned(
        verdict.tone,
        format!("{} {}", verdict.tone.symbol(), verdict.sentence),
    )];
    lines.extend(Some(PaneLine::plain(&verdict.detail)).filter(|_| !verdict.detail.is_empty()));
    lines.extend(lived.note.as_deref().map(PaneLine::plain));
    let steps = verdict
        .record
        .map(|record| explain::why(&lived.trace, record))
        .unwrap_or_default();
    lines.extend(
        told(&steps, lived.story.origin)
            .iter()
            .map(|line| PaneLine::plain(line)),
    );
    lines
}
