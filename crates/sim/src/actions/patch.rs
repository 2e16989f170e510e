//! `kubectl patch` with its three kinds of patches. Mirrors staging/src/k8s.io/kubectl/pkg/cmd/patch and
//! apimachinery/pkg/util/strategicpatch (merge keys from k8s.io/api), v1.36.2.

use api::ObjectKey;
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::{edit, target};
use crate::context::Context;

/// Levels of nesting that a patch may have.
const MAX_DEPTH: usize = 60;

/// Lists whose items are merged by a key, by the list's name.
const MERGE_KEYS: [(&str, &str); 12] = [
    ("containers", "name"),
    ("initContainers", "name"),
    ("ephemeralContainers", "name"),
    ("volumes", "name"),
    ("env", "name"),
    ("ports", "containerPort"),
    ("volumeMounts", "mountPath"),
    ("imagePullSecrets", "name"),
    ("hostAliases", "ip"),
    ("schedulingGates", "name"),
    ("ownerReferences", "uid"),
    ("conditions", "type"),
];

/// `patch KIND/NAME -p PATCH [--type=strategic|merge|json]`.
pub(crate) fn patch(context: &mut Context, arguments: &Arguments, words: &[&str]) -> String {
    let key = match target::single(context, arguments, words) {
        Ok(key) => key,
        Err(message) => return message,
    };
    match apply(context, arguments, &key) {
        Ok(changed) => {
            let note = if changed { "" } else { " (no change)" };
            format!("{}/{} patched{note}\n", key.kind.qualified(), key.name)
        }
        Err(message) => message,
    }
}

fn apply(context: &mut Context, arguments: &Arguments, key: &ObjectKey) -> Result<bool, String> {
    let text = arguments
        .flag("patch")
        .ok_or("error: must specify --patch or --patch-file containing the contents of the patch\n")?;
    let patch: Value = serde_json::from_str(text)
        .map_err(|error| format!("error: unable to parse \"{text}\": {error}\n"))?;
    let Some(stored) = context.store.get(key).cloned() else {
        return Err(target::not_found(key.kind, &key.name));
    };
    let mut json = stored.to_json();
    match arguments.flag("type").unwrap_or("strategic") {
        "json" => json_patch(&mut json, &patch)?,
        "merge" => merge(&mut json, &patch, None, MAX_DEPTH),
        "strategic" => merge(&mut json, &patch, Some(""), MAX_DEPTH),
        other => {
            return Err(format!(
                "error: --type must be one of [json merge strategic], not \"{other}\"\n"
            ));
        }
    }
    let edited = edit::decode(&stored, json)?;
    edit::store(context, key, edited).map_err(|refused| refused.by_patch)
}

/// Merges `patch` into `target`. `strategic` is the name of the field in hand for a strategic patch, `None`
/// for a plain merge patch, where lists are replaced.
fn merge(target: &mut Value, patch: &Value, strategic: Option<&str>, depth: usize) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) if depth > 0 => {
            merge_objects(target, patch, strategic.is_some(), depth);
        }
        (Value::Array(target), Value::Array(patch)) if merge_key(strategic).is_some() && depth > 0 => {
            let key = merge_key(strategic).unwrap_or_default();
            merge_lists(target, patch, key, depth);
        }
        (target, patch) => *target = patch.clone(),
    }
}

fn merge_key(strategic: Option<&str>) -> Option<&'static str> {
    let name = strategic?;
    MERGE_KEYS
        .iter()
        .find(|(list, _)| *list == name)
        .map(|(_, key)| *key)
}

fn merge_objects(target: &mut Map<String, Value>, patch: &Map<String, Value>, strategic: bool, depth: usize) {
    if strategic && patch.get("$patch").is_some_and(|word| word == "replace") {
        target.clear();
    }
    for (name, value) in patch.iter().filter(|(name, _)| !name.starts_with('$')) {
        if value.is_null() {
            target.remove(name);
        } else {
            let place = target.entry(name.clone()).or_insert(Value::Null);
            if place.is_null() && value.is_object() {
                *place = Value::Object(Map::new());
            }
            merge(place, value, strategic.then_some(name.as_str()), depth - 1);
        }
    }
}

