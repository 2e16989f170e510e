//! Which objects a command is about: `pod x y`, `deploy/x`, `pods -l app=x`, `pods --all`.

use api::meta_v1::LabelSelector;
use api::{Kind, ObjectKey};

use super::arguments::Arguments;
use crate::api_server::resource;
use crate::context::Context;

/// The objects that a command names; what cannot be found is an answer in kubectl's words.
pub(crate) fn targets(
    context: &Context,
    arguments: &Arguments,
    words: &[&str],
) -> Vec<Result<ObjectKey, String>> {
    let Some((first, names)) = words.split_first() else {
        return vec![Err(
            "error: You must provide one or more resources by argument or filename.\n".into(),
        )];
    };
    if first.contains('/') {
        return words
            .iter()
            .map(|word| by_slash(context, arguments, word))
            .collect();
    }
    let mut found = Vec::new();
    if *first == "all" {
        for kind in Kind::OF_ALL {
            found.extend(by_selector(context, arguments, *kind));
        }
        found.dedup();
        return found;
    }
    for kind in first.split(',') {
        match Kind::from_argument(kind) {
            None => found.push(Err(unknown_kind(kind))),
            Some(kind) if names.is_empty() => found.extend(by_selector(context, arguments, kind)),
            Some(kind) => {
                let each = names.iter().map(|name| by_name(context, arguments, kind, name));
                found.extend(each);
            }
        }
    }
    found
}

/// The one object that a command names.
///
/// # Errors
/// kubectl's answer when there is none.
pub(crate) fn single(context: &Context, arguments: &Arguments, words: &[&str]) -> Result<ObjectKey, String> {
    targets(context, arguments, words)
        .into_iter()
        .next()
        .unwrap_or_else(|| Err("No resources found\n".into()))
}

fn by_slash(context: &Context, arguments: &Arguments, word: &str) -> Result<ObjectKey, String> {
    let (kind, name) = word.split_once('/').unwrap_or((word, ""));
    let kind = Kind::from_argument(kind).ok_or_else(|| unknown_kind(kind))?;
    by_name(context, arguments, kind, name)
}

fn by_name(context: &Context, arguments: &Arguments, kind: Kind, name: &str) -> Result<ObjectKey, String> {
    let key = ObjectKey::new(kind, arguments.namespace(), name);
    match context.store.get(&key) {
        Some(_) => Ok(key),
        None => Err(not_found(kind, name)),
    }
}

fn by_selector(context: &Context, arguments: &Arguments, kind: Kind) -> Vec<Result<ObjectKey, String>> {
    let selector = match arguments.flag("selector") {
        Some(text) => match LabelSelector::parse(text) {
            Ok(selector) => selector,
            Err(message) => return vec![Err(message + "\n")],
        },
        None if arguments.is_on("all") => LabelSelector::default(),
        None => {
            return vec![Err(
                "error: resource(s) were provided, but no name was specified\n".into(),
            )];
        }
    };
    let namespace = arguments.namespace();
    let objects = context.store.list(kind);
    objects
        .filter(|object| object.meta().namespace == namespace && selector.matches(&object.meta().labels))
        .map(|object| Ok(object.key()))
        .collect()
}

/// kubectl's answer about an object that is not there.
pub(crate) fn not_found(kind: Kind, name: &str) -> String {
    format!(
        "Error from server (NotFound): {} \"{name}\" not found\n",
        resource(kind)
    )
}

fn unknown_kind(kind: &str) -> String {
    format!("error: the server doesn't have a resource type \"{kind}\"\n")
}
