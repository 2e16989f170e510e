//! The next activation of five fields. Mirrors vendor/github.com/robfig/cron/v3/spec.go (v3.0.1, in Kubernetes
//! v1.36.2): what does not match is skipped by months' days, hours and minutes of the zone's clock.

use super::fields::Fields;
use crate::zone::{Zone, civil, weekday};

/// Years after which the search gives up, as upstream does.
const YEARS: i64 = 5;
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

impl Fields {
    /// The first time after `after` (seconds since 1970, UTC) when the zone's clock matches. Hours that a
    /// change of the clock leaves out do not match, hours that it repeats match twice.
    pub fn next(&self, after: i64, zone: Zone) -> Option<i64> {
        // Schedules have whole minutes: the first candidate is the next full minute.
        let mut at = (after.div_euclid(MINUTE) + 1) * MINUTE;
        let clock = |at: i64| at + zone.offset(at);
        let (first_year, ..) = civil(clock(at).div_euclid(DAY));
        loop {
            let local = clock(at);
            let (day, of_day) = (local.div_euclid(DAY), local.rem_euclid(DAY));
            let (year, month, day_of_month) = civil(day);
            if year > first_year + YEARS {
                return None;
            }
            at = if !self.month.has(month) || !self.day_matches(day, day_of_month) {
                next_midnight(at, of_day, zone)
            } else if !self.hour.has(of_day / HOUR) {
                at + HOUR - of_day % HOUR
            } else if !self.minute.has(of_day % HOUR / MINUTE) {
                at + MINUTE
            } else {
                return Some(at);
            };
        }
    }

    fn day_matches(&self, day: i64, day_of_month: i64) -> bool {
        let of_week = self.day_of_week.has(weekday(day));
        let of_month = self.day_of_month.has(day_of_month);
        if self.day_of_month.star || self.day_of_week.star {
            of_week && of_month
        } else {
            of_week || of_month
        }
    }
}

/// The end of the zone's day: its midnight, or the first minute after it when midnight is left out.
fn next_midnight(at: i64, of_day: i64, zone: Zone) -> i64 {
    let plain = at + DAY - of_day;
    // On the day when clocks are set forward that is an hour too far.
    let shifted = zone.offset(plain) - zone.offset(at);
    let earlier = plain - shifted.max(0);
    if earlier > at { earlier } else { plain }
}
