//! What a plain YAML scalar means to kubectl: the YAML 1.1 rules of `go.yaml.in/yaml/v2` `resolve.go`, and the JSON text
//! that `sigs.k8s.io/yaml` v1.6.0 makes of the result.

use crate::tree::Value;

/// A scalar that JSON cannot carry (`.inf`, `.nan`), with kubectl's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson(pub String);

/// Resolves an untagged plain scalar.
pub fn resolve_plain(text: &str) -> Result<Value, NotJson> {
    if let Some(value) = resolve_word(text) {
        return value;
    }
    let Some(first) = text.bytes().next() else {
        return Ok(Value::Null);
    };
    if !matches!(first, b'+' | b'-' | b'.' | b'0'..=b'9') {
        return Ok(text.into());
    }
    if first == b'.' {
        return Ok(float_text(text).map_or_else(|| text.into(), Value::Number));
    }
    let plain = text.replace('_', "");
    if let Some(integer) = parse_integer(&plain) {
        return Ok(Value::Number(integer));
    }
    if is_float_syntax(&plain) {
        return Ok(float_text(&plain).map_or_else(|| text.into(), Value::Number));
    }
    Ok(text.into())
}

/// The words with a meaning of their own.
fn resolve_word(text: &str) -> Option<Result<Value, NotJson>> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Ok(Value::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Ok(Value::Bool(false))
        }
        "" | "~" | "null" | "Null" | "NULL" => Ok(Value::Null),
        ".nan" | ".NaN" | ".NAN" => Err(NotJson("json: unsupported value: NaN".to_owned())),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            Err(NotJson("json: unsupported value: +Inf".to_owned()))
        }
        "-.inf" | "-.Inf" | "-.INF" => Err(NotJson("json: unsupported value: -Inf".to_owned())),
        _ => return None,
    })
}

/// Go's `strconv.ParseInt(s, 0, 64)`, then `ParseUint`: decimal text of the value.
fn parse_integer(text: &str) -> Option<String> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|b| char::from(b).is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match (negative, magnitude) {
        (false, m) => Some(m.to_string()),
        (true, 0) => Some("0".to_owned()),
        (true, m) if m <= i64::MIN.unsigned_abs() && !text.starts_with('+') => Some(format!("-{m}")),
        (true, _) => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float_syntax(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(i) => (&unsigned[..i], Some(&unsigned[i + 1..])),
        None => (unsigned, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent_ok = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    mantissa_ok && exponent_ok
}

/// Most digits of a double that the shortest text of it can have.
const DOUBLE_DIGITS: usize = 17;
/// The places before the point of the greatest double, and its digits with what still rounds to it.
const GREATEST: (i64, &str) = (309, "179769313486231580793");
/// The places before the point of the least double.
const LEAST: i64 = -323;

/// Go's JSON text of a float: shortest digits, exponent form below 1e-6 and from 1e21. Worked out on the text, because Rust's
/// reading of doubles carries ten kilobytes of powers of ten. A double holds 15 digits as they were written; of more,
/// the first 17 are kept.
fn float_text(text: &str) -> Option<String> {
    if !is_float_syntax(text) {
        return None;
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.trim_start_matches('+')),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{part}");
    let digits = all.trim_start_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    // Whoever writes more than 18 digits of exponent means zero or infinity.
    let down = exponent.starts_with('-');
    let exponent = exponent
        .parse()
        .unwrap_or(if down { -1_000_000 } else { 1_000_000 });
    let point = i64::try_from(whole.len())
        .ok()?
        .saturating_add(exponent)
        .saturating_sub(zeros);
    let (digits, point) = rounded(digits, point);
    if digits.is_empty() || point < LEAST {
        return Some(format!("{sign}0"));
    }
    if point > GREATEST.0 || point == GREATEST.0 && digits.as_str() > GREATEST.1 {
        return None;
    }
    Some(format!("{sign}{}", placed(&digits, point)))
}

/// At most [`DOUBLE_DIGITS`] digits, without zeros at the end; the place of the point moves when a carry makes one more.
fn rounded(digits: &str, point: i64) -> (String, i64) {
    let (kept, rest) = digits.split_at(digits.len().min(DOUBLE_DIGITS));
    let up = rest.bytes().next().is_some_and(|digit| digit >= b'5');
    let kept = kept.parse::<u64>().unwrap_or(0) + u64::from(up);
    let text = kept.to_string();
    let carried = text.len() > digits.len().min(DOUBLE_DIGITS);
    let text = text.trim_end_matches('0');
    (text.to_owned(), point + i64::from(carried))
}

/// `0.DIGITS` times ten to the power of `point`, as Go's JSON writes it.
fn placed(digits: &str, point: i64) -> String {
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    match point {
        ..=-6 | 22.. => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let plus = if point > 0 { "+" } else { "" };
            format!("{first}{dot}{rest}e{plus}{}", point - 1)
        }
        ..=0 => format!("0.{}{digits}", zeros(-point)),
        _ if point >= length => format!("{digits}{}", zeros(point - length)),
        _ => {
            let (whole, part) = digits.split_at(usize::try_from(point).unwrap_or(0));
            format!("{whole}.{part}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let got = match resolve_plain(text) {
            Ok(Value::String(s)) => format!("str {s}"),
            Ok(Value::Number(n)) => n,
            Ok(Value::Bool(b)) => b.to_string(),
            Ok(_) => "null".to_owned(),
            Err(NotJson(e)) => e,
        };
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn words() {
        for word in ["y", "Y", "yes", "on", "True"] {
            check(word, "true");
        }
        for word in ["n", "No", "off", "FALSE"] {
            check(word, "false");
        }
        for word in ["", "~", "null", "NULL"] {
            check(word, "null");
        }
        check("yEs", "str yEs");
        check(".nan", "json: unsupported value: NaN");
    }

    #[test]
    fn numbers() {
        for (text, expect) in [
            ("0777", "511"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("0b101", "5"),
            ("-0b11", "-3"),
            ("1_000", "1000"),
            ("08", "8"),
            ("+5", "5"),
            ("-5", "-5"),
            ("1.5", "1.5"),
            ("1.0", "1"),
            ("1e3", "1000"),
            (".5", "0.5"),
            ("1e30", "1e+30"),
            ("1e-7", "1e-7"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1:30", "str 1:30"),
            ("2024-01-01", "str 2024-01-01"),
            ("1.36.2", "str 1.36.2"),
            ("500m", "str 500m"),
            ("-", "str -"),
            ("0x", "str 0x"),
            ("1e999", "str 1e999"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("1.8e308", "str 1.8e308"),
            ("1e-400", "0"),
            ("-0.0", "-0"),
            ("0.000001", "0.000001"),
            ("123.456e1", "1234.56"),
            ("1e20", "100000000000000000000"),
            ("1.5e21", "1.5e+21"),
            ("0.12345678901234567890", "0.12345678901234568"),
            ("9.99999999999999999", "10"),
            ("0.00250", "0.0025"),
        ] {
            check(text, expect);
        }
    }
}
