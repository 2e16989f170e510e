//! What the containers of a case logged, and the assertions about it.

use std::time::Duration;

use serde_json::Value;
use trace::{Fact, Trace};

/// The lines of all containers in order of time: when, the log's name, the message.
pub(super) struct Lines(Vec<(Duration, String, String)>);

impl Lines {
    /// The lines up to a time.
    pub fn of(trace: &Trace, until: Duration) -> Lines {
        let lines = trace.records_until(until).iter().filter_map(|record| {
            let Fact::Log { line, .. } = &record.fact else {
                return None;
            };
            let (name, message) = line.split_once(' ')?;
            Some((record.at, name.to_owned(), message.to_owned()))
        });
        Lines(lines.collect())
    }

    fn all(&self, name: &str, message: &str) -> Vec<usize> {
        let lines = self.0.iter().enumerate();
        let chosen = lines.filter(|(_, (_, log, text))| log == name && text == message);
        chosen.map(|(position, _)| position).collect()
    }

    /// Whether there is a line of `b` after the first line of `a`.
    fn before(&self, a: (&str, &str), b: (&str, &str)) -> bool {
        let first = self.all(a.0, a.1).first().copied();
        first.is_some_and(|first| self.all(b.0, b.1).into_iter().any(|later| later > first))
    }

    /// Whether `a` started while `b` had not exited, and the other way round.
    fn together(&self, a: &str, b: &str) -> bool {
        let starts = |name| self.all(name, "Started").first().copied();
        let exits = |name| self.all(name, "Exiting").first().copied().unwrap_or(usize::MAX);
        match (starts(a), starts(b)) {
            (Some(a_starts), Some(b_starts)) => a_starts < exits(b) && b_starts < exits(a),
            _ => false,
        }
    }

    /// Whether `b` started after the first start of `a`, and before `a` exited.
    fn starts_during(&self, a: &str, b: &str) -> bool {
        let Some(began) = self.all(a, "Started").first().copied() else {
            return false;
        };
        let ended = self.all(a, "Exiting").first().copied().unwrap_or(usize::MAX);
        self.all(b, "Started")
            .into_iter()
            .any(|start| began < start && start < ended)
    }

    /// Evaluates an assertion about the log.
    ///
    /// # Errors
    /// Says what does not hold, or that the assertion is not known.
    pub fn check(&self, assertion: &Value) -> Result<(), String> {
        let kind = assertion["assert"].as_str().unwrap_or_default();
        if kind == "timeDifferenceMs" {
            return self.time_difference(assertion);
        }
        let names: Vec<&str> = assertion["containers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let (expect, kind) = match kind.strip_prefix("not ") {
            Some(kind) => (false, kind),
            None => (true, kind),
        };
        let (a, b) = match names[..] {
            [a] => (a, a),
            [a, b] => (a, b),
            _ => return Err(format!("{assertion}: one or two names")),
        };
        let starts = |name: &str| self.all(name, "Starting").len();
        let holds = match kind {
            "Starts" => !self.all(a, "Started").is_empty(),
            "DoesntStart" => self.all(a, "Started").is_empty(),
            "Exits" => !self.all(a, "Exiting").is_empty(),
            "StartsBefore" => self.before((a, "Started"), (b, "Starting")),
            "ExitsBefore" => self.before((a, "Exiting"), (b, "Exiting")),
            "RunTogether" => self.together(a, b),
            "RunTogetherLhsFirst" => self.starts_during(a, b),
            "HasRestarted" => starts(a) >= 2,
            "HasNotRestarted" => starts(a) == 1,
            _ => return Err(format!("unknown assertion {kind}")),
        };
        if holds == expect {
            Ok(())
        } else {
            Err(format!("{} {names:?}", assertion["assert"]))
        }
    }

    fn time_difference(&self, assertion: &Value) -> Result<(), String> {
        let millis = |end: &Value| -> Option<i64> {
            let log = end["log"].as_str()?;
            let times = |message| self.all(log, message).into_iter().map(|line| self.0[line].0);
            let at = match end["event"].as_str()? {
                "TimeOfStart" => times("Started").next(),
                "TimeOfLastLoop" => times("Looping").next_back(),
                _ => None,
            }?;
            i64::try_from(at.as_millis()).ok()
        };
        let number = |field: &str| assertion[field].as_i64().unwrap_or_default();
        match (millis(&assertion["from"]), millis(&assertion["to"])) {
            (Some(from), Some(to)) => {
                let difference = to - from;
                if (difference - number("target")).abs() <= number("tolerance") {
                    Ok(())
                } else {
                    Err(format!("{assertion}: {difference} ms"))
                }
            }
            times => Err(format!("{assertion}: {times:?}")),
        }
    }
}
