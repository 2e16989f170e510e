//! Our parser's texts and what kubectl's parser says instead.

/// Which stage of kubectl's parser reports the error, and about what; decides the line number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
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
pub type Row = (&'static str, Stage, &'static str, &'static str);

/// About tabs.
pub const TAB_HELP: &str = "indent with blanks; YAML allows no tabs there";
/// About a list after a key.
pub const LIST_HELP: &str = "put the list on the next line";
const INDENT_HELP: &str = "check the indentation: this line does not line up with the ones before it";

/// The table; the first row whose part is found decides.
pub const ROWS: &[Row] = &[
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
        LIST_HELP,
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
