//! Ages as kubectl writes them (`95s`, `4m5s`, `5h3m`).
//! Mirrors staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go (v1.36.2).

use std::time::Duration;

use api::meta_v1::Time;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// A span of time in at most three digits or two units, cut, never rounded. `micros` may be negative: down
/// to one second it counts as clock skew and reads `0s`, below that `<invalid>`.
pub fn human_duration(micros: i64) -> String {
    let seconds = micros / SECOND;
    match seconds {
        i64::MIN..=-2 => "<invalid>".to_owned(),
        -1..=0 => "0s".to_owned(),
        1..120 => format!("{seconds}s"),
        120..600 => two_units(seconds, MINUTE, "m", 1, "s"),
        600..10_800 => format!("{}m", seconds / MINUTE),
        10_800..28_800 => two_units(seconds, HOUR, "h", MINUTE, "m"),
        28_800..172_800 => format!("{}h", seconds / HOUR),
        172_800..691_200 => two_units(seconds, DAY, "d", HOUR, "h"),
        691_200..63_072_000 => format!("{}d", seconds / DAY),
        63_072_000..252_288_000 => two_units(seconds, YEAR, "y", DAY, "d"),
        _ => format!("{}y", seconds / YEAR),
    }
}

/// Both units, or the larger one alone when nothing is left for the smaller.
fn two_units(seconds: i64, large: i64, large_name: &str, small: i64, small_name: &str) -> String {
    let rest = seconds % large / small;
    let whole = seconds / large;
    if rest == 0 {
        format!("{whole}{large_name}")
    } else {
        format!("{whole}{large_name}{rest}{small_name}")
    }
}

/// [`human_duration`] of a duration.
pub fn human(duration: Duration) -> String {
    human_duration(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
}

/// The age of an API timestamp (of which the API keeps whole seconds) at `now`; `<unknown>` when it is
/// not set.
pub fn age(time: Option<Time>, now: Time) -> String {
    match time {
        Some(time) => human_duration(now.0.saturating_sub(time.truncated().0)),
        None => "<unknown>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        let check = |seconds: i64, expect: &str| assert_eq!(human_duration(seconds * SECOND), expect);
        check(-2, "<invalid>");
        check(-1, "0s");
        check(119, "119s");
        check(120, "2m");
        check(599, "9m59s");
        check(3 * HOUR - 1, "179m");
        check(3 * HOUR + MINUTE, "3h1m");
        check(2 * DAY, "2d");
        check(9 * YEAR, "9y");
    }

    #[test]
    fn the_api_forgets_fractions() {
        let created = Time(1_900_000);
        assert_eq!(age(Some(created), Time(2_000_000)), "1s");
        assert_eq!(age(None, Time(2_000_000)), "<unknown>");
    }
}
