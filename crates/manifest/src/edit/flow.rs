//! Values as flow text (`{a: b, c: [1, 2]}`) and as scalars that kubectl reads back as they were.

use crate::tree::{Node, Value};
use crate::yaml::scalar::resolve_plain;

/// A string as a YAML scalar: plain where that is read back as the same string, else in double quotes.
pub fn scalar(text: &str) -> String {
    // A flag: one or two dashes begin neither an item nor a document when a letter follows.
    let start = text.strip_prefix("--").or(text.strip_prefix('-')).unwrap_or(text);
    let plain_start = start
        .starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '$' | '(' | '+'));
    let plain_rest = !text.contains([
        ',', '[', ']', '{', '}', '#', '"', '\'', '\\', '`', '\t', '\n', '\r',
    ]) && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !text.chars().any(char::is_control);
    let same = matches!(resolve_plain(text), Ok(Value::String(_)));
    if plain_start && plain_rest && same {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A string in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value as flow text on one line.
pub fn value(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.clone(),
        Value::String(s) => scalar(s),
        Value::Seq(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let members: Vec<String> = entries
                .iter()
                .map(|e| format!("{}: {}", scalar(&e.key), value(&e.value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::reader;

    #[test]
    fn scalars() {
        for (text, expect) in [
            ("Always", "Always"),
            ("yes", "\"yes\""),
            ("8080", "\"8080\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("listen 80 after 5s", "listen 80 after 5s"),
            ("- x", "\"- x\""),
            ("--port=5432", "--port=5432"),
            ("-1", "\"-1\""),
            ("---", "\"---\""),
            ("*", "\"*\""),
            ("a\nb", "\"a\\nb\""),
            ("/bin/sh", "/bin/sh"),
        ] {
            assert_eq!(scalar(text), expect);
        }
    }

    #[test]
    fn values_are_read_back() {
        let text = "a: 'yes'\nb: [1, {c: \"x, y\"}, '', null, true, 'é#\\']\n";
        let root = reader::read(text, 0..text.len())
            .expect("reads")
            .root
            .expect("a document");
        let flow = value(&root);
        let again = reader::read(&flow, 0..flow.len())
            .expect("reads")
            .root
            .expect("a document");
        assert_eq!(again.to_json(), root.to_json());
    }
}
