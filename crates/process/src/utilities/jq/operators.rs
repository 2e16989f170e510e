//! jq's operators and formats, and the order of values.

use super::json::{Json, put};
use super::run::items;
use crate::utilities::base64;
use crate::utilities::numeric::{number_of, number_text};
use std::cmp::Ordering;

pub(super) fn number(value: i128) -> Json {
    Json::Number(number_text(value))
}

pub(super) fn count(value: usize) -> Json {
    Json::Number(value.to_string())
}

pub(super) fn order(a: &Json, b: &Json) -> Ordering {
    let rank = |value: &Json| match value {
        Json::Null => 0,
        Json::Bool(false) => 1,
        Json::Bool(true) => 2,
        Json::Number(_) => 3,
        Json::Text(_) => 4,
        Json::List(_) => 5,
        Json::Object(_) => 6,
    };
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => number_of(a).cmp(&number_of(b)),
        (Json::Text(a), Json::Text(b)) => a.cmp(b),
        (Json::List(a), Json::List(b)) => {
            let differs = a.iter().zip(b).map(|(a, b)| order(a, b)).find(|o| o.is_ne());
            differs.unwrap_or(a.len().cmp(&b.len()))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

/// `+`, `==`, `<` and the like.
pub(super) fn binary(operator: &str, a: &Json, b: &Json) -> Result<Json, String> {
    let equal = || order(a, b).is_eq() && (a == b || matches!(a, Json::Number(_)));
    Ok(match (operator, a, b) {
        ("==", ..) => Json::Bool(equal()),
        ("!=", ..) => Json::Bool(!equal()),
        ("<", ..) => Json::Bool(order(a, b).is_lt()),
        ("<=", ..) => Json::Bool(order(a, b).is_le()),
        (">", ..) => Json::Bool(order(a, b).is_gt()),
        (">=", ..) => Json::Bool(order(a, b).is_ge()),
        ("+", Json::Null, other) | ("+", other, Json::Null) => other.clone(),
        ("+", Json::Text(a), Json::Text(b)) => Json::Text(format!("{a}{b}")),
        ("+", Json::List(a), Json::List(b)) => Json::List(a.iter().chain(b).cloned().collect()),
        ("+" | "*", Json::Object(a), Json::Object(b)) => {
            let mut both = a.clone();
            b.iter()
                .for_each(|(key, value)| put(&mut both, key.clone(), value.clone()));
            Json::Object(both)
        }
        ("-", Json::List(a), Json::List(b)) => {
            Json::List(a.iter().filter(|i| !b.contains(i)).cloned().collect())
        }
        ("/", Json::Text(a), Json::Text(b)) => split(a, b),
        ("/" | "%", Json::Number(_), Json::Number(zero)) if number_of(zero) == 0 => {
            return Err(format!(
                "{} and {} cannot be divided because the divisor is zero",
                a.text(),
                b.text()
            ));
        }
        (_, Json::Number(a), Json::Number(b)) => number(crate::utilities::numeric::compute(
            operator,
            number_of(a),
            number_of(b),
        )),
        _ => {
            return Err(format!(
                "{} and {} cannot be combined by {operator}",
                a.kind(),
                b.kind()
            ));
        }
    })
}

pub(super) fn split(text: &str, separator: &str) -> Json {
    let parts: Vec<Json> = if separator.is_empty() {
        text.chars().map(|c| Json::Text(c.to_string())).collect()
    } else {
        text.split(separator).map(|p| Json::Text(p.to_string())).collect()
    };
    Json::List(parts)
}

/// `@base64`, `@csv` …; without a format as text.
pub(super) fn format(name: Option<&str>, value: &Json) -> Result<String, String> {
    let text = value.text();
    let row = |separator: &str, quote: bool| {
        let cells = items(value)?.into_iter().map(|item| match item {
            Json::Text(text) if quote => format!("\"{}\"", text.replace('"', "\"\"")),
            other => other.text(),
        });
        Ok::<_, String>(cells.collect::<Vec<_>>().join(separator))
    };
    Ok(match name {
        None | Some("text") => text,
        Some("json") => {
            let style = super::json::Style {
                compact: true,
                raw: false,
                sorted: false,
            };
            super::json::print(value, style)
        }
        Some("base64") => base64::encode(text.as_bytes()),
        Some("base64d") => {
            let bytes = base64::decode(&text).ok_or("is not valid base64 data")?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Some("csv") => row(",", true)?,
        Some("tsv") => row("\t", false)?,
        Some("sh") => format!("'{}'", text.replace('\'', "'\\''")),
        Some(other) => return Err(format!("{other} is not a valid format")),
    })
}
