//! `date`: the virtual clock.

use crate::commands::Call;
use crate::kernel::syscalls::Proc;

/// Seconds since 1970 now.
pub(crate) fn now(proc: &Proc) -> u64 {
    let kernel = proc.kernel();
    kernel.config.epoch + kernel.now.as_secs()
}

pub(super) async fn run(call: Call) -> i32 {
    let mut at = now(&call.proc);
    let mut nanos = call.proc.now().subsec_nanos();
    let mut format = "%a %b %e %H:%M:%S UTC %Y".to_string();
    let mut words = call.argv[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-u" | "--utc" => {}
            "-R" => format = "%a, %d %b %Y %H:%M:%S +0000".into(),
            "-Iseconds" | "--iso-8601=seconds" | "-Is" => format = "%Y-%m-%dT%H:%M:%S+00:00".into(),
            "-I" | "--iso-8601" => format = "%Y-%m-%d".into(),
            "-d" | "--date" => {
                let text = words.next().map_or("", String::as_str);
                nanos = 0;
                match when(text, at) {
                    Some(time) => at = time,
                    None => {
                        call.complain(&format!("invalid date '{text}'")).await;
                        return 1;
                    }
                }
            }
            _ => {
                if let Some(given) = word.strip_prefix('+') {
                    format = given.to_string();
                } else if let Some(text) = word.strip_prefix("--date=") {
                    at = when(text, at).unwrap_or(at);
                }
            }
        }
    }
    let format = format
        .replace("%N", &format!("{nanos:09}"))
        .replace("%3N", &format!("{:03}", nanos / 1_000_000));
    let text = format_time(&format, at) + "\n";
    i32::from(!call.print(&text).await)
}

/// `@seconds`, `now`, `N seconds|minutes|hours|days [ago]`.
fn when(text: &str, now: u64) -> Option<u64> {
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok();
    }
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("now");
    let midnight = now - now % 86_400;
    match first {
        "now" if words.clone().next().is_none() => return Some(now),
        "today" => return Some(now),
        "tomorrow" => return Some(now + 86_400),
        "yesterday" => return now.checked_sub(86_400),
        _ => {}
    }
    if let Some(at) = written(text, midnight) {
        return Some(at);
    }
    let first = if first == "now" {
        words.next().unwrap_or("0")
    } else {
        first
    };
    if let Some((date, rest)) = text
        .split_once(' ')
        .filter(|_| first.len() == 10 && first.contains('-'))
    {
        return when(rest.trim_start_matches("UTC").trim(), written(date, midnight)?);
    }
    let first = if first == "next" {
        "1"
    } else if first == "last" {
        "-1"
    } else {
        first
    };
    let count: i64 = first.parse().ok()?;
    let unit = words.next()?.trim_end_matches('s');
    let size = match unit {
        "second" | "sec" => 1,
        "minute" | "min" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        "month" => 2_592_000,
        "year" => 31_536_000,
        _ => return None,
    };
    let sign = if words.next() == Some("ago") { -1 } else { 1 };
    now.checked_add_signed(count.checked_mul(size)?.checked_mul(sign)?)
}

/// `2024-02-29`, `2024-02-29 12:34:56`, `2024-02-29T12:34:56Z`, `12:34`.
fn written(text: &str, midnight: u64) -> Option<u64> {
    let text = text
        .trim_end_matches('Z')
        .trim_end_matches("UTC")
        .trim_end_matches("+00:00")
        .trim();
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, time),
        None if text.contains(':') => ("", text),
        None => (text, "00:00"),
    };
    let numbers = |text: &str, separator: char| -> Option<Vec<u64>> {
        text.split(separator)
            .map(|part| part.split('.').next()?.parse().ok())
            .collect()
    };
    let day = if date.is_empty() {
        midnight
    } else {
        let digits = date.len() == 8 && date.bytes().all(|c| c.is_ascii_digit());
        let parts = if digits {
            numbers(&format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]), '-')?
        } else {
            numbers(date, '-')?
        };
        let [year, month @ 1..=12, day @ 1..=31] = parts.as_slice() else {
            return None;
        };
        days_before(*year, *month, *day)?.checked_mul(86_400)?
    };
    match numbers(time.trim(), ':')?.as_slice() {
        [hour @ 0..24, minute @ 0..60] => Some(day + hour * 3_600 + minute * 60),
        [hour @ 0..24, minute @ 0..60, second @ 0..61] => Some(day + hour * 3_600 + minute * 60 + second),
        _ => None,
    }
}

