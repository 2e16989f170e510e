//! A YAML syntax error in the words of kubectl's parser (`go.yaml.in/yaml/v2`, a port of libyaml), with the line number it
//! would print and the characters it is about.
//!
//! kubectl's line is right for errors of its scanner stage. For errors of its parser stage it prints the 0-based line of the
//! collection that could not be continued, else that of the error. A line 0 is not printed.

mod line;
mod rows;
#[cfg(test)]
mod tests;

use self::line::printed_line;
use self::rows::{LIST_HELP, ROWS, Stage, TAB_HELP};
use crate::position::{LineIndex, Span};
use crate::tree::{Node, Value};
use api::go::go_string;

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

/// Translates the parser's `info` at byte `at` of the document.
pub fn translate(document: &str, at: usize, info: &str) -> Found {
    let span = characters_at(document, at);
    let lines = LineIndex::new(document);
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
    let line = lines.line_start(lines.line_of(at));
    let missing_blank = [at, before(document, line)]
        .into_iter()
        .find_map(|place| colon_without_blank(document, lines.line_start(lines.line_of(place))));
    let (span, help) = match stage {
        _ if help == TAB_HELP => {
            let tabs = tabs_from(document, line);
            (tabs.unwrap_or(span), help.to_owned())
        }
        Stage::Scanner | Stage::Mapping if missing_blank.is_some() && help != LIST_HELP => {
            let (word, blank) = missing_blank.unwrap_or((span, 0));
            let (key, value) = (&document[word.start..blank], &document[blank..word.end]);
            let help = format!("a blank is missing after the colon: `{key} {value}`");
            (word, help)
        }
        Stage::Key => (line_text(document, before(document, at)), help.to_owned()),
        _ => (span, help.to_owned()),
    };
    let printed = printed_line(document, &lines, stage, at);
    let message = if printed == 0 {
        words.to_owned()
    } else {
        format!("line {printed}: {words}")
    };
    Found {
        span,
        message,
        help: (!help.is_empty()).then_some(help),
    }
}

/// The end of the last text before `at`.
fn before(document: &str, at: usize) -> usize {
    document[..at].trim_end().len()
}

/// The text of the line that `at` is on, without the blanks around it.
fn line_text(document: &str, at: usize) -> Span {
    let start = document[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = document[start..].lines().next().unwrap_or("");
    let text = line.trim();
    let start = start + (line.len() - line.trim_start().len());
    start..start + text.len()
}

/// A word like `name:app` that begins the line at `line`, and the byte after its colon.
fn colon_without_blank(document: &str, line: usize) -> Option<(Span, usize)> {
    let Span { mut start, end } = line_text(document, line + leading_blanks(&document[line..]));
    while document[start..end].starts_with("- ") {
        start += 2;
    }
    let text = &document[start..end];
    let key = text.bytes().take_while(|b| b.is_ascii_alphanumeric()).count();
    let value = text.get(key..)?.strip_prefix(':')?;
    let word = value
        .chars()
        .next()
        .is_some_and(|c| !c.is_whitespace() && c != '/');
    (key > 0 && word && !value.contains(": ")).then_some((start..end, start + key + 1))
}

fn leading_blanks(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b' ').count()
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

/// The first tabs from a line's start on.
fn tabs_from(document: &str, line: usize) -> Option<Span> {
    let start = line + document[line..].find('\t')?;
    let count = document[start..].bytes().take_while(|b| *b == b'\t').count();
    Some(start..start + count)
}

/// Go's `%#v` of a decoded YAML value, for the message about keys that are collections.
pub fn go_value(node: &Node) -> String {
    match &node.value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.clone(),
        Value::String(s) => go_string(s),
        Value::Seq(items) => {
            let items: Vec<String> = items.iter().map(go_value).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|e| format!("{}:{}", go_string(&e.key), go_value(&e.value)))
                .collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
    }
}
