//! Values as Python prints them, so that a report reads the same as that of the script which this comparison
//! was first written as.

use serde_json::Value;

/// `str(value)`: texts bare, null as `None`.
pub fn show(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `repr(text)`: in single quotes, in double quotes when that saves escapes.
pub fn quote(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            character if character == quote => quoted.extend(['\\', quote]),
            character => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}

/// `repr` of a list of texts.
pub fn repr<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    let texts: Vec<String> = texts.map(|text| quote(text)).collect();
    format!("[{}]", texts.join(", "))
}
