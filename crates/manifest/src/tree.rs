//! The span tree: a document as kubectl would see it after YAML → JSON, each node with its place in the text.
//!
//! The same type carries the text as written and, after [`crate::defaults`], the object that the API server would
//! store; [`Node::origin`] tells the two apart.

use crate::position::Span;

/// Where a node came from; decides whether its span may be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written at its span.
    Written,
    /// Reached through an alias or a merge key: the span may be shared with other nodes.
    Alias,
    /// Added by defaulting: the span is that of the place it was added to.
    Default,
}

/// One value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes of the value itself (without key, comments and trailing blanks). Empty for an omitted value (`key:`).
    pub span: Span,
    /// What it holds.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

/// A value of JSON's data model; numbers keep the text that JSON would print.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as its JSON text (`80`, `1.5`, `1e+21`).
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Seq(Vec<Node>),
    /// A mapping in the order written; keys are unique (the last of equal keys won).
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as a string (`80: x` has the key `"80"`).
    pub key: String,
    /// Bytes of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node added by defaulting at `span`.
    pub fn default_at(span: Span, value: Value) -> Self {
        Node {
            span,
            value,
            origin: Origin::Default,
        }
    }

    /// The value under `key`, `None` when this is no mapping, the key is absent or its value is null (which Kubernetes
    /// treats as absent).
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.value).filter(|v| !v.is_null())
    }

    /// The entry under `key`, whatever its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key == key)
    }

    /// Like [`Node::get`], mutable.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.value {
            Value::Map(entries) => entries
                .iter_mut()
                .find(|e| e.key == key)
                .map(|e| &mut e.value)
                .filter(|v| !v.is_null()),
            _ => None,
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Seq(items) => items,
            _ => &[],
        }
    }

    /// The items of a list, mutable; empty for anything else.
    pub fn items_mut(&mut self) -> &mut [Node] {
        match &mut self.value {
            Value::Seq(items) => items,
            _ => &mut [],
        }
    }

    /// Sets `key`, replacing the value that is there.
    pub fn set(&mut self, key: &str, value: Node) {
        let span = self.span.clone();
        if let Value::Map(entries) = &mut self.value {
            match entries.iter_mut().find(|e| e.key == key) {
                Some(entry) => entry.value = value,
                None => entries.push(Entry {
                    key: key.to_owned(),
                    key_span: span,
                    value,
                }),
            }
        }
    }

    /// Removes `key` when it is there.
    pub fn remove(&mut self, key: &str) {
        if let Value::Map(entries) = &mut self.value {
            entries.retain(|e| e.key != key);
        }
    }

    /// Sets `key` to a defaulted `value` unless it has a value that is not null. The new node's span is the key's when
    /// the key was written without a value, else this node's.
    pub fn default(&mut self, key: &str, value: Value) {
        if self.get(key).is_some() || !matches!(self.value, Value::Map(_)) {
            return;
        }
        let span = self
            .entry(key)
            .map_or_else(|| self.span.clone(), |e| e.key_span.clone());
        self.set(key, Node::default_at(span, value));
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(s) => Some(s),
            _ => None,
        }
    }

    /// The integer, if it is a number that fits.
    pub fn as_int(&self) -> Option<i64> {
        match &self.value {
            Value::Number(n) => n.parse().ok(),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The same data as JSON, keys sorted as kubectl sends them; null members are left out (null is "not set").
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => serde_json::from_str(n).unwrap_or(Json::Null),
            Value::String(s) => Json::String(s.clone()),
            Value::Seq(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Map(entries) => {
                let set = entries.iter().filter(|e| !e.value.is_null());
                Json::Object(set.map(|e| (e.key.clone(), e.value.to_json())).collect())
            }
        }
    }

    /// A tree without places from JSON data (tests and generated values).
    pub fn from_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => Value::Number(n.to_string()),
            Json::String(s) => Value::String(s.clone()),
            Json::Array(items) => Value::Seq(items.iter().map(Node::from_json).collect()),
            Json::Object(map) => Value::Map(
                map.iter()
                    .map(|(k, v)| Entry {
                        key: k.clone(),
                        key_span: 0..0,
                        value: Node::from_json(v),
                    })
                    .collect(),
            ),
        };
        Node {
            span: 0..0,
            value,
            origin: Origin::Written,
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Value::String(s.to_owned())
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Value::Number(n.to_string())
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}
