//! XML: nodes of the drawing as text.

use std::fmt::Write;

use super::style::Style;
use crate::drawing::Node;

/// A text as XML's content or in double quotes. What XML cannot hold becomes a replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

/// What [`escaped`] made, as it was.
pub(super) fn unescaped(text: &str) -> String {
    let pairs = [
        ("&#13;", "\r"),
        ("&quot;", "\""),
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (from, to) in pairs {
        text = text.replace(from, to);
    }
    text
}

/// Writes a node with the looks of its classes. What only answers to the page's pointer is left out, and so are groups
/// that then say nothing.
pub(super) fn write(out: &mut String, node: &Node, style: &Style) {
    let mut attributes = String::new();
    for (key, value) in node.keys.iter().zip(&node.values) {
        match *key {
            "class" if value.split(' ').any(|class| class == "hit") => return,
            "class" => {
                for (name, value) in style.attributes(value) {
                    attribute(&mut attributes, name, &value);
                }
            }
            key if key.starts_with("data-") => {}
            key => attribute(&mut attributes, key, value),
        }
    }
    if node.tag == "text" {
        // The middle of small letters, without a property that not every reader of SVG knows.
        attribute(&mut attributes, "dy", ".35em");
    }
    let bare = node.tag == "g" && attributes.is_empty();
    if !bare {
        // Writing to a String cannot fail.
        let _ = write!(out, "<{}{attributes}", node.tag);
        if node.children.is_empty() && node.text.is_empty() {
            out.push_str("/>\n");
            return;
        }
        out.push('>');
    }
    for child in &node.children {
        write(out, child, style);
    }
    out.push_str(&escaped(&node.text));
    if !bare {
        let _ = writeln!(out, "</{}>", node.tag);
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"{}\"", escaped(value));
}
