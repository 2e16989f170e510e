//! The API types' JSON form: `#[derive(Json)]` makes one call per field of it, so that two hundred types cost
//! the page little (docs/decisions/wasm-size.md).

use std::borrow::Cow;
use std::sync::Arc;

pub use api_derive::Json;
use serde_json::{Map, Value};

use crate::meta_v1::StringMap;

/// A type with a JSON form.
pub trait Json: Sized {
    /// Reads the form; `None` when it has the wrong type, which `misfit` then says.
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self>;

    /// The form.
    fn write(&self) -> Value;

    /// True for what Go's `omitempty` omits.
    fn is_empty(&self) -> bool {
        false
    }
}

/// The first thing that did not fit.
#[derive(Debug, Default)]
pub struct Misfit(Option<String>);

impl Misfit {
    /// Remembers that `found` is no `expected`; only the first counts.
    pub fn note<T>(&mut self, found: &Value, expected: &str) -> Option<T> {
        if self.0.is_none() {
            self.0 = Some(format!("{found} is not {expected}"));
        }
        None
    }
}

/// Reads a value of a known type.
///
/// # Errors
/// A sentence about the first value of a wrong type.
pub fn from_value<T: Json>(from: &Value) -> Result<T, String> {
    let mut misfit = Misfit::default();
    match (T::read(from, &mut misfit), misfit.0) {
        (Some(object), None) => Ok(object),
        (_, misfit) => Err(misfit.unwrap_or_default()),
    }
}

/// The members of an object that is being read.
pub struct Reader<'a> {
    object: &'a Value,
    misfit: &'a mut Misfit,
}

impl<'a> Reader<'a> {
    /// `None` when `object` is none.
    pub fn new(object: &'a Value, misfit: &'a mut Misfit) -> Option<Self> {
        if !object.is_object() {
            return misfit.note(object, "an object");
        }
        Some(Reader { object, misfit })
    }

    /// Reads one member; absent (or null) leaves the field as it is.
    pub fn read<T: Json>(&mut self, name: &str, field: &mut T) {
        let Some(value) = self.object.get(name).filter(|value| !value.is_null()) else {
            return;
        };
        if let Some(value) = T::read(value, self.misfit) {
            *field = value;
        }
    }

    /// Reads one member that is `{}` while there is nothing to say.
    pub fn read_unless_braces<T: Json>(&mut self, name: &str, field: &mut Option<T>) {
        if self.object.get(name) != Some(&Value::Object(Map::new())) {
            self.read(name, field);
        }
    }

    /// Reads a field whose member stands among the others.
    pub fn flattened<T: Json>(&mut self, field: &mut T) {
        if let Some(value) = T::read(self.object, self.misfit) {
            *field = value;
        }
    }
}

/// The members of an object that is being written.
#[derive(Default)]
pub struct Writer(Map<String, Value>);

impl Writer {
    /// Writes one member.
    pub fn write<T: Json>(&mut self, name: &str, field: &T) {
        self.member(name, field.write());
    }

    /// Writes one member unless it is empty.
    pub fn write_unless_empty<T: Json>(&mut self, name: &str, field: &T) {
        if !field.is_empty() {
            self.member(name, field.write());
        }
    }

    /// Writes one member, `{}` for `None`.
    pub fn write_or_braces<T: Json>(&mut self, name: &str, field: &Option<T>) {
        let value = field.as_ref().map_or_else(|| Value::Object(Map::new()), T::write);
        self.member(name, value);
    }

    /// Writes an object's members among the others.
    pub fn flatten<T: Json>(&mut self, field: &T) {
        if let Value::Object(mut members) = field.write() {
            self.0.append(&mut members);
        }
    }

