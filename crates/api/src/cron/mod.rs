//! CronJob schedules. Mirrors vendor/github.com/robfig/cron/v3 `parser.go` and `spec.go` (v3.0.1, in Kubernetes v1.36.2):
//! `ParseStandard` with its error texts, and the next activation by the clocks of a zone ([`crate::zone`]).

mod duration;
mod fields;
mod next;

use std::time::Duration;

use self::duration::go_duration;
use self::fields::{Fields, fields};
use crate::meta_v1::Time;
use crate::zone::Zone;

/// When something happens again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    zone: Zone,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Fields(Fields),
    Every(Duration),
}

impl Schedule {
    /// Reads a schedule with five fields, a macro (`@hourly`) or `@every 5m`, optionally after `TZ=Zone ` or
    /// `CRON_TZ=Zone `. Without a zone the clocks show UTC, as in the controller's container.
    ///
    /// # Errors
    /// The parser's message in upstream's words.
    pub fn parse(text: &str) -> Result<Schedule, String> {
        if text.is_empty() {
            return Err("empty spec string".to_owned());
        }
        let (zone, text) = split_zone(text)?;
        let rule = if text.starts_with('@') {
            descriptor(text)?
        } else {
            Rule::Fields(fields(text)?)
        };
        Ok(Schedule { zone, rule })
    }

    /// The zone by whose clocks the fields are meant.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The first activation after `after`; `None` when there is none within five years.
    pub fn next(&self, after: Time) -> Option<Time> {
        match &self.rule {
            Rule::Every(delay) => Some(after.truncated().plus(*delay)),
            Rule::Fields(fields) => fields.next(after.unix(), self.zone).map(Time::from_unix),
        }
    }
}

/// Whether `name` is a zone of the IANA database (or `UTC`), spelled exactly.
pub fn is_time_zone(name: &str) -> bool {
    Zone::named(name).is_some()
}

fn split_zone(text: &str) -> Result<(Zone, &str), String> {
    let Some(after) = text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ=")) else {
        return Ok((Zone::UTC, text));
    };
    // Upstream's parser panics here and the API server turns the panic into this message.
    let (name, rest) = after.split_once(' ').ok_or_else(|| {
        "invalid schedule format: runtime error: slice bounds out of range [:-1]".to_owned()
    })?;
    let zone = match name {
        "" | "Local" => Zone::UTC,
        _ if name.starts_with(['/', '\\']) || name.contains("..") => {
            return Err(format!(
                "provided bad location {name}: time: invalid location name"
            ));
        }
        _ => Zone::named(name)
            .ok_or_else(|| format!("provided bad location {name}: unknown time zone {name}"))?,
    };
    Ok((zone, rest.trim()))
}

