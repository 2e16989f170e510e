//! A YAML syntax error in the words of kubectl's parser (`go.yaml.in/yaml/v2`, a port of libyaml), with the line number it
//! would print and the characters it is about.
//!
//! kubectl's line is right for errors of its scanner stage. For errors of its parser stage it prints the 0-based line of the
//! collection that could not be continued, else that of the error. A line 0 is not printed.

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

/// Which stage of kubectl's parser reports the error, and about what; decides the line number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The scanner, where it stands.
    Scanner,
    /// The scanner, about the key before.
    Key,
    /// The scanner, about a quote that is not closed.
    Quote,
    /// The parser, about the mapping around.
    Mapping,
    /// The parser, about the mapping that holds this very line.
    OwnMapping,
    /// The parser, about the block list in the line's column.
    List,
    /// The parser, about the bracket that is not closed.
    Bracket,
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
        Stage::Key,
        "could not find expected ':'",
        "a `:` is missing after the key, or the line belongs to the text above and must be indented",
    ),
    (
        "unexpected end of stream",
        Stage::Quote,
        "found unexpected end of stream",
        "a closing quote is missing",
    ),
    (
        "unexpected document indicator",
        Stage::Quote,
        "found unexpected document indicator",
        "a closing quote is missing",
    ),
    (
        "invalid indentation in quoted scalar",
        Stage::Quote,
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
        Stage::List,
        "did not find expected '-' indicator",
        INDENT_HELP,
    ),
    (
        "block mapping, did not find expected key",
        Stage::Mapping,
        "did not find expected key",
        INDENT_HELP,
    ),
    (
        "did not find expected ',' or '}'",
        Stage::Bracket,
        "did not find expected ',' or '}'",
        "a `,` or the closing brace is missing",
    ),
    (
        "expected ',' or ']'",
        Stage::Bracket,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "illegal placement of ':'",
        Stage::Bracket,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "invalid indentation in flow construct",
        Stage::Bracket,
        "did not find expected ',' or ']'",
        "a `,` or the closing bracket is missing",
    ),
    (
        "did not find expected node content",
        Stage::Mapping,
        "did not find expected node content",
        "",
    ),
    (
        "handle wasn't declared",
        Stage::OwnMapping,
        "found undefined tag handle",
        "quote a value that begins with `!`",
    ),
    (
        "document start",
        Stage::Mapping,
        "did not find expected <document start>",
        INDENT_HELP,
    ),
    (
        "document-start",
        Stage::Mapping,
        "did not find expected <document start>",
        INDENT_HELP,
    ),
    (
        "invalid trailing content",
        Stage::OwnMapping,
        "did not find expected key",
        "nothing may follow the closing quote; quote the whole value",
    ),
];

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
    let span = if help == TAB_HELP {
        tabs_from(document, lines.line_start(lines.line_of(at))).unwrap_or(span)
    } else {
        span
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

/// The first tabs from a line's start on.
fn tabs_from(document: &str, line: usize) -> Option<Span> {
    let start = line + document[line..].find('\t')?;
    let count = document[start..].bytes().take_while(|b| *b == b'\t').count();
    Some(start..start + count)
}

/// The line number that kubectl prints; 0: none.
fn printed_line(document: &str, lines: &LineIndex, stage: Stage, at: usize) -> usize {
    let line = lines.line_of(at);
    let one_based = |line: usize| if line == 0 { 0 } else { line + 1 };
    let own = columns(document, lines, line);
    let column = own.first().copied().unwrap_or(0);
    let first_on_line = document[lines.line_start(line)..at].trim().is_empty();
    let open = match stage {
        Stage::Scanner => return one_based(line),
        Stage::Key => return one_based(lines.line_of(document[..at].trim_end().len())),
        Stage::Quote if line == 0 => return one_based(lines.line_of(document.len())),
        Stage::Quote => return one_based(line),
        Stage::Mapping if first_on_line => match enclosing_column(document, lines, line, column) {
            Some(around) => first_line_at(document, lines, line, around),
            None => 0,
        },
        Stage::Mapping | Stage::OwnMapping => {
            first_line_at(document, lines, line + 1, own.last().copied().unwrap_or(0))
        }
        Stage::List => first_line_at(document, lines, line, column),
        Stage::Bracket => document[..at]
            .rfind(['[', '{'])
            .map_or(0, |open| lines.line_of(open)),
    };
    if open == 0 { line } else { open }
}

/// The columns at which a line opens something: its dashes and its first word. None for blank lines and comments.
fn columns(document: &str, lines: &LineIndex, line: usize) -> Vec<usize> {
    let text = document[lines.line_start(line)..].lines().next().unwrap_or("");
    let mut columns = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    if rest.is_empty() || rest.starts_with('#') {
        return columns;
    }
    columns.push(text.len() - rest.len());
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start_matches(' ');
        columns.push(text.len() - rest.len());
    }
    columns
}

