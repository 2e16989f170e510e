//! The line below the editor.

use crate::chart::Tone;
use crate::session::Session;
use crate::view::Severity;
use trace::Ended;

/// Whether the text is valid, and how fast that was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// `valid for v1.36`, `2 errors`.
    pub text: String,
    /// How it sounds.
    pub tone: Tone,
    /// `simulated in 0.3 ms`; empty while unknown.
    pub speed: String,
    /// The line of the first message, from 1.
    pub line: Option<u32>,
    /// What a button says that corrects what can be; empty: nothing can.
    pub correct: String,
}

impl Default for Status {
    fn default() -> Status {
        Status {
            text: String::new(),
            tone: Tone::Neutral,
            speed: String::new(),
            line: None,
            correct: String::new(),
        }
    }
}

/// The status of a session.
pub fn status(session: &Session) -> Status {
    let count = |severity| {
        session
            .diagnostics
            .iter()
            .filter(|message| message.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let (mut text, mut tone) = match (errors, warnings, &session.stale) {
        (1.., _, _) => (crate::text::counted(errors, "error"), Tone::Bad),
        (_, _, Some(reason)) => (reason.clone(), Tone::Bad),
        (_, 1.., _) => (
            format!(
                "valid for v{}, {}",
                session.version,
                crate::text::counted(warnings, "warning")
            ),
            Tone::Stuck,
        ),
        _ => (format!("valid for v{}", session.version), Tone::Good),
    };
    if let (Some(sentence), Tone::Good | Tone::Stuck) = (limit(session), tone) {
        text = format!("{text}, {sentence}");
        tone = Tone::Stuck;
    }
    let speed = session.simulated_in.map(|took| {
        if took >= 1_000_000 {
            return format!("simulated in {}", crate::text::seconds(took));
        }
        let tenths = (took + 50) / 100;
        format!("simulated in {}.{} ms", tenths / 10, tenths % 10)
    });
    let first = session
        .diagnostics
        .iter()
        .min_by_key(|message| (message.severity, message.line));
    let all = session.diagnostics.len();
    let correctable = session
        .diagnostics
        .iter()
        .filter(|message| message.correctable)
        .count();
    Status {
        text,
        tone,
        speed: speed.unwrap_or_default(),
        line: first.map(|message| message.line),
        correct: match correctable {
            0 => String::new(),
            1 if all == 1 => "Correct it".to_owned(),
            _ if correctable == all => format!("Correct all {all}"),
            _ => format!("Correct {correctable} of {all}"),
        },
    }
}

/// The limit that ended a run before its time: `stopped after 1,000,000 events at 02:14:07`.
fn limit(session: &Session) -> Option<&str> {
    let mut lives = session.picture.iter().flat_map(|picture| &picture.variants);
    lives.find_map(|lived| match lived.trace.ended() {
        Ended::Limit(sentence) => Some(sentence.as_str()),
        Ended::Horizon => None,
    })
}
