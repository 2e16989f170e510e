//! Durations as users write them: `5s`, `300ms`, `1.5h`, `1m30s`.

use std::time::Duration;

/// Longest duration: what is longer counts as this (about 30 years).
pub(crate) const LONGEST: Duration = Duration::from_secs(1_000_000_000);

/// Reads a number with at most nine decimals as billionths.
fn billionths(text: &str) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 18 {
        return None;
    }
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let decimals = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let fraction = decimals.fold(0, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    Some(whole * 1_000_000_000 + fraction)
}

/// `number` units of so many nanoseconds each.
fn scaled(number: &str, unit_nanos: u128) -> Option<Duration> {
    let nanos = billionths(number)?.saturating_mul(unit_nanos) / 1_000_000_000;
    Some(
        u64::try_from(nanos)
            .map_or(LONGEST, Duration::from_nanos)
            .min(LONGEST),
    )
}

/// Reads a duration with units; `None` when the text is none.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .len();
        let unit_length = rest[number..]
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len() - number);
        let unit: u128 = match &rest[number..number + unit_length] {
            "ns" => 1,
            "us" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "d" => 86_400_000_000_000,
            _ => return None,
        };
        total = total.saturating_add(scaled(&rest[..number], unit)?);
        rest = &rest[number + unit_length..];
    }
    Some(total.min(LONGEST))
}

/// Reads an argument of `sleep` or `timeout`: seconds, or a number with one of the units s, m, h, d.
pub(crate) fn parse_seconds(text: &str) -> Option<Duration> {
    if matches!(text, "infinity" | "inf") {
        return Some(LONGEST);
    }
    if text.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
        return scaled(text, 1_000_000_000);
    }
    if text.ends_with("ms") || text.ends_with("us") || text.ends_with("ns") {
        return None;
    }
    let unit = text.len().checked_sub(1)?;
    if !text.is_char_boundary(unit) || text[..unit].ends_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    parse_duration(text)
}

/// The shortest text for a duration: `5s`, `1.5s`, `300ms`.
pub fn format_duration(time: Duration) -> String {
    let nanos = time.as_nanos();
    if !nanos.is_multiple_of(1_000_000) && nanos < 1_000_000_000 {
        return format!("{}us", nanos / 1_000);
    }
    if nanos < 1_000_000_000 {
        return if nanos == 0 {
            "0s".into()
        } else {
            format!("{}ms", nanos / 1_000_000)
        };
    }
    let seconds = time.as_secs();
    let rest = time.subsec_millis();
    match (seconds, rest) {
        (s, 0) if s % 3600 == 0 => format!("{}h", s / 3600),
        (s, 0) if s % 60 == 0 => format!("{}m", s / 60),
        (s, 0) => format!("{s}s"),
        (s, ms) => format!("{s}.{}s", format!("{ms:03}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let check = |text: &str, expect: Option<u64>| {
            assert_eq!(parse_duration(text), expect.map(Duration::from_millis), "{text}");
        };
        check("5s", Some(5_000));
        check("300ms", Some(300));
        check("1m30s", Some(90_000));
        check("1.5h", Some(5_400_000));
        check("5", None);
        check("s", None);
        check("", None);
        check("5x", None);
        assert_eq!(parse_duration("99999999999999999h"), Some(LONGEST));
    }

    #[test]
    fn sleep_arguments() {
        let check = |text: &str, expect: Option<u64>| {
            assert_eq!(parse_seconds(text), expect.map(Duration::from_millis), "{text}");
        };
        check("5", Some(5_000));
        check("0.5", Some(500));
        check(".5", Some(500));
        check("1d", Some(86_400_000));
        check("2m", Some(120_000));
        check("5ms", None);
        check("x", None);
        check("é", None);
        assert_eq!(parse_seconds("infinity"), Some(LONGEST));
    }

    #[test]
    fn formats() {
        let check = |ms: u64, expect: &str| assert_eq!(format_duration(Duration::from_millis(ms)), expect);
        check(0, "0s");
        check(300, "300ms");
        check(1500, "1.5s");
        check(120_000, "2m");
        check(90_000, "90s");
    }
}
