//! Times of the cases: `1.5s`, `300ms`, `17m`.

use std::time::Duration;

/// Reads a time.
///
/// # Panics
/// When it is none: the data is damaged.
pub fn time(text: &str) -> Duration {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - unit.len()]
        .parse()
        .unwrap_or_else(|_| panic!("no time: {text:?}"));
    let scale = match unit {
        "ms" => 0.001,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => panic!("no unit of time: {text:?}"),
    };
    Duration::from_secs_f64(number * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, millis) in [("1.5s", 1_500), ("300ms", 300), ("17m", 1_020_000), ("2", 2_000)] {
            assert_eq!(time(text), Duration::from_millis(millis), "{text}");
        }
    }
}
