//! Field paths in upstream's spelling (`spec.containers[0].env[1].name`, `metadata.annotations[a.b/c]`) and their places
//! in the text.

use crate::position::Span;
use crate::tree::{Node, Value};

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A mapping's key.
    Key(&'a str),
    /// A list's index, or a mapping's key in brackets that happens to be a number.
    Index(usize),
}

/// Splits a path into steps. Unclosed brackets end at the text's end.
pub fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            let text = &inner[..end];
            steps.push(text.parse().map_or(Step::Key(text), Step::Index));
            rest = inner.get(end + 1..).unwrap_or("");
        } else {
            let inner = rest.strip_prefix('.').unwrap_or(rest);
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            if end > 0 {
                steps.push(Step::Key(&inner[..end]));
            }
            rest = &inner[end..];
        }
    }
    steps
}

/// What a path leads to.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The value.
    pub node: &'a Node,
    /// The key's place, when the last step was a mapping's key.
    pub key_span: Option<Span>,
}

/// Follows `path` from `root`; `None` when a step leads nowhere.
pub fn find<'a>(root: &'a Node, path: &str) -> Option<Found<'a>> {
    let mut found = Found {
        node: root,
        key_span: None,
    };
    for step in steps(path) {
        found = follow(found.node, step)?;
    }
    Some(found)
}

/// Follows `path` as far as it goes: the deepest place that exists.
pub fn find_deepest<'a>(root: &'a Node, path: &str) -> Found<'a> {
    let mut found = Found {
        node: root,
        key_span: None,
    };
    for step in steps(path) {
        match follow(found.node, step) {
            Some(next) => {
                found = Found {
                    key_span: next.key_span.or(found.key_span),
                    ..next
                }
            }
            None => break,
        }
    }
    found
}

fn follow<'a>(node: &'a Node, step: Step<'_>) -> Option<Found<'a>> {
    let by_key = |key: &str| {
        node.entry(key).map(|e| Found {
            node: &e.value,
            key_span: Some(e.key_span.clone()),
        })
    };
    match (step, &node.value) {
        (Step::Key(key), _) => by_key(key),
        (Step::Index(i), Value::Map(_)) => by_key(&i.to_string()),
        (Step::Index(i), _) => node.items().get(i).map(|node| Found { node, key_span: None }),
    }
}

/// Appends a key to a path: `.key`, or `[key]` when it holds other characters than letters, digits, `-` and `_`.
pub fn push_key(path: &mut String, key: &str) {
    if key.is_empty()
        || !key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    {
        path.push('[');
        path.push_str(key);
        path.push(']');
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// The path of the innermost value or key at byte `offset`; empty for the root itself.
pub fn at_offset(root: &Node, offset: usize) -> String {
    let mut path = String::new();
    let mut node = root;
    loop {
        let touches = |span: &Span| span.start <= offset && offset <= span.end;
        let entry = node.entries().iter().find(|e| {
            touches(&e.key_span)
                || (touches(&e.value.span) || (e.key_span.end..=e.value.span.start).contains(&offset))
        });
        if let Some(entry) = entry {
            push_key(&mut path, &entry.key);
            node = &entry.value;
            continue;
        }
        match node
            .items()
            .iter()
            .enumerate()
            .find(|(_, item)| touches(&item.span))
        {
            Some((i, item)) => {
                path.push_str(&format!("[{i}]"));
                node = item;
            }
            None => return path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::reader;

    const TEXT: &str = "a:\n  - b: 1\n    'x.y/z': 2\n  - c:\n";

    fn root() -> Node {
        reader::read(TEXT, 0..TEXT.len())
            .expect("reads")
            .root
            .expect("a document")
    }

    #[track_caller]
    fn check(path: &str, expect: Option<&str>) {
        assert_eq!(
            find(&root(), path)
                .map(|f| TEXT[f.node.span.clone()].to_owned())
                .as_deref(),
            expect
        );
    }

    #[test]
    fn forward() {
        check("a[0].b", Some("1"));
        check("a[0][x.y/z]", Some("2"));
        check("a[1].c", Some(""));
        check("a[2]", None);
        check("a.b", None);
        check("a[0", Some("b: 1\n    'x.y/z': 2"));
        check("", Some("a:\n  - b: 1\n    'x.y/z': 2\n  - c:"));
        assert_eq!(find_deepest(&root(), "a[0].nope.x").key_span, Some(0..1));
    }

    #[test]
    fn backward() {
        for (needle, expect) in [
            ("b: 1", "a[0].b"),
            ("1\n", "a[0].b"),
            ("2\n", "a[0][x.y/z]"),
            ("c:", "a[1].c"),
            ("a:", "a"),
        ] {
            let offset = TEXT.find(needle).expect("in the text");
            assert_eq!(at_offset(&root(), offset), expect, "{needle}");
        }
    }
}
