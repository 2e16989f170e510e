//! What was probably meant: by a value of the wrong type, by an unknown field.

use crate::correct::{Advice, Correction};
use crate::schema::{Schema, Shape, Type, since};
use crate::tree::Value;

/// What to write instead.
pub fn for_wrong_type(value: &Value, shape: Shape) -> Option<Advice> {
    let replaced = |help: String, by: String| Advice {
        help,
        correction: Some(Correction::Replace(by)),
    };
    let help = match (shape, value) {
        (Shape::String | Shape::Time, Value::Number(n)) => {
            return Some(replaced(format!("put it in quotes: \"{n}\""), format!("\"{n}\"")));
        }
        (Shape::String | Shape::Time, Value::Bool(b)) => {
            let help = format!(
                "an unquoted yes, no, on, off, y, n, true or false is a boolean to kubectl: put it in quotes (\"{b}\")"
            );
            return Some(replaced(help, format!("\"{b}\"")));
        }
        (Shape::Integer | Shape::Bool, Value::String(s)) => {
            let word = match shape {
                Shape::Integer => s.parse::<i64>().is_ok(),
                _ => matches!(s.as_str(), "true" | "false"),
            };
            return Some(Advice {
                help: "remove the quotes".to_owned(),
                correction: word.then(|| Correction::Replace(s.clone())),
            });
        }
        (Shape::List("s"), Value::String(s)) => {
            format!("this is a list: [{}], or `- …` lines", api::go::go_string(s))
        }
        (Shape::List(_), Value::Map(_)) => "this is a list: begin each item with `- `".to_owned(),
        (Shape::Struct(_), Value::Seq(_)) => "this is one object, not a list: remove the `- `".to_owned(),
        _ => return None,
    };
    Some(help.into())
}

/// A field that belongs to an object around this one, or to exactly one object inside it: a line indented wrongly.
pub fn misplaced(schema: &Schema, of: &Type, above: &[usize], key: &str) -> Option<String> {
    let around = above.iter().rev().skip(1).filter_map(|index| schema.get(*index));
    if let Some(holder) = { around }.find(|holder| holder.field(key).is_some()) {
        let name = holder.name;
        return Some(format!("`{key}` is a field of {name}: indent it less"));
    }
    let inside = |shape: Shape| match shape {
        Shape::Struct(index) => schema.get(index),
        Shape::List(rest) => match Shape::parse(rest) {
            Shape::Struct(index) => schema.get(index),
            _ => None,
        },
        _ => None,
    };
    // Nearly everything inside has a name.
    if key == "name" {
        return None;
    }
    let has = |field: &&crate::schema::Field| inside(field.shape).is_some_and(|t| t.field(key).is_some());
    let holders: Vec<&str> = of.fields.iter().filter(has).map(|f| f.name).collect();
    let holder = match holders.as_slice() {
        [only] => only,
        several if several.contains(&"containers") => "containers",
        _ => return None,
    };
    Some(format!("`{key}` belongs into `{holder}`"))
}

/// The known field with the smallest edit distance to `key`, if that is small; case counts little.
pub fn nearest(of: &Type, key: &str, minor: u8) -> Option<&'static str> {
    let wanted = key.to_ascii_lowercase();
    let known = of.fields.iter().filter(|f| since::known(of.name, f.name, minor));
    let ranked = known.map(|f| (distance(&wanted, &f.name.to_ascii_lowercase()), f.name));
    let (cost, name) = ranked.min()?;
    (cost <= 1 + key.len() / 4).then_some(name)
}

/// Levenshtein's distance.
pub fn distance(a: &str, b: &str) -> usize {
    /// Longer words are not compared.
    const MAX_WORD: usize = 64;
    if a.len() > MAX_WORD || b.len() > MAX_WORD {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = (diagonal + usize::from(x != y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row.last().copied().unwrap_or(0)
}
