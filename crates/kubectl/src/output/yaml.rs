//! YAML as kubectl writes it: keys in order, lists not indented, quotes only where a plain text would be read
//! as something else, long texts folded at column 80.
//! Mirrors the emitter of go.yaml.in/yaml/v2 (encode.go, emitterc.go) that sigs.k8s.io/yaml uses (v1.36.2).

use serde_json::Value;

use super::sorted;
use super::yaml_scalar::{Style, style};

/// A text longer than this is folded at its next blank.
const BEST_WIDTH: usize = 80;

/// A document, ended by a newline.
pub fn to_yaml(value: &Value) -> String {
    let mut emitter = Emitter::default();
    emitter.node(value, 0);
    if !emitter.out.ends_with('\n') {
        emitter.out.push('\n');
    }
    emitter.out
}

#[derive(Default)]
struct Emitter {
    out: String,
    /// Characters since the last newline.
    column: usize,
}

impl Emitter {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// A value whose first line begins where the emitter stands; `indent` is that of its further lines.
    fn node(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (number, (key, value)) in sorted(map).into_iter().enumerate() {
                    if number > 0 {
                        self.newline(indent);
                    }
                    self.key(key);
                    self.value_of_key(value, indent);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        self.newline(indent);
                    }
                    self.push("- ");
                    self.node(item, indent + 2);
                }
            }
            Value::Object(_) => self.push("{}"),
            Value::Array(_) => self.push("[]"),
            Value::String(text) => self.text(text, indent, false),
            scalar => self.push(&scalar.to_string()),
        }
    }

    fn key(&mut self, key: &str) {
        self.text(key, 0, true);
        self.push(":");
    }

    fn value_of_key(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                self.newline(indent + 2);
                self.node(value, indent + 2);
            }
            // Lists stand below their key, not further in.
            Value::Array(items) if !items.is_empty() => {
                self.newline(indent);
                self.node(value, indent);
            }
            Value::String(text) => {
                self.push(" ");
                self.text(text, indent + 2, false);
            }
            scalar => {
                self.push(" ");
                self.node(scalar, indent);
            }
        }
    }

    fn text(&mut self, text: &str, indent: usize, key: bool) {
        let fold = (!key).then_some(indent);
        match style(text, key) {
            Style::Plain => self.folded(text, fold, |character| character.to_string()),
            Style::SingleQuoted => {
                self.push("'");
                self.folded(text, fold, |character| match character {
                    '\'' => "''".to_owned(),
                    character => character.to_string(),
                });
                self.push("'");
            }
            Style::DoubleQuoted => {
                self.push("\"");
                self.double_quoted(text, fold);
                self.push("\"");
            }
            Style::Literal => self.literal(text, indent),
        }
    }

    /// Writes a text; a single blank beyond the best width becomes a line break.
    fn folded(&mut self, text: &str, fold: Option<usize>, escape: fn(char) -> String) {
        let characters: Vec<char> = text.chars().collect();
        let mut after_blank = false;
        for (position, &character) in characters.iter().enumerate() {
            let inside = position > 0 && position + 1 < characters.len();
            let alone = !after_blank && characters.get(position + 1) != Some(&' ');
            after_blank = character == ' ';
            match fold {
                Some(indent) if character == ' ' && inside && alone && self.column > BEST_WIDTH => {
                    self.newline(indent);
                }
                _ => self.push(&escape(character)),
            }
        }
    }

    fn double_quoted(&mut self, text: &str, fold: Option<usize>) {
        let characters: Vec<char> = text.chars().collect();
        let mut after_blank = false;
        for (position, &character) in characters.iter().enumerate() {
            let inside = position > 0 && position + 1 < characters.len();
            let blank = character == ' ';
            match fold {
                Some(indent) if blank && inside && !after_blank && self.column > BEST_WIDTH => {
                    self.newline(indent);
                    if characters.get(position + 1) == Some(&' ') {
                        self.push("\\");
                    }
                }
                _ => self.push(&escaped(character)),
            }
            after_blank = blank;
        }
    }

    /// A text of several lines; `-` and `+` say what becomes of its last line breaks.
    fn literal(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with([' ', '\n']) {
            self.push("2");
        }
        if !text.ends_with('\n') {
            self.push("-");
        } else if text == "\n" || text.ends_with("\n\n") {
            self.push("+");
        }
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.newline(indent);
                self.push(line);
            }
        }
    }
}

fn escaped(character: char) -> String {
    match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\0' => "\\0".to_owned(),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\r' => "\\r".to_owned(),
        '\u{1b}' => "\\e".to_owned(),
        '\u{85}' => "\\N".to_owned(),
        '\u{a0}' => "\\_".to_owned(),
        '\u{2028}' => "\\L".to_owned(),
        '\u{2029}' => "\\P".to_owned(),
        control if control < ' ' || control == '\u{7f}' => format!("\\x{:02X}", u32::from(control)),
        character => character.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents() {
        let check = |value: Value, expect: &str| assert_eq!(to_yaml(&value), expect);
        check(
            json!({"b": [{"x": 1, "z": {}}, [1, "2"]], "a": null, "c": {"d": true}}),
            "a: null\nb:\n- x: 1\n  z: {}\n- - 1\n  - \"2\"\nc:\n  d: true\n",
        );
        check(
            json!({"command": ["sh", "-c", "sleep 1\nexit 0"], "schedule": "* * * * *", "t": "2026-11-21T10:03:01Z"}),
            "command:\n- sh\n- -c\n- |-\n  sleep 1\n  exit 0\nschedule: '* * * * *'\nt: \"2026-11-21T10:03:01Z\"\n",
        );
        check(
            json!({"message": "containers with unready status: [a b]", "empty": "", "two": "a\n\nb\n"}),
            "empty: \"\"\nmessage: 'containers with unready status: [a b]'\ntwo: |\n  a\n\n  b\n",
        );
    }

    #[test]
    fn long_texts_are_folded() {
        let words = ["0123456789"; 10].join(" ");
        let expect = format!(
            "a:\n  b: {}\n    {}\n",
            ["0123456789"; 7].join(" "),
            ["0123456789"; 3].join(" ")
        );
        assert_eq!(to_yaml(&json!({"a": {"b": words}})), expect);
    }
}