fn merge_lists(target: &mut Vec<Value>, patch: &[Value], key: &str, depth: usize) {
    if patch.iter().any(|item| item["$patch"] == "replace") {
        target.clear();
    }
    for item in patch {
        let position = target.iter().position(|known| known[key] == item[key]);
        match (item["$patch"].as_str(), position) {
            (Some("delete"), Some(position)) => {
                target.remove(position);
            }
            (Some(_), _) => {}
            (None, Some(position)) => merge(&mut target[position], item, Some(""), depth - 1),
            // New items come first, as upstream's merge puts them.
            (None, None) => target.insert(0, item.clone()),
        }
    }
}

/// RFC 6902: add, replace, remove, test, copy and move.
fn json_patch(target: &mut Value, patch: &Value) -> Result<(), String> {
    let failed = |why: &str| {
        format!(
            "The request is invalid: the server rejected our request due to an error in our request: {why}\n"
        )
    };
    for operation in patch.as_array().ok_or_else(|| failed("a JSON patch is a list"))? {
        let word = |field: &str| operation[field].as_str().unwrap_or_default();
        let (path, from) = (word("path"), word("from"));
        let value = &operation["value"];
        let done = match word("op") {
            "add" => put(target, path, value.clone(), true),
            "replace" => put(target, path, value.clone(), false),
            "remove" => take(target, path).map(|_| ()),
            "test" => (target.pointer(path) == Some(value)).then_some(()),
            "copy" => target
                .pointer(from)
                .cloned()
                .and_then(|value| put(target, path, value, true)),
            "move" => take(target, from).and_then(|value| put(target, path, value, true)),
            _ => None,
        };
        done.ok_or_else(|| failed(&format!("operation {operation} cannot be carried out")))?;
    }
    Ok(())
}

fn parent<'a>(target: &'a mut Value, path: &str) -> Option<(&'a mut Value, String)> {
    let (parent, last) = path.rsplit_once('/')?;
    Some((
        target.pointer_mut(parent)?,
        last.replace("~1", "/").replace("~0", "~"),
    ))
}

fn put(target: &mut Value, path: &str, value: Value, add: bool) -> Option<()> {
    let (place, name) = parent(target, path)?;
    match place {
        Value::Object(map) => {
            if !add && !map.contains_key(&name) {
                return None;
            }
            map.insert(name, value);
        }
        Value::Array(list) if add => {
            let at = if name == "-" {
                list.len()
            } else {
                name.parse().ok()?
            };
            if at > list.len() {
                return None;
            }
            list.insert(at, value);
        }
        Value::Array(list) => *list.get_mut(name.parse::<usize>().ok()?)? = value,
        _ => return None,
    }
    Some(())
}

fn take(target: &mut Value, path: &str) -> Option<Value> {
    let (place, name) = parent(target, path)?;
    match place {
        Value::Object(map) => map.remove(&name),
        Value::Array(list) => {
            let at = name.parse::<usize>().ok()?;
            (at < list.len()).then(|| list.remove(at))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strategic_patches_merge_containers_by_name() {
        let mut target =
            json!({"spec": {"containers": [{"name": "a", "image": "x"}, {"name": "b"}], "n": 1}});
        let patch = json!({"spec": {"containers": [{"name": "a", "image": "y"}, {"name": "b", "$patch": "delete"}], "n": null}});
        merge(&mut target, &patch, Some(""), MAX_DEPTH);
        assert_eq!(
            target,
            json!({"spec": {"containers": [{"name": "a", "image": "y"}]}})
        );
    }

    #[test]
    fn merge_patches_replace_lists() {
        let mut target = json!({"spec": {"containers": [{"name": "a", "image": "x"}]}});
        merge(
            &mut target,
            &json!({"spec": {"containers": [{"name": "b"}]}}),
            None,
            MAX_DEPTH,
        );
        assert_eq!(target, json!({"spec": {"containers": [{"name": "b"}]}}));
    }

    #[test]
    fn json_patches() {
        let mut target = json!({"a": {"b": [1, 2]}});
        let patch = json!([
            {"op": "test", "path": "/a/b/0", "value": 1},
            {"op": "replace", "path": "/a/b/0", "value": 5},
            {"op": "add", "path": "/a/b/-", "value": 3},
            {"op": "remove", "path": "/a/b/1"},
            {"op": "add", "path": "/a/c~1d", "value": true},
        ]);
        json_patch(&mut target, &patch).unwrap();
        assert_eq!(target, json!({"a": {"b": [5, 3], "c/d": true}}));
        assert!(
            json_patch(
                &mut target,
                &json!([{"op": "replace", "path": "/x/y", "value": 1}])
            )
            .is_err()
        );
    }
}
