//! A report: verdicts, what happened when, the manifest, and the way back to the playground.

use super::metadata::{comment, hash};
use super::timeline::timeline;
use crate::picture::Lived;
use crate::session::Session;

/// What means something in Markdown.
const SPECIAL: &[char] = &['\\', '|', '<', '*', '_', '`', '[', ']', '#'];

/// The session as a Markdown document. `address` is the playground's, empty when it is not known.
pub(super) fn report(session: &Session, address: &str) -> String {
    let (kind, name) = session.subject();
    let shared = session.carried();
    let mut out = comment(&shared);
    out += &format!("# {}\n\n", plain(format!("{kind} {name}").trim()));
    out += &format!(
        "Simulated for {} s on Kubernetes {}.",
        session.conditions().length,
        session.version()
    );
    if !address.is_empty() {
        let hash = hash(&shared);
        let mark = if hash.is_empty() { "" } else { "#" };
        out += &format!(" [Open in the playground]({address}{mark}{hash}).");
    }
    out += "\n\n| variant | verdict |\n|---|---|\n";
    let shown = session.shown();
    for lived in &shown {
        out += &format!("| {} | {} |\n", plain(&lived.title), verdict(lived));
    }
    actions(session, &mut out);
    for lived in shown {
        out += &format!("\n## {}\n\n{}.", plain(&lived.title), verdict(lived));
        if !lived.verdict.detail.is_empty() {
            out += &format!(" {}.", plain(lived.verdict.detail.trim_end_matches('.')));
        }
        out.push_str("\n\n");
        fenced(&mut out, "text", &timeline(lived));
    }
    out += "\n## Manifest\n\n";
    fenced(&mut out, "yaml", &shared.text);
    out
}

fn verdict(lived: &Lived) -> String {
    let verdict = &lived.verdict;
    plain(&format!(
        "{} {}",
        verdict.tone.symbol(),
        verdict.sentence.trim_end_matches('.')
    ))
}

/// What the user does meanwhile.
fn actions(session: &Session, out: &mut String) {
    let flags = &session.view().flags;
    if !flags.is_empty() {
        *out += "\nMeanwhile:\n\n";
    }
    for flag in flags.iter() {
        *out += &format!("- at {}: {}\n", flag.time, plain(&flag.command));
    }
}

/// A text between fences that are longer than any in it.
fn fenced(out: &mut String, language: &str, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    *out += &format!("{fence}{language}\n{text}{end}{fence}\n");
}

/// A text without meaning in Markdown.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if SPECIAL.contains(&c) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_longer_than_those_inside() {
        let mut out = String::new();
        fenced(&mut out, "yaml", "a: |\n  ```\n  x\n  ````");
        assert_eq!(out, "`````yaml\na: |\n  ```\n  x\n  ````\n`````\n");
    }

    #[test]
    fn a_report_tells_verdicts_times_and_the_manifest() {
        let session = Session::new(false);
        let report = report(&session, "https://example.org/");
        for part in [
            "# Job race\n",
            "[Open in the playground](https://example.org/#v1=",
            "| Without sidecar | ✕ Race lost by ",
            "## Native + startupProbe\n",
            "slow-sidecar  opened port 8081\n",
            "```yaml\napiVersion: batch/v1\n",
        ] {
            assert!(report.contains(part), "{part} is missing in:\n{report}");
        }
        assert_eq!(plain("a|b <c>"), "a\\|b \\<c>");
    }
}
