//! What becomes of one object when the file is applied to a plain cluster.

use crate::validate::FieldError;

/// The fate of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The API server stores it.
    Created,
    /// kubectl refuses it before sending: what is not set (`kind not set`).
    NotSet(String),
    /// No such kind in that version.
    NoMatch,
    /// It has `generateName` only: `kubectl apply` refuses it, `kubectl create` does not.
    GenerateName,
    /// It has no name.
    NoName,
    /// Refused by decoding: the message after `error when creating "F": `.
    BadRequest(String),
    /// Refused by validation.
    Invalid(Vec<FieldError>),
}

impl Outcome {
    /// Whether the object would exist afterwards (`generateName` counts: `kubectl create` makes it).
    pub fn exists(&self) -> bool {
        matches!(self, Outcome::Created | Outcome::GenerateName)
    }
}
