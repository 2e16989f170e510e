//! How a text is written in YAML: plain, quoted, or as a block. Mirrors resolve.go, encode.go and
//! yaml_emitter_analyze_scalar (emitterc.go) of go.yaml.in/yaml/v2.

/// The form of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|` and lines.
    Literal,
}

/// The form of a text; keys must stay on one line.
pub fn style(text: &str, key: bool) -> Style {
    let special = text.chars().any(is_special);
    let blank_before_break = text.contains(" \n");
    if text.contains('\n') {
        let block = !text.ends_with(' ') && !special && !blank_before_break && !key;
        return if block {
            Style::Literal
        } else {
            Style::DoubleQuoted
        };
    }
    if reads_as_other_type(text) || special {
        Style::DoubleQuoted
    } else if text.starts_with(' ') || text.ends_with(' ') || has_block_indicator(text) {
        Style::SingleQuoted
    } else {
        Style::Plain
    }
}

/// Neither printable nor a line break.
fn is_special(character: char) -> bool {
    match character {
        '\n' => false,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{7f}' | '\r' => true,
        character => character < ' ' || ('\u{80}'..'\u{a0}').contains(&character),
    }
}

/// Something in the text that would mean more than itself outside quotes.
fn has_block_indicator(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let characters: Vec<char> = text.chars().collect();
    characters.iter().enumerate().any(|(position, character)| {
        let blank = |other: Option<&char>| other.is_none_or(|other| matches!(other, ' ' | '\t'));
        let before_blank = blank(characters.get(position + 1));
        let first = position == 0;
        match character {
            '#' => first || matches!(characters[position - 1], ' ' | '\t'),
            ':' => before_blank,
            '?' | '-' => first && before_blank,
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
            _ => false,
        }
    })
}

/// True when a plain text would be read as null, a boolean, a number or a time.
fn reads_as_other_type(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "", "~", "null", "Null", "NULL", "<<", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on",
        "On", "ON", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", ".nan",
        ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
    ];
    WORDS.contains(&text) || is_number(text) || is_base_60(text) || is_timestamp(text)
}

/// Decimal, `0x`, `0o`, `0b` and leading-zero integers, with underscores, and floats.
fn is_number(text: &str) -> bool {
    let plain = text.replace('_', "");
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return false;
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).is_ok();
        }
    }
    is_float(unsigned)
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    exponent_fits && mantissa_fits
}

/// `12:30`: a number to base 60 in YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (head, tail) = text.split_once(':').unwrap_or((text, ""));
    let fraction_less = tail.split_once('.').map_or(tail, |(whole, _)| whole);
    let number = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    let sixty = |part: &str| part.parse::<u8>().is_ok_and(|value| value < 60) && part.len() <= 2;
    !tail.is_empty()
        && number(head)
        && head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
        && fraction_less.split(':').all(sixty)
}

/// `2026-11-21`, with or without a time.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let number = |part: &&str, longest: usize| {
        !part.is_empty() && part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let date_fits = year.len() == 4 && number(year, 4) && number(month, 2) && number(day, 2);
    let time_fits = time.is_none_or(|time| {
        time.starts_with(|first: char| first.is_ascii_digit())
            && time
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b":.+-Z".contains(&byte))
            && time.contains(':')
    });
    date_fits && time_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_they_are_needed() {
        let check = |texts: &[&str], expect: Style| {
            for text in texts {
                assert_eq!(style(text, false), expect, "{text:?}");
            }
        };
        check(
            &[
                "app",
                "-c",
                "a b",
                "10m",
                "nginx:1.27",
                "sha256:abc",
                "v1",
                "http://x/#y",
            ],
            Style::Plain,
        );
        check(
            &["* * * * *", "a: b", "[x]", "x #y", "%d", "end:", " a"],
            Style::SingleQuoted,
        );
        check(
            &[
                "true",
                "1",
                "0x1F",
                "1e3",
                "12:30",
                "",
                "no",
                "2026-11-21",
                "a\tb",
            ],
            Style::DoubleQuoted,
        );
        check(&["a\nb", "a\n"], Style::Literal);
        check(&["a \nb"], Style::DoubleQuoted);
    }
}
