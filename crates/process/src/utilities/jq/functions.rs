//! jq's operators, formats and functions.

use super::json::{Json, put};
use super::operators::{binary, count, format, number, order, split};
use super::parse::Filter;
use super::run::{Emit, Machine, Outcome, items, whole};
use crate::utilities::numeric::{ONE, looks_like_number, number_of};
use crate::utilities::regex::Regex;

/// Most numbers of one `range`.
const MAX_RANGE: i64 = 100_000;

fn regex(pattern: &str, flags: &str) -> Result<Regex, String> {
    Regex::new(pattern, true, flags.contains('i'))
        .ok_or_else(|| format!("{pattern} (at offset 0) is not a valid regex"))
}

fn text_of(value: &Json, what: &str) -> Result<String, String> {
    match value {
        Json::Text(text) => Ok(text.clone()),
        other => Err(format!("{} ({}) cannot be {what}", other.kind(), other.text())),
    }
}

fn contains(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Text(a), Json::Text(b)) => a.contains(b.as_str()),
        (Json::List(a), Json::List(b)) => b.iter().all(|b| a.iter().any(|a| contains(a, b))),
        (Json::Object(a), Json::Object(b)) => b
            .iter()
            .all(|(key, b)| a.iter().any(|(k, a)| k == key && contains(a, b))),
        _ => a == b,
    }
}

fn entries_of(value: &Json) -> Vec<Json> {
    let Json::Object(entries) = value else {
        return Vec::new();
    };
    let entry = |(key, value): &(String, Json)| {
        Json::Object(vec![
            ("key".into(), Json::Text(key.clone())),
            ("value".into(), value.clone()),
        ])
    };
    entries.iter().map(entry).collect()
}

fn from_entries(list: Vec<Json>) -> Json {
    let mut made = Vec::new();
    for entry in list {
        let Json::Object(fields) = entry else { continue };
        let field = |names: &[&str]| {
            fields
                .iter()
                .find(|f| names.contains(&f.0.as_str()))
                .map(|f| f.1.clone())
        };
        if let Some(key) = field(&["key", "k", "name", "Name", "Key"]) {
            put(
                &mut made,
                key.text(),
                field(&["value", "v", "Value"]).unwrap_or(Json::Null),
            );
        }
    }
    Json::Object(made)
}

impl Machine {
    pub(super) fn call(&mut self, name: &str, arguments: &[Filter], input: &Json, emit: Emit<'_>) -> Outcome {
        match (name, arguments) {
            ("empty", []) => return Ok(()),
            ("select", [condition]) => {
                return if self.one(condition, input)?.truth() {
                    emit(input.clone())
                } else {
                    Ok(())
                };
            }
            ("recurse", []) => return self.run(&Filter::Recurse, input, emit),
            ("error", []) => return Err(input.text()),
            ("error", [message]) => return Err(self.one(message, input)?.text()),
            ("range", [_, ..]) => return self.range(arguments, input, emit),
            ("first" | "last" | "limit", [_, ..]) => {
                let (most, source) = match arguments {
                    [most, source] => (whole(&self.one(most, input)?).unwrap_or(0), source),
                    _ => (1, &arguments[0]),
                };
                let mut all = self.all(source, input)?;
                if name == "last" {
                    all = all.pop().into_iter().collect();
                }
                return all
                    .into_iter()
                    .take(usize::try_from(most).unwrap_or(0))
                    .try_for_each(emit);
            }
            (
                "numbers" | "strings" | "booleans" | "arrays" | "objects" | "nulls" | "scalars" | "values"
                | "iterables",
                [],
            ) => {
                let nested = matches!(input, Json::List(_) | Json::Object(_));
                let fits = match name {
                    "scalars" => !nested,
                    "iterables" => nested,
                    "values" => *input != Json::Null,
                    _ => name.trim_end_matches('s') == input.kind(),
                };
                return if fits { emit(input.clone()) } else { Ok(()) };
            }
            _ => {}
        }
        let value = match arguments {
            [] => self.plain(name, input)?,
            _ => self.with_arguments(name, arguments, input)?,
        };
        emit(value)
    }

