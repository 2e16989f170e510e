//! Numbers of `awk` and `jq`: millionths in 128 bits, no floats.

/// The unit of a number.
pub(crate) const ONE: i128 = 1_000_000;

/// The number at a text's start.
pub(crate) fn number_of(text: &str) -> i128 {
    let text = text.trim_start();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let whole: String = rest.chars().take_while(char::is_ascii_digit).take(24).collect();
    let after = rest[whole.len()..].strip_prefix('.').unwrap_or("");
    let fraction: String = after
        .chars()
        .take_while(char::is_ascii_digit)
        .chain("000000".chars())
        .take(6)
        .collect();
    let value = whole.parse::<i128>().unwrap_or(0) * ONE + fraction.parse::<i128>().unwrap_or(0);
    sign * value
}

pub(crate) fn looks_like_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        && digits.bytes().filter(|c| *c == b'.').count() < 2
}

/// A number as awk prints it: six significant digits.
pub(crate) fn number_text(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) = ((value.abs() / ONE), (value.abs() % ONE));
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let places = 6usize.saturating_sub(if whole == 0 { 0 } else { whole.to_string().len() });
    let unit = 10i128.pow((6 - places) as u32);
    let rounded = (fraction + unit / 2) / unit;
    if places == 0 {
        return format!("{sign}{}", whole + rounded);
    }
    if rounded == 10i128.pow(places as u32) {
        return format!("{sign}{}", whole + 1);
    }
    let text = format!("{rounded:0places$}");
    let text = text.trim_end_matches('0');
    if text.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{text}")
    }
}

pub(crate) fn compute(operator: &str, a: i128, b: i128) -> i128 {
    match operator {
        "+" => a.saturating_add(b),
        "-" => a.saturating_sub(b),
        "*" => a.saturating_mul(b) / ONE,
        "/" => a.saturating_mul(ONE).checked_div(b).unwrap_or(0),
        "%" => a.checked_rem(b).unwrap_or(0),
        _ => {
            let exponent = (b / ONE).clamp(0, 100);
            (0..exponent).fold(ONE, |n, _| n.saturating_mul(a) / ONE)
        }
    }
}
