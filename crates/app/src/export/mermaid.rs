//! The shown variants as a Mermaid `gantt` diagram: a section for each lane, a task for each phase, a milestone for each
//! exit. Long silences are not cut: Mermaid's axis is linear.

use super::timeline::lane_name;
use crate::picture::Lived;
use crate::session::Session;
use crate::story::{LaneStory, Look, MarkKind, Phase, Tag};
use crate::text::{Micros, Px10, width};

/// So many tasks are written.
const TASKS_MAX: usize = 400;
/// A phase of waiting is written when it takes at least one part in so many of the time shown.
const SEEN: Micros = 200;
/// Room left of the diagram beside the longest section's name, in pixels.
const PADDING: Px10 = 24;

/// The diagram's text.
pub(super) fn gantt(session: &Session) -> String {
    let end = session.view().chart.axis.range().1;
    let (kind, name) = session.subject();
    let mut sections = String::new();
    let (mut tasks, mut widest) = (0, 0);
    for lived in session.shown() {
        for lane in &lived.story.lanes {
            let name = words(&format!("{} · {}", lived.title, lane_name(lived, lane)));
            let list = lane_tasks(lived, lane, end, TASKS_MAX - tasks);
            if list.is_empty() {
                continue;
            }
            widest = widest.max(width(&name));
            tasks += list.len();
            sections += &format!("    section {name}\n{}", list.concat());
        }
    }
    format!(
        "---\nconfig:\n  gantt:\n    leftPadding: {}\n---\ngantt\n    title {}\n    \
         dateFormat HH:mm:ss.SSS\n    axisFormat %M:%S\n    todayMarker off\n{sections}",
        widest / 10 + PADDING,
        words(&format!("{kind} {name}")),
    )
}

/// The lines of a lane, at most `most`.
fn lane_tasks(lived: &Lived, lane: &LaneStory, end: Micros, most: usize) -> Vec<String> {
    let start = lived.story.start;
    // Every task has a row of its own: what is too short to be seen and only prepares something has none.
    let shortest = (end - start) / SEEN;
    let is_told = |phase: &&Phase| match phase.look {
        Look::Waiting if lane.tag != Tag::Pod => false,
        Look::Waiting | Look::Pulling => phase.to - phase.from >= shortest,
        _ => phase.to > phase.from,
    };
    let shown = lane.phases.iter().filter(|phase| phase.from < end);
    let phases = shown.filter(is_told);
    let phases = phases.map(|phase| {
        let text = match lane.tag {
            Tag::Pod => phase.labels.first().map_or(phase.look.words(), String::as_str),
            _ => phase.look.words(),
        };
        task(
            text,
            tags(phase.look),
            phase.from - start,
            phase.to.min(end) - phase.from,
        )
    });
    let exits = lane.marks.iter().filter_map(|mark| {
        let (code, tags) = match mark.kind {
            MarkKind::Exit(0) => (0, "done, milestone, "),
            MarkKind::Exit(code) => (code, "crit, milestone, "),
            MarkKind::Stopped(code) => (code, "milestone, "),
            _ => return None,
        };
        (mark.at < end).then(|| task(&format!("exit {code}"), tags, mark.at - start, 0))
    });
    phases.chain(exits).take(most).collect()
}

fn task(text: &str, tags: &str, from: Micros, length: Micros) -> String {
    let millis = from.max(0) / 1_000;
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    format!(
        "    {} :{tags}{:02}:{:02}:{:02}.{rest:03}, {}ms\n",
        words(text),
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
        length.max(0) / 1_000,
    )
}

/// Mermaid's colours: three moods are all it has.
fn tags(look: Look) -> &'static str {
    match look {
        Look::Ready => "active, ",
        Look::Failed | Look::BackOff => "crit, ",
        Look::Succeeded => "done, ",
        _ => "",
    }
}

/// A text that Mermaid's grammar takes for one: no ends of names and lines, no comments.
fn words(text: &str) -> String {
    let plain = |c| match c {
        ':' => '∶',
        ';' => ',',
        '#' => '♯',
        '%' => '٪',
        c if c < ' ' => ' ',
        c => c,
    };
    text.trim().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Msg;

    #[test]
    fn words_end_neither_names_nor_lines() {
        assert_eq!(words(" exit 1: a;b#c\n100% "), "exit 1∶ a,b♯c 100٪");
    }

    /// Mermaid's grammar for a gantt, as far as it is used: statements of one line, tasks as `text :data`.
    #[test]
    fn every_line_is_a_statement() {
        for example in [
            "slow-sidecar-job",
            "proxy",
            "cronjob-with-sidecar-and-probe",
            "logshipper-job",
        ] {
            let mut session = Session::new(false);
            session.update(Msg::ExampleChosen(example.into()));
            let text = gantt(&session);
            let (_, body) = text.split_once("\n---\ngantt\n").expect("a head");
            let mut tasks = 0;
            for line in body.lines().map(str::trim) {
                assert!(
                    !line.contains(['#', ';', '%']) || line.starts_with("axisFormat "),
                    "{line}"
                );
                let known = ["title ", "dateFormat ", "axisFormat ", "todayMarker ", "section "];
                if known.iter().any(|word| line.starts_with(word)) {
                    assert!(!line.starts_with("section ") || !line.contains(':'), "{line}");
                    continue;
                }
                let (name, data) = line.split_once(':').expect(line);
                assert!(!name.trim().is_empty());
                let data: Vec<&str> = data.split(", ").collect();
                let [tags @ .., from, length] = data.as_slice() else {
                    panic!("{line}")
                };
                let tag = |tag: &&str| ["active", "done", "crit", "milestone"].contains(tag);
                assert!(tags.iter().all(tag) && from.len() == 12, "{line}");
                assert!(
                    length
                        .strip_suffix("ms")
                        .is_some_and(|text| text.parse::<u32>().is_ok()),
                    "{line}"
                );
                tasks += 1;
            }
            assert!(tasks > 5, "{example}");
        }
    }
}
