//! A YAML syntax error in the words of kubectl's parser (`go.yaml.in/yaml/v2`, a port of libyaml), with the line number it
//! would print and the characters it is about.
//!
//! kubectl's line is one less than a person's for errors of its parser stage (it prints the 0-based line of the collection
//! that could not be continued), right for errors of its scanner stage, and missing when that line is 0.

use crate::position::{LineIndex, Span};
use crate::tree::{Node, Value};

/// A translated error.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The characters it is about, inside the document.
    pub span: Span,
    /// `line N: MESSAGE`, without `yaml: `.
    pub message: String,
    /// What is probably wrong.
    pub help: Option<String>,
}

/// Which stage of kubectl's parser reports the error; decides the line number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Scanner,
    Parser,
}

/// A row of the table: a part of our parser's text, kubectl's stage and words, and our help.
type Row = (&'static str, Stage, &'static str, &'static str);

const TAB_HELP: &str = "indent with blanks; YAML allows no tabs there";
const INDENT_HELP: &str = "check the indentation: this line does not line up with the ones before it";

const ROWS: &[Row] = &[
    (
        "found a tab",
        Stage::Scanner,
        "found character that cannot start any token",
        TAB_HELP,
    ),
    (
        "tabs disallowed",
        Stage::Scanner,
        "found character that cannot start any token",
        TAB_HELP,
    ),
    (
        "tab cannot be used",
        Stage::Scanner,
        "found character that cannot start any token",
        TAB_HELP,
    ),
    (
        "start with a tab",
        Stage::Scanner,
        "found a tab character where an indentation space is expected",
        TAB_HELP,
    ),
    (
        "unexpected character",
        Stage::Scanner,
        "found character that cannot start any token",
        "quote a value that begins with this character",
    ),
    (
        "mapping values are not allowed",
        Stage::Scanner,
        "mapping values are not allowed in this context",
        "a second `: ` on one line, or a line that is indented too far; quote a value that holds `: `",
    ),
    (
        "block sequence entries are not allowed",
        Stage::Scanner,
        "block sequence entries are not allowed in this context",
        "put the list on the next line",
    ),
    (
        "mapping keys are not allowed",
        Stage::Scanner,
        "mapping keys are not allowed in this context",
        INDENT_HELP,
    ),
    (
        "simple key expect",
        Stage::Scanner,
        "could not find expected ':'",
        "a `:` is missing after the key, or the line belongs to the text above and must be indented",
    ),
    (
        "unexpected end of stream",
        Stage::Scanner,
        "found unexpected end of stream",
        "a closing quote is missing",
    ),
    (
        "unexpected document indicator",
        Stage::Scanner,
        "found unexpected document indicator",
        "a closing quote is missing",
    ),
    (
        "invalid indentation in quoted scalar",
        Stage::Scanner,
        "found unexpected end of stream",
        "a closing quote is missing, or the lines inside the quotes must be indented",
    ),
    (
        "unknown escape character",
        Stage::Scanner,
        "found unknown escape character",
        "inside double quotes a backslash begins an escape; use single quotes",
    ),
    (
        "expected hexadecimal number",
        Stage::Scanner,
        "did not find expected hexdecimal number",
        "a character's code is too short",
    ),
    (
        "invalid Unicode character escape",
        Stage::Scanner,
        "found invalid Unicode character escape code",
        "no such character",
    ),
    (
        "expected alphabetic or numeric",
        Stage::Scanner,
        "did not find expected alphabetic or numeric character",
        "an anchor or alias needs a name; quote a value that begins with `&` or `*`",
    ),
    (
        "did not find expected comment or line break",
        Stage::Scanner,
        "did not find expected comment or line break",
        "the text must begin on the next line",
    ),
    (
        "indentation indicator equal to 0",
        Stage::Scanner,
        "found an indentation indicator equal to 0",
        "use 1 to 9",
    ),
    (
        "did not find expected '-' indicator",
        Stage::Parser,
        "did not find expected '-' indicator",
        INDENT_HELP,
    ),
    (
        "block mapping, did not find expected key",
        Stage::Parser,
        "did not find expected key",
        INDENT_HELP,
    ),
    (
        "did not find expected ',' or '}'",
        Stage::Parser,
        "did not find expected ',' or '}'",
        "a `,` or the closing brace is missing",
    ),
    (
        "expected ',' or ']'",
        Stage::Parser,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "illegal placement of ':'",
        Stage::Parser,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "invalid indentation in flow construct",
        Stage::Parser,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "did not find expected node content",
        Stage::Parser,
        "did not find expected node content",
        "",
    ),
    (
        "handle wasn't declared",
        Stage::Parser,
        "found undefined tag handle",
        "quote a value that begins with `!`",
    ),
    (
        "document start",
        Stage::Parser,
        "did not find expected <document start>",
        INDENT_HELP,
    ),
    (
        "document-start",
        Stage::Parser,
        "did not find expected <document start>",
        INDENT_HELP,
    ),
    (
        "invalid trailing content",
        Stage::Parser,
        "did not find expected key",
        "nothing may follow the closing quote; quote the whole value",
    ),
];

/// Translates the parser's `info` at byte `at` of the document.
pub fn translate(document: &str, at: usize, info: &str) -> Found {
    let span = characters_at(document, at);
    let lines = LineIndex::new(document);
    let line = lines.line_of(at);
    if info.contains("unknown anchor") {
        let span = at..at
            + document[at..]
                .find(|c: char| c.is_whitespace() || ",]}".contains(c))
                .unwrap_or(document.len() - at);
        let name = document[span.clone()].trim_start_matches('*').to_owned();
        let help = Some(format!(
            "no `&{name}` before this; quote a value that begins with `*`"
        ));
        return Found {
            span,
            message: format!("unknown anchor '{name}' referenced"),
            help,
        };
    }
    let row = ROWS.iter().find(|(part, ..)| info.contains(part));
    let (stage, words, help) = row.map_or((Stage::Scanner, info, ""), |(_, s, w, h)| (*s, *w, *h));
    let printed = match stage {
        Stage::Scanner if line == 0 => 0,
        Stage::Scanner => line + 1,
        Stage::Parser => match open_collection_line(document, &lines, at) {
            0 => line,
            open => open,
        },
    };
    let message = if printed == 0 {
        words.to_owned()
    } else {
        format!("line {printed}: {words}")
    };
    Found {
        span,
        message,
        help: (!help.is_empty()).then(|| help.to_owned()),
    }
}

/// The rest of the word at `at`; at a line's end the last word before it, so that there is something to underline.
fn characters_at(document: &str, at: usize) -> Span {
    let end = at + document[at..].find('\n').unwrap_or(document.len() - at);
    let visible = document[at..end].trim_end().len();
    if visible > 0 {
        let word = document[at..at + visible]
            .find(' ')
            .filter(|&i| i > 0)
            .unwrap_or(visible);
        return at..at + word;
    }
    let before = document[..at].trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |i| i + 1);
    // `rfind` gives the blank's first byte; a blank may be longer than one.
    (start..before.len())
        .find(|&i| document.is_char_boundary(i))
        .unwrap_or(before.len())..before.len()
}

/// The 0-based line on which the block collection begins that the line at `at` could not continue: the nearest line above
/// that is indented deeper than it, walked up to the first of its collection.
fn open_collection_line(document: &str, lines: &LineIndex, at: usize) -> usize {
    let indent = |line: usize| {
        let text = document[lines.line_start(line)..].lines().next().unwrap_or("");
        let trimmed = text.trim_start();
        (!trimmed.is_empty() && !trimmed.starts_with('#')).then(|| text.len() - trimmed.len())
    };
    let line = lines.line_of(at);
    let here = indent(line).unwrap_or(0);
    let mut first = None;
    for above in (0..line).rev() {
        match indent(above) {
            Some(depth) if depth < here => return first.unwrap_or(above + 1),
            Some(depth) if depth == here => first = Some(above),
            _ => {}
        }
    }
    first.unwrap_or(0)
}

/// Go's `%#v` of a decoded YAML value, for the message about keys that are collections.
pub fn go_value(node: &Node) -> String {
    match &node.value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.clone(),
        Value::String(s) => format!("{s:?}"),
        Value::Seq(items) => {
            let items: Vec<String> = items.iter().map(go_value).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|e| format!("{:?}:{}", e.key, go_value(&e.value)))
                .collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
    }
}
