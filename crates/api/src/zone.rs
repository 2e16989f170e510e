//! Time zones: how far a zone's clocks are from UTC, by the rules in force today.
//!
//! `zones.txt` holds the rules of the IANA database's release 2025b, one line per rule: minutes east of UTC;
//! for zones with summer time also the minutes then, its begin and its end as `MONTH.WEEK.WEEKDAY/MINUTE`
//! (week 5: the last one; the minute of the clock before the change, possibly beyond the day); after the
//! colon the zones. What was different in the past, and Morocco's changes around Ramadan, are not in it.

use crate::meta_v1::Time;

const ZONES: &str = include_str!("zones.txt");
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// A time zone's present rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// Minutes east of UTC outside summer time.
    standard: i64,
    summer: Option<Summer>,
}

/// When clocks are set otherwise, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Summer {
    /// Minutes east of UTC.
    offset: i64,
    begin: Change,
    end: Change,
}

/// A day of the year, and the minute of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    month: i64,
    week: i64,
    weekday: i64,
    minute: i64,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone {
        standard: 0,
        summer: None,
    };

    /// A zone whose clocks are always `minutes` east of UTC.
    pub fn fixed(minutes: i64) -> Zone {
        Zone {
            standard: minutes,
            summer: None,
        }
    }

    /// The zone of the IANA database with exactly this name, or `UTC`.
    pub fn named(name: &str) -> Option<Zone> {
        if name == "UTC" {
            return Some(Zone::UTC);
        }
        let mut rules = ZONES.lines().filter_map(|line| line.split_once(':'));
        let (rule, _) = rules.find(|(_, names)| names.split(' ').any(|known| known == name))?;
        Zone::parse(rule)
    }

    fn parse(rule: &str) -> Option<Zone> {
        let mut words = rule.split(' ');
        let standard = words.next()?.parse().ok()?;
        let summer = match words.next() {
            None => None,
            Some(offset) => Some(Summer {
                offset: offset.parse().ok()?,
                begin: Change::parse(words.next()?)?,
                end: Change::parse(words.next()?)?,
            }),
        };
        Some(Zone { standard, summer })
    }

    /// Seconds that the zone's clocks are ahead of UTC at `at` (seconds since 1970, UTC).
    pub(crate) fn offset(self, at: i64) -> i64 {
        let Some(summer) = self.summer else {
            return self.standard * MINUTE;
        };
        let (year, ..) = civil((at + self.standard * MINUTE).div_euclid(DAY));
        let begin = summer.begin.in_year(year) - self.standard * MINUTE;
        let end = summer.end.in_year(year) - summer.offset * MINUTE;
        let is_summer = if begin < end {
            (begin..end).contains(&at)
        } else {
            !(end..begin).contains(&at)
        };
        let minutes = if is_summer { summer.offset } else { self.standard };
        minutes * MINUTE
    }

    /// RFC 3339 with whole seconds by the zone's clocks: `2026-11-21T11:03:00+01:00`, with `Z` for UTC.
    pub fn rfc3339(self, at: Time) -> String {
        let offset = self.offset(at.unix());
        let local = Time::from_unix(at.unix() + offset).to_string();
        if offset == 0 {
            return local;
        }
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / MINUTE);
        let local = local.trim_end_matches('Z');
        format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Change {
    fn parse(text: &str) -> Option<Change> {
        let (date, minute) = text.split_once('/')?;
        let mut parts = date.split('.').map(|part| part.parse().ok());
        Some(Change {
            month: parts.next()??,
            week: parts.next()??,
            weekday: parts.next()??,
            minute: minute.parse().ok()?,
        })
    }

    /// Seconds since 1970 on the zone's own clock.
    fn in_year(self, year: i64) -> i64 {
        let first = days(year, self.month, 1);
        let next_month = days(year + self.month / 12, self.month % 12 + 1, 1);
        let mut day = first + (self.weekday - weekday(first)).rem_euclid(7) + 7 * (self.week - 1);
        while day >= next_month {
            day -= 7;
        }
        day * DAY + self.minute * MINUTE
    }
}

/// The day of the week, Sunday being 0, of a number of days since 1970-01-01 (a Thursday).
pub(crate) fn weekday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

/// Year, month and day of a number of days since 1970-01-01 in the proleptic Gregorian calendar.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
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

/// The number of days from 1970-01-01 to a date: the inverse of [`civil`].
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March put the leap day at the end.
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_there_and_back() {
        for day in (-200_000..200_000).step_by(37) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(weekday(days(2026, 11, 21)), 6);
    }

    /// The clock of a zone at a time in UTC; the expectations are GNU `date`'s.
    fn check(zone: &str, utc: &str, expect: &str) {
        let time = Time::parse(utc).unwrap();
        let zone_rule = Zone::named(zone).unwrap_or_else(|| panic!("{zone} is known"));
        assert_eq!(zone_rule.rfc3339(time), expect, "{zone} {utc}");
    }

    #[test]
    fn clocks() {
        check("UTC", "2026-11-21T10:03:00Z", "2026-11-21T10:03:00Z");
        check(
            "Europe/Berlin",
            "2026-11-21T10:03:00Z",
            "2026-11-21T11:03:00+01:00",
        );
        check(
            "Europe/Berlin",
            "2026-03-29T00:59:59Z",
            "2026-03-29T01:59:59+01:00",
        );
        check(
            "Europe/Berlin",
            "2026-03-29T01:00:00Z",
            "2026-03-29T03:00:00+02:00",
        );
        check(
            "Europe/Berlin",
            "2026-10-25T00:59:59Z",
            "2026-10-25T02:59:59+02:00",
        );
        check(
            "Europe/Berlin",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00+01:00",
        );
        check("Europe/London", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z");
        check(
            "Europe/Dublin",
            "2026-07-01T12:00:00Z",
            "2026-07-01T13:00:00+01:00",
        );
        check("Europe/Dublin", "2026-12-01T12:00:00Z", "2026-12-01T12:00:00Z");
        check(
            "America/New_York",
            "2026-03-08T06:59:59Z",
            "2026-03-08T01:59:59-05:00",
        );
        check(
            "America/New_York",
            "2026-03-08T07:00:00Z",
            "2026-03-08T03:00:00-04:00",
        );
        check(
            "Australia/Sydney",
            "2027-01-01T00:00:00Z",
            "2027-01-01T11:00:00+11:00",
        );
        check(
            "Australia/Sydney",
            "2026-07-01T00:00:00Z",
            "2026-07-01T10:00:00+10:00",
        );
        check(
            "Asia/Kolkata",
            "2026-07-01T00:00:00Z",
            "2026-07-01T05:30:00+05:30",
        );
        check(
            "Pacific/Marquesas",
            "2026-07-01T00:00:00Z",
            "2026-06-30T14:30:00-09:30",
        );
    }

    #[test]
    fn every_line_is_a_rule() {
        let mut names = 0;
        for line in ZONES.lines() {
            let (rule, zones) = line.split_once(':').expect("a rule");
            assert!(Zone::parse(rule).is_some(), "{rule}");
            names += zones.split(' ').count();
        }
        assert_eq!(names, 595);
        assert_eq!(Zone::named("Mars/Olympus"), None);
        assert_eq!(Zone::named("europe/berlin"), None);
    }
}
