//! Rules about numbers and fixed sets of strings.

use super::error::{Errors, FieldError, go_string};
use super::field::Field;

/// A number that is set must not be negative.
pub fn non_negative(errors: &mut Errors, at: &Field<'_>) {
    if let Some(value) = at.int().filter(|v| *v < 0) {
        errors.push(FieldError::invalid(
            at,
            &value.to_string(),
            "must be greater than or equal to 0",
        ));
    }
}

/// A string must be one of a list (printed in the order given); a missing or empty one is Required.
pub fn required_one_of(errors: &mut Errors, at: &Field<'_>, supported: &[&str]) {
    if at.is_empty() {
        errors.push(FieldError::required(at, ""));
    } else {
        one_of(errors, at, supported);
    }
}

/// A string must be one of a list (printed in the order given); a missing one counts as empty.
pub fn one_of(errors: &mut Errors, at: &Field<'_>, supported: &[&str]) {
    if !supported.contains(&at.text()) {
        errors.push(FieldError::not_supported(at, &go_string(at.text()), supported));
    }
}
