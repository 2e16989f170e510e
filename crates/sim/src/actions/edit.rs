//! Writing an edited object: what the API server lets pass, and kubectl's answer.

use api::update::{self, Refusal};
use api::{Object, ObjectKey};
use serde_json::Value;

use crate::context::Context;

/// Stores an edited object. `Ok(true)`: changed.
///
/// # Errors
/// kubectl's answer when the API server refuses the change.
pub(crate) fn store(context: &mut Context, key: &ObjectKey, edited: Object) -> Result<bool, Refused> {
    let Some(stored) = context.store.get(key) else {
        let message = super::target::not_found(key.kind, &key.name);
        return Err(Refused {
            by_patch: message.clone(),
            by_client: message,
        });
    };
    let refusals = update::refusals(key.kind.name(), &edited.to_json(), &stored.to_json());
    if !refusals.is_empty() {
        let (kind, name) = (key.kind.name(), &key.name);
        return Err(Refused {
            by_patch: format!("The {kind} \"{name}\" is invalid: {}", listed(&refusals)),
            by_client: format!(
                "{} \"{name}\" is invalid: {}",
                group_kind(key),
                aggregated(&refusals)
            ),
        });
    }
    Ok(context.update(edited).is_some())
}

/// Why a write did not happen, as kubectl tells it: by most commands, and by those that put a sentence before the server's.
pub(crate) struct Refused {
    pub by_patch: String,
    pub by_client: String,
}

/// `Job.batch`, as the API server names kinds in its own sentences.
fn group_kind(key: &ObjectKey) -> String {
    let group = key.kind.qualified();
    let group = group.find('.').map_or("", |dot| &group[dot..]);
    format!("{}{group}", key.kind.name())
}

/// One cause on the line, several below each other.
fn listed(refusals: &[Refusal]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in refusals.iter().map(ToString::to_string) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let text = match lines.as_slice() {
        [one] => one.clone(),
        many => many.iter().map(|line| format!("\n* {line}")).collect(),
    };
    format!("{}\n", text.trim_end_matches('\n'))
}

fn aggregated(refusals: &[Refusal]) -> String {
    let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}

/// An object from its edited JSON form; identity and status stay those of the stored one.
///
/// # Errors
/// kubectl's answer when a field has the wrong type.
pub(crate) fn decode(stored: &Object, json: Value) -> Result<Object, String> {
    let mut edited = Object::from_json(stored.kind(), &json)
        .map_err(|error| format!("Error from server (BadRequest): {error}\n"))?;
    let meta = stored.meta();
    let new = edited.meta_mut();
    new.name.clone_from(&meta.name);
    new.namespace.clone_from(&meta.namespace);
    new.uid.clone_from(&meta.uid);
    new.creation_timestamp = meta.creation_timestamp;
    new.deletion_timestamp = meta.deletion_timestamp;
    new.deletion_grace_period_seconds = meta.deletion_grace_period_seconds;
    new.generation = meta.generation;
    Ok(edited)
}
