//! Durations as Go writes them, for `@every`.

use crate::go::go_string;
use std::time::Duration;

/// Go's `time.ParseDuration` for durations that are not negative.
pub(super) fn go_duration(text: &str) -> Result<Duration, String> {
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
    let invalid = || format!("time: invalid duration {}", go_string(text));
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return Ok(Duration::ZERO);
    }
    let mut rest = unsigned;
    let mut nanos: u128 = 0;
    while !rest.is_empty() {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", go_string(text)));
        }
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(|| {
            format!(
                "time: unknown unit {} in duration {}",
                go_string(unit),
                go_string(text)
            )
        })?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, expect) in [
            ("1h30m", Ok(5400)),
            ("1.5m", Ok(90)),
            ("500ms", Ok(0)),
            ("5", Err("time: missing unit in duration \"5\"")),
            ("5x", Err("time: unknown unit \"x\" in duration \"5x\"")),
            ("", Err("time: invalid duration \"\"")),
            ("-", Err("time: invalid duration \"-\"")),
            (".s", Err("time: invalid duration \".s\"")),
            ("1.s", Ok(1)),
            (".5h", Ok(1800)),
            ("1..5s", Err("time: missing unit in duration \"1..5s\"")),
            ("s", Err("time: invalid duration \"s\"")),
        ] {
            assert_eq!(
                go_duration(text).map(|d| d.as_secs()),
                expect.map_err(str::to_owned),
                "{text}"
            );
        }
    }
}
