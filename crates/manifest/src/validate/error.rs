//! Field errors in upstream's words: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (v1.36.2).

use std::fmt;

pub use api::go::go_string;

use super::field::Field;
use crate::position::Span;

/// The kind of an error, named by the word that kubectl prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorType {
    /// `Required value`
    Required,
    /// `Invalid value`
    Invalid,
    /// `Unsupported value`
    NotSupported,
    /// `Duplicate value`
    Duplicate,
    /// `Not found`
    NotFound,
    /// `Forbidden`
    Forbidden,
    /// `Too long`
    TooLong,
    /// `Too many`
    TooMany,
}

impl ErrorType {
    /// The word that kubectl prints.
    pub fn word(self) -> &'static str {
        match self {
            ErrorType::Required => "Required value",
            ErrorType::Invalid => "Invalid value",
            ErrorType::NotSupported => "Unsupported value",
            ErrorType::Duplicate => "Duplicate value",
            ErrorType::NotFound => "Not found",
            ErrorType::Forbidden => "Forbidden",
            ErrorType::TooLong => "Too long",
            ErrorType::TooMany => "Too many",
        }
    }
}

impl ErrorType {
    /// The kind that kubectl prints by this word; `Invalid value` for any other.
    pub fn from_word(word: &str) -> Self {
        let kinds = [
            ErrorType::Required,
            ErrorType::NotSupported,
            ErrorType::Duplicate,
            ErrorType::NotFound,
            ErrorType::Forbidden,
            ErrorType::TooLong,
            ErrorType::TooMany,
        ];
        kinds
            .into_iter()
            .find(|kind| kind.word() == word)
            .unwrap_or(ErrorType::Invalid)
    }
}

/// One error of validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its kind.
    pub kind: ErrorType,
    /// Upstream's field path, with its oddities.
    pub field: String,
    /// Value and detail as printed after the kind's word, e.g. `"x": must be …`; may be empty.
    pub rest: String,
    /// The text it is about.
    pub span: Span,
}

impl fmt::Display for FieldError {
    /// `FIELD: BODY`, as kubectl prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.body())
    }
}

impl FieldError {
    /// What upstream calls the error's body: `TYPE[: VALUE][: DETAIL]`.
    pub fn body(&self) -> String {
        match self.rest.as_str() {
            "" => self.kind.word().to_owned(),
            rest => format!("{}: {rest}", self.kind.word()),
        }
    }

    fn new(kind: ErrorType, at: &Field<'_>, parts: &[&str]) -> Self {
        let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
        FieldError {
            kind,
            field: at.path().to_owned(),
            rest: parts.join(": "),
            span: at.mark(),
        }
    }

    /// A value is missing. `detail` may be empty.
    pub fn required(at: &Field<'_>, detail: &str) -> Self {
        Self::new(ErrorType::Required, at, &[detail])
    }

    /// A value is wrong; `value` as Go prints it (see [`go_string`]).
    pub fn invalid(at: &Field<'_>, value: &str, detail: &str) -> Self {
        Self::new(ErrorType::Invalid, at, &[value, detail])
    }

    /// The place's own text is wrong.
    pub fn invalid_text(at: &Field<'_>, detail: &str) -> Self {
        Self::invalid(at, &go_string(at.text()), detail)
    }

    /// The place's own value is wrong: a string in quotes, anything else as JSON, `null` when it is not set.
    pub fn invalid_value(at: &Field<'_>, detail: &str) -> Self {
        Self::invalid(at, &at.shown(), detail)
    }

    /// The place's own text is none of a list; the list is printed in the order given.
    pub fn text_not_supported(at: &Field<'_>, supported: &[&str]) -> Self {
        Self::not_supported(at, &go_string(at.text()), supported)
    }

    /// A value is none of a list; the list is printed in the order given.
    pub fn not_supported(at: &Field<'_>, value: &str, supported: &[&str]) -> Self {
        let list: Vec<String> = supported.iter().map(|s| go_string(s)).collect();
        Self::new(
            ErrorType::NotSupported,
            at,
            &[value, &format!("supported values: {}", list.join(", "))],
        )
    }

    /// A value appears twice.
    pub fn duplicate(at: &Field<'_>, value: &str) -> Self {
        Self::new(ErrorType::Duplicate, at, &[value])
    }

    /// A name refers to nothing. `detail` may be empty.
    pub fn not_found(at: &Field<'_>, value: &str, detail: &str) -> Self {
        Self::new(ErrorType::NotFound, at, &[value, detail])
    }

    /// A field must not be set.
    pub fn forbidden(at: &Field<'_>, detail: &str) -> Self {
        Self::new(ErrorType::Forbidden, at, &[detail])
    }

    /// A list is too long.
    pub fn too_many(at: &Field<'_>, have: usize, most: usize) -> Self {
        Self::new(
            ErrorType::TooMany,
            at,
            &[&have.to_string(), &format!("must have at most {most} items")],
        )
    }

    /// A text is too long.
    pub fn too_long(at: &Field<'_>, most: usize) -> Self {
        Self::new(
            ErrorType::TooLong,
            at,
            &[&format!("may not be more than {most} bytes")],
        )
    }

    /// The same error with another path (upstream's oddities).
    #[must_use]
    pub fn at_path(mut self, path: String) -> Self {
        self.field = path;
        self
    }
}

/// Errors in upstream's order.
pub type Errors = Vec<FieldError>;