fn descriptor(text: &str) -> Result<Rule, String> {
    let spec = match text {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => {
            let Some(duration) = text.strip_prefix("@every ") else {
                return Err(format!("unrecognized descriptor: {text}"));
            };
            let duration =
                go_duration(duration).map_err(|e| format!("failed to parse duration {text}: {e}"))?;
            return Ok(Rule::Every(Duration::from_secs(duration.as_secs().max(1))));
        }
    };
    fields(spec).map(Rule::Fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Vec<serde_json::Value> {
        let text = include_str!("../../../../tests/conformance/upstream/cron_cases.json");
        let all: serde_json::Value = serde_json::from_str(text).expect("JSON");
        all[name].as_array().expect("a table").clone()
    }

    #[test]
    fn parsing() {
        for case in table("parse").iter().filter(|c| c["test"] == "derived") {
            let schedule = Schedule::parse(case["schedule"].as_str().expect("schedule"));
            assert_eq!(
                schedule.as_ref().err().map(String::as_str),
                case["error"].as_str(),
                "{case}"
            );
            if let (Ok(schedule), Some(next)) = (schedule, case.get("nextAfter_2024-07-19T13:38:03Z")) {
                let after = Time::parse("2024-07-19T13:38:03Z").expect("a time");
                assert_eq!(
                    schedule.next(after).map(|t| t.to_string()).as_deref(),
                    next.as_str(),
                    "{case}"
                );
            }
        }
    }

    #[test]
    fn upstream_formats() {
        for case in table("parse")
            .iter()
            .filter(|c| c["test"] == "TestValidateScheduleFormatPanicRecovery")
        {
            let error = Schedule::parse(case["schedule"].as_str().expect("schedule")).expect_err("refused");
            assert!(error.contains(case["expected"].as_str().expect("text")), "{case}");
        }
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn next() {
        let rows = table("next");
        assert!(!rows.is_empty());
        for case in &rows {
            let mut schedule = Schedule::parse(case["schedule"].as_str().expect("schedule")).expect("parses");
            if case["from"].as_str().is_some_and(|from| from.ends_with("+0530")) {
                // Without a zone of its own a schedule follows the clocks of the time it is asked with.
                schedule.zone = Zone::fixed(330);
            }
            let from = case["fromUtc"].as_str().or(case["from"].as_str()).expect("from");
            let expect = if case.get("nextUtc").is_some() {
                &case["nextUtc"]
            } else {
                &case["next"]
            };
            let got = schedule.next(Time::parse(from).expect("a time"));
            assert_eq!(got.map(|t| t.to_string()).as_deref(), expect.as_str(), "{case}");
        }
        println!("table cron_activations {0} {0}", rows.len());
    }

    #[test]
    fn all_zones_of_upstreams_list_are_known() {
        for zone in table("timeZones") {
            assert!(is_time_zone(zone.as_str().expect("a name")), "{zone}");
        }
        assert!(!is_time_zone("Mars/Olympus") && !is_time_zone(""));
    }

    #[test]
    fn zones_that_are_none() {
        for (text, expect) in [
            (
                "TZ=/etc * * * * *",
                "provided bad location /etc: time: invalid location name",
            ),
            (
                "TZ=a/../b * * * * *",
                "provided bad location a/../b: time: invalid location name",
            ),
            (
                "CRON_TZ=Mars * * * * *",
                "provided bad location Mars: unknown time zone Mars",
            ),
            ("TZ=UTC ", "expected exactly 5 fields, found 0: []"),
        ] {
            assert_eq!(Schedule::parse(text).expect_err(text), expect);
        }
    }

    /// On the days when clocks change: what the schedule gives after `after`, in UTC.
    fn check(schedule: &str, after: &str, expect: &[&str]) {
        let schedule = Schedule::parse(schedule).expect("parses");
        let mut at = Time::parse(after).expect("a time");
        for expect in expect {
            at = schedule.next(at).expect("another one");
            assert_eq!(at.to_string(), *expect, "{schedule:?}");
        }
    }

    #[test]
    fn clocks_that_change() {
        // 02:30 does not exist on 2026-03-29 in Berlin.
        check(
            "TZ=Europe/Berlin 30 2 * * *",
            "2026-03-27T12:00:00Z",
            &["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"],
        );
        // 02:30 comes twice on 2026-10-25.
        check(
            "TZ=Europe/Berlin 30 2 * * *",
            "2026-10-24T12:00:00Z",
            &[
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-26T01:30:00Z",
            ],
        );
        check(
            "TZ=Asia/Kolkata 0 9 * * 1",
            "2026-11-21T00:00:00Z",
            &["2026-11-23T03:30:00Z", "2026-11-30T03:30:00Z"],
        );
        // Half an hour: 02:00 becomes 02:30 and 02:00 becomes 01:30.
        check(
            "TZ=Australia/Lord_Howe 15 2 * * *",
            "2026-10-02T12:00:00Z",
            &["2026-10-02T15:45:00Z", "2026-10-04T15:15:00Z"],
        );
        // Midnight does not exist on 2026-09-06 in Santiago.
        check(
            "TZ=America/Santiago 0 0,1 * * *",
            "2026-09-05T12:00:00Z",
            &["2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"],
        );
        check(
            "TZ=Europe/Berlin @every 90m",
            "2026-03-29T00:30:00Z",
            &["2026-03-29T02:00:00Z"],
        );
    }
}
