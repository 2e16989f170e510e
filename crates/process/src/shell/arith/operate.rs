//! Operators of arithmetic: binding strength and what they compute.

use super::{Computed, Expression};
use crate::shell::Dialect;

/// Binary operators by precedence, weakest first.
pub(super) const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Expression<'_> {
    pub(super) fn compute(&self, operator: &str, a: i64, b: i64) -> Computed {
        if matches!(operator, "/" | "%") && b == 0 {
            return if self.dry {
                Ok(0)
            } else {
                Err(self.division_by_zero())
            };
        }
        Ok(match operator {
            "+" => a.wrapping_add(b),
            "-" => a.wrapping_sub(b),
            "*" => a.wrapping_mul(b),
            "/" => a.wrapping_div(b),
            "%" => a.wrapping_rem(b),
            "<<" => a.wrapping_shl(b as u32),
            ">>" => a.wrapping_shr(b as u32),
            "&" => a & b,
            "|" => a | b,
            "^" => a ^ b,
            "==" => i64::from(a == b),
            "!=" => i64::from(a != b),
            "<=" => i64::from(a <= b),
            ">=" => i64::from(a >= b),
            "<" => i64::from(a < b),
            _ => i64::from(a > b),
        })
    }

    pub(super) fn division_by_zero(&self) -> String {
        match self.shell.dialect {
            Dialect::Bash => "division by 0".into(),
            Dialect::Dash => "division by zero".into(),
            Dialect::Ash => "divide by zero".into(),
        }
    }
}

/// Decimal, `0x…` or octal `0…`; `base#digits`.
pub(super) fn number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()?
    } else if let Some((base, digits)) = digits.split_once('#') {
        i64::from_str_radix(digits, base.parse().ok().filter(|b| (2..=36).contains(b))?).ok()?
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits
            .bytes()
            .all(|c| c.is_ascii_digit())
            .then(|| digits.parse().ok())??
    };
    Some(if negative { -value } else { value })
}
