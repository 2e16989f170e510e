//! The defaulted tree → the typed object.

use api::{Kind, Object};

use crate::tree::Node;

/// Decodes an object that passed strict decoding and validation.
///
/// # Errors
/// A sentence; would be a disagreement between validation and the types.
pub fn decode(kind: &str, api_version: &str, root: &Node) -> Result<Object, String> {
    let kind = Kind::from_api(api_version, kind).ok_or_else(|| format!("kind {kind} of {api_version}"))?;
    Object::from_json(kind, &root.to_json())
}
