//! Strict decoding against the table of fields: unknown fields and wrong types, in the API server's words.
//!
//! Mirrors sigs.k8s.io/json's decoder and apimachinery `runtime/serializer/json` (v1.36.2): kubectl sends keys sorted, so
//! errors come in the order of sorted keys; the first wrong type suppresses the unknown fields; a type with a decoder of its
//! own (a quantity, an int-or-string) ends decoding at once and so wins over an earlier wrong type.

pub mod help;
#[cfg(test)]
mod tests;

use api::KubernetesVersion;

use crate::correct::Advice;
use crate::path::push_key;
use crate::position::Span;
use crate::schema::{Schema, Shape, Type, go_types, since};
use crate::tree::{Node, Value};
use api::quantity::Quantity;

/// What helps against a wrong quantity.
const QUANTITY_HELP: &str = "a quantity is a number with an optional suffix: `500m`, `0.5`, `64Mi`, `1Gi`";
/// Most unknown fields that the API server lists.
const MAX_UNKNOWN: usize = 100;

/// An unknown field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its path.
    pub path: String,
    /// Its key.
    pub span: Span,
    /// What was probably meant.
    pub help: Option<Advice>,
}

/// A value of the wrong type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongType {
    /// The decoder's message (`json: cannot unmarshal …`).
    pub message: String,
    /// Path of the value.
    pub path: String,
    /// The value.
    pub span: Span,
    /// What to write instead.
    pub help: Option<Box<Advice>>,
}

/// What strict decoding finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The error that ends decoding.
    pub fatal: Option<WrongType>,
    /// Unknown fields in order, without repetitions, at most 100.
    pub unknown: Vec<Unknown>,
}

/// Checks the object at `root`, of the type named `kind`.
pub fn check(schema: &Schema, kind: &str, root: &Node, version: KubernetesVersion) -> Findings {
    let mut walk = Walk {
        schema,
        minor: version.minor(),
        go_path: Vec::new(),
        path: String::new(),
        first: None,
        unknown: Vec::new(),
        above: Vec::new(),
    };
    let Some(index) = schema.find(kind) else {
        return Findings::default();
    };
    let aborted = walk
        .value(root, Shape::Struct(index), Holder { name: "", field: "" })
        .err();
    Findings {
        fatal: aborted.or(walk.first),
        unknown: walk.unknown,
    }
}

/// The struct and field that hold a value, for Go's words.
#[derive(Clone, Copy)]
struct Holder {
    name: &'static str,
    field: &'static str,
}

struct Walk<'a> {
    schema: &'a Schema,
    minor: u8,
    /// The path in Go's words: no indexes, with embedded structs.
    go_path: Vec<&'static str>,
    path: String,
    first: Option<WrongType>,
    unknown: Vec<Unknown>,
    /// The types of the objects around the one in hand, and its own.
    above: Vec<usize>,
}

/// `Err` ends decoding.
type Step = Result<(), WrongType>;

