//! An API object as Go's spew package prints it with `%#v`, types and all: what DeepHashObject hashes. Mirrors the
//! output of apimachinery/pkg/util/dump (ForHash), v1.36.2: map keys sorted, methods and pointer addresses off.
//!
//! `go_types.txt` lists the structs that a pod template is made of: the name, a tab, then the fields in Go's order
//! as `Name:Type`, `Name=jsonName:Type` where the JSON name is not the Go name with a small first letter, and
//! `Name!Type` for fields that JSON has inline. (Names and types of k8s.io/api v0.36.2, as data.) A type that is
//! neither listed nor a builtin is a named string.

use sorted::Map;
use std::fmt::Write;

use serde_json::Value;

/// The structs with their fields.
static GO_TYPES: &str = include_str!("go_types.txt");

/// Prints `value`, the JSON form of the Go type `name` of k8s.io/api/core/v1.
pub(super) fn print(name: &str, value: &Value) -> String {
    let types = GO_TYPES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let mut printer = Printer {
        types,
        out: String::new(),
    };
    printer.typed(name, value);
    printer.out
}

struct Printer {
    types: Map<&'static str, &'static str>,
    out: String,
}

impl Printer {
    /// `(type)value`.
    fn typed(&mut self, name: &str, value: &Value) {
        if let Some(pointee) = name.strip_prefix('*') {
            let _ = write!(self.out, "(*{})", go_name(pointee));
            return if value.is_null() {
                self.out.push_str("<nil>")
            } else {
                self.bare(pointee, value)
            };
        }
        let _ = write!(self.out, "({})", go_name(name));
        self.bare(name, value);
    }

    /// The value alone.
    fn bare(&mut self, name: &str, value: &Value) {
        if let Some(element) = name.strip_prefix("[]") {
            return self.list(element, value);
        }
        match name {
            "map[string]string" => self.map("string", value),
            "ResourceList" => self.map("resource.Quantity", value),
            "bool" => self.out.push_str(if value.as_bool() == Some(true) {
                "true"
            } else {
                "false"
            }),
            "int32" | "int64" => {
                let _ = write!(self.out, "{}", value.as_i64().unwrap_or(0));
            }
            "Time" => self
                .out
                .push_str("{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"),
            "intstr.IntOrString" => self.int_or_string(value),
            "resource.Quantity" => self.quantity(value),
            _ => match self.types.get(name).copied() {
                Some(fields) => self.fields(fields, value),
                None => self.out.push_str(value.as_str().unwrap_or_default()),
            },
        }
    }

    fn list(&mut self, element: &str, value: &Value) {
        let Some(items) = value.as_array() else {
            return self.out.push_str("<nil>");
        };
        self.out.push('[');
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.out.push(' ');
            }
            self.bare(element, item);
        }
        self.out.push(']');
    }

    fn map(&mut self, element: &str, value: &Value) {
        let Some(entries) = value.as_object() else {
            return self.out.push_str("<nil>");
        };
        let sorted: Map<&String, &Value> = entries.iter().collect();
        self.out.push_str("map[");
        for (position, (key, value)) in sorted.into_iter().enumerate() {
            let _ = write!(self.out, "{}{key}:", if position > 0 { " " } else { "" });
            self.bare(element, value);
        }
        self.out.push(']');
    }

    fn fields(&mut self, fields: &'static str, value: &Value) {
        self.out.push('{');
        for (position, field) in fields.split(' ').enumerate() {
            if position > 0 {
                self.out.push(' ');
            }
            if let Some((name, inline)) = field.split_once('!') {
                let _ = write!(self.out, "{name}:");
                self.typed(inline, value);
            } else if let Some((name, kind)) = field.split_once(':') {
                let (name, json) = json_name(name);
                let _ = write!(self.out, "{name}:");
                self.typed(kind, value.get(&json).unwrap_or(&Value::Null));
            }
        }
        self.out.push('}');
    }

    fn int_or_string(&mut self, value: &Value) {
        let (kind, number) = (u8::from(value.is_string()), value.as_i64().unwrap_or(0));
        let text = value.as_str().unwrap_or_default();
        let _ = write!(
            self.out,
            "{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}"
        );
    }

    /// A quantity as ParseQuantity leaves it: small ones in the fast path, with their text.
    fn quantity(&mut self, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (number, scale, format) = parts(&text);
        let _ = write!(
            self.out,
            "{{i:(resource.int64Amount){{value:(int64){number} scale:(resource.Scale){scale}}} \
             d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text} Format:(resource.Format){format}}}"
        );
    }
}

/// A field's Go name and JSON name.
fn json_name(field: &str) -> (&str, String) {
    match field.split_once('=') {
        Some((name, json)) => (name, json.to_owned()),
        None => {
            let mut letters = field.chars();
            let first = letters.next().map(|letter| letter.to_ascii_lowercase());
            (field, first.into_iter().chain(letters).collect())
        }
    }
}

/// A type as reflection names it: types of k8s.io/api and of apimachinery's meta package are both `v1`.
fn go_name(name: &str) -> String {
    for prefix in ["[]", "*"] {
        if let Some(rest) = name.strip_prefix(prefix) {
            return format!("{prefix}{}", go_name(rest));
        }
    }
    let builtin = matches!(name, "string" | "bool" | "int32" | "int64")
        || name.starts_with("map[")
        || name.contains('.');
    if builtin {
        name.to_owned()
    } else {
        format!("v1.{name}")
    }
}

/// Value, decimal scale and format of a quantity without a fraction or with a short one.
fn parts(text: &str) -> (i64, i32, &'static str) {
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i64 = format!("{whole}{fraction}").parse().unwrap_or(0);
    let places = i32::try_from(fraction.len()).unwrap_or(0);
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
        .iter()
        .position(|known| *known == suffix);
    if let Some(power) = binary {
        return (
            digits.saturating_mul(1 << (10 * (power + 1)).min(62)),
            -places,
            "BinarySI",
        );
    }
    let exponent = match suffix {
        "n" => -9,
        "u" => -6,
        "m" => -3,
        "k" => 3,
        "M" => 6,
        "G" => 9,
        "T" => 12,
        "P" => 15,
        "E" => 18,
        _ => 0,
    };
    (digits, exponent - places, "DecimalSI")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_look_as_go_prints_them() {
        for (name, value, expect) in [
            (
                "ExecAction",
                json!({"command": ["a", "b"]}),
                "(v1.ExecAction){Command:([]string)[a b]}",
            ),
            (
                "ExecAction",
                json!({}),
                "(v1.ExecAction){Command:([]string)<nil>}",
            ),
            (
                "map[string]string",
                json!({"b": "2", "a": "1"}),
                "(map[string]string)map[a:1 b:2]",
            ),
            ("*int64", json!(30), "(*int64)30"),
            ("*int64", json!(null), "(*int64)<nil>"),
            (
                "intstr.IntOrString",
                json!("http"),
                "(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}",
            ),
        ] {
            assert_eq!(print(name, &value), expect);
        }
    }

    #[test]
    fn quantities() {
        assert_eq!(parts("500m"), (500, -3, "DecimalSI"));
        assert_eq!(parts("64Mi"), (64 << 20, 0, "BinarySI"));
        assert_eq!(parts("1.5"), (15, -1, "DecimalSI"));
    }
}
