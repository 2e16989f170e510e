//! The types and fields that the API server decodes, from a table: `field-table.txt` (names and types of Kubernetes
//! v1.36's OpenAPI document) and `more-types.txt` (the rest of `apps/v1` and the small kinds, in the same grammar).
//!
//! A line is `TYPE<tab>field:shape,…`; shapes: `s` string, `i` integer, `b` boolean, `n` number, `q` quantity, `t` time,
//! `?` integer or string, `y` base64 bytes, `o` any object, `[x` list, `{x` map, `@N` the type on line N from 0; `!`
//! after a field's name: required. `more-types.txt` goes on counting where the first file ends.

pub mod go_types;
pub mod kinds;
pub mod since;

use std::cell::OnceCell;

/// Everything the table says.
#[derive(Debug)]
pub struct Schema {
    /// Each type's line, and the type once it was asked for: a manifest needs a few of them.
    types: Vec<(&'static str, OnceCell<Type>)>,
}

/// One API type.
#[derive(Debug)]
pub struct Type {
    /// Its Go name without package (`PodSpec`).
    pub name: &'static str,
    /// Its fields, sorted by name.
    pub fields: Vec<Field>,
}

/// One field of a type.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// JSON name.
    pub name: &'static str,
    /// Whether the API document calls it required.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
}

/// What a field holds; `List` and `Map` carry the rest of the shape's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    String,
    /// An integer; [`go_types::integer`] tells the width.
    Integer,
    /// A boolean.
    Bool,
    /// Any number.
    Number,
    /// A resource quantity.
    Quantity,
    /// A time in RFC 3339.
    Time,
    /// A number or a string.
    IntOrString,
    /// Base64 text.
    Bytes,
    /// Anything.
    Any,
    /// A list of the shape written in the text.
    List(&'static str),
    /// A map from strings to the shape written in the text.
    Map(&'static str),
    /// A struct, by index into the table.
    Struct(usize),
}

impl Shape {
    /// Reads a shape's text. The texts are part of the program; what is no shape reads as [`Shape::Any`].
    pub fn parse(text: &'static str) -> Shape {
        let rest = text.get(1..).unwrap_or("");
        match text.as_bytes().first() {
            Some(b's') => Shape::String,
            Some(b'i') => Shape::Integer,
            Some(b'b') => Shape::Bool,
            Some(b'n') => Shape::Number,
            Some(b'q') => Shape::Quantity,
            Some(b't') => Shape::Time,
            Some(b'?') => Shape::IntOrString,
            Some(b'y') => Shape::Bytes,
            Some(b'[') => Shape::List(rest),
            Some(b'{') => Shape::Map(rest),
            Some(b'@') => rest.parse().map_or(Shape::Any, Shape::Struct),
            _ => Shape::Any,
        }
    }
}

impl Schema {
    /// Takes the tables (about 200 lines) in hand.
    pub fn load() -> Schema {
        let tables = [include_str!("field-table.txt"), include_str!("more-types.txt")];
        let lines = tables.iter().flat_map(|t| t.lines());
        Schema {
            types: lines.map(|line| (line, OnceCell::new())).collect(),
        }
    }

    /// The type at an index (a [`Shape::Struct`]).
    pub fn get(&self, index: usize) -> Option<&Type> {
        let (line, read) = self.types.get(index)?;
        Some(read.get_or_init(|| parse_type(line)))
    }

    /// The index of the type of that Go name.
    pub fn find(&self, name: &str) -> Option<usize> {
        let is = |(line, _): &(&str, _)| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('\t'));
        self.types.iter().position(is)
    }
}

impl Type {
    /// The field of that JSON name (case matters).
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .binary_search_by(|f| f.name.cmp(name))
            .ok()
            .map(|i| &self.fields[i])
    }
}

fn parse_type(line: &'static str) -> Type {
    let (name, fields) = line.split_once('\t').unwrap_or((line, ""));
    let mut fields: Vec<Field> = fields.split(',').filter_map(parse_field).collect();
    fields.sort_by_key(|f| f.name);
    Type { name, fields }
}

fn parse_field(text: &'static str) -> Option<Field> {
    let (name, shape) = text.split_once(':')?;
    let required = name.ends_with('!');
    Some(Field {
        name: name.trim_end_matches('!'),
        required,
        shape: Shape::parse(shape),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_hit_the_type_they_mean() {
        let schema = Schema::load();
        #[track_caller]
        fn check(schema: &Schema, holder: &str, field: &str, expect: &str) {
            let holder = schema.get(schema.find(holder).expect("type")).expect("type");
            let name = match holder.field(field).expect("field").shape {
                Shape::Struct(i) => schema.get(i).expect("type").name,
                Shape::List(rest) => match Shape::parse(rest) {
                    Shape::Struct(i) => schema.get(i).expect("type").name,
                    _ => "?",
                },
                _ => "?",
            };
            assert_eq!(name, expect);
        }
        check(&schema, "Pod", "spec", "PodSpec");
        check(&schema, "PodSpec", "initContainers", "Container");
        check(
            &schema,
            "StatefulSetSpec",
            "volumeClaimTemplates",
            "PersistentVolumeClaim",
        );
        check(&schema, "StatefulSetSpec", "template", "PodTemplateSpec");
        check(
            &schema,
            "DaemonSetSpec",
            "updateStrategy",
            "DaemonSetUpdateStrategy",
        );
        check(&schema, "ReplicaSet", "metadata", "ObjectMeta");
        check(&schema, "ServiceSpec", "ports", "ServicePort");
        check(
            &schema,
            "ServiceSpec",
            "sessionAffinityConfig",
            "SessionAffinityConfig",
        );
        check(
            &schema,
            "PersistentVolumeClaimStatus",
            "conditions",
            "PersistentVolumeClaimCondition",
        );
    }
}