    fn range(&mut self, arguments: &[Filter], input: &Json, emit: Emit<'_>) -> Outcome {
        let mut bounds = Vec::new();
        for argument in arguments {
            bounds.push(whole(&self.one(argument, input)?).unwrap_or(0));
        }
        let (from, to) = if bounds.len() > 1 {
            (bounds[0], bounds[1])
        } else {
            (0, bounds[0])
        };
        let step = bounds.get(2).copied().unwrap_or(1).max(1);
        let mut at = from;
        while at < to.min(from.saturating_add(MAX_RANGE)) {
            emit(Json::Number(at.to_string()))?;
            at += step;
        }
        Ok(())
    }

    fn plain(&mut self, name: &str, input: &Json) -> Result<Json, String> {
        Ok(match name {
            "not" => Json::Bool(!input.truth()),
            "type" => Json::Text(input.kind().into()),
            "length" => length(input)?,
            "keys" => keys(input, true)?,
            "keys_unsorted" => keys(input, false)?,
            "add" => {
                let mut sum = Json::Null;
                for item in items(input)? {
                    sum = binary("+", &sum, &item)?;
                }
                sum
            }
            "any" | "all" => Json::Bool({
                let mut truths = items(input)?.into_iter().map(|i| i.truth());
                if name == "any" {
                    truths.any(|t| t)
                } else {
                    truths.all(|t| t)
                }
            }),
            "first" => items(input)?.into_iter().next().unwrap_or(Json::Null),
            "last" => items(input)?.pop().unwrap_or(Json::Null),
            "reverse" => Json::List(items(input)?.into_iter().rev().collect()),
            "sort" | "unique" | "min" | "max" => {
                let mut list = items(input)?;
                list.sort_unstable_by(order);
                match name {
                    "unique" => list.dedup(),
                    "min" => return Ok(list.into_iter().next().unwrap_or(Json::Null)),
                    "max" => return Ok(list.pop().unwrap_or(Json::Null)),
                    _ => {}
                }
                Json::List(list)
            }
            "flatten" => {
                let mut flat = Vec::new();
                for item in items(input)? {
                    match item {
                        Json::List(inner) => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                Json::List(flat)
            }
            "to_entries" => Json::List(entries_of(input)),
            "from_entries" => from_entries(items(input)?),
            "tostring" => Json::Text(input.text()),
            "tojson" => Json::Text(format(Some("json"), input)?),
            "fromjson" => super::json::read(&text_of(input, "parsed")?)?,
            "tonumber" => to_number(input)?,
            "floor" | "round" | "ceil" => {
                let value = number_of(&input.text());
                let shift = match name {
                    "ceil" => ONE - 1,
                    "round" => ONE / 2,
                    _ => 0,
                };
                number((value + shift).div_euclid(ONE) * ONE)
            }
            "ascii_downcase" => Json::Text(text_of(input, "changed")?.to_ascii_lowercase()),
            "ascii_upcase" => Json::Text(text_of(input, "changed")?.to_ascii_uppercase()),
            "env" => Json::Object(Vec::new()),
            "now" => Json::Number("0".into()),
            _ => return Err(format!("{name}/0 is not defined")),
        })
    }

    fn with_arguments(&mut self, name: &str, arguments: &[Filter], input: &Json) -> Result<Json, String> {
        if let (
            "map" | "sort_by" | "group_by" | "unique_by" | "min_by" | "max_by" | "any" | "all",
            [filter],
        ) = (name, arguments)
        {
            return self.over_items(name, filter, input);
        }
        match (name, arguments) {
            ("with_entries", [filter]) => {
                let list = Json::List(entries_of(input));
                let Json::List(changed) = self.over_items("map", filter, &list)? else {
                    return Ok(Json::Null);
                };
                return Ok(from_entries(changed));
            }
            ("del", [path]) => return self.update(path, input, &mut |_, _| Ok(None)),
            _ => {}
        }
        let first = self.one(&arguments[0], input)?;
        Ok(match name {
            "has" => Json::Bool(match (input, &first) {
                (Json::Object(entries), Json::Text(key)) => entries.iter().any(|e| e.0 == *key),
                (Json::List(items), key) => {
                    whole(key).is_some_and(|at| usize::try_from(at).is_ok_and(|at| at < items.len()))
                }
                _ => false,
            }),
            "contains" => Json::Bool(contains(input, &first)),
            "inside" => Json::Bool(contains(&first, input)),
            "startswith" => Json::Bool(text_of(input, "searched")?.starts_with(&first.text())),
            "endswith" => Json::Bool(text_of(input, "searched")?.ends_with(&first.text())),
            "ltrimstr" => {
                let text = input.text();
                Json::Text(text.strip_prefix(&first.text()).unwrap_or(&text).to_string())
            }
            "rtrimstr" => {
                let text = input.text();
                Json::Text(text.strip_suffix(&first.text()).unwrap_or(&text).to_string())
            }
            "split" => split(&text_of(input, "split")?, &first.text()),
            "join" => {
                let texts: Vec<String> = items(input)?
                    .iter()
                    .map(|i| if *i == Json::Null { String::new() } else { i.text() })
                    .collect();
                Json::Text(texts.join(&first.text()))
            }
            "index" => match input.text().find(&first.text()) {
                Some(at) => count(at),
                None => Json::Null,
            },
            "test" => {
                let flags = match arguments.get(1) {
                    Some(flags) => self.one(flags, input)?.text(),
                    None => String::new(),
                };
                Json::Bool(regex(&first.text(), &flags)?.is_match(&text_of(input, "matched")?))
            }
            "sub" | "gsub" => {
                let with = match arguments.get(1) {
                    Some(with) => self.one(with, input)?.text(),
                    None => String::new(),
                };
                let regex = regex(&first.text(), "")?;
                Json::Text(substitute(
                    &text_of(input, "matched")?,
                    &regex,
                    &with,
                    name == "gsub",
                ))
            }
            _ => return Err(format!("{name}/{} is not defined", arguments.len())),
        })
    }
}

fn length(value: &Json) -> Result<Json, String> {
    Ok(match value {
        Json::Null => count(0),
        Json::Text(text) => count(text.chars().count()),
        Json::List(items) => count(items.len()),
        Json::Object(entries) => count(entries.len()),
        Json::Number(text) => number(number_of(text).abs()),
        Json::Bool(_) => return Err("boolean has no length".into()),
    })
}

fn keys(value: &Json, sorted: bool) -> Result<Json, String> {
    match value {
        Json::Object(entries) => {
            let mut keys: Vec<String> = entries.iter().map(|e| e.0.clone()).collect();
            if sorted {
                keys.sort_unstable();
            }
            Ok(Json::List(keys.into_iter().map(Json::Text).collect()))
        }
        Json::List(items) => Ok(Json::List((0..items.len()).map(count).collect())),
        other => Err(format!("{} has no keys", other.kind())),
    }
}

fn to_number(value: &Json) -> Result<Json, String> {
    match value {
        Json::Number(_) => Ok(value.clone()),
        Json::Text(text) if looks_like_number(text) => Ok(Json::Number(text.trim().into())),
        other => Err(format!(
            "{} ({}) cannot be parsed as a number",
            other.kind(),
            other.text()
        )),
    }
}

fn substitute(text: &str, regex: &Regex, with: &str, all: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(found) = regex.find_in(&chars, at).filter(|f| f.end() > f.start()) {
        out.extend(&chars[at..found.start()]);
        out += with;
        at = found.end();
        if !all {
            break;
        }
    }
    out.extend(&chars[at..]);
    out
}
