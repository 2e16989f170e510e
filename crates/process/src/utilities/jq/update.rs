//! Assignments: `.a = 1`, `.a |= f`, `del(.a)`.

use super::json::{Json, put};
use super::parse::Filter;
use super::run::{Machine, index, whole};

/// A new value for an old one; `None` takes it away.
pub(super) type Change<'c> = &'c mut dyn FnMut(&mut Machine, &Json) -> Result<Option<Json>, String>;

impl Machine {
    /// Changes what a path leads to; no new value takes it away.
    pub fn update(&mut self, path: &Filter, input: &Json, change: Change<'_>) -> Result<Json, String> {
        match path {
            Filter::Identity => Ok(change(self, input)?.unwrap_or(Json::Null)),
            Filter::Try(inner) => Ok(self
                .update(inner, input, change)
                .unwrap_or_else(|_| input.clone())),
            Filter::Pipe(first, second) => self.update(first, input, &mut |machine, old| {
                machine.update(second, old, change).map(Some)
            }),
            Filter::Comma(first, second) => {
                let done = self.update(first, input, change)?;
                self.update(second, &done, change)
            }
            Filter::Index(of, key) => {
                let key = self.one(key, input)?;
                self.update(of, input, &mut |machine, old| {
                    set_index(machine, old, &key, change).map(Some)
                })
            }
            Filter::Each(of) => self.update(of, input, &mut |machine, old| {
                let mut kept = Vec::new();
                match old {
                    Json::List(items) => {
                        for item in items {
                            kept.extend(change(machine, item)?);
                        }
                        Ok(Some(Json::List(kept)))
                    }
                    Json::Object(entries) => {
                        let mut kept = Vec::new();
                        for (key, item) in entries {
                            kept.extend(change(machine, item)?.map(|value| (key.clone(), value)));
                        }
                        Ok(Some(Json::Object(kept)))
                    }
                    other => Err(format!("Cannot iterate over {}", other.kind())),
                }
            }),
            Filter::Call(name, arguments) if name == "select" && arguments.len() == 1 => {
                if self.one(&arguments[0], input)?.truth() {
                    Ok(change(self, input)?.unwrap_or(Json::Null))
                } else {
                    Ok(input.clone())
                }
            }
            _ => Err("Invalid path expression".into()),
        }
    }
}

fn set_index(machine: &mut Machine, old: &Json, key: &Json, change: Change<'_>) -> Result<Json, String> {
    let inner = index(old, key)?;
    let new = change(machine, &inner)?;
    match (old.clone(), key) {
        (Json::Null, Json::Text(key)) => {
            Ok(Json::Object(new.map(|v| (key.clone(), v)).into_iter().collect()))
        }
        (Json::Object(mut entries), Json::Text(key)) => {
            match new {
                Some(value) => put(&mut entries, key.clone(), value),
                None => entries.retain(|e| e.0 != *key),
            }
            Ok(Json::Object(entries))
        }
        (Json::List(mut items), key) => {
            let at = whole(key).unwrap_or(0);
            let at = if at < 0 { at + items.len() as i64 } else { at };
            let at = usize::try_from(at).map_err(|_| "Out of bounds negative array index")?;
            match new {
                Some(value) if at < items.len() => items[at] = value,
                Some(value) if at < 10_000 => {
                    items.resize(at, Json::Null);
                    items.push(value);
                }
                None if at < items.len() => drop(items.remove(at)),
                _ => {}
            }
            Ok(Json::List(items))
        }
        (other, key) => Err(format!("Cannot index {} with {}", other.kind(), key.kind())),
    }
}
