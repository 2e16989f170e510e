//! What the user is told about a manifest.

use crate::correct::{Advice, Correction};
use crate::position::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The API server or kubectl refuses it.
    Error,
    /// Accepted, with a warning of the API server or of ours.
    Warning,
    /// A remark.
    Info,
}

/// One remark about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the rule: a constant of [`code`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Bytes it is about; lies inside the text, may be empty.
    pub span: Span,
    /// What is wrong, in the API server's words where it has some.
    pub message: String,
    /// What to do about it, in ours.
    pub help: Option<String>,
    /// The same as a change of the text, where that is sure enough.
    pub correction: Option<Correction>,
    /// Field path in upstream's spelling, where there is one.
    pub path: Option<String>,
    /// Index into [`crate::Parsed::objects`].
    pub object: Option<usize>,
}

impl Diagnostic {
    /// Says what helps.
    pub(crate) fn advise(&mut self, advice: Option<Advice>) {
        if let Some(Advice { help, correction }) = advice {
            (self.help, self.correction) = (Some(help), correction);
        }
    }
}

/// The codes of diagnostics.
pub mod code {
    /// The text is longer than [`crate::MAX_TEXT`], nested or aliased too deeply, or holds too many objects.
    pub const LIMIT: &str = "limit";
    /// Not YAML.
    pub const YAML_SYNTAX: &str = "yaml-syntax";
    /// A key written twice in one mapping.
    pub const DUPLICATE_KEY: &str = "duplicate-key";
    /// `apiVersion` or `kind` is missing.
    pub const KIND_MISSING: &str = "kind-missing";
    /// A kind that no cluster has in this version.
    pub const KIND_UNKNOWN: &str = "kind-unknown";
    /// A kind that is accepted but not simulated.
    pub const KIND_IGNORED: &str = "kind-ignored";
    /// `metadata.name` is missing or cannot be used with `kubectl apply`.
    pub const NAME_MISSING: &str = "name-missing";
    /// The file holds no object.
    pub const EMPTY: &str = "empty";
    /// A field that the type does not have.
    pub const UNKNOWN_FIELD: &str = "unknown-field";
    /// A value of the wrong type.
    pub const WRONG_TYPE: &str = "wrong-type";
    /// A field that this version of Kubernetes drops without a word.
    pub const FIELD_DROPPED: &str = "field-dropped";
    /// Refused by validation.
    pub const INVALID: &str = "invalid";
    /// A warning of the API server.
    pub const API_WARNING: &str = "api-warning";
    /// A mistake in an annotation that says what a container does: ours, not the API server's.
    pub const BEHAVIOUR: &str = "behaviour";
    /// Accepted by validation but not understood by the decoder: a fault of this program.
    pub const INTERNAL: &str = "internal";
}
