//! A place in an object: its value if it is set, upstream's path to it, and the text to point at.

use crate::position::Span;
use crate::tree::{Node, Origin, Value};

/// A place, set or not.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    node: Option<&'a Node>,
    path: String,
    /// What to underline when the value is missing, defaulted or a whole collection: its key, or the nearest key above.
    anchor: Span,
}

impl<'a> Field<'a> {
    /// The root of an object.
    pub fn root(node: &'a Node) -> Self {
        let first = node
            .entries()
            .first()
            .map_or(node.span.start..node.span.start, |e| e.key_span.clone());
        Field {
            node: Some(node),
            path: String::new(),
            anchor: first,
        }
    }

    /// The value under a key.
    #[must_use]
    pub fn child(&self, name: &str) -> Field<'a> {
        let separator = if self.path.is_empty() { "" } else { "." };
        self.below(name, [&*self.path, separator, name].concat())
    }

    /// The value under a map's key, written in brackets.
    #[must_use]
    pub fn key(&self, key: &str) -> Field<'a> {
        self.below(key, [&*self.path, "[", key, "]"].concat())
    }

    fn below(&self, key: &str, path: String) -> Field<'a> {
        let entry = self.node.and_then(|n| n.entry(key));
        let written = entry.filter(|e| e.value.origin != Origin::Default);
        let anchor = written.map_or_else(|| self.anchor.clone(), |e| e.key_span.clone());
        Field {
            node: entry.map(|e| &e.value).filter(|v| !v.is_null()),
            path,
            anchor,
        }
    }

    /// A descendant by keys joined with dots.
    #[must_use]
    pub fn descend(&self, path: &str) -> Field<'a> {
        path.split('.').fold(self.clone(), |field, key| field.child(key))
    }

    /// The items of a list with their indexes in the path; null items count as empty objects.
    pub fn items(&self) -> Vec<Field<'a>> {
        let items = self.node.map(Node::items).unwrap_or_default();
        let item = |(i, node): (usize, &'a Node)| {
            let anchor = match &node.value {
                _ if node.origin == Origin::Default => self.anchor.clone(),
                Value::Map(entries) => entries.first().map_or(node.span.clone(), |e| e.key_span.clone()),
                _ => node.span.clone(),
            };
            Field {
                node: Some(node),
                path: format!("{}[{i}]", self.path),
                anchor,
            }
        };
        items.iter().enumerate().map(item).collect()
    }

    /// The members of a map in the order of their keys.
    pub fn sorted_members(&self) -> Vec<(&'a str, Field<'a>)> {
        let entries = self.node.map(Node::entries).unwrap_or_default();
        let mut keys: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
        keys.sort_unstable();
        keys.into_iter().map(|key| (key, self.key(key))).collect()
    }

    /// The same place under another path (upstream's oddities).
    #[must_use]
    pub fn renamed(&self, path: String) -> Field<'a> {
        Field { path, ..self.clone() }
    }

    /// Upstream's path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value, when it is set.
    pub fn node(&self) -> Option<&'a Node> {
        self.node
    }

    /// The text to underline: a scalar's own text, else the key.
    pub fn mark(&self) -> Span {
        match self.node {
            Some(node) if node.origin != Origin::Default && !node.span.is_empty() => match node.value {
                Value::Map(_) | Value::Seq(_) => self.anchor.clone(),
                _ => node.span.clone(),
            },
            _ => self.anchor.clone(),
        }
    }

    /// Whether a value is set.
    pub fn is_set(&self) -> bool {
        self.node.is_some()
    }

    /// The string; empty when there is none.
    pub fn text(&self) -> &'a str {
        self.node.and_then(Node::as_str).unwrap_or("")
    }

    /// The string, when it is set.
    pub fn text_if_set(&self) -> Option<&'a str> {
        self.node.and_then(Node::as_str)
    }

    /// The integer, when it is set.
    pub fn int(&self) -> Option<i64> {
        self.node.and_then(Node::as_int)
    }

    /// The boolean; false when there is none.
    pub fn bool(&self) -> bool {
        self.node.and_then(Node::as_bool).unwrap_or(false)
    }

    /// Whether nothing is set: no value, an empty list, map or string.
    pub fn is_empty(&self) -> bool {
        match self.node.map(|n| &n.value) {
            None => true,
            Some(Value::Map(entries)) => entries.iter().all(|e| e.value.is_null()),
            Some(Value::Seq(items)) => items.is_empty(),
            Some(Value::String(s)) => s.is_empty(),
            Some(_) => false,
        }
    }

    /// The value as printed in errors: a string in Go's quotes, anything else as JSON; `null` when it is not set.
    pub fn shown(&self) -> String {
        match self.node.map(|n| &n.value) {
            None => "null".to_owned(),
            Some(Value::String(text)) => super::error::go_string(text),
            Some(_) => api::internal::go_json(&self.to_json()),
        }
    }

    /// The value as JSON; null when it is not set.
    pub fn to_json(&self) -> serde_json::Value {
        self.node.map_or(serde_json::Value::Null, Node::to_json)
    }

    /// How many items the list has.
    pub fn len(&self) -> usize {
        self.node.map_or(0, |n| n.items().len())
    }
}
