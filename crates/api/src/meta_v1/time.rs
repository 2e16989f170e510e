//! Points in time, and how the API writes them.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::json::{Json, Misfit, serde_by_value};
use crate::zone::{civil, days, weekday};

const DAY: i64 = 86_400;

/// A point in time with microseconds, as the simulated machines' clocks show it: microseconds since 1970
/// (UTC). The API shows whole seconds: serializing truncates to the second, as `metav1.Time` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    /// The time `seconds` after 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Time {
        Time(seconds * 1_000_000)
    }

    /// Whole seconds since 1970, rounded down.
    pub fn unix(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The same time without its fraction of a second: what the API stores.
    pub fn truncated(self) -> Time {
        Time::from_unix(self.unix())
    }

    /// The time `duration` later.
    pub fn plus(self, duration: Duration) -> Time {
        Time(
            self.0
                .saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// The time passed since `earlier`; zero when `earlier` is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339 (`2026-11-21T10:03:00Z`, `2026-11-21T11:03:00.5+01:00`).
    pub fn parse(text: &str) -> Option<Time> {
        let (date, clock) = text.split_once(['T', 't', ' '])?;
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let at = clock.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = clock.split_at(at);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        let is_date = (1..=12).contains(&month) && civil(days(year, month, day)) == (year, month, day);
        if !is_date || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let of_day = hour * 3_600 + minute * 60 + second.min(59);
        let seconds = days(year, month, day) * DAY + of_day - offset(zone)?;
        Some(Time(seconds * 1_000_000 + micros(fraction)?))
    }

    /// RFC 3339 in UTC, with so many digits of the second's fraction (at most nine): `2026-11-21T10:03:02.123456Z`.
    pub fn rfc3339(self, digits: usize) -> String {
        let text = self.to_string();
        let fraction = format!("{:06}000", self.0.rem_euclid(1_000_000));
        format!("{}.{}Z", text.trim_end_matches('Z'), &fraction[..digits.min(9)])
    }

    /// Go's `time.RFC1123Z` in UTC: `Sat, 21 Nov 2026 10:03:43 +0000`.
    pub fn rfc1123z(self) -> String {
        let ((year, month, day), (hour, minute, second)) = self.utc();
        let word = |words: &'static str, at: i64| {
            let at = usize::try_from(at).unwrap_or(0) * 3;
            words.get(at..at + 3).unwrap_or_default()
        };
        let weekday = word("SunMonTueWedThuFriSat", weekday(self.unix().div_euclid(DAY)));
        let month = word("JanFebMarAprMayJunJulAugSepOctNovDec", month - 1);
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
    }

    /// Year, month, day; hour, minute, second; in UTC.
    fn utc(self) -> ((i64, i64, i64), (i64, i64, i64)) {
        let of_day = self.unix().rem_euclid(DAY);
        let clock = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        (civil(self.unix().div_euclid(DAY)), clock)
    }
}

/// Three numbers of exactly so many digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits)?;
        *number = part
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

/// Microseconds of the digits after the point; what is finer is cut off.
fn micros(fraction: &str) -> Option<i64> {
    let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("{fraction:0<6.6}").parse().ok())?
}

/// Seconds that a zone (`Z`, `+01:00`) is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let [hours, minutes, _] = numbers(&format!("{}:00", &zone[1..]), ':', [2, 2, 2])?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC with whole seconds, as the API prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), (hour, minute, second)) = self.utc();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl Json for Time {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        from.as_str()
            .and_then(Time::parse)
            .or_else(|| misfit.note(from, "an RFC 3339 time"))
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}
serde_by_value!(Time);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_printed_in_whole_seconds() {
        let time = Time::from_unix(1_721_396_283).plus(Duration::from_millis(999));
        assert_eq!(time.to_string(), "2024-07-19T13:38:03Z");
        assert_eq!(Time::parse("2024-07-19T13:38:03Z"), Some(time.truncated()));
        assert_eq!(time.since(time.truncated()), Duration::from_millis(999));
        assert_eq!(time.truncated().since(time), Duration::ZERO);
    }

    #[test]
    fn times_are_read_and_written() {
        for (text, expect) in [
            ("2026-11-21T10:03:00Z", Some("2026-11-21T10:03:00.000000Z")),
            (
                "2026-11-21T11:03:00.1234567+01:00",
                Some("2026-11-21T10:03:00.123456Z"),
            ),
            ("2026-11-20t23:03:00.5-11:30", Some("2026-11-21T10:33:00.500000Z")),
            ("1969-12-31T23:59:59.9z", Some("1969-12-31T23:59:59.900000Z")),
            ("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00.000000Z")),
            ("2025-02-29T00:00:00Z", None),
            ("2025-13-01T00:00:00Z", None),
            ("2025-01-01T24:00:00Z", None),
            ("2025-01-01T00:00:00", None),
            ("2025-01-01T00:00:00+1:00", None),
            ("2025-01-01T00:00Z", None),
            ("2025-01-01", None),
            ("", None),
        ] {
            let read = Time::parse(text).map(|time| time.rfc3339(6));
            assert_eq!(read.as_deref(), expect, "{text}");
        }
        let time = Time::from_unix(1_795_255_423);
        assert_eq!(time.rfc1123z(), "Sat, 21 Nov 2026 10:03:43 +0000");
        assert_eq!(time.rfc3339(9), "2026-11-21T10:03:43.000000000Z");
    }
}