    fn member(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The object.
    pub fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

/// An object with one member.
pub fn single(name: &str, value: Value) -> Value {
    let mut object = Writer::default();
    object.member(name, value);
    object.finish()
}

/// The place in `names` of the member that an object has, and that member.
pub fn only<'a>(
    object: &'a Value,
    names: &[&'static str],
    misfit: &mut Misfit,
) -> Option<(usize, &'a Value)> {
    let member = |(place, name): (usize, &&str)| Some((place, object.get(*name).filter(|v| !v.is_null())?));
    let found = names.iter().enumerate().find_map(member);
    found.or_else(|| misfit.note(object, &format!("an object with one of {}", names.join(", "))))
}

/// The place in `words` of the string that a value is.
pub fn word(from: &Value, words: &[&'static str], misfit: &mut Misfit) -> Option<usize> {
    let found = words.iter().position(|word| from.as_str() == Some(*word));
    found.or_else(|| misfit.note(from, &format!("one of {}", words.join(", "))))
}

impl Json for Value {
    fn read(from: &Value, _: &mut Misfit) -> Option<Self> {
        Some(from.clone())
    }

    fn write(&self) -> Value {
        self.clone()
    }
}

impl Json for String {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        match from {
            Value::String(text) => Some(text.clone()),
            _ => misfit.note(from, "a string"),
        }
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// Texts that are kept otherwise than as a `String` are read and written as one.
macro_rules! text {
    ($($type:ty),+) => {$(
        impl Json for $type {
            fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
                String::read(from, misfit).map(Into::into)
            }

            fn write(&self) -> Value {
                (**self).into()
            }

            fn is_empty(&self) -> bool {
                (**self).is_empty()
            }
        }
    )+};
}
text!(Cow<'static, str>, Arc<str>);

impl Json for bool {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        from.as_bool().or_else(|| misfit.note(from, "a boolean"))
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn is_empty(&self) -> bool {
        !self
    }
}

impl Json for i64 {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        from.as_i64().or_else(|| misfit.note(from, "an integer"))
    }

    fn write(&self) -> Value {
        (*self).into()
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }
}

impl Json for i32 {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        let number = i64::read(from, misfit)?;
        i32::try_from(number)
            .ok()
            .or_else(|| misfit.note(from, "a 32-bit integer"))
    }

    fn write(&self) -> Value {
        (*self).into()
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }
}

impl<T: Json> Json for Option<T> {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        match from {
            Value::Null => Some(None),
            _ => T::read(from, misfit).map(Some),
        }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        let Value::Array(items) = from else {
            return misfit.note(from, "a list");
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            list.push(T::read(item, misfit)?);
        }
        Some(list)
    }

    fn write(&self) -> Value {
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.write());
        }
        Value::Array(items)
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Json> Json for Arc<T> {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        T::read(from, misfit).map(Self::new)
    }

    fn write(&self) -> Value {
        (**self).write()
    }
}

impl Json for StringMap {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        let Value::Object(members) = from else {
            return misfit.note(from, "an object");
        };
        let mut map = StringMap::new();
        for (key, value) in members {
            map.insert(key.clone(), String::read(value, misfit)?);
        }
        Some(map)
    }

    fn write(&self) -> Value {
        let mut object = Writer::default();
        for (key, value) in self {
            object.write(key, value);
        }
        object.finish()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// serde's traits for a type with a JSON form, for tests and tools; the page does without.
macro_rules! serde_by_value {
    ($type:ident) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&crate::json::Json::write(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                crate::json::from_value(&value).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_by_value;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core_v1::{Container, Probe};
    use serde_json::json;

    #[test]
    fn absent_members_keep_their_defaults() {
        let container: Container = from_value(&json!({"name": "a", "unknown": 1, "image": null})).unwrap();
        assert_eq!(container.write(), json!({"name": "a", "resources": {}}));
    }

    #[test]
    fn misfits_are_told() {
        for (json, expect) in [
            (json!({"name": 5}), "5 is not a string"),
            (json!({"ports": {}}), "{} is not a list"),
            (
                json!({"ports": [{"containerPort": 4_294_967_296_i64}]}),
                "4294967296 is not a 32-bit integer",
            ),
            (
                json!({"restartPolicy": "never"}),
                "\"never\" is not one of Always, OnFailure, Never",
            ),
            (json!([]), "[] is not an object"),
        ] {
            assert_eq!(from_value::<Container>(&json).unwrap_err(), expect);
        }
        let error = from_value::<Probe>(&json!({"periodSeconds": 1})).unwrap_err();
        assert_eq!(
            error,
            "{\"periodSeconds\":1} is not an object with one of exec, grpc, httpGet, tcpSocket"
        );
    }

    #[test]
    fn a_flattened_member_stands_among_the_others() {
        let json = json!({"failureThreshold": 3, "periodSeconds": 1, "successThreshold": 1, "tcpSocket": {"port": 80}, "timeoutSeconds": 1});
        let probe: Probe = from_value(&json).unwrap();
        assert_eq!(probe.write(), json);
    }
}
