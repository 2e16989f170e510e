//! awk's values and operators. Numbers are millionths in 128 bits: no floats.

/// The unit of a number.
pub(super) const ONE: i128 = 1_000_000;

/// A value; what was read and looks like a number compares as one.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Read(String),
    Number(i128),
}

/// The number at a text's start.
pub(super) fn number_of(text: &str) -> i128 {
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

pub(super) fn looks_like_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        && digits.bytes().filter(|c| *c == b'.').count() < 2
}

/// A number as awk prints it: six significant digits.
pub(super) fn number_text(value: i128) -> String {
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

impl Value {
    pub(super) fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Read(text) => text.clone(),
            Value::Number(value) => number_text(*value),
        }
    }

    pub(super) fn number(&self) -> i128 {
        match self {
            Value::Text(text) | Value::Read(text) => number_of(text),
            Value::Number(value) => *value,
        }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Value::Number(value) => *value != 0,
            Value::Read(text) if looks_like_number(text) => number_of(text) != 0,
            Value::Text(text) | Value::Read(text) => !text.is_empty(),
        }
    }

    pub(super) fn numeric(&self) -> bool {
        match self {
            Value::Number(_) => true,
            Value::Read(text) => looks_like_number(text) || text.is_empty(),
            Value::Text(_) => false,
        }
    }
}

pub(super) fn truth(value: bool) -> Value {
    Value::Number(if value { ONE } else { 0 })
}

pub(super) fn compute(operator: &str, a: i128, b: i128) -> i128 {
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

pub(super) fn binary(operator: &str, a: &Value, b: &Value) -> Value {
    let order = if a.numeric() && b.numeric() {
        a.number().cmp(&b.number())
    } else {
        a.text().cmp(&b.text())
    };
    match operator {
        " " => Value::Text(a.text() + &b.text()),
        "==" => truth(order.is_eq()),
        "!=" => truth(order.is_ne()),
        "<" => truth(order.is_lt()),
        "<=" => truth(order.is_le()),
        ">" => truth(order.is_gt()),
        ">=" => truth(order.is_ge()),
        _ => Value::Number(compute(operator, a.number(), b.number())),
    }
}
