//! The panes below the chart: what a person at a terminal would see at the cursor's time.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::Pod;
use sim::counterpart;
use trace::Fact;

use crate::chart::Tone;
use crate::picture::Lived;
use crate::session::{Pane, Session, action};
use crate::text::{Micros, counted, micros, seconds};
use crate::view::{terminal, told};

/// So many lines of a pane are shown: the newest.
pub(super) const LINES_MAX: usize = 400;
/// What was asked of a container is shown at once when it answers so soon: one would wait for it.
const PATIENCE: Duration = Duration::from_secs(1);
/// What else the prompt knows than kubectl's views.
const KNOWN: &str = "At the cursor's time also: kubectl delete, exec, scale, set image, patch, rollout, create; kill CONTAINER in POD; reboot node; restart kubelet";

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
    let command;
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
        Pane::Describe => {
            let pod = asked(session, lived, at);
            let lines = pod.map(|pod| terminal::describe_pod(trace, pod, at, session.version()));
            command = format!("kubectl describe pod {}", name(pod));
            (&*command, lines.unwrap_or_default(), "No pod yet.")
        }
        Pane::Logs => (
            "kubectl logs --all-containers --prefix --timestamps",
            terminal::logs(trace, at, origin),
            "No output yet.",
        ),
        Pane::Status => {
            let pod = asked(session, lived, at);
            let lines = pod.map(|pod| terminal::status(trace, &pod.metadata, at));
            command = format!("kubectl get pod {} -o yaml (its status)", name(pod));
            (&*command, lines.unwrap_or_default(), "No pod yet.")
        }
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

/// The pod that panes of one pod tell about: that of the pinned thing (in other variants the one that is called so there),
/// else the newest.
fn asked<'a>(session: &Session, lived: &'a Lived, at: Duration) -> Option<&'a Arc<Pod>> {
    let pods = lived.trace.pods_at(at);
    let pinned = session.pinned_pod();
    let meant = pinned.map(|name| in_variant(&name, &pods));
    let found = pods
        .iter()
        .find(|pod| meant.as_deref() == Some(&pod.metadata.name));
    found.or(pods.last()).copied()
}

fn name(pod: Option<&Arc<Pod>>) -> &str {
    pod.map_or("", |pod| &pod.metadata.name)
}

/// A command line, or a name, with the names that the pods of a Deployment have in this variant.
fn in_variant(line: &str, pods: &[&Arc<Pod>]) -> String {
    let pods: Vec<_> = pods.iter().map(|pod| &pod.metadata).collect();
    counterpart(line, &pods)
}

/// What a command of the prompt answers at a time.
fn answer(lived: &Lived, line: &str, at: Duration) -> PaneView {
    let meant = in_variant(line, &lived.trace.pods_at(at));
    let lines = if action(line).is_some() {
        done(lived, line, at)
    } else {
        Ok(reply(lived, &meant, at))
    };
    let (lines, empty) = match lines {
        Ok(lines) => (lines, "It printed nothing.".to_owned()),
        Err(sentence) => (Vec::new(), sentence),
    };
    PaneView {
        id: lived.id.clone(),
        title: lived.title.clone(),
        command: meant,
        lines,
        empty,
        grows: line.contains("-w"),
    }
}

/// What an action printed; a sentence when it did not yet.
fn done(lived: &Lived, line: &str, at: Duration) -> Result<Vec<PaneLine>, String> {
    let mut records = lived.trace.records().iter().rev();
    let answer = records.find_map(|record| match &record.fact {
        Fact::Action { command, output } if command == line => Some((record.at, output)),
        _ => None,
    });
    let (when, output) = answer.ok_or("This did not happen: the time simulated ends before.")?;
    let mut actions = lived.made_with.conditions.actions.iter();
    let given = actions.any(|action| action.command == line && action.at <= micros(at));
    if given && when <= at + PATIENCE {
        Ok(output.lines().map(PaneLine::plain).collect())
    } else {
        let when = seconds(micros(when) - lived.story.origin);
        Err(format!("This happens at {when}."))
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
