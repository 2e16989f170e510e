//! `-o yaml`, `-o json`, `-o name`, `-o jsonpath`, `-o custom-columns`: objects as data.

mod columns;
pub mod jsonpath;
pub mod yaml;
mod yaml_scalar;

use serde_json::{Value, json};

pub use columns::custom_columns;

/// An output format that prints objects as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// `-o yaml`
    Yaml,
    /// `-o json`
    Json,
    /// `-o name`
    Name,
    /// `-o jsonpath=TEMPLATE`
    JsonPath(String),
    /// `-o custom-columns=SPEC`
    CustomColumns {
        /// `TITLE:PATH,…`
        spec: String,
        /// False with `--no-headers`.
        headers: bool,
    },
}

/// The objects (as the API sends them) in a format. `single` means that one object was asked for by name: then
/// it is printed alone, else as a List.
///
/// # Errors
/// kubectl's words about a template that cannot be read or carried out.
pub fn print(mut objects: Vec<Value>, single: bool, format: &Format) -> Result<String, String> {
    match format {
        Format::Name => return Ok(objects.iter().map(name).collect()),
        Format::CustomColumns { spec, headers } => return custom_columns(spec, *headers, &objects),
        _ => {}
    }
    let value = match objects.len() {
        1 if single => objects.remove(0),
        _ => list(objects),
    };
    match format {
        Format::Yaml => Ok(yaml::to_yaml(&value)),
        Format::JsonPath(template) => jsonpath::evaluate(template, &value),
        _ => Ok(to_json_text(&value)),
    }
}

/// `pod/x`, `job.batch/x`
fn name(object: &Value) -> String {
    let text = |pointer: &str| {
        object
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let group = text("/apiVersion")
        .split_once('/')
        .map_or(String::new(), |(group, _)| format!(".{group}"));
    format!(
        "{}{group}/{}\n",
        text("/kind").to_ascii_lowercase(),
        text("/metadata/name")
    )
}

/// What kubectl wraps several objects in.
pub fn list(items: Vec<Value>) -> Value {
    json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}})
}

/// JSON with an indentation of four, keys in order, and Go's escapes of `<`, `>` and `&`; ended by a newline.
pub fn to_json_text(value: &Value) -> String {
    let mut text = String::new();
    json_lines(value, 0, &mut text);
    text.push('\n');
    text
}

fn json_lines(value: &Value, level: usize, out: &mut String) {
    let indent = |level: usize| "    ".repeat(level);
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ",\n" });
                out.push_str(&indent(level + 1));
                json_lines(item, level + 1, out);
            }
            out.push_str(&format!("\n{}]", indent(level)));
        }
        Value::Object(map) if !map.is_empty() => {
            out.push_str("{\n");
            for (number, (key, item)) in sorted(map).into_iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ",\n" });
                out.push_str(&format!(
                    "{}{}: ",
                    indent(level + 1),
                    json_scalar(&key.as_str().into())
                ));
                json_lines(item, level + 1, out);
            }
            out.push_str(&format!("\n{}}}", indent(level)));
        }
        scalar => out.push_str(&json_scalar(scalar)),
    }
}

/// A value on one line, as Go's `json.Marshal` writes it.
pub(crate) fn json_compact(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json_compact).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}:{}", json_scalar(&key.as_str().into()), json_compact(value))
            };
            let entries: Vec<String> = sorted(map).into_iter().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        scalar => json_scalar(scalar),
    }
}

fn json_scalar(value: &Value) -> String {
    let text = value.to_string();
    if value.is_string() {
        text.replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
    } else {
        text
    }
}

/// A map's entries by key: no cargo feature of serde_json may change what is printed.
pub(crate) fn sorted(map: &serde_json::Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_by_four_and_escaped() {
        let value = json!({"b": [], "a": {"x": ["<1>"]}});
        let expect = "{\n    \"a\": {\n        \"x\": [\n            \"\\u003c1\\u003e\"\n        ]\n    },\n    \"b\": []\n}\n";
        assert_eq!(to_json_text(&value), expect);
        assert_eq!(json_compact(&value), r#"{"a":{"x":["\u003c1\u003e"]},"b":[]}"#);
    }
}
