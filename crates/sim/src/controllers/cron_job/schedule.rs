//! Which activation of a CronJob is due, and when to look again. Mirrors pkg/controller/cronjob/utils.go
//! (mostRecentScheduleTime, nextScheduleTime, nextScheduleTimeDuration), v1.36.2.

use std::borrow::Cow;
use std::time::Duration;

use api::batch_v1::CronJob;
use api::cron::Schedule;
use api::meta_v1::Time;

/// The controller looks this much after an activation.
const NEXT_SCHEDULE_DELTA: Duration = Duration::from_millis(100);
/// More missed activations than this bring a warning.
const MAX_MISSED: u64 = 100;

/// Whether a schedule names a zone itself, which only old objects do.
pub(crate) fn has_zone(schedule: &str) -> bool {
    schedule.contains("TZ")
}

/// The schedule with the zone in front of it (formatSchedule). One in the schedule itself wins.
pub(crate) fn format_schedule(cron: &CronJob) -> Cow<'_, str> {
    match &cron.spec.time_zone {
        Some(zone) if !has_zone(&cron.spec.schedule) => format!("TZ={zone} {}", cron.spec.schedule).into(),
        _ => cron.spec.schedule.as_str().into(),
    }
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    /// The most recent activation that has passed; `None` when there is none.
    pub scheduled: Option<Time>,
    /// More than [`MAX_MISSED`] activations were missed.
    pub too_many_missed: bool,
}

/// The most recent activation, and upstream's estimate of how many were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Recent {
    at: Option<Time>,
    missed: u64,
}

/// The begin of the time to look at: the last activation, or the creation; not before the starting deadline.
fn earliest(cron: &CronJob, now: Time, with_deadline: bool) -> Time {
    let mut earliest = cron
        .status
        .last_schedule_time
        .or(cron.metadata.creation_timestamp)
        .unwrap_or_default();
    if with_deadline && let Some(seconds) = cron.spec.starting_deadline_seconds {
        let limit = Time(now.0.saturating_sub(seconds.saturating_mul(1_000_000)));
        earliest = earliest.max(limit);
    }
    earliest
}

/// The most recent activation before `now` (mostRecentScheduleTime). Upstream takes all intervals for equal:
/// with uneven schedules it can miss one.
///
/// # Errors
/// The schedule activates more than once a second, or never.
fn most_recent(schedule: &Schedule, earliest: Time, now: Time) -> Result<Recent, &'static str> {
    const TOO_DENSE: &str = "time difference between two schedules is less than 1 second";
    let first = schedule.next(earliest).ok_or(TOO_DENSE)?;
    if now < first {
        return Ok(Recent::default());
    }
    let second = schedule.next(first).ok_or(TOO_DENSE)?;
    if now < second {
        return Ok(Recent {
            at: Some(first),
            missed: 0,
        });
    }
    let interval = second.since(first).as_secs();
    if interval < 1 {
        return Err(TOO_DENSE);
    }
    let missed = now.since(first).as_secs() / interval + 1;
    // One interval before the estimate, then on by the schedule itself.
    let whole = Duration::from_secs(missed * interval);
    let mut next = schedule.next(Time(first.plus(whole).0 - 2 * micros(interval)));
    let mut at = None;
    while let Some(time) = next.filter(|time| *time <= now) {
        at = Some(time);
        next = schedule.next(time);
    }
    Ok(Recent { at, missed })
}

fn micros(seconds: u64) -> i64 {
    i64::try_from(seconds.saturating_mul(1_000_000)).unwrap_or(i64::MAX / 4)
}

/// The activation that is due.
///
/// # Errors
/// Upstream's words about an impossible schedule.
pub(crate) fn compute_due(cron: &CronJob, schedule: &Schedule, now: Time) -> Result<Due, &'static str> {
    let recent = most_recent(schedule, earliest(cron, now, true), now)?;
    Ok(Due {
        scheduled: recent.at,
        too_many_missed: recent.missed > MAX_MISSED,
    })
}

/// How long to wait for the next activation; `None` when there is none.
pub(crate) fn compute_wait(cron: &CronJob, schedule: &Schedule, now: Time) -> Option<Duration> {
    let earliest = earliest(cron, now, false);
    let from = match most_recent(schedule, earliest, now) {
        Ok(Recent { at: Some(at), .. }) => at,
        Ok(Recent { at: None, missed: 0 }) => earliest,
        _ => now,
    };
    Some(schedule.next(from)?.plus(NEXT_SCHEDULE_DELTA).since(now))
}