/// The column of the innermost collection around a line whose text begins in `column`.
fn enclosing_column(document: &str, lines: &LineIndex, line: usize, column: usize) -> Option<usize> {
    let above = (0..line).rev();
    above
        .flat_map(|l| columns(document, lines, l).into_iter().rev())
        .find(|c| *c < column)
}

/// The first line above `line` of the collection in `column`.
fn first_line_at(document: &str, lines: &LineIndex, line: usize, column: usize) -> usize {
    let mut first = line;
    for above in (0..line).rev() {
        let columns = columns(document, lines, above);
        if columns.contains(&column) {
            first = above;
        }
        if columns.first().is_some_and(|c| *c < column) {
            break;
        }
    }
    first
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

#[cfg(test)]
mod tests {
    use crate::yaml::reader;

    /// The expected texts are libyaml's own (through another program), with the rule above for the line.
    #[test]
    fn libyamls_words() {
        for (text, expect) in [
            ("a: b: c\n", "mapping values are not allowed in this context"),
            (
                "x: 1\na: b: c\n",
                "line 2: mapping values are not allowed in this context",
            ),
            (
                "a: 1\n  b: 2\n",
                "line 2: mapping values are not allowed in this context",
            ),
            ("a: 1\nb\nc: 2\n", "line 2: could not find expected ':'"),
            ("k: 1\na: |\n foo\nbar\n", "line 4: could not find expected ':'"),
            ("a: \"x\nb: 1\n", "line 3: found unexpected end of stream"),
            ("k: 1\na: 'x\n", "line 2: found unexpected end of stream"),
            (
                "k: v\na: [1, 2\nb: 3\n",
                "line 1: did not find expected ',' or ']'",
            ),
            (
                "k: v\na: {x: 1\nb: 3\n",
                "line 1: did not find expected ',' or '}'",
            ),
            (
                "k: 1\na:\n  - b\n  c: 1\n",
                "line 2: did not find expected '-' indicator",
            ),
            ("- a\nb: 1\n", "line 1: did not find expected '-' indicator"),
            (
                "k: 1\na: @x\n",
                "line 2: found character that cannot start any token",
            ),
            ("k: 1\na: \"\\q\"\n", "line 2: found unknown escape character"),
            (
                "k: 1\na: - b\n",
                "line 2: block sequence entries are not allowed in this context",
            ),
            ("k: 1\nx:\n   y: 1\n  z: 2\n", "line 3: did not find expected key"),
            (
                "k: 1\ns:\n  cs:\n  - name: a\n    image: b\n   ports: 1\n",
                "line 2: did not find expected key",
            ),
            (
                "k: 1\ns:\n  cs:\n  - name: a\n     image: b\n",
                "line 5: mapping values are not allowed in this context",
            ),
            (
                "k: 1\ns:\n  cs:\n  - name: a\n    image: b\n - name: c\n",
                "line 5: did not find expected key",
            ),
            ("k: 1\na: \"x\" y\n", "line 1: did not find expected key"),
            ("k: 1\nx: [a]]\n", "line 1: did not find expected key"),
            (
                "k: 1\nspec:\n  a: 1\n b: 2\nc: 3\n",
                "line 3: did not find expected key",
            ),
            (
                "a: {{ .V }}\n",
                "invalid map key: map[interface {}]interface {}{\".V\":interface {}(nil)}",
            ),
            ("k: 1\na: *x\n", "unknown anchor 'x' referenced"),
        ] {
            let error = reader::read(text, 0..text.len()).expect_err(text);
            assert_eq!(error.kubectl, format!("yaml: {expect}"), "{text}");
            assert!(text.get(error.span).is_some(), "{text}");
        }
    }
}
