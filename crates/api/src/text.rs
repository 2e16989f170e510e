//! Texts that many objects have in common: names, namespaces, UIDs.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;

use crate::json::{Json, Misfit, serde_by_value};

/// A text that never changes. Cloning is cheap: revisions, keys, references and events share it.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Text(Arc<str>);

impl Ord for Text {
    /// Namespaces are compared most, and most objects share theirs.
    fn cmp(&self, other: &Text) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            Ordering::Equal
        } else {
            self.0.cmp(&other.0)
        }
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Text {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        match text {
            // Needs no memory of its own.
            "" => Text::default(),
            _ => Text(text.into()),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(text.into())
    }
}

impl From<u64> for Text {
    fn from(number: u64) -> Text {
        let mut digits = [0; 20];
        let (mut at, mut rest) = (digits.len(), number);
        while rest > 0 || at == digits.len() {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Text::from(std::str::from_utf8(&digits[at..]).unwrap_or_default())
    }
}

/// Equal to other kinds of text that say the same.
macro_rules! equals {
    ($($other:ty),+) => {$(
        impl PartialEq<$other> for Text {
            fn eq(&self, other: &$other) -> bool {
                let other: &str = other;
                **self == *other
            }
        }

        impl PartialEq<Text> for $other {
            fn eq(&self, other: &Text) -> bool {
                other == self
            }
        }
    )+};
}
equals!(str, &str, String);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Json for Text {
    fn read(from: &Value, misfit: &mut Misfit) -> Option<Self> {
        <Arc<str>>::read(from, misfit).map(Text)
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
serde_by_value!(Text);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_to_what_says_the_same() {
        let text = Text::from("a");
        let (same, other) = (String::from("a"), String::from("b"));
        assert_eq!(text, *"a");
        assert_eq!(text, same);
        assert_eq!("a", text);
        assert_eq!(text.clone(), text);
        assert_ne!(text, "b");
        assert_ne!(other, text);
        assert_eq!(
            (format!("{text:>2}"), format!("{text:?}")),
            (" a".into(), "\"a\"".into())
        );
        assert_eq!(serde_json::to_string(&text).ok().as_deref(), Some("\"a\""));
        assert_eq!(
            [0, 7, 120, u64::MAX].map(Text::from),
            ["0", "7", "120", "18446744073709551615"]
        );
    }
}