/// True when the starting deadline of an activation has passed.
pub(crate) fn is_too_late(cron: &CronJob, scheduled: Time, now: Time) -> bool {
    let deadline = cron
        .spec
        .starting_deadline_seconds
        .and_then(|seconds| u64::try_from(seconds).ok());
    deadline.is_some_and(|seconds| scheduled.plus(Duration::from_secs(seconds)) < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cron(created: &str, last: Option<&str>, deadline: Option<i64>) -> CronJob {
        let mut cron = CronJob::default();
        cron.metadata.creation_timestamp = Time::parse(created);
        cron.status.last_schedule_time = last.and_then(Time::parse);
        cron.spec.starting_deadline_seconds = deadline;
        cron
    }

    /// On 2026-01-01 with the schedule `text`: what is due at `now`, and the wait in milliseconds.
    fn check(text: &str, cron: &CronJob, now: &str, due: Option<&str>, wait: u128) {
        let schedule = Schedule::parse(text).unwrap();
        let now = Time::parse(now).unwrap();
        let seen = compute_due(cron, &schedule, now).unwrap().scheduled;
        assert_eq!(seen, due.and_then(Time::parse), "{text} at {now}");
        assert_eq!(
            compute_wait(cron, &schedule, now).unwrap().as_millis(),
            wait,
            "{text} at {now}"
        );
    }

    #[test]
    fn due_and_next() {
        let day = "2026-01-01T";
        let at = |time: &str| format!("{day}{time}Z");
        let fresh = cron(&at("10:00:30"), None, None);
        check("* * * * *", &fresh, &at("10:00:31"), None, 29_100);
        check(
            "* * * * *",
            &fresh,
            &at("10:01:00"),
            Some(&at("10:01:00")),
            60_100,
        );
        check(
            "*/5 * * * *",
            &fresh,
            &at("10:17:00"),
            Some(&at("10:15:00")),
            180_100,
        );
        let last = cron(&at("10:00:30"), Some(&at("10:01:00")), None);
        check("* * * * *", &last, &at("10:01:30"), None, 30_100);
        let deadline = cron(&at("00:00:30"), None, Some(60));
        check("0 * * * *", &deadline, &at("10:30:00"), None, 1_800_100);
        assert!(is_too_late(&deadline, Time::from_unix(0), Time::from_unix(61)));
        let schedule = Schedule::parse("* * * * *").unwrap();
        let long = compute_due(&fresh, &schedule, Time::parse(&at("12:00:30")).unwrap()).unwrap();
        assert!(long.too_many_missed);
    }

    /// Upstream's tables (utils_test.go).
    #[test]
    fn upstream_tables() {
        let tables: serde_json::Value = serde_json::from_str(include_str!(
            "../../../../../tests/conformance/upstream/cron_cases.json"
        ))
        .unwrap();
        let time = |value: &serde_json::Value| value.as_str().and_then(Time::parse);
        let parts = |row: &serde_json::Value| {
            let cron: CronJob = serde_json::from_value(row["cronJob"].clone()).unwrap();
            let schedule = Schedule::parse(&cron.spec.schedule).unwrap();
            (cron, schedule, time(&row["now"]).unwrap(), row["name"].clone())
        };
        for row in tables["mostRecentScheduleTime"].as_array().unwrap() {
            let (cron, schedule, now, name) = parts(row);
            let begin = earliest(&cron, now, row["includeStartingDeadlineSeconds"] == true);
            assert_eq!(Some(begin), time(&row["expectedEarliestTime"]), "{name}");
            let recent = most_recent(&schedule, begin, now);
            if let Some(expect) = row["expectedMissed"].as_str() {
                let recent = recent.unwrap();
                assert_eq!(recent.at, time(&row["expectedRecentTime"]), "{name}");
                let missed = match recent.missed {
                    0 => "none",
                    MAX_MISSED.. if recent.missed > MAX_MISSED => "many",
                    _ => "few",
                };
                assert_eq!(missed, expect, "{name}");
            } else {
                assert!(recent.is_err(), "{name}");
            }
        }
        for row in tables["nextScheduleTimeDuration"].as_array().unwrap() {
            let (cron, schedule, now, name) = parts(row);
            let wait = compute_wait(&cron, &schedule, now).unwrap().as_millis();
            assert_eq!(
                Some(wait),
                row["expectedDurationMs"].as_u64().map(u128::from),
                "{name}"
            );
        }
        for row in tables["nextScheduleTime"].as_array().unwrap() {
            let (cron, schedule, now, name) = parts(row);
            let due = compute_due(&cron, &schedule, now);
            match row["expected"].as_str() {
                Some("error") => assert!(due.is_err(), "{name}"),
                Some("non-nil") => assert!(due.unwrap().scheduled.is_some(), "{name}"),
                _ => assert_eq!(due.unwrap().scheduled, time(&row["expected"]), "{name}"),
            }
        }
    }
}
