//! Resource quantities (`500m`, `1Gi`, `1e3`). Mirrors staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
//! (v1.36.2): parsing with its error texts, canonical text, comparison and sums.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Add;

/// The error text for something that is no quantity at all.
pub const ERR_FORMAT_WRONG: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// The error text for a number that cannot be read.
pub const ERR_NUMERIC: &str = "unable to parse numeric part of quantity";
/// The error text for an unknown suffix.
pub const ERR_SUFFIX: &str = "unable to parse quantity's suffix";

const NANO: i128 = 1_000_000_000;
/// Binary values beyond 2^63-1 are cut to it.
const MAX_NANOS: i128 = i64::MAX as i128 * NANO;
/// Digits that always fit 64 bits.
const MAX_INT64_DIGITS: usize = 18;
/// The same for digits and those of a binary suffix together.
const MAX_BINARY_DIGITS: usize = 14;

/// Which family of suffixes a quantity was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `1e3`
    DecimalExponent,
    /// `1Ki`
    BinarySI,
    /// `1k`, `1`, `1m`
    DecimalSI,
}

/// An amount of a resource. Equality and order are by amount, not by spelling.
#[derive(Clone, Debug)]
pub struct Quantity {
    nanos: i128,
    format: Format,
    /// The text as written when it looks canonical; dropped by arithmetic.
    text: Option<String>,
}

const SUFFIXES: &[(&str, i32, Format)] = &[
    ("n", -9, Format::DecimalSI),
    ("u", -6, Format::DecimalSI),
    ("m", -3, Format::DecimalSI),
    ("", 0, Format::DecimalSI),
    ("k", 3, Format::DecimalSI),
    ("M", 6, Format::DecimalSI),
    ("G", 9, Format::DecimalSI),
    ("T", 12, Format::DecimalSI),
    ("P", 15, Format::DecimalSI),
    ("E", 18, Format::DecimalSI),
    ("Ki", 10, Format::BinarySI),
    ("Mi", 20, Format::BinarySI),
    ("Gi", 30, Format::BinarySI),
    ("Ti", 40, Format::BinarySI),
    ("Pi", 50, Format::BinarySI),
    ("Ei", 60, Format::BinarySI),
];

/// The parts of a quantity's text.
struct Parts<'a> {
    negative: bool,
    /// Digits before the point without leading zeros, at least `0`.
    whole: &'a str,
    /// Digits after the point.
    fraction: &'a str,
    suffix: &'a str,
}

fn split(text: &str) -> Result<Parts<'_>, &'static str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let zeros = unsigned.bytes().take_while(|b| *b == b'0').count();
    let end = digits(unsigned);
    let whole = if zeros == end { "0" } else { &unsigned[zeros..end] };
    let mut rest = &unsigned[end..];
    let mut fraction = "";
    if let Some(after) = rest.strip_prefix('.') {
        let end = digits(after);
        (fraction, rest) = (&after[..end], &after[end..]);
    }
    let letters = rest.bytes().take_while(|b| b"eEinumkKMGTP".contains(b)).count();
    let tail = rest[letters..]
        .strip_prefix(['-', '+'])
        .unwrap_or(&rest[letters..]);
    if text.is_empty() || digits(tail) != tail.len() {
        return Err(ERR_FORMAT_WRONG);
    }
    Ok(Parts {
        negative: text.starts_with('-'),
        whole,
        fraction,
        suffix: rest,
    })
}

/// The exponent (of 10 or, for [`Format::BinarySI`], of 2) that a suffix stands for.
fn interpret(suffix: &str) -> Result<(i32, Format), &'static str> {
    if let Some((_, exponent, format)) = SUFFIXES.iter().find(|(s, ..)| *s == suffix) {
        return Ok((*exponent, *format));
    }
    let exponent = suffix.strip_prefix(['e', 'E']).and_then(|e| e.parse().ok());
    exponent.map(|e| (e, Format::DecimalExponent)).ok_or(ERR_SUFFIX)
}

