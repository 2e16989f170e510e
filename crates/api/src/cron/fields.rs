//! The five fields of a schedule. Mirrors vendor/github.com/robfig/cron/v3/parser.go (v3.0.1, in Kubernetes v1.36.2).

use crate::go::go_string;

/// The values of the five fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub minute: Set,
    pub hour: Set,
    pub day_of_month: Set,
    pub month: Set,
    pub day_of_week: Set,
}

/// The values of one field (bit N: the value N is in it), and whether it was a star (which changes how the two day fields combine).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    bits: u64,
    pub star: bool,
}

impl Set {
    pub fn has(self, value: i64) -> bool {
        (0..64).contains(&value) && self.bits & (1 << value) != 0
    }
}

/// Lowest and highest value of a field, and its names (the first name stands for the lowest value).
struct Bounds {
    min: u64,
    max: u64,
    names: &'static [&'static str],
}

const MINUTE: Bounds = Bounds {
    min: 0,
    max: 59,
    names: &[],
};
const HOUR: Bounds = Bounds {
    min: 0,
    max: 23,
    names: &[],
};
const DAY_OF_MONTH: Bounds = Bounds {
    min: 1,
    max: 31,
    names: &[],
};
const MONTH: Bounds = Bounds {
    min: 1,
    max: 12,
    names: &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
};
const DAY_OF_WEEK: Bounds = Bounds {
    min: 0,
    max: 6,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

/// Reads five fields.
///
/// # Errors
/// Upstream's words.
pub(super) fn fields(text: &str) -> Result<Fields, String> {
    let mut parts = text.split_whitespace();
    let first = [(); 5].map(|()| parts.next());
    let (
        [
            Some(minute),
            Some(hour),
            Some(day_of_month),
            Some(month),
            Some(day_of_week),
        ],
        None,
    ) = (first, parts.next())
    else {
        let parts: Vec<&str> = text.split_whitespace().collect();
        return Err(format!(
            "expected exactly 5 fields, found {}: [{}]",
            parts.len(),
            parts.join(" ")
        ));
    };
    Ok(Fields {
        minute: set(minute, &MINUTE)?,
        hour: set(hour, &HOUR)?,
        day_of_month: set(day_of_month, &DAY_OF_MONTH)?,
        month: set(month, &MONTH)?,
        day_of_week: set(day_of_week, &DAY_OF_WEEK)?,
    })
}

fn set(field: &str, bounds: &Bounds) -> Result<Set, String> {
    // Most are just that, and controllers read their schedule at every sync.
    if field == "*" {
        let bits = range_bits(bounds.min, bounds.max);
        return Ok(Set { bits, star: true });
    }
    let mut all = Set::default();
    for item in field.split(',').filter(|item| !item.is_empty()) {
        let one = range(item, bounds)?;
        all = Set {
            bits: all.bits | one.bits,
            star: all.star || one.star,
        };
    }
    Ok(all)
}

fn range(item: &str, bounds: &Bounds) -> Result<Set, String> {
    let mut slashes = item.split('/');
    let mut hyphens = slashes.next().unwrap_or_default().split('-');
    let (low, high) = (hyphens.next().unwrap_or_default(), hyphens.next());
    let mut star = matches!(low, "*" | "?");
    let (start, mut end) = match (star, high, hyphens.next()) {
        (true, ..) => (bounds.min, bounds.max),
        (false, None, _) => {
            let value = number_or_name(low, bounds)?;
            (value, value)
        }
        (false, Some(high), None) => (number_or_name(low, bounds)?, number_or_name(high, bounds)?),
        (false, Some(_), Some(_)) => {
            number_or_name(low, bounds)?;
            return Err(format!("too many hyphens: {item}"));
        }
    };
    let step = match (slashes.next(), slashes.next()) {
        (None, _) => 1,
        (Some(step), None) => {
            let step = number(step)?;
            if high.is_none() {
                end = bounds.max;
            }
            star &= step <= 1;
            step
        }
        (Some(_), Some(_)) => return Err(format!("too many slashes: {item}")),
    };
    check_range(start, end, step, bounds, item)?;
    let bits = if step == 1 {
        range_bits(start, end)
    } else {
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        (start..=end)
            .step_by(step)
            .fold(0, |bits, value| bits | 1 << value)
    };
    Ok(Set { bits, star })
}

fn range_bits(start: u64, end: u64) -> u64 {
    u64::MAX >> (63 - end) & u64::MAX << start
}

fn check_range(start: u64, end: u64, step: u64, bounds: &Bounds, item: &str) -> Result<(), String> {
    if start < bounds.min {
        return Err(format!(
            "beginning of range ({start}) below minimum ({}): {item}",
            bounds.min
        ));
    }
    if end > bounds.max {
        return Err(format!(
            "end of range ({end}) above maximum ({}): {item}",
            bounds.max
        ));
    }
    if start > end {
        return Err(format!(
            "beginning of range ({start}) beyond end of range ({end}): {item}"
        ));
    }
    if step == 0 {
        return Err(format!("step of range should be a positive number: {item}"));
    }
    Ok(())
}

fn number_or_name(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let mut names = (bounds.min..).zip(bounds.names);
    match names.find(|(_, name)| text.eq_ignore_ascii_case(name)) {
        Some((value, _)) => Ok(value),
        None => number(text),
    }
}

fn number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "failed to parse int from {text}: strconv.Atoi: parsing {}: invalid syntax",
            go_string(text)
        ));
    }
    let value: i64 = text.parse().map_err(|_| {
        format!(
            "failed to parse int from {text}: strconv.Atoi: parsing {}: value out of range",
            go_string(text)
        )
    })?;
    u64::try_from(value).map_err(|_| format!("negative number ({value}) not allowed: {text}"))
}
