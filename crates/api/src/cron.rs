//! CronJob schedules. Mirrors vendor/github.com/robfig/cron/v3 `parser.go` and `spec.go` (v3.0.1, in Kubernetes v1.36.2):
//! `ParseStandard` with its error texts, and the next activation.
//!
//! Times are computed in UTC. A zone is checked against the list of IANA names but not applied: zones need a database that
//! this program does not carry. [`Schedule::zone`] lets callers say so.

use std::time::Duration;

use crate::meta_v1::Time;

/// Years after which the search for a next activation gives up, as upstream does.
const YEARS: i64 = 5;
const DAY: i64 = 86_400;

/// When something happens again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    zone: Option<String>,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Fields(Box<Fields>),
    Every(Duration),
}

/// Bit N of a set: the value N is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fields {
    minute: Set,
    hour: Set,
    day_of_month: Set,
    month: Set,
    day_of_week: Set,
}

/// The values of one field, and whether it was a star (which changes how the two day fields combine).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Set {
    bits: u64,
    star: bool,
}

impl Set {
    fn has(self, value: i64) -> bool {
        (0..64).contains(&value) && self.bits & (1 << value) != 0
    }
}

/// Lowest and highest value of a field, and its names (the first name stands for the lowest value).
struct Bounds {
    min: u64,
    max: u64,
    names: &'static [&'static str],
}

const MINUTE: Bounds = Bounds {
    min: 0,
    max: 59,
    names: &[],
};
const HOUR: Bounds = Bounds {
    min: 0,
    max: 23,
    names: &[],
};
const DAY_OF_MONTH: Bounds = Bounds {
    min: 1,
    max: 31,
    names: &[],
};
const MONTH: Bounds = Bounds {
    min: 1,
    max: 12,
    names: &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
};
const DAY_OF_WEEK: Bounds = Bounds {
    min: 0,
    max: 6,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

impl Schedule {
    /// Reads a schedule with five fields, a macro (`@hourly`) or `@every 5m`, optionally after `TZ=Zone ` or
    /// `CRON_TZ=Zone `.
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
            Rule::Fields(Box::new(fields(text)?))
        };
        Ok(Schedule { zone, rule })
    }

    /// The zone written into the schedule, if any. Activations are computed in UTC all the same.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// The first activation after `after`; `None` when there is none within five years.
    pub fn next(&self, after: Time) -> Option<Time> {
        match &self.rule {
            Rule::Every(delay) => Some(after.truncated().plus(*delay)),
            Rule::Fields(fields) => fields.next(after.unix()).map(Time::from_unix),
        }
    }
}

/// Whether `name` is a zone of the IANA database (or `UTC`), spelled exactly.
pub fn is_time_zone(name: &str) -> bool {
    name == "UTC" || include_str!("time-zones.txt").lines().any(|zone| zone == name)
}

fn split_zone(text: &str) -> Result<(Option<String>, &str), String> {
    let Some(after) = text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ=")) else {
        return Ok((None, text));
    };
    // Upstream's parser panics here and the API server turns the panic into this message.
    let (zone, rest) = after.split_once(' ').ok_or_else(|| {
        "invalid schedule format: runtime error: slice bounds out of range [:-1]".to_owned()
    })?;
    if !is_time_zone(zone) && !matches!(zone, "" | "Local") {
        return Err(format!("provided bad location {zone}: unknown time zone {zone}"));
    }
    Ok((Some(zone.to_owned()), rest.trim()))
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
    fields(spec).map(|fields| Rule::Fields(Box::new(fields)))
}

fn fields(text: &str) -> Result<Fields, String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day_of_month, month, day_of_week] = parts[..] else {
        return Err(format!(
            "expected exactly 5 fields, found {}: [{}]",
            parts.len(),
            parts.join(" ")
        ));
    };
    Ok(Fields {
        minute: set(minute, &MINUTE)?,
        hour: set(hour, &HOUR)?,
        day_of_month: set(day_of_month, &DAY_OF_MONTH)?,
        month: set(month, &MONTH)?,
        day_of_week: set(day_of_week, &DAY_OF_WEEK)?,
    })
}

fn set(field: &str, bounds: &Bounds) -> Result<Set, String> {
    let mut all = Set::default();
    for item in field.split(',').filter(|item| !item.is_empty()) {
        let one = range(item, bounds)?;
        all = Set {
            bits: all.bits | one.bits,
            star: all.star || one.star,
        };
    }
    Ok(all)
}

fn range(item: &str, bounds: &Bounds) -> Result<Set, String> {
    let slashes: Vec<&str> = item.split('/').collect();
    let hyphens: Vec<&str> = slashes[0].split('-').collect();
    let mut star = matches!(hyphens[0], "*" | "?");
    let (start, mut end) = match (star, &hyphens[..]) {
        (true, _) => (bounds.min, bounds.max),
        (false, [one]) => {
            let value = number_or_name(one, bounds)?;
            (value, value)
        }
        (false, [low, high]) => (number_or_name(low, bounds)?, number_or_name(high, bounds)?),
        (false, _) => {
            number_or_name(hyphens[0], bounds)?;
            return Err(format!("too many hyphens: {item}"));
        }
    };
    let step = match slashes[..] {
        [_] => 1,
        [_, step] => {
            let step = number(step)?;
            if hyphens.len() == 1 {
                end = bounds.max;
            }
            star &= step <= 1;
            step
        }
        _ => return Err(format!("too many slashes: {item}")),
    };
    check_range(start, end, step, bounds, item)?;
    let step = usize::try_from(step).unwrap_or(usize::MAX);
    let bits = (start..=end)
        .step_by(step)
        .fold(0, |bits, value| bits | 1 << value);
    Ok(Set { bits, star })
}