/// Days from 1970 to a date.
fn days_before(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let shifted = (month + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    days.checked_sub(719_468)
}

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Year, month (1-12) and day of a day count since 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// The day of the year, from 1.
fn day_of_year(days: u64, year: u64) -> u64 {
    days + 1 - days_before(year, 1, 1).unwrap_or(0).min(days)
}

/// A time in UTC by strftime's letters.
pub(crate) fn format_time(format: &str, at: u64) -> String {
    let (days, seconds) = (at / 86_400, at % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let weekday = ((days + 4) % 7) as usize;
    let month_name = MONTHS[(month as usize).clamp(1, 12) - 1];
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(mut letter) = chars.next() else {
            out.push('%');
            break;
        };
        let unpadded = letter == '-';
        if unpadded {
            letter = chars.next().unwrap_or('%');
        }
        let two = |n: u64| {
            if unpadded {
                n.to_string()
            } else {
                format!("{n:02}")
            }
        };
        match letter {
            'Y' => out += &year.to_string(),
            'y' => out += &two(year % 100),
            'm' => out += &two(month),
            'd' => out += &two(day),
            'e' => out += &format!("{day:>2}"),
            'H' => out += &two(hour),
            'I' => out += &two(if hour % 12 == 0 { 12 } else { hour % 12 }),
            'M' => out += &two(minute),
            'S' => out += &two(second),
            'p' => out += if hour < 12 { "AM" } else { "PM" },
            'F' => out += &format!("{year}-{month:02}-{day:02}"),
            'T' => out += &format!("{hour:02}:{minute:02}:{second:02}"),
            'R' => out += &format!("{hour:02}:{minute:02}"),
            'D' => out += &format!("{month:02}/{day:02}/{:02}", year % 100),
            'a' => out += &DAYS[weekday][..3],
            'A' => out += DAYS[weekday],
            'b' | 'h' => out += &month_name[..3],
            'B' => out += month_name,
            'u' => out += &(if weekday == 0 { 7 } else { weekday }).to_string(),
            'w' => out += &weekday.to_string(),
            'j' => out += &format!("{:03}", day_of_year(days, year)),
            'U' => out += &two((day_of_year(days, year) + 6 - weekday as u64) / 7),
            'W' => out += &two((day_of_year(days, year) + 6 - (weekday as u64 + 6) % 7) / 7),
            'C' => out += &two(year / 100),
            'k' => out += &format!("{hour:>2}"),
            'l' => out += &format!("{:>2}", if hour % 12 == 0 { 12 } else { hour % 12 }),
            's' => out += &at.to_string(),
            'Z' => out += "UTC",
            'z' => out += "+0000",
            'c' => out += &format_time("%a %b %e %H:%M:%S %Y", at),
            'x' => out += &format_time("%m/%d/%y", at),
            'X' => out += &format_time("%H:%M:%S", at),
            'n' => out.push('\n'),
            't' => out.push('\t'),
            '%' => out.push('%'),
            other => {
                out.push('%');
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let check = |format: &str, at: u64, expect: &str| assert_eq!(format_time(format, at), expect);
        check("%Y-%m-%d %H:%M:%S", 0, "1970-01-01 00:00:00");
        check(
            "%a %b %e %H:%M:%S UTC %Y",
            1_795_000_000,
            "Wed Nov 18 11:06:40 UTC 2026",
        );
        check("%F %T", 951_782_400, "2000-02-29 00:00:00");
        check("%I:%M %p %-d", 46_800, "01:00 PM 1");
        check("%s%%", 7, "7%");
    }

    #[test]
    fn relative() {
        let check = |text: &str, expect: Option<u64>| assert_eq!(when(text, 1_000), expect, "{text}");
        check("now", Some(1_000));
        check("@5", Some(5));
        check("5 minutes ago", Some(700));
        check("1 hour", Some(4_600));
        check("tomorrow", Some(87_400));
        check("1970-01-02", Some(86_400));
        check("2024-02-29 12:34:56", Some(1_709_210_096));
        check("2024-02-29T12:34:56Z", Some(1_709_210_096));
        check("nonsense", None);
        check("2024-13-01", None);
    }
}