/// `digits × 10^exponent` in nanos, rounded away from zero and cut to what 128 bits hold.
fn scale_decimal(digits: &str, exponent: i32) -> i128 {
    let mut value: i128 = 0;
    for digit in digits.bytes() {
        value = value.saturating_mul(10).saturating_add(i128::from(digit - b'0'));
    }
    let exponent = exponent.saturating_add(9);
    if exponent >= 0 {
        let factor = 10_i128.checked_pow(exponent.unsigned_abs()).unwrap_or(i128::MAX);
        return value.saturating_mul(factor);
    }
    match 10_i128.checked_pow(exponent.unsigned_abs()) {
        Some(divisor) => value / divisor + i128::from(value % divisor != 0),
        None => i128::from(value != 0),
    }
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// One of [`ERR_FORMAT_WRONG`], [`ERR_NUMERIC`], [`ERR_SUFFIX`]: the API server's words.
    pub fn parse(text: &str) -> Result<Quantity, &'static str> {
        let parts = split(text)?;
        let (exponent, mut format) = interpret(parts.suffix)?;
        let shifted = format!("{}{}", parts.whole, parts.fraction);
        let places = i32::try_from(parts.fraction.len()).map_err(|_| ERR_NUMERIC)?;
        let mut nanos = match format {
            Format::BinarySI => scale_decimal(&shifted, -places).saturating_mul(1 << exponent),
            _ => scale_decimal(&shifted, exponent.saturating_sub(places)),
        };
        // `0.000000000001Ki` is rounded up only after the suffix is applied.
        if format == Format::BinarySI && places > 9 {
            nanos = binary_with_long_fraction(&shifted, places, exponent);
        }
        let scale = exponent.saturating_sub(places);
        let fast = match format {
            Format::BinarySI => {
                let bits = usize::try_from(exponent).unwrap_or(usize::MAX);
                parts.fraction.is_empty() && parts.whole.len() + bits * 3 / 10 <= MAX_BINARY_DIGITS
            }
            _ => shifted.len() <= MAX_INT64_DIGITS && scale >= -9,
        };
        if !fast && format == Format::BinarySI {
            nanos = nanos.min(MAX_NANOS);
        }
        if format == Format::BinarySI && nanos > 0 && nanos < NANO {
            format = Format::DecimalSI;
        }
        // What looks canonical at a glance is shown as it was written.
        let looks_canonical = match format {
            Format::BinarySI => shifted.parse().is_ok_and(|number: u64| !number.is_multiple_of(8)),
            _ => scale % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0'),
        };
        let echo = fast && looks_canonical;
        let nanos = if parts.negative { -nanos } else { nanos };
        Ok(Quantity {
            nanos,
            format,
            text: echo.then(|| text.to_owned()),
        })
    }

    /// A whole number of units.
    pub fn from_units(units: i64, format: Format) -> Quantity {
        Quantity {
            nanos: i128::from(units) * NANO,
            format,
            text: None,
        }
    }

    /// A number of thousandths.
    pub fn from_milli(milli: i64) -> Quantity {
        Quantity {
            nanos: i128::from(milli) * (NANO / 1000),
            format: Format::DecimalSI,
            text: None,
        }
    }

    /// The amount in billionths.
    pub fn nanos(&self) -> i128 {
        self.nanos
    }

    /// The family of suffixes it is printed with.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whole units, rounded away from zero and cut to 64 bits.
    pub fn value(&self) -> i64 {
        rounded(self.nanos, NANO)
    }

    /// Thousandths, rounded away from zero and cut to 64 bits.
    pub fn milli_value(&self) -> i64 {
        rounded(self.nanos, NANO / 1000)
    }

    /// Whether it is a whole number of thousandths.
    pub fn is_whole_milli(&self) -> bool {
        self.nanos % (NANO / 1000) == 0
    }

    /// The same amount rounded away from zero to thousandths, as the API server's defaulting does; unchanged when it is
    /// whole already.
    #[must_use]
    pub fn rounded_up_to_milli(&self) -> Quantity {
        if self.is_whole_milli() {
            return self.clone();
        }
        Quantity {
            text: None,
            ..Quantity::from_milli(self.milli_value())
        }
        .with_format(self.format)
    }

    fn with_format(mut self, format: Format) -> Quantity {
        self.format = format;
        self
    }

    /// The canonical text, whatever was written.
    pub fn canonical(&self) -> String {
        if self.nanos == 0 {
            return "0".to_owned();
        }
        let small = self.nanos.abs() < 1024 * NANO;
        match self.format {
            Format::BinarySI if !small && self.nanos % NANO == 0 => binary_text(self.nanos / NANO),
            Format::DecimalExponent => decimal_text(self.nanos, true),
            _ => decimal_text(self.nanos, false),
        }
    }
}

/// `digits × 10^-places × 2^exponent` in nanos, rounded up, for fractions finer than nanos.
fn binary_with_long_fraction(digits: &str, places: i32, exponent: i32) -> i128 {
    let value: i128 = digits.parse().unwrap_or(i128::MAX >> 62);
    let scaled = value.saturating_mul(1 << exponent);
    match 10_i128.checked_pow(places.unsigned_abs() - 9) {
        Some(divisor) => scaled / divisor + i128::from(scaled % divisor != 0),
        None => i128::from(scaled != 0),
    }
}

fn rounded(nanos: i128, unit: i128) -> i64 {
    let whole = nanos / unit + (nanos % unit).signum();
    i64::try_from(whole).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

fn binary_text(units: i128) -> String {
    let mut mantissa = units;
    let mut steps = 0;
    while mantissa % 1024 == 0 && steps < 6 {
        mantissa /= 1024;
        steps += 1;
    }
    let suffix = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][steps];
    format!("{mantissa}{suffix}")
}

fn decimal_text(nanos: i128, exponent_form: bool) -> String {
    let mut mantissa = nanos;
    let mut exponent = -9;
    while mantissa % 1000 == 0 {
        mantissa /= 1000;
        exponent += 3;
    }
    if exponent_form {
        return if exponent == 0 {
            mantissa.to_string()
        } else {
            format!("{mantissa}e{exponent}")
        };
    }
    // Beyond E there is no suffix, and upstream writes none.
    let suffix = SUFFIXES
        .iter()
        .find(|(_, e, f)| *e == exponent && *f == Format::DecimalSI)
        .map_or("", |(s, ..)| s);
    format!("{mantissa}{suffix}")
}

impl fmt::Display for Quantity {
    /// As written when that looks canonical, else canonical: what the API prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => f.write_str(&self.canonical()),
        }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl Add<&Quantity> for Quantity {
    type Output = Quantity;

    /// The sum, in the format of the first summand that is not zero.
    fn add(self, other: &Quantity) -> Quantity {
        if other.nanos == 0 {
            return Quantity { text: None, ..self };
        }
        let format = if self.nanos == 0 {
            other.format
        } else {
            self.format
        };
        Quantity {
            nanos: self.nanos.saturating_add(other.nanos),
            format,
            text: None,
        }
    }
}