fn check_range(start: u64, end: u64, step: u64, bounds: &Bounds, item: &str) -> Result<(), String> {
    if start < bounds.min {
        return Err(format!(
            "beginning of range ({start}) below minimum ({}): {item}",
            bounds.min
        ));
    }
    if end > bounds.max {
        return Err(format!(
            "end of range ({end}) above maximum ({}): {item}",
            bounds.max
        ));
    }
    if start > end {
        return Err(format!(
            "beginning of range ({start}) beyond end of range ({end}): {item}"
        ));
    }
    if step == 0 {
        return Err(format!("step of range should be a positive number: {item}"));
    }
    Ok(())
}

fn number_or_name(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let lower = text.to_lowercase();
    match (bounds.min..).zip(bounds.names).find(|(_, name)| **name == lower) {
        Some((value, _)) => Ok(value),
        None => number(text),
    }
}

fn number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "failed to parse int from {text}: strconv.Atoi: parsing {text:?}: invalid syntax"
        ));
    }
    let value: i64 = text.parse().map_err(|_| {
        format!("failed to parse int from {text}: strconv.Atoi: parsing {text:?}: value out of range")
    })?;
    u64::try_from(value).map_err(|_| format!("negative number ({value}) not allowed: {text}"))
}

/// Go's `time.ParseDuration` for durations that are not negative.
fn go_duration(text: &str) -> Result<Duration, String> {
    const UNITS: &[(&str, u128)] = &[
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let invalid = || format!("time: invalid duration {text:?}");
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return Ok(Duration::ZERO);
    }
    let mut rest = unsigned;
    let mut nanos: u128 = 0;
    while !rest.is_empty() {
        let digits = rest
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let (amount, after) = rest.split_at(digits);
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(invalid());
        }
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {text:?}"));
        }
        let (_, size) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(|| format!("time: unknown unit {unit:?} in duration {text:?}"))?;
        let scale = |digits: &str| {
            format!("0{digits}")
                .parse::<u64>()
                .map(u128::from)
                .map_err(|_| invalid())
        };
        let places = fraction.get(..fraction.len().min(9)).unwrap_or("");
        let divisor = 10_u128.pow(u32::try_from(places.len()).unwrap_or(9));
        nanos = nanos.saturating_add(scale(whole)? * size + scale(places)? * size / divisor);
        rest = next;
    }
    let nanos = u64::try_from(nanos)
        .ok()
        .filter(|n| *n <= i64::MAX.unsigned_abs())
        .ok_or_else(invalid)?;
    if unsigned.is_empty() {
        return Err(invalid());
    }
    Ok(if text.starts_with('-') {
        Duration::ZERO
    } else {
        Duration::from_nanos(nanos)
    })
}

impl Fields {
    /// The first second after `after` (seconds since 1970, UTC) that matches.
    fn next(&self, after: i64) -> Option<i64> {
        // Schedules have whole minutes: the first candidate is the next full minute.
        let first = (after.div_euclid(60) + 1) * 60;
        let (year, ..) = civil(first.div_euclid(DAY));
        let mut day = first.div_euclid(DAY);
        let mut minute = first.rem_euclid(DAY) / 60;
        loop {
            let (this_year, month, day_of_month) = civil(day);
            if this_year > year + YEARS {
                return None;
            }
            if self.month.has(month) && self.day_matches(day, day_of_month) {
                let hit = (minute..24 * 60).find(|m| self.hour.has(m / 60) && self.minute.has(m % 60));
                if let Some(minute) = hit {
                    return Some(day * DAY + minute * 60);
                }
            }
            day += 1;
            minute = 0;
        }
    }

    fn day_matches(&self, day: i64, day_of_month: i64) -> bool {
        // 1970-01-01 was a Thursday.
        let of_week = self.day_of_week.has((day + 4).rem_euclid(7));
        let of_month = self.day_of_month.has(day_of_month);
        if self.day_of_month.star || self.day_of_week.star {
            of_week && of_month
        } else {
            of_week || of_month
        }
    }
}

/// Year, month and day of a number of days since 1970-01-01 in the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Vec<serde_json::Value> {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../tests/cron_cases.json")).expect("JSON");
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

    /// Rows with a zone other than UTC need the zone database and are left out; so are rows whose `from` is given in local
    /// time of +05:30.
    #[test]
    fn next() {
        let mut checked = 0;
        for case in table("next") {
            let schedule = case["schedule"].as_str().expect("schedule");
            let from = case["fromUtc"].as_str().or(case["from"].as_str()).expect("from");
            if schedule.contains("TZ=") || case["from"].as_str().is_some_and(|f| f.ends_with("+0530")) {
                continue;
            }
            let expect = if case.get("nextUtc").is_some() {
                &case["nextUtc"]
            } else {
                &case["next"]
            };
            let got = Schedule::parse(schedule)
                .expect("parses")
                .next(Time::parse(from).expect("a time"));
            assert_eq!(got.map(|t| t.to_string()).as_deref(), expect.as_str(), "{case}");
            checked += 1;
        }
        assert_eq!(checked, 33);
    }

    #[test]
    fn durations() {
        for (text, expect) in [
            ("1h30m", Ok(5400)),
            ("1.5m", Ok(90)),
            ("500ms", Ok(0)),
            ("5", Err("time: missing unit in duration \"5\"")),
            ("5x", Err("time: unknown unit \"x\" in duration \"5x\"")),
            ("", Err("time: invalid duration \"\"")),
        ] {
            assert_eq!(
                go_duration(text).map(|d| d.as_secs()),
                expect.map_err(str::to_owned),
                "{text}"
            );
        }
        assert!(is_time_zone("Europe/Berlin") && !is_time_zone("Mars/Olympus"));
    }
}