impl Walk<'_> {
    fn value(&mut self, node: &Node, shape: Shape, holder: Holder) -> Step {
        match (shape, &node.value) {
            (_, Value::Null) | (Shape::Any, _) => Ok(()),
            (Shape::Struct(index), Value::Map(_)) => self.object(node, index),
            (Shape::Map(rest), Value::Map(entries)) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|a, b| a.key.cmp(&b.key));
                for entry in entries {
                    let length = self.path.len();
                    push_key(&mut self.path, &entry.key);
                    self.value(&entry.value, Shape::parse(rest), holder)?;
                    self.path.truncate(length);
                }
                Ok(())
            }
            (Shape::List(rest), Value::Seq(items)) => {
                for (i, item) in items.iter().enumerate() {
                    let length = self.path.len();
                    self.path.push_str(&format!("[{i}]"));
                    self.value(item, Shape::parse(rest), holder)?;
                    self.path.truncate(length);
                }
                Ok(())
            }
            (Shape::Quantity, _) => self.quantity(node),
            (Shape::IntOrString, Value::String(_))
            | (Shape::String, Value::String(_))
            | (Shape::Bool, Value::Bool(_)) => Ok(()),
            (Shape::Time | Shape::Bytes, Value::String(_)) | (Shape::Number, Value::Number(_)) => Ok(()),
            (Shape::Integer, Value::Number(n)) if fits(n, go_types::is_int64(holder.field)) => Ok(()),
            (Shape::IntOrString, Value::Number(n)) if fits(n, false) => Ok(()),
            _ => self.wrong_type(node, shape, holder),
        }
    }

    fn object(&mut self, node: &Node, index: usize) -> Step {
        let Some(of) = self.schema.get(index) else {
            return Ok(());
        };
        let mut entries: Vec<_> = node.entries().iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        self.above.push(index);
        for entry in entries {
            let length = self.path.len();
            push_key(&mut self.path, &entry.key);
            match of
                .field(&entry.key)
                .filter(|f| since::known(of.name, f.name, self.minor))
            {
                Some(field) => {
                    let depth = self.go_path.len();
                    self.go_path.extend(go_types::embedded(of.name, field.name));
                    self.go_path.push(field.name);
                    self.value(
                        &entry.value,
                        field.shape,
                        Holder {
                            name: of.name,
                            field: field.name,
                        },
                    )?;
                    self.go_path.truncate(depth);
                }
                None => self.unknown(of, &entry.key, &entry.key_span),
            }
            self.path.truncate(length);
        }
        self.above.pop();
        Ok(())
    }

    fn unknown(&mut self, of: &Type, key: &str, span: &Span) {
        let repeated = self.unknown.iter().any(|u| u.path == self.path);
        if !repeated && self.unknown.len() < MAX_UNKNOWN {
            let (above, known) = (&self.above, |name| help::nearest(of, name, self.minor));
            let help = help::misplaced(self.schema, of, above, key).map(Advice::from);
            let help = help.or_else(|| known(key).map(Advice::word));
            self.unknown.push(Unknown {
                path: self.path.clone(),
                span: span.clone(),
                help,
            });
        }
    }

    fn quantity(&mut self, node: &Node) -> Step {
        let text = match &node.value {
            Value::String(s) | Value::Number(s) => s.trim().to_owned(),
            _ => "{}".to_owned(),
        };
        match Quantity::parse(&text) {
            Ok(_) => Ok(()),
            Err(message) => Err(WrongType {
                message: message.to_owned(),
                path: self.path.clone(),
                span: node.span.clone(),
                help: Some(Box::new(QUANTITY_HELP.to_owned().into())),
            }),
        }
    }

    fn wrong_type(&mut self, node: &Node, shape: Shape, holder: Holder) -> Step {
        let go_type = go_types::name(self.schema, holder.name, holder.field, shape);
        let word = go_word(&node.value, shape);
        let place = match self.go_path.is_empty() {
            true => "Go value".to_owned(),
            false => format!("Go struct field {}.{}", holder.name, self.go_path.join(".")),
        };
        let error = WrongType {
            message: format!("json: cannot unmarshal {word} into {place} of type {go_type}"),
            path: self.path.clone(),
            span: node.span.clone(),
            help: help::for_wrong_type(&node.value, shape).map(Box::new),
        };
        if shape == Shape::IntOrString {
            return Err(error);
        }
        self.first.get_or_insert(error);
        Ok(())
    }
}

/// Whether a JSON number is an integer of the width.
fn fits(number: &str, wide: bool) -> bool {
    if wide {
        number.parse::<i64>().is_ok()
    } else {
        number.parse::<i32>().is_ok()
    }
}

/// Go's word for what was found.
fn go_word(value: &Value, shape: Shape) -> String {
    match (value, shape) {
        (Value::Number(n), Shape::Integer | Shape::IntOrString) => format!("number {n}"),
        (Value::Number(_), _) => "number".to_owned(),
        (Value::String(_), _) => "string".to_owned(),
        (Value::Bool(_), _) => "bool".to_owned(),
        (Value::Seq(_), _) => "array".to_owned(),
        (Value::Map(_), _) => "object".to_owned(),
        (Value::Null, _) => "null".to_owned(),
    }
}
